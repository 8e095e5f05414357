"""Palmer penguins: species and four measurements scaled to 0-1, real data (c4w3-lab2)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data import csv
from courselab.data.dataset import Dataset, Source
from courselab.data.shipped import File

CITATION = (
    "Horst, A. M., Hill, A. P. and Gorman, K. B. (2020). palmerpenguins: Palmer Archipelago (Antarctica) penguin data."
)
COLUMNS = ("species", "culmen_length_mm", "culmen_depth_mm", "flipper_length_mm", "body_mass_g")


def parse(path: Path) -> pd.DataFrame:
    """Return a penguins file as a DataFrame; species is 0, 1 or 2. Raises MalformedFile."""
    return csv.read(path, COLUMNS)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as its publisher does: a CSV with a header."""
    frame.to_csv(path, index=False)


ORIGINAL = Source(
    file="penguins.csv",
    url="https://raw.githubusercontent.com/tensorflow/tfx/58435d68d561e9ba6c657a0ec111adba5176ee98/tfx/examples/"
    "penguin/data/labelled/penguins_processed.csv",
    sha256="d9e034c8d8905e19b5528a9c195091ceba4b14df6c095c050d89c5f106dd50ba",
    bytes=25_648,
    rows=334,
    licence="CC0-1.0",
    licence_page="https://allisonhorst.github.io/palmerpenguins/",
    citation=CITATION,
)
DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("penguins.csv.xz", "927e56ec5bedd8a0557e01bb15b430195243e597ed73730a0def4e1d28e48ede", 3_396),
        licence_texts=("CC0-1.0.txt",),
        changes="None but the packing: unpacked it is the file of the TFX repository byte for byte, which holds the "
        "measurements scaled to 0-1 without the penguins that lack one.",
    ),
)
