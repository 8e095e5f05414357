"""A census like UCI Adult, generated: who earns more than 50K, with known faults, a known bias and a known bad slice.

No row is copied from the original. Taught in c2w1-lab1 (faults), c3w4-lab1 (slice) and c3w4-lab3 (bias).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from courselab.data import people
from courselab.data.errors import MalformedFile
from courselab.data.faults import Fault, arrived_later, check_room, fault, pick

COLUMNS = (
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education_num",
    "marital_status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital_gain",
    "capital_loss",
    "hours_per_week",
    "native_country",
    "income",
)
NUMBERS = ("age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week")
ROWS = 32_561
LOW, HIGH, MISSPELT = "<=50K", ">50K", ">50K."

BIASED_SEX, BIAS_SHARE = "Female", 0.3
SLICE_WORKCLASS, SLICE_CHANCE = "Self-emp-not-inc", 0.35


def generate(
    rows: int | None = None, seed: int = 42, plant: bool = True, *, biased: bool = True, odd_slice: bool = True
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return the generated census (default 32,561 rows) and its Faults.

    Bias and slice belong to the population: they lie in all rows and stay with `plant=False`. `biased=False` and
    `odd_slice=False` give the same people without them, so that one can see what they did.
    """
    count = ROWS if rows is None else rows
    rng = np.random.default_rng([seed, 1994])
    frame, chance = people.draw(rng, count)
    luck, recorded = rng.random(count), rng.random(count)
    odd = (frame["workclass"] == SLICE_WORKCLASS).to_numpy() & odd_slice
    rich = luck < np.where(odd, SLICE_CHANCE, chance)
    lowered = rich & (frame["sex"] == BIASED_SEX).to_numpy() & (recorded < BIAS_SHARE) & biased
    frame["income"] = np.where(rich & ~lowered, HIGH, LOW).astype(object)
    frame, population = frame[list(COLUMNS)], _population_faults(lowered, odd)
    if not plant:
        return frame, population
    frame, faults = plant_faults(frame, seed, keep=np.flatnonzero(lowered))
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


def plant_faults(frame: pd.DataFrame, seed: int, keep: Sequence[int] = ()) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Return a copy with faults in the last fifth of the rows, and their list; generated and real rows alike.

    Six of the seven show in statistics against a curated schema; label noise cannot, by design. The incomes of the
    row positions in `keep` stay as they are.
    """
    check_room(len(frame))
    frame = frame.copy()
    rng = np.random.default_rng([seed, 5])
    late = np.arange(arrived_later(len(frame)), len(frame))
    makers = (_age_range, _education_range, _country_code, _relationship_lost, _workclass_moved)
    faults = [maker(frame, late, rng) for maker in makers]
    return frame, (*faults, *_income_wrong(frame, np.setdiff1d(late, keep), rng))


def _age_range(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.01)
    frame.iloc[rows, frame.columns.get_loc("age")] = rng.choice((-1, 999), len(rows))
    return fault("age out of range", "schema", "age", rows, "-1 and 999 stand for an unknown age.")


def _education_range(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.01)
    frame.iloc[rows, frame.columns.get_loc("education_num")] = 99
    return fault("education_num out of range", "schema", "education_num", rows, "99 where the codes end at 16.")


def _country_code(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    home = late[(frame["native_country"].iloc[late] == people.HOME).to_numpy()]
    rows = pick(rng, home, 0.02)
    frame.iloc[rows, frame.columns.get_loc("native_country")] = "USA"
    return fault("country in another code", "schema", "native_country", rows, f'"USA" instead of "{people.HOME}".')


def _relationship_lost(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    rows = pick(rng, late, 0.12)
    frame.iloc[rows, frame.columns.get_loc("relationship")] = np.nan
    return fault(
        "relationship missing",
        "schema",
        "relationship",
        rows,
        "Missing in 12 % of the later rows; before, everybody answered.",
    )


def _workclass_moved(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> Fault:
    private = late[(frame["workclass"].iloc[late] == "Private").to_numpy()]
    rows = pick(rng, private, 0.35)
    frame.iloc[rows, frame.columns.get_loc("workclass")] = "Local-gov"
    return fault(
        "workclass drifted",
        "drift",
        "workclass",
        rows,
        "35 % of the later Private rows became Local-gov: both valid, in another proportion.",
    )


def _income_wrong(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> list[Fault]:
    """Two faults on different rows: flipped labels, which no schema can see, and a spelling, which it can."""
    column = frame.columns.get_loc("income")
    noisy = pick(rng, late, 0.03)
    frame.iloc[noisy, column] = np.where(frame["income"].iloc[noisy] == HIGH, LOW, HIGH)
    rest = np.setdiff1d(late, noisy)
    rows = pick(rng, rest[(frame["income"].iloc[rest] == HIGH).to_numpy()], 0.3)
    frame.iloc[rows, column] = MISSPELT
    return [
        fault("income misspelt", "schema", "income", rows, f'"{MISSPELT}" instead of "{HIGH}".'),
        fault(
            "labels flipped",
            "label noise",
            "income",
            noisy,
            "3 % of the later labels are wrong; each looks right, so no schema can find them.",
        ),
    ]


def parse(path: Path) -> pd.DataFrame:
    """Return a raw census file (no header, a blank after each comma, "?" for missing, perhaps a blank last line).

    Values are stripped and "?" becomes NaN. Raises MalformedFile with the line number.
    """
    path = Path(path)
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    rows = [_fields(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.mask(frame == "?").astype(dict.fromkeys(NUMBERS, np.int64))


def _fields(path: Path, number: int, line: str) -> list[str | int]:
    fields: list = [field.strip(" ") for field in line.rstrip("\r").split(",")]
    if len(fields) != len(COLUMNS):
        raise MalformedFile(
            f"{path.name}, line {number}: {len(fields)} fields instead of {len(COLUMNS)}; "
            "fetch the file again or correct the line."
        )
    for name in NUMBERS:
        place = COLUMNS.index(name)
        try:
            fields[place] = int(fields[place])
        except ValueError:
            raise MalformedFile(
                f'{path.name}, line {number}: {name} is "{fields[place]}" instead of a whole number; '
                "fetch the file again or correct the line."
            ) from None
    return fields


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame in the publisher's raw format, with its blank last line."""
    text = frame[list(COLUMNS)].fillna("?").astype(str)
    lines = [", ".join(row) for row in text.itertuples(index=False, name=None)]
    Path(path).write_text("\n".join([*lines, "", ""]), encoding="utf-8", newline="\n")
