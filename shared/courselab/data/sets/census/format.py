"""The raw census file as UCI publishes it: no header, a blank after each comma, "?" for missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from courselab.data.errors import MalformedFile
from courselab.data.shipped import open_text

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
LOW, HIGH = "<=50K", ">50K"


def parse(path: Path) -> pd.DataFrame:
    """Return a raw census file (no header, a blank after each comma, "?" for missing, perhaps a blank last line).

    Values are stripped and "?" becomes NaN. Raises MalformedFile with the line number.
    """
    path = Path(path)
    with open_text(path) as file:
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
