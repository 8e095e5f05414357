"""Reading a CSV file with a header, and saying which line is wrong when one is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from courselab.data.errors import MalformedFile
from courselab.data.shipped import open_text


def read(path: Path, columns: Sequence[str], dtype: dict[str, type] | None = None) -> pd.DataFrame:
    """Return a CSV file as a DataFrame; empty fields become NaN, `dtype` fixes the type of some columns.

    Raises MalformedFile with the line number.
    """
    with open_text(path) as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if header != list(columns):
            raise MalformedFile(
                f"{Path(path).name}, line 1: the header should be {','.join(columns)}; "
                "fetch the file again or correct it."
            )
        for fields in reader:
            if fields and len(fields) != len(columns):
                raise MalformedFile(
                    f"{Path(path).name}, line {reader.line_num}: {len(fields)} fields instead of "
                    f"{len(columns)}; fetch the file again or correct the line."
                )
    try:
        return pd.read_csv(path, dtype=dtype, float_precision="round_trip")
    except ValueError as error:
        raise MalformedFile(f"{Path(path).name}: {error}; fetch the file again or correct it.") from error


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as a CSV file with a header; what is missing is empty."""
    frame.to_csv(path, index=False)
