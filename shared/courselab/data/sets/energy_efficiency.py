"""Energy efficiency of 768 buildings of one volume and twelve shapes: heating and cooling load, simulated (Ecotect).

Taught in c4w3-lab1.
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped

COLUMNS = {
    "X1": "relative_compactness",
    "X2": "surface_area",
    "X3": "wall_area",
    "X4": "roof_area",
    "X5": "height",
    "X6": "orientation",
    "X7": "glazing_area",
    "X8": "glazing_distribution",
    "Y1": "heating_load",
    "Y2": "cooling_load",
}


def read() -> pd.DataFrame:
    """Return the buildings; areas in m2, height in m, glazing_area as a share of the floor, loads in kWh/m2 a year.

    orientation (2 to 5) and glazing_distribution (0 to 5) are codes, int64; all else is float64. COLUMNS maps the
    publisher's names, X1 to Y2, to these.
    """
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip").rename(columns=COLUMNS)
    codes = ("orientation", "glazing_distribution")
    return frame.astype({name: "int64" if name in codes else float for name in frame})


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(
            File("energy_efficiency.csv.xz", "8f7b91b593b0e509fb8881bbaf5f0e38bd5714c65aae8eb69b9ef0050f29f51b", 4_248),
        ),
        rows=768,
        url="https://archive.ics.uci.edu/static/public/242/energy+efficiency.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/242/energy+efficiency",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Tsanas, A. and Xifara, A. (2012). Energy Efficiency. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C51307",
        changes="The spreadsheet became a CSV file; the loader gives the columns their names.",
    ),
)
