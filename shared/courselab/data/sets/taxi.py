"""Chicago taxi trips, 2013 to 2016: the sample of the TFX repository, real, in no order of time.

Its faults are its own, nothing is planted: 1,710 miles for 35 dollars, fares without miles, a `Prcard`, and times
rounded to the quarter of an hour. Taught in c2w2-lab1, c2w3-lab1 and c3w2-lab1.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset, Source
from courselab.data.shipped import File

COLUMNS = (
    "pickup_community_area",
    "fare",
    "trip_start_month",
    "trip_start_hour",
    "trip_start_day",
    "trip_start_timestamp",
    "pickup_latitude",
    "pickup_longitude",
    "dropoff_latitude",
    "dropoff_longitude",
    "trip_miles",
    "pickup_census_tract",
    "dropoff_census_tract",
    "payment_type",
    "company",
    "trip_seconds",
    "dropoff_community_area",
    "tips",
)
WHOLE = (  # with gaps, so floats in a frame
    "pickup_community_area",
    "dropoff_community_area",
    "pickup_census_tract",
    "dropoff_census_tract",
    "trip_seconds",
)
FLOATS = (
    *WHOLE,
    "fare",
    "pickup_latitude",
    "pickup_longitude",
    "dropoff_latitude",
    "dropoff_longitude",
    "trip_miles",
    "tips",
)


def parse(path: Path) -> pd.DataFrame:
    """Return a taxi CSV as a DataFrame; empty fields become NaN. Raises MalformedFile with the line number.

    Miles, dollars, seconds; `trip_start_timestamp` in seconds since 1970, `trip_start_day` 1 for Sunday.
    """
    return csv.read(path, COLUMNS, dtype=dict.fromkeys(FLOATS, float))


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write trips as their publisher does: a CSV with a header, whole areas and tracts, empty for missing."""
    frame[list(COLUMNS)].astype(dict.fromkeys(WHOLE, "Int64")).to_csv(path, index=False)


ORIGINAL = Source(
    file="chicago_taxi.csv",
    url="https://raw.githubusercontent.com/tensorflow/tfx/58435d68d561e9ba6c657a0ec111adba5176ee98/tfx/examples/"
    "chicago_taxi_pipeline/data/simple/data.csv",
    sha256="cdaf0b5931442ef47693f408f25a37af710aca23fccb90a78f00930e89548805",
    bytes=1_922_812,
    rows=15_002,
    licence="City of Chicago data terms, sample Apache-2.0",
    licence_page="https://github.com/tensorflow/tfx/blob/master/tfx/examples/chicago_taxi_pipeline/README.md",
    citation="City of Chicago, Taxi Trips 2013-2016, as sampled in the TFX repository. https://data.cityofchicago.org",
)
DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("chicago_taxi.csv.xz", "61235216f0352defb370d8dde85acc3a9795022513e08e2c6a1d71ea427e5974", 219_936),
        licence_texts=("chicago_taxi.txt", "Apache-2.0.txt"),
        changes="None but the packing: unpacked it is the file of the TFX repository byte for byte.",
    ),
)
