"""The generated census: people, their recorded incomes, a known bias and a known bad slice; no row is a real one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.faults import Fault, fault
from courselab.data.sets.census import people
from courselab.data.sets.census.faults import plant_faults
from courselab.data.sets.census.format import COLUMNS, HIGH, LOW

ROWS = 32_561
BIASED_SEX, BIAS_SHARE = "Female", 0.3
SLICE_WORKCLASS, SLICE_CHANCE = "Self-emp-not-inc", 0.35


def generate(
    rows: int = ROWS, seed: int = 42, plant: bool = True, *, biased: bool = True, odd_slice: bool = True
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the generated census (default 32,561 rows) and its Faults.

    Bias and slice belong to the population: they lie in all rows and stay with `plant=False`. `biased=False` and
    `odd_slice=False` give the same people without them, so that one can see what they did.
    """
    rng = np.random.default_rng([seed, 1994])
    frame, chance = people.draw(rng, rows)
    luck, recorded = rng.random(rows), rng.random(rows)
    odd = (frame["workclass"] == SLICE_WORKCLASS).to_numpy() & odd_slice
    rich = luck < np.where(odd, SLICE_CHANCE, chance)
    lowered = rich & (frame["sex"] == BIASED_SEX).to_numpy() & (recorded < BIAS_SHARE) & biased
    frame["income"] = np.where(rich & ~lowered, HIGH, LOW).astype(object)
    frame, population = frame[list(COLUMNS)], _population_faults(lowered, odd)
    if not plant:
        return frame, population
    frame, faults = plant_faults(frame, seed, keep=np.flatnonzero(lowered).tolist())
    return frame, faults + population


def _population_faults(lowered: np.ndarray, odd: np.ndarray) -> tuple[Fault, ...]:
    return (
        fault(
            "women's incomes lowered",
            "bias",
            "income",
            np.flatnonzero(lowered),
            f"{BIAS_SHARE:.0%} of the women who earn {HIGH} are recorded as {LOW}, all through the data.",
        ),
        fault(
            "self-employed by chance",
            "slice",
            "income",
            np.flatnonzero(odd),
            f"For {SLICE_WORKCLASS} income hangs on something unrecorded: {HIGH} with chance {SLICE_CHANCE}, "
            "whatever the other columns say.",
        ),
    )
