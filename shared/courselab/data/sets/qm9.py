"""QM9: 5,000 real small molecules in an SDF file, with energies and other properties that were computed (B3LYP).

Counting atoms alone predicts the energy to 19 kcal/mol. Taught in c4w2-lab4, which parses the file itself.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.errors import MalformedFile
from courselab.data.shipped import File, Shipped, open_text

END = "$$$$\n"
PROPERTIES = ("U0_hartree", "U0_atomization_kcal_mol", "gap_hartree", "dipole_debye", "polarizability_bohr3")


def parse(path: Path) -> pd.DataFrame:
    """Return the molecules of an SDF file: name, SMILES, PROPERTIES, atoms and record.

    PROPERTIES (float64, units in their names): energy at 0 K, energy of atomization, gap between the frontier orbitals,
    dipole moment, polarizability. atoms counts each element ({"C": 2, "H": 6}), record is the molecule's part of the
    file as it stands. Raises MalformedFile with the record's number.
    """
    with open_text(path) as file:
        records = file.read().split(END)[:-1]
    rows = []
    for number, record in enumerate(records, 1):
        try:
            rows.append(_molecule(record))
        except (ValueError, KeyError, IndexError) as error:
            raise MalformedFile(f"{Path(path).name}, record {number}: {error!r}; fetch the file again.") from error
    return pd.DataFrame(rows)


def _molecule(record: str) -> dict[str, object]:
    """One record: three lines of head, the counts, the atoms, and after the bonds the properties, a name a value."""
    lines = record.split("\n")
    elements = [line.split()[3] for line in lines[4 : 4 + int(lines[3][:3])]]
    values = {
        line.partition("<")[2].rstrip(">"): lines[at + 1] for at, line in enumerate(lines) if line.startswith(">  <")
    }
    return {
        "name": lines[0],
        "SMILES": values["SMILES"],
        **{name: float(values[name]) for name in PROPERTIES},
        "atoms": {element: elements.count(element) for element in sorted(set(elements))},
        "record": record + END,
    }


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write molecules as an SDF file."""
    Path(path).write_text("".join(frame["record"]), encoding="utf-8", newline="\n")


DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    shipped=Shipped(
        files=(File("qm9_sample.sdf.xz", "0bea142783c4e5f91676c19d57282c02c576828329735d32ba632a17aaadd939", 983_488),),
        rows=5_000,
        url="https://github.com/raghurama123/qm9pack",
        licence="MIT",
        licence_page="https://github.com/raghurama123/qm9pack",
        licence_texts=("qm9pack.MIT.txt",),
        citation="Ramakrishnan, R., Dral, P. O., Rupp, M. and von Lilienfeld, O. A. (2014). Quantum chemistry "
        "structures and properties of 134 kilo molecules. Scientific Data. https://doi.org/10.1038/sdata.2014.22",
        changes="A sample of 5,000; bonds were found from the coordinates with RDKit, and the 12 % of drawn molecules "
        "whose bonds did not agree with their SMILES were left out.",
    ),
)
