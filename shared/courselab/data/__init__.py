"""The data of every lab: embedded (real files that ship, or generated ones whose truth is known) or downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from courselab.data.dataset import DOWNLOAD, SHIPPED, Dataset, find, names
from courselab.data.errors import DataUnavailable, DigestMismatch, MalformedFile, UnknownData
from courselab.data.faults import Fault

__all__ = [
    "DataUnavailable",
    "DigestMismatch",
    "Fault",
    "MalformedFile",
    "UnknownData",
    "load",
    "names",
    "path",
    "planted",
]

SOURCES = ("embedded", DOWNLOAD)


def load(
    name: str, source: str = "embedded", *, seed: int = 42, rows: int | None = None, plant: bool = True, **options: Any
) -> Any:
    """Return a data set, as its module under `courselab.data.sets` describes it: most are a DataFrame.

    `rows`: how many rows; real data are sampled with `seed`, keeping the file's order. `plant=True` puts the faults
    that `planted` lists into the last fifth of the rows, or where the set's module says. `options` are what this set
    alone understands (`part` of "scenes", `letters` of "glyphs").
    Raises DataUnavailable, DigestMismatch, UnknownData.
    """
    data, form = _named(name, source)
    return data.make(form, seed=seed, rows=rows, plant=plant, **options)[0]


def planted(
    name: str, *, source: str = "embedded", seed: int = 42, rows: int | None = None, **options: Any
) -> tuple[Fault, ...]:
    """Return the truth about `load` with the same arguments: every fault put in, with its row positions."""
    data, form = _named(name, source)
    return data.make(form, seed=seed, rows=rows, **options)[1]


def path(name: str, source: str = "embedded", *, seed: int = 42, rows: int | None = None) -> Path:
    """Return the raw file in its publisher's format, without planted faults and alone in its folder.

    Without `rows` a download is the publisher's file byte for byte, and real data that ship are unpacked as they are;
    otherwise the file is written in that format.
    """
    data, form = _named(name, source)
    write = data.write
    if write is None:
        raise DataUnavailable(f'The data set "{name}" has no raw file: use data.load("{name}").')
    if form == DOWNLOAD and rows is None:
        return data.fetch()
    if form == SHIPPED and rows is None and data.shipped:
        return _written(data, f"{source}/{name}-{data.shipped.files[0].sha256[:16]}", data.shipped.files[0].unpack)
    frame, _ = data.make(form, seed=seed, rows=rows, plant=False)
    return _written(data, f"{source}/{name}-seed{seed}-rows{len(frame)}", lambda temporary: write(frame, temporary))


def _named(name: str, source: str) -> tuple[Dataset, str]:
    """The data set of a name, and the form of it that a source asks for."""
    data = find(name)
    if source not in SOURCES:
        raise UnknownData(f'There is no source "{source}": choose "embedded" or "download".')
    return data, data.form(source)


def _written(data: Dataset, folder: str, fill: Callable[[Path], object]) -> Path:
    """The raw file that `fill` writes, in a folder of the cache that holds nothing else."""
    from courselab.ground import files

    target = files.cache_folder() / folder / data.raw_file
    try:
        return files.fill_atomically(target, fill)
    except OSError as error:
        raise DataUnavailable(
            f"Cannot write {target} ({error.strerror}): set COURSELAB_DATA_CACHE to a folder with room for it."
        ) from error
