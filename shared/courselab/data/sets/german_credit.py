"""German credit (Statlog): 1,000 applicants, 700 good and 300 bad risks; the young are bad risks more often.

Sex cannot be read safely out of the code A92, so group by age. Taught in c3w4-lab3 as a small second case.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data.dataset import Dataset, Source
from courselab.data.errors import MalformedFile
from courselab.data.shipped import File, open_text

COLUMNS = (
    "checking_status",
    "duration",
    "credit_history",
    "purpose",
    "credit_amount",
    "savings",
    "employment",
    "installment_rate",
    "personal_status",
    "other_parties",
    "residence_since",
    "property",
    "age",
    "other_installment_plans",
    "housing",
    "existing_credits",
    "job",
    "dependents",
    "telephone",
    "foreign_worker",
    "risk",
)
NUMBERS = (
    "duration",
    "credit_amount",
    "installment_rate",
    "residence_since",
    "age",
    "existing_credits",
    "dependents",
)
RISKS = {"1": "good", "2": "bad"}


def parse(path: Path) -> pd.DataFrame:
    """Return the applicants of a file with 21 fields a line, blanks between them.

    NUMBERS are int64 (duration in months, credit_amount in marks, age in years, installment_rate in percent of
    income); risk is "good" or "bad"; all else are the publisher's codes (A11, A12, ...). Raises MalformedFile with the
    line number.
    """
    with open_text(path) as lines:
        rows = [line.split() for line in lines if line.strip()]
    for number, row in enumerate(rows, 1):
        if len(row) != len(COLUMNS) or row[-1] not in RISKS:
            raise MalformedFile(
                f"{Path(path).name}, line {number}: not {len(COLUMNS)} fields with 1 or 2 at the end; fetch it again."
            )
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    frame["risk"] = frame["risk"].map(RISKS)
    return frame.astype(dict.fromkeys(NUMBERS, "int64"))


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write applicants as their publisher does."""
    codes = {word: code for code, word in RISKS.items()}
    rows = frame.assign(risk=frame["risk"].map(codes)).astype(str).itertuples(index=False, name=None)
    Path(path).write_text("".join(" ".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")


ORIGINAL = Source(
    file="german.data",
    url="https://archive.ics.uci.edu/ml/machine-learning-databases/statlog/german/german.data",
    sha256="b21f3d81db8071257d5ff1deaeba1fd4303b62712e6fcc9715c7a86202cb5871",
    bytes=79_793,
    rows=1_000,
    licence="CC-BY-4.0",
    licence_page="https://archive.ics.uci.edu/dataset/144/statlog+german+credit+data",
    citation="Hofmann, H. (1994). Statlog (German Credit Data). UCI Machine Learning Repository. "
    "https://doi.org/10.24432/C5NC77",
)
DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    original=ORIGINAL,
    shipped=ORIGINAL.shipped(
        File("german_credit.data.xz", "16ba34398b78cb60bfcd616c11afc92f39ba9df27306d5059789fe24563cb9ab", 10_920),
        licence_texts=("CC-BY-4.0.txt",),
        changes="None but the packing: unpacked it is the publisher's file byte for byte.",
    ),
)
