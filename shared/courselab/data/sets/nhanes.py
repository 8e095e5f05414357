"""NHANES I: 9,932 people examined in 1971 to 1974, 18 measurements each, and how long they lived afterwards.

What must come out is known from medicine: age, sex and blood pressure. Taught in c3w2-lab2 (PCA on a table) and
c3w5-lab1 (Shapley values of a tree model).
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped

TARGETS = ("years", "died")
_LAST = "years_to_death_or_censored"


def read() -> pd.DataFrame:
    """Return the people: 18 numbers, then how many years they were followed and whether they had died by then.

    Columns in small letters with underscores: age in years, diastolic_bp, systolic_bp and pulse_pressure in mmHg,
    poverty_index in percent, race (1 white, 2 black, 3 other), sex (1 man, 2 woman), bmi in kg/m2, the rest as the
    laboratory gave them; years (float64), died (bool).
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    signed = frame.pop(_LAST)  # the publisher marks who was still alive by a minus sign
    frame.columns = [name.lower().replace(" ", "_") for name in frame.columns]
    return frame.assign(years=signed.abs(), died=signed > 0)


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(File("nhanes1.csv.xz", "f5ca397d4a54fa4fce6088f3437fc4f06bf20015ab0cc9933a403035ca0ada7d", 244_988),),
        rows=9_932,
        url="https://github.com/shap/shap/tree/df974a1966294b9c7acebb1373fd6dc5445d1d3d/data",
        licence="US government work, processed copy MIT",
        licence_page="https://github.com/shap/shap/blob/master/LICENSE",
        licence_texts=("nhanes1_shap.MIT.txt",),
        citation="National Center for Health Statistics, NHANES I with epidemiologic follow-up; Lundberg, S. M. et al. "
        "(2020). From local explanations to global understanding with explainable AI for trees. Nature Machine "
        "Intelligence. https://doi.org/10.1038/s42256-019-0138-9",
        changes="The two files of shap, features and outcome, in one table. The loader writes the signed outcome as "
        "years and died.",
    ),
)
