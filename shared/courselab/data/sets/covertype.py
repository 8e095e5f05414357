"""Forest cover: seven kinds of trees on 92,962 patches of 30 m in Colorado, by height, slope, distances and soil.

Taught in c2w3-assignment3.
"""

from __future__ import annotations

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped

# What Cover_Type 1 to 7 stand for.
COVERS = ("Spruce/Fir", "Lodgepole Pine", "Ponderosa Pine", "Cottonwood/Willow", "Aspen", "Douglas-fir", "Krummholz")


def read() -> pd.DataFrame:
    """Return the patches; every column is int64 but Wilderness_Area (Rawah, Neota, Comanche or Cache).

    Elevation and the distances in metres, Aspect in degrees from north, Slope in degrees, the three hillshades at the
    summer solstice 0 to 255, Soil_Type 1 to 40, and Cover_Type 1 to 7, whose names are COVERS.
    """
    return pd.read_csv(DATASET.paths[0])


DATASET = Dataset(
    __name__,
    read=read,
    write=csv.write,
    shipped=Shipped(
        files=(
            File("covertype_92k.csv.xz", "619acdde6ae550d51116fc081b5140d9648d56596208b16c02049d79f5d778ff", 1_387_408),
        ),
        rows=92_962,
        url="https://archive.ics.uci.edu/static/public/31/covertype.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/31/covertype",
        licence_texts=("CC-BY-4.0.txt", "covertype.txt"),
        citation="Blackard, J. (1998). Covertype. UCI Machine Learning Repository. https://doi.org/10.24432/C50K5N. "
        "Copyright Jock A. Blackard and Colorado State University.",
        changes="A random 16 % that ramp-kits/covertype published scaled to 0-1, scaled back to the integers; the "
        "indicator columns were folded into Wilderness_Area and Soil_Type.",
    ),
)
