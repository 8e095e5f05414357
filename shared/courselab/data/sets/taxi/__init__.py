"""Chicago taxi trips, 2013 to 2016: generated with a known fare rule, tip rule and known faults, or the real ones.

The real ones are the sample in the TFX repository; generated ones are sorted by time, those are not. Taught in
c2w2-lab1, c2w3-lab1, c3w2-lab1 and c4w4-lab1.
"""

from __future__ import annotations

from courselab.data.dataset import GENERATED, Dataset, Source
from courselab.data.sets.taxi.faults import plant_faults
from courselab.data.sets.taxi.format import COLUMNS, FLOATS, parse, write
from courselab.data.sets.taxi.trips import AIRPORTS, ROWS, generate
from courselab.data.shipped import File

__all__ = ["AIRPORTS", "COLUMNS", "DATASET", "FLOATS", "generate", "parse", "plant_faults", "write"]

ORIGINAL = Source(
    file="chicago_taxi.csv",
    url="https://raw.githubusercontent.com/tensorflow/tfx/58435d68d561e9ba6c657a0ec111adba5176ee98/tfx/examples/"
    "chicago_taxi_pipeline/data/simple/data.csv",
    sha256="cdaf0b5931442ef47693f408f25a37af710aca23fccb90a78f00930e89548805",
    bytes=1_922_812,
    rows=15_002,
    licence="City of Chicago data terms, sample Apache-2.0",
    licence_page="https://github.com/tensorflow/tfx/blob/master/tfx/examples/chicago_taxi_pipeline/README.md",
    citation="City of Chicago, Taxi Trips 2013-2016, as sampled in the TFX repository. https://data.cityofchicago.org",
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
        File("chicago_taxi.csv.xz", "61235216f0352defb370d8dde85acc3a9795022513e08e2c6a1d71ea427e5974", 219_936),
        licence_texts=("chicago_taxi.txt", "Apache-2.0.txt"),
        changes="None but the packing: unpacked it is the file of the TFX repository byte for byte.",
    ),
    embedded=GENERATED,
)
