"""CIFAR-10: 60,000 colour pictures of ten kinds of things, 32x32, read out of the publisher's archive.

This is the binary version: fixed-length records and nothing that could run. The archive for Python holds pickles, and
loading a pickle executes whatever its author put in, so a downloaded one is never opened here. No licence is stated by
the publisher, who asks to be cited: Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images.
For colour pictures that are downloaded; no lab uses them yet.
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np
import pandas as pd

from courselab.data.dataset import Dataset, Source
from courselab.data.errors import MalformedFile

NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
COLUMNS = ("image", "label", "part")
SIDE, CHANNELS = 32, 3
RECORD = 1 + SIDE * SIDE * CHANNELS  # bytes: the label, then all reds, all greens, all blues
PARTS = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")
_MOST = 10_000 * RECORD  # bytes of a part: an archive that claims more is not this one
_CURE = "delete it and fetch it again"


def parse(path: str | Path) -> pd.DataFrame:
    """Return the pictures of an archive, in the order of its parts; nothing is extracted to disk.

    Columns: image ((32, 32, 3) uint8), label (a word of NAMES), part (the publisher's file: `data_batch_1` to `_5`, or
    `test_batch`, which the publisher keeps for testing). Raises MalformedFile when the archive is cut off, holds no
    part, or a part is not made of whole records.
    """
    path = Path(path)
    try:
        with tarfile.open(path, "r:gz") as archive:
            parts = {name: _part(path, name, file) for name, file in _members(path, archive)}
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise MalformedFile(f"{path.name} is not a whole .tar.gz archive ({error}); {_CURE}.") from error
    if not parts:
        raise MalformedFile(f"{path.name} holds none of {', '.join(PARTS)} (.bin); {_CURE}.")
    return pd.concat([parts[name] for name in PARTS if name in parts], ignore_index=True)


def write(frame: pd.DataFrame, target: str | Path) -> None:
    """Write pictures, as `parse` returns them, to an archive in the publisher's format."""
    with tarfile.open(target, "w:gz") as archive:
        for name, part in frame.groupby("part", sort=True):
            labels = [bytes([NAMES.index(word)]) for word in part.label]
            pixels = (image.transpose(2, 0, 1).tobytes() for image in part.image)
            content = b"".join(label + planes for label, planes in zip(labels, pixels, strict=True))
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def _members(path: Path, archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """The parts in an archive, by name; anything else in it (a readme, the list of names) is passed over."""
    for member in archive:
        name = PurePosixPath(member.name).stem
        if member.isfile() and member.name.endswith(".bin") and name in PARTS:
            if member.size > _MOST:
                raise MalformedFile(f"{path.name}, {name}.bin: {member.size:,} bytes, at most {_MOST:,}; {_CURE}.")
            content = archive.extractfile(member)
            assert content is not None, "a member that is a file has content"
            yield name, content


def _part(path: Path, name: str, file: IO[bytes]) -> pd.DataFrame:
    """The records of one part; the images are views into one array."""
    content = file.read()
    if not content or len(content) % RECORD:
        raise MalformedFile(
            f"{path.name}, {name}.bin: {len(content):,} bytes are not whole records of {RECORD:,}; {_CURE}."
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    wrong = np.flatnonzero(records[:, 0] >= len(NAMES))
    if len(wrong):
        raise MalformedFile(
            f"{path.name}, {name}.bin, record {wrong[0]}: label {records[wrong[0], 0]} instead of 0 to "
            f"{len(NAMES) - 1}; {_CURE}."
        )
    images = records[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE).transpose(0, 2, 3, 1)
    return pd.DataFrame({"image": list(images), "label": np.array(NAMES)[records[:, 0]], "part": name})


DATASET = Dataset(
    __name__,
    parse=parse,
    write=write,
    original=Source(  # the binary version: the one for Python is made of pickles, and opening one runs what it says
        file="cifar-10-binary.tar.gz",
        url="https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        bytes=170_052_171,
        rows=60_000,
        licence="none stated",
        licence_page="https://www.cs.toronto.edu/~kriz/cifar.html",
        citation="Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. University of Toronto.",
    ),
)
