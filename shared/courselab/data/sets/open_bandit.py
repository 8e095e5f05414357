"""Open Bandit: 60,000 impressions of fashion items under two policies, drawn at random, and who clicked.

A real experiment that is too small to decide: 0.43 % clicks at random against 0.52 % by Thompson sampling. Taught in
c4w4-lab2.
"""

from __future__ import annotations

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return the impressions, 10,000 of each policy in each campaign.

    policy (random or bts, Bernoulli Thompson sampling), campaign (all, men or women), timestamp (datetime64, UTC),
    item_id, position (1 to 3, from the left), click (0 or 1), propensity_score (the policy's probability of showing the
    item there), user_feature_0 to 3 (hashed, 8 characters).
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    times = frame["timestamp"].str.removesuffix("+00:00")
    whole = ~times.str.contains(".", regex=False)  # a whole second has no fraction in the file
    frame["timestamp"] = pd.to_datetime(times.mask(whole, times + ".0"), format="%Y-%m-%d %H:%M:%S.%f")
    return frame


DATASET = Dataset(
    __name__,
    read=read,
    write=csv.write,
    shipped=Shipped(
        files=(
            File(
                "open_bandit_small.csv.xz", "b36114a962fe7e54aa9bb1f6260ccbc7c24b984b4235b037e61ac7f0ad2e551e", 605_268
            ),
        ),
        rows=60_000,
        url="https://github.com/st-tech/zr-obp/tree/8cbd5fa4558b7ad2ba4781546d6604e4cc3e07c4/obd",
        licence="Apache-2.0",
        licence_page="https://github.com/st-tech/zr-obp/blob/master/LICENSE",
        licence_texts=("open_bandit.Apache-2.0.txt",),
        citation="Saito, Y., Aihara, S., Matsutani, M. and Narita, Y. (2021). Open Bandit Dataset and Pipeline: "
        "towards realistic and reproducible off-policy evaluation. NeurIPS Datasets and Benchmarks. arXiv 2008.07146.",
        changes="The six small files in one table, with policy and campaign as columns; the features' hashes were cut "
        "to 8 characters.",
    ),
)
