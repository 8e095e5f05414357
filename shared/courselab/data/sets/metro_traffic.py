"""Hourly traffic on Interstate 94 near Minneapolis, 2012 to 2018, with weather and holidays; faults are real.

Ten hours at 0 K, one of 9,831.3 mm of rain, 7,629 doubled hours and a gap of 307 days. Taught in c2w2-assignment2.
"""

from __future__ import annotations

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return 48,204 rows in order of time, an hour each (some twice, when two kinds of weather were recorded).

    Columns: holiday ("None" on other days; a holiday is named in its first hour alone), temp in kelvin, rain_1h and
    snow_1h in mm, clouds_all in percent, weather_main, weather_description, date_time (datetime64, local time),
    traffic_volume in vehicles an hour westbound.
    """
    path = DATASET.paths[0]
    frame = pd.read_csv(path, keep_default_na=False, float_precision="round_trip")
    frame["date_time"] = pd.to_datetime(frame["date_time"], format="%Y-%m-%d %H:%M:%S")
    return frame


DATASET = Dataset(
    __name__,
    read=read,
    write=csv.write,
    shipped=Shipped(
        files=(
            File(
                "metro_interstate_traffic.csv.xz",
                "3c195cda285148b4e27ce16e033b0919f662315d781d1300977ed3f4cb4b9ab4",
                292_800,
            ),
        ),
        rows=48_204,
        url="https://archive.ics.uci.edu/static/public/492/metro+interstate+traffic+volume.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/492/metro+interstate+traffic+volume",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Hogue, J. (2019). Metro Interstate Traffic Volume. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C5X60B",
        changes="Taken from a copy whose times were written otherwise; they were written back to the publisher's form.",
    ),
)
