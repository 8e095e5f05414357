"""The data of every lab: embedded (generated, its truth known) or downloaded (the public original, checked)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

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

SOURCES = ("embedded", "download")
_MODULES = {
    "census": "census",
    "cifar10": "cifar",
    "comments": "comments",
    "glyphs": "glyphs",
    "motion": "motion",
    "penguins": "penguins",
    "penguins_skewed": "penguins",
    "scenes": "detector",
    "taxi": "taxi",
    "weather": "weather",
}


def names() -> tuple[str, ...]:
    """Return the names that `load` knows, in alphabetical order."""
    return tuple(_MODULES)


def load(
    name: str,
    source: str = "embedded",
    *,
    seed: int = 42,
    rows: int | None = None,
    plant: bool = True,
    part: str = "train",
    letters: str | None = None,
) -> Any:
    """Return a data set as a DataFrame ("scenes": as a `detector.Scenes`, "glyphs": as a `glyphs.Glyphs`).

    `rows`: how many rows; a download is sampled with `seed`, keeping the file's order. `plant=True` puts the faults
    that `planted` lists into the last fifth of the rows ("motion" and "weather": anywhere). `part` ("train" or "test")
    matters to "scenes" only, `letters` (some of "ABCDEFGHIJ", which is the default) to "glyphs" only.
    Raises DataUnavailable, DigestMismatch, UnknownData.
    """
    return _make(name, source, seed=seed, rows=rows, plant=plant, part=part, letters=letters)[0]


def planted(
    name: str,
    *,
    source: str = "embedded",
    seed: int = 42,
    rows: int | None = None,
    part: str = "train",
    letters: str | None = None,
) -> tuple[Fault, ...]:
    """Return the truth about `load` with the same arguments: every fault put in, with its row positions."""
    return _make(name, source, seed=seed, rows=rows, plant=True, part=part, letters=letters)[1]


def path(name: str, source: str = "embedded", *, seed: int = 42, rows: int | None = None) -> Path:
    """Return the raw file in its publisher's format, without planted faults and alone in its folder.

    A download without `rows` is the publisher's file byte for byte; otherwise the file is written in that format.
    """
    module = _module(name, source)
    if not hasattr(module, "write"):
        raise DataUnavailable(f'The data set "{name}" has no raw file: use data.load("{name}").')
    if source == "download" and rows is None:
        from courselab.data.download import fetch

        return fetch(name)
    from courselab.data import cache, registry

    frame, _ = _make(name, source, seed=seed, rows=rows, plant=False, part="train")
    folder = cache.folder() / source / f"{name}-seed{seed}-rows{len(frame)}"
    return cache.write(folder / registry.find(name).file, lambda target: module.write(frame, target))


def _make(
    name: str, source: str, *, seed: int, rows: int | None, plant: bool, part: str = "train", letters: str | None = None
) -> tuple[Any, tuple]:
    module = _module(name, source)
    if rows is not None and rows < 1:
        raise ValueError(f"rows={rows} makes no data set: ask for at least 1 row.")
    if module.__name__.endswith(".detector"):
        return module.generate(rows=rows, seed=seed, plant=plant, part=part)
    if module.__name__.endswith(".glyphs"):
        return module.generate(rows=rows, seed=seed, plant=plant, letters=letters or module.LETTERS)
    if source == "embedded":
        return module.generate(rows=rows, seed=seed, plant=plant)
    return _download(name, module.parse, getattr(module, "plant_faults", None), seed, rows, plant)


def _download(
    name: str, parse: Callable, plant_into: Callable | None, seed: int, rows: int | None, plant: bool
) -> tuple[Any, tuple]:
    """The public original: parsed, sampled to `rows`, faults planted where the data set has a list of them."""
    from courselab.data.download import fetch

    frame = parse(fetch(name))
    if rows is not None:
        if rows > len(frame):
            raise ValueError(f'"{name}" has {len(frame):,} rows: rows={rows:,} is too many.')
        frame = frame.sample(rows, random_state=seed).sort_index().reset_index(drop=True)
    return plant_into(frame, seed) if plant and plant_into else (frame, ())


def _module(name: str, source: str) -> Any:
    """The module behind a data set, once it is sure that it has this source."""
    if name not in _MODULES:
        raise UnknownData(f'There is no data set "{name}": choose one of {", ".join(_MODULES)}.')
    if source not in SOURCES:
        raise UnknownData(f'There is no source "{source}": choose "embedded" or "download".')
    module = import_module(f"courselab.data.{_MODULES[name]}")
    if source == "embedded" and not hasattr(module, "generate"):
        raise DataUnavailable(f'The data set "{name}" has no embedded version: use source="download".')
    if source == "download" and not hasattr(module, "parse"):
        from courselab.data.registry import UNLISTED

        raise DataUnavailable(
            UNLISTED.get(name)
            or f'The data set "{name}" is generated and has no public original: use source="embedded".'
        )
    return module
