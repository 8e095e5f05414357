"""The raw taxi file as the TFX repository publishes it: a CSV with a header, empty for missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data import csv

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
FLOATS = (
    "pickup_community_area",
    "fare",
    "pickup_latitude",
    "pickup_longitude",
    "dropoff_latitude",
    "dropoff_longitude",
    "trip_miles",
    "pickup_census_tract",
    "dropoff_census_tract",
    "trip_seconds",
    "dropoff_community_area",
    "tips",
)


def parse(path: Path) -> pd.DataFrame:
    """Return a taxi CSV as a DataFrame; empty fields become NaN. Raises MalformedFile with the line number."""
    return csv.read(path, COLUMNS, dtype=dict.fromkeys(FLOATS, float))


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write trips as their publisher does: a CSV with a header, whole areas and tracts, empty for missing."""
    text = frame[list(COLUMNS)].copy()
    for column in ("pickup_community_area", "dropoff_community_area", "trip_seconds", "dropoff_census_tract"):
        text[column] = text[column].astype("Int64")
    text.to_csv(path, index=False)
