"""Credit card clients in Taiwan, 2005: 30,000, of whom 22.1 % did not pay the next month; groups fare differently.

Codes 0, 5 and 6 of EDUCATION and 0 of MARRIAGE are documented nowhere. Taught in c3w4-lab3 (fairness).
"""

from __future__ import annotations

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return the clients; amounts are float64 in New Taiwan dollars, all else int64.

    ID, LIMIT_BAL, SEX (1 man, 2 woman), EDUCATION (1 graduate school, 2 university, 3 high school, 4 others), MARRIAGE
    (1 married, 2 single, 3 others), AGE in years, PAY_0 and PAY_2 to PAY_6 (months behind, September back to April
    2005, -1 for paid duly), BILL_AMT1 to 6 and PAY_AMT1 to 6 of the same months, default_payment_next_month (1 yes).
    """
    return pd.read_csv(DATASET.paths[0], float_precision="round_trip")


DATASET = Dataset(
    __name__,
    read=read,
    write=csv.write,
    shipped=Shipped(
        files=(
            File(
                "credit_default_taiwan.csv.xz",
                "6d92d72a7fa59b9410fdc3c9cbf76a8b4dac9aaa61d15bb03281394393e85b2d",
                860_420,
            ),
        ),
        rows=30_000,
        url="https://archive.ics.uci.edu/static/public/350/default+of+credit+card+clients.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/350/default+of+credit+card+clients",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Yeh, I. (2009). Default of Credit Card Clients. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C55S3H",
        changes="A CSV copy of the publisher's spreadsheet; the last column's name has underscores for blanks.",
    ),
)
