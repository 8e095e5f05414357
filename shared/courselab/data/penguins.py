"""Palmer penguins: species and four measurements scaled to 0-1, real data by download only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data import table

COLUMNS = ("species", "culmen_length_mm", "culmen_depth_mm", "flipper_length_mm", "body_mass_g")


def parse(path: Path) -> pd.DataFrame:
    """Return a penguins file as a DataFrame; species is 0, 1 or 2. Raises MalformedFile."""
    return table.read(path, COLUMNS)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as its publisher does: a CSV with a header."""
    frame.to_csv(path, index=False)
