"""The 1994 census extract (UCI Adult): who earns more than 50K; generated with known faults, or the real one.

Generated, no row is a real one, and a bias and a bad slice are known too. Taught in c2w1-lab1, c2w2-lab2, c2w3-lab2
(faults), c3w4-lab1 (slice) and c3w4-lab3 (bias).
"""

from __future__ import annotations

from courselab.data.dataset import GENERATED, Dataset, Source
from courselab.data.sets.census.faults import plant_faults
from courselab.data.sets.census.format import COLUMNS, NUMBERS, parse, write
from courselab.data.sets.census.population import BIAS_SHARE, ROWS, generate
from courselab.data.shipped import File

__all__ = ["BIAS_SHARE", "COLUMNS", "DATASET", "NUMBERS", "generate", "parse", "plant_faults", "write"]

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
    rows=ROWS,
    generate=generate,
    parse=parse,
    write=write,
    plant_faults=plant_faults,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("adult.data.xz", "ba5c0c9148705c236ae4edf531fbebe15417cb948d7b8caf64a38aa94ea9b5a2", 290_420),
        licence_texts=("CC-BY-4.0.txt",),
        changes="None but the packing: unpacked it is the publisher's file byte for byte.",
    ),
    embedded=GENERATED,
)
