"""Bikes rented in Washington hour by hour, 2011 and 2012: a drift that nobody planted.

Rentals grew by two thirds in a year while weather and calendar stayed the same. Taught in c4w4-lab1.
"""

from __future__ import annotations

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return 17,379 hours in order of time.

    instant (1 to n), dteday (datetime64), season (1 winter to 4 autumn), yr (0 is 2011), mnth, hr, holiday, weekday (0
    is Sunday), workingday, weathersit (1 clear to 4 storm), temp (of 41 degrees Celsius), atemp (felt, of 50), hum (of
    100 %) and windspeed (of 67) as shares of their greatest value, casual, registered and cnt, their sum, in rentals.
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    frame["dteday"] = pd.to_datetime(frame["dteday"], format="%Y-%m-%d")
    return frame


DATASET = Dataset(
    __name__,
    read=read,
    write=csv.write,
    shipped=Shipped(
        files=(
            File(
                "bike_sharing_hour.csv.xz", "43a18f1e3f72af83e1a05d5c171063b6434e35a525f73a5ab5bf9cc1f809c1a9", 169_832
            ),
        ),
        rows=17_379,
        url="https://archive.ics.uci.edu/static/public/275/bike+sharing+dataset.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/275/bike+sharing+dataset",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Fanaee-T, H. (2013). Bike Sharing. UCI Machine Learning Repository. https://doi.org/10.24432/C5W894",
        changes="Taken from a copy of hour.csv; its dates were written back as year-month-day.",
    ),
)
