"""What was put into a data set on purpose, and the arithmetic of putting it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

KINDS = ("schema", "drift", "label noise", "bias", "slice", "hard case")
FEWEST_ROWS = 100


@dataclass(frozen=True)
class Fault:
    """One fault: its name, kind (one of KINDS), column, row positions in `load`'s result, and what was done."""

    name: str
    kind: str
    column: str
    rows: tuple[int, ...]
    note: str


def arrived_later(count: int) -> int:
    """Return the position where the last fifth of `count` rows begins: planted faults lie there and nowhere before."""
    return count - count // 5


def check_room(count: int) -> None:
    """Raise ValueError when a data set is too small to hold every fault."""
    if count < FEWEST_ROWS:
        raise ValueError(f"Faults need at least {FEWEST_ROWS} rows, not {count}: ask for more or use plant=False.")


def pick(rng: np.random.Generator, candidates: np.ndarray, share: float) -> np.ndarray:
    """Return `share` of the candidate positions (at least one, where there is one), drawn at random, in order."""
    size = min(len(candidates), max(1, round(share * len(candidates))))
    chosen = rng.choice(candidates, size=size, replace=False)
    chosen.sort()
    return chosen


def fault(name: str, kind: str, column: str, rows: np.ndarray, note: str) -> Fault:
    """Return a Fault whose row positions are plain integers."""
    return Fault(name, kind, column, tuple(int(row) for row in rows), note)


def overwrite(
    frame: pd.DataFrame, column: str, rows: np.ndarray, value: object, *, name: str, kind: str, note: str
) -> Fault:
    """Put `value` (one, or one a row) into the row positions of a column, in place, and return that as a Fault."""
    frame.iloc[rows, frame.columns.get_loc(column)] = value
    return fault(name, kind, column, rows, note)
