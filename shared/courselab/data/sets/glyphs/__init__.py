"""Glyphs: the letters A-J in 20 typefaces, turned, shifted, faded and noisy; 28x28 grey, any number of them.

`drawing` makes them and knows their ceiling. For a lesson that needs a known ceiling; no lab uses them yet.
"""

from __future__ import annotations

from courselab.data.dataset import Dataset, Option
from courselab.data.sets.glyphs.drawing import LETTERS, ROWS, Glyphs, generate, informed_reader

__all__ = ["DATASET", "LETTERS", "Glyphs", "generate", "informed_reader"]

DATASET = Dataset(
    __name__,
    rows=ROWS,
    generate=generate,
    options={"letters": Option(LETTERS, f"which of {LETTERS}, each about equally often")},
)
