"""The penguins again, with one culmen_length_mm out of its range: -1, where all others lie in 0-1 (c4w3-lab2)."""

from __future__ import annotations

from courselab.data.dataset import Dataset, Source
from courselab.data.sets import penguins
from courselab.data.shipped import File

ORIGINAL = Source(
    file="penguins_skewed.csv",
    url="https://raw.githubusercontent.com/tensorflow/tfx/58435d68d561e9ba6c657a0ec111adba5176ee98/tfx/examples/"
    "penguin/data/skewed/penguins_processed.csv",
    sha256="5b32dd3b7c8c5e61c3079314ce0a360ee47f30b591c7910557a9fd629b69d858",
    bytes=25_630,
    rows=334,
    licence="CC0-1.0",
    licence_page="https://allisonhorst.github.io/palmerpenguins/",
    citation=penguins.CITATION,
)
DATASET = Dataset(
    __name__,
    parse=penguins.parse,
    write=penguins.write,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("penguins_skewed.csv.xz", "6f51d00739650c6c3ed43e79839605fdb0325fe5aa7d69b27265d377e01255fa", 3_400),
        licence_texts=("CC0-1.0.txt",),
        changes="None but the packing: unpacked it is the file of the TFX repository byte for byte, which altered one "
        "value.",
    ),
)
