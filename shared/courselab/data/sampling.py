"""Drawing at random: values by their shares, and some rows of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def draw(rng: np.random.Generator, values: Sequence, shares: Sequence[float], count: int) -> np.ndarray:
    """Return `count` values (an object array) drawn by their shares, which need not add up to one."""
    weights = np.asarray(shares, dtype=float)
    return rng.choice(np.array(values, dtype=object), size=count, p=weights / weights.sum())


def sample(data: Any, rows: int, seed: int, name: str) -> Any:
    """Return `rows` of the rows of the data set `name`, drawn without replacement and kept in their order.

    `data` is a DataFrame, or has a length and `take(positions)`. Raises ValueError where there are fewer rows.
    """
    if rows > len(data):
        raise ValueError(f'"{name}" has {len(data):,} rows: rows={rows:,} is too many.')
    if hasattr(data, "sort_index"):
        return data.sample(rows, random_state=seed).sort_index().reset_index(drop=True)
    return data.take(np.sort(np.random.default_rng(seed).choice(len(data), rows, replace=False)))
