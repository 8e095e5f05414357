"""Throws of a die: a throw-away data set, `shared/courselab/data/sets/dice.py` of a lab that only a test has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courselab.data.dataset import Dataset
from courselab.data.faults import Fault

if TYPE_CHECKING:
    import pandas as pd


def generate(rows: int, seed: int, plant: bool) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a frame with the column eyes (1 to 6), and no faults."""
    import numpy as np
    import pandas as pd

    return pd.DataFrame({"eyes": np.random.default_rng(seed).integers(1, 7, rows)}), ()


DATASET = Dataset(__name__, rows=600, generate=generate)
