"""Diabetes in 130 US hospitals, 1999 to 2008: 101,766 encounters of 71,518 patients, readmitted or not.

Encounters of one patient resemble each other, so a random split leaks; payer_code and others drift with encounter_id,
which is only assumed to rise with time. Taught in c2w1-assignment1.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data.dataset import Dataset, Option
from courselab.data.errors import UnknownData
from courselab.data.shipped import File, Shipped, open_text

NUMBERS = (
    "encounter_id",
    "patient_nbr",
    "admission_type_id",
    "discharge_disposition_id",
    "admission_source_id",
    "time_in_hospital",
    "num_lab_procedures",
    "num_procedures",
    "num_medications",
    "number_outpatient",
    "number_emergency",
    "number_inpatient",
    "number_diagnoses",
)
ENCOUNTERS = "encounters"
TABLES = (ENCOUNTERS, "admission_type_id", "discharge_disposition_id", "admission_source_id")


def read(table: str) -> pd.DataFrame:
    """Return the encounters, or what the numbers of one of three columns mean (id, description).

    50 columns: NUMBERS are int64 (time_in_hospital in days), all others text: the diagnoses diag_1 to diag_3 as ICD-9
    codes, 23 medicines as No, Steady, Up or Down, readmitted as NO, >30 or <30 (days). "?" becomes NaN; "None" in
    max_glu_serum and A1Cresult says that nothing was measured and stays.
    """
    if table not in TABLES:
        raise UnknownData(f'There is no table "{table}" of diabetes_130: choose one of {", ".join(TABLES)}.')
    encounters, meanings = DATASET.paths
    if table != ENCOUNTERS:
        return _meanings(meanings, table)
    header = pd.read_csv(encounters, nrows=0).columns
    dtypes = {name: "int64" if name in NUMBERS else str for name in header}
    return pd.read_csv(encounters, dtype=dtypes, keep_default_na=False, na_values={"?"})


def _meanings(path: Path, column: str) -> pd.DataFrame:
    """One of the three tables in the file; a line without values ends each."""
    with open_text(path) as file:
        blocks = file.read().replace("\r", "").split("\n,\n")
    block = next(block for block in blocks if block.startswith(f"{column},"))
    pairs = [line.split(",", 1) for line in block.strip().split("\n")[1:]]
    return pd.DataFrame(
        {"id": [int(number) for number, _ in pairs], "description": [text.strip(' "') for _, text in pairs]}
    )


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write encounters as their publisher does: a CSV with a header, "?" for missing."""
    frame.to_csv(path, index=False, na_rep="?")


DATASET = Dataset(
    __name__,
    read=read,
    write=write,
    options={"table": Option(ENCOUNTERS, f"{', '.join(TABLES)}: the rows, or what a column's numbers mean")},
    shipped=Shipped(
        files=(
            File("diabetic_data.csv.xz", "8946bd32fa189e1ce96cf9228d49f8e957cb748d80d2ccf9211472ed99f1c3a9", 2_182_596),
            File(
                "diabetes_ids_mapping.csv.xz", "39e0c923ac7cc599bb1d7bc19f77101c8af8644abe4305dc9a07adb913251a21", 1_056
            ),
        ),
        rows=101_766,
        url="https://archive.ics.uci.edu/static/public/296/diabetes+130-us+hospitals+for+years+1999-2008.zip",
        licence="CC-BY-4.0",
        licence_page="https://archive.ics.uci.edu/dataset/296/diabetes+130-us+hospitals+for+years+1999-2008",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Clore, J., Cios, K., DeShazo, J. and Strack, B. (2014). Diabetes 130-US hospitals for years "
        "1999-2008. UCI Machine Learning Repository. https://doi.org/10.24432/C5230J",
        changes="None but the packing: unpacked they are the publisher's files byte for byte.",
    ),
)
