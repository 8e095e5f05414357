"""The 1994 census extract (UCI Adult): who earns more than 50K; the publisher's rows, with faults planted on top.

Taught in c2w1-lab1, c2w2-lab2 and c2w3-lab2. The rows have no date: that the last fifth "came later" is a role.
"""

from __future__ import annotations

from courselab.data.dataset import Dataset, Source
from courselab.data.sets.census.faults import plant_faults
from courselab.data.sets.census.format import COLUMNS, NUMBERS, parse, write
from courselab.data.shipped import File

__all__ = ["COLUMNS", "DATASET", "NUMBERS", "parse", "plant_faults", "write"]

ORIGINAL = Source(
    file="adult.data",
    url="https://archive.ics.uci.edu/ml/machine-learning-databases/adult/adult.data",
    sha256="5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
    bytes=3_974_305,
    rows=32_561,
    licence="CC-BY-4.0",
    licence_page="https://archive.ics.uci.edu/dataset/2/adult",
    citation="Becker, B. and Kohavi, R. (1996). Adult. UCI Machine Learning Repository. "
    "https://doi.org/10.24432/C5XW20",
)
DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    plant_faults=plant_faults,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("adult.data.xz", "ba5c0c9148705c236ae4edf531fbebe15417cb948d7b8caf64a38aa94ea9b5a2", 290_420),
        licence_texts=("CC-BY-4.0.txt",),
        changes="None but the packing: unpacked it is the publisher's file byte for byte.",
    ),
)
