"""The public originals: where each file comes from, and how to know that it is the right one."""

from __future__ import annotations

from dataclasses import dataclass

from courselab.data.errors import UnknownData

_TFX = "https://raw.githubusercontent.com/tensorflow/tfx/58435d68d561e9ba6c657a0ec111adba5176ee98/tfx/examples/"
_TFX_LICENCE = "Apache-2.0", "https://github.com/tensorflow/tfx/blob/master/LICENSE"
_PENGUIN_LICENCE = "CC0-1.0", "https://allisonhorst.github.io/palmerpenguins/"
_PENGUIN_CITATION = (
    "Horst, A. M., Hill, A. P. and Gorman, K. B. (2020). palmerpenguins: Palmer Archipelago (Antarctica) penguin data."
)


@dataclass(frozen=True)
class Source:
    """A public file: `bytes` and `sha256` identify it; `rows` counts its records without a header."""

    name: str
    file: str
    url: str
    sha256: str
    bytes: int
    rows: int
    licence: str
    licence_page: str
    citation: str


_ALL = (
    Source(
        "census",
        "adult.data",
        "https://archive.ics.uci.edu/ml/machine-learning-databases/adult/adult.data",
        "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
        3_974_305,
        32_561,
        "CC-BY-4.0",
        "https://archive.ics.uci.edu/dataset/2/adult",
        "Becker, B. and Kohavi, R. (1996). Adult. UCI Machine Learning Repository. https://doi.org/10.24432/C5XW20",
    ),
    Source(
        "taxi",
        "chicago_taxi.csv",
        _TFX + "chicago_taxi_pipeline/data/simple/data.csv",
        "cdaf0b5931442ef47693f408f25a37af710aca23fccb90a78f00930e89548805",
        1_922_812,
        15_002,
        *_TFX_LICENCE,
        "City of Chicago, Taxi Trips 2013-2016, as sampled in the TFX repository. https://data.cityofchicago.org",
    ),
    Source(
        "penguins",
        "penguins.csv",
        _TFX + "penguin/data/labelled/penguins_processed.csv",
        "d9e034c8d8905e19b5528a9c195091ceba4b14df6c095c050d89c5f106dd50ba",
        25_648,
        334,
        *_PENGUIN_LICENCE,
        _PENGUIN_CITATION,
    ),
    Source(
        "penguins_skewed",
        "penguins_skewed.csv",
        _TFX + "penguin/data/skewed/penguins_processed.csv",
        "5b32dd3b7c8c5e61c3079314ce0a360ee47f30b591c7910557a9fd629b69d858",
        25_630,
        334,
        *_PENGUIN_LICENCE,
        _PENGUIN_CITATION,
    ),
    Source(  # the binary version: the one for Python is made of pickles, and opening a pickle runs what it says
        "cifar10",
        "cifar-10-binary.tar.gz",
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        170_052_171,
        60_000,
        "none stated",
        "https://www.cs.toronto.edu/~kriz/cifar.html",
        "Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. University of Toronto.",
    ),
)
SOURCES = {source.name: source for source in _ALL}
# Originals that exist and are not offered: what they are, and why not. A download ends in this sentence.
UNLISTED = {
    "motion": 'The original of "motion" (WISDM: Kwapisz, J. R., Weiss, G. M. and Moore, S. A. (2010). Activity '
    "Recognition using Cell Phone Accelerometers. https://www.cis.fordham.edu/wisdm/dataset.php) is not in "
    "the registry, because no SHA-256 of its archive is known by which a copy could be checked: use "
    'source="embedded".',
    "weather": 'The original of "weather" (weather station of the Max Planck Institute for Biogeochemistry, Jena, 2009 '
    "to 2016, as jena_climate_2009_2016.csv. https://www.bgc-jena.mpg.de/wetter/) is not in the registry, "
    "because copies of several sizes go round and no SHA-256 is published that tells which is right: use "
    'source="embedded".',
}


def find(name: str) -> Source:
    """Return the Source of a name, or raise UnknownData."""
    if name not in SOURCES:
        raise UnknownData(f'"{name}" has no public original; those that have one: {", ".join(SOURCES)}.')
    return SOURCES[name]
