"""Requests to NASA's web server at the Kennedy Space Center, minute by minute, July and August 1995.

The peak is 9.9 times the mean, and from 1 to 3 August the server was down for a hurricane. Taught in c4w2-lab2
(autoscaling).
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return 84,333 minutes: minute (datetime64, local time, UTC-4), requests in it, peak_second (its busiest)."""
    frame = pd.read_csv(DATASET.paths[0])
    frame["minute"] = pd.to_datetime(frame["minute"], format="%Y-%m-%d %H:%M")
    return frame


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(
            File(
                "nasa_http_per_minute.csv.xz",
                "7672913aad5eca11bf6acb5d9d64b8b496a1437340e9780cbe2724d0708fcad5",
                177_592,
            ),
        ),
        rows=84_333,
        url="https://raw.githubusercontent.com/reconfigurable-ml-pipeline/web-service-datasets/"
        "7404ad6643602943511e75ab3095fb1ccc990fd1/dataset/nasa/workload.tbz2",
        licence="free redistribution",
        licence_page="https://ita.ee.lbl.gov/html/contrib/NASA-HTTP.html",
        licence_texts=("nasa_http.html",),
        citation="Arlitt, M. and Williamson, C. (1996). Web server workload characterization. SIGMETRICS; logs by Jim "
        "Dumoulin, Kennedy Space Center; the Internet Traffic Archive.",
        changes="Requests a second were counted up to minutes, with the busiest second of each; no host is in it.",
    ),
)
