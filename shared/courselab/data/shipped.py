"""What ships with the project: real files in `files/`, packed, each described in the module of its data set alone."""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FOLDER = Path(__file__).with_name("files")
LICENCES = FOLDER / "licences"
MAX_FILE_BYTES, MAX_BYTES = 6_000_000, 30_000_000  # of one file, and of all of them together


@dataclass(frozen=True)
class File:
    """One file in `files/`, as it is packed: `bytes` and `sha256` identify it."""

    name: str
    sha256: str
    bytes: int

    @property
    def path(self) -> Path:
        """Where it lies in the installed package."""
        return FOLDER / self.name

    def unpack(self, target: Path) -> None:
        """Write what is packed in an .xz file to `target`."""
        import shutil

        with lzma.open(self.path) as packed, open(target, "wb") as file:
            shutil.copyfileobj(packed, file)


@dataclass(frozen=True)
class Shipped:
    """The real form of a data set: its files, what a reader must be told about them, and the licence texts with them.

    `url` is where the original can be had, `changes` what was done to it; `licence_texts` are names in
    `files/licences/`. `rows` counts the records.
    """

    files: tuple[File, ...]
    rows: int
    url: str
    licence: str
    licence_page: str
    licence_texts: tuple[str, ...]
    citation: str
    changes: str


def open_text(path: Path) -> IO[str]:
    """Open a text file, plain or packed as .xz, as UTF-8 with its line ends as they are."""
    path = Path(path)
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of an .npz file, plain or packed as .xz; pickles are refused."""
    import io

    import numpy as np

    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
