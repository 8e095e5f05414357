"""The faults that are planted into the real census: the rows are the publisher's, the last fifth is damaged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from courselab.data.faults import Fault, arrived_later, check_room, overwrite, pick
from courselab.data.sets.census.format import HIGH, LOW

HOME, MISSPELT = "United-States", ">50K."


def plant_faults(frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a copy with eight faults in the last fifth of the rows, and their list.

    Six show in statistics against a curated schema. One shows only among the women: over all rows its drift is a third
    as wide. Label noise shows nowhere, by design.
    """
    check_room(len(frame))
    frame = frame.copy()
    rng = np.random.default_rng([seed, 5])
    late = np.arange(arrived_later(len(frame)), len(frame))
    makers = (_age_range, _education_range, _country_code, _relationship_lost, _workclass_moved, _women_moved)
    faults = [maker(frame, late, rng) for maker in makers]
    return frame, (*faults, *_income_wrong(frame, late, rng))


def _age_range(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.01)
    unknown = rng.choice((-1, 999), len(rows))
    note = "-1 and 999 stand for an unknown age."
    return overwrite(frame, "age", rows, unknown, name="age out of range", kind="schema", note=note)


def _education_range(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.01)
    note = "99 where the codes end at 16."
    return overwrite(frame, "education_num", rows, 99, name="education_num out of range", kind="schema", note=note)


def _country_code(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    home = late[(frame["native_country"].iloc[late] == HOME).to_numpy()]
    rows = pick(rng, home, 0.02)
    note = f'"USA" instead of "{HOME}".'
    return overwrite(frame, "native_country", rows, "USA", name="country in another code", kind="schema", note=note)


def _relationship_lost(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.12)
    note = "Missing in 12 % of the later rows; before, everybody answered."
    return overwrite(frame, "relationship", rows, np.nan, name="relationship missing", kind="schema", note=note)


def _workclass_moved(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    private = late[(frame["workclass"].iloc[late] == "Private").to_numpy()]
    rows = pick(rng, private, 0.35)
    note = "35 % of the later Private rows became Local-gov: both valid, in another proportion."
    return overwrite(frame, "workclass", rows, "Local-gov", name="workclass drifted", kind="drift", note=note)


def _women_moved(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    managers = (frame["sex"].iloc[late] == "Female") & (frame["occupation"].iloc[late] == "Exec-managerial")
    rows = pick(rng, late[managers.to_numpy()], 0.9)
    name = "women's occupation drifted"
    note = "90 % of the later women in Exec-managerial became Adm-clerical: both valid, and the men are untouched."
    return overwrite(frame, "occupation", rows, "Adm-clerical", name=name, kind="slice", note=note)


def _income_wrong(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> tuple[Fault, Fault]:
    """Two faults on different rows: a spelling, which a schema can see, and flipped labels, which it cannot."""
    noisy = pick(rng, late, 0.03)
    other = np.where(frame["income"].iloc[noisy] == HIGH, LOW, HIGH)
    note = "3 % of the later labels are wrong; each looks right, so no schema can find them."
    flipped = overwrite(frame, "income", noisy, other, name="labels flipped", kind="label noise", note=note)
    rest = np.setdiff1d(late, noisy)
    rows = pick(rng, rest[(frame["income"].iloc[rest] == HIGH).to_numpy()], 0.3)
    note = f'"{MISSPELT}" instead of "{HIGH}".'
    return overwrite(frame, "income", rows, MISSPELT, name="income misspelt", kind="schema", note=note), flipped
