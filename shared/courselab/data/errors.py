"""What can go wrong with data: each error is one readable sentence that ends with the way out."""

from __future__ import annotations

from courselab.ground.errors import Sentence


class DataError(Sentence):
    """An error about data; a notebook shows its sentence and no traceback."""


class DataUnavailable(DataError):
    """The data cannot be had here: no network, no such source, no room to keep it."""


class DigestMismatch(DataError):
    """A file is not the one that its data set names."""

    def __init__(self, file: str, where: str, expected: str, got: str) -> None:
        super().__init__(
            f"{file} from {where} was refused, nothing was kept: its SHA-256 should be {expected} but is {got}; "
            'use SOURCE = "embedded", or point COURSELAB_DATA_MIRROR to a good copy.'
        )
        self.file, self.expected, self.got = file, expected, got


class UnknownData(DataError, ValueError):
    """A name, a source or an option that does not exist."""


class MalformedFile(DataError, ValueError):
    """A line of a raw file that does not fit its format."""
