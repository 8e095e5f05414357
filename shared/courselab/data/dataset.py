"""What a data set is, and the finder: `sets/<name>` holds the set of that name, and there is no list beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from courselab.data.errors import DataUnavailable, UnknownData
from courselab.data.faults import Fault
from courselab.data.shipped import File, Shipped

GENERATED, SHIPPED, DOWNLOAD = "generated", "shipped", "download"


@dataclass(frozen=True)
class Source:
    """A public file: `bytes` and `sha256` identify it; `rows` counts its records without a header."""

    file: str
    url: str
    sha256: str
    bytes: int
    rows: int
    licence: str
    licence_page: str
    citation: str

    def shipped(self, *files: File, licence_texts: tuple[str, ...], changes: str) -> Shipped:
        """Return the shipped form of this very file."""
        return Shipped(
            files=files,
            rows=self.rows,
            url=self.url,
            licence=self.licence,
            licence_page=self.licence_page,
            licence_texts=licence_texts,
            citation=self.citation,
            changes=changes,
        )


@dataclass(frozen=True)
class Option:
    """A keyword that `load` passes on to one data set alone: what it is without being named, and what it means."""

    default: Any
    meaning: str


@dataclass(frozen=True)
class Dataset:
    """One data set, as its module under `sets/` declares it: `DATASET = Dataset(__name__, ...)`.

    A set has some of three forms. *Generated*: `generate(rows, seed, plant, **options)` returns (data, faults), and
    `rows` is how many rows it makes unless told. *Shipped*: the real files that `shipped` names, read by
    `read(**options)`, or by `parse` where there is no `read`. *Download*: the file that `original` names, read by
    `parse(path)`. What "embedded" means is the generated or the shipped form; a set that has both says which in
    `embedded`. `plant_faults(frame, seed)` puts faults into real rows, `write(frame, path)` writes a frame in its
    publisher's format. `withheld` says, in one sentence, why an original that exists is not offered.
    """

    module: str
    rows: int | None = None
    generate: Callable[..., tuple[Any, tuple[Fault, ...]]] | None = None
    shipped: Shipped | None = None
    read: Callable[..., Any] | None = None
    embedded: str = ""
    original: Source | None = None
    parse: Callable[[Path], Any] | None = None
    write: Callable[[Any, Path], None] | None = None
    plant_faults: Callable[[Any, int], tuple[Any, tuple[Fault, ...]]] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    withheld: str = ""

    @property
    def name(self) -> str:
        """The name that `load` knows: that of the module."""
        return self.module.rpartition(".")[2]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the shipped files lie; none for a set that ships nothing."""
        return tuple(file.path for file in self.shipped.files) if self.shipped else ()

    @property
    def raw_file(self) -> str:
        """The name of the raw file: the publisher's, or that of what ships."""
        if self.original:
            return self.original.file
        return self.shipped.files[0].name.removesuffix(".xz") if self.shipped else f"{self.name}.csv"

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that can be embedded, of which a set has at most two."""
        return (GENERATED,) * (self.generate is not None) + (SHIPPED,) * (self.shipped is not None)

    def __post_init__(self) -> None:
        """Refuse a set that does not say which of its forms is the embedded one."""
        if self.embedded not in (self.forms if len(self.forms) > 1 else ("", *self.forms)):
            raise ValueError(f'{self.module} needs embedded="{GENERATED}" or embedded="{SHIPPED}": it has both forms.')

    def form(self, source: str) -> str:
        """Return the form behind a source of `load`; DataUnavailable where the set does not have it."""
        if source == DOWNLOAD:
            if self.original is None:
                raise DataUnavailable(
                    self.withheld
                    or f'The data set "{self.name}" has no public original to download: use source="embedded".'
                )
            return DOWNLOAD
        if not self.forms:
            raise DataUnavailable(f'The data set "{self.name}" has no embedded version: use source="download".')
        return self.embedded or self.forms[0]

    def make(
        self, form: str, *, seed: int, rows: int | None = None, plant: bool = True, **options: Any
    ) -> tuple[Any, tuple[Fault, ...]]:
        """Return the data in one of its forms, and the faults that were planted into them."""
        if rows is not None and rows < 1:
            raise ValueError(f"rows={rows} makes no data set: ask for at least 1 row.")
        options = self._complete(options)
        if form == GENERATED:
            assert self.generate
            return self.generate(rows=self.rows if rows is None else rows, seed=seed, plant=plant, **options)
        real = self._shipped(options) if form == SHIPPED else self._parsed(self.fetch(), options)
        if rows is not None:
            from courselab.data import sampling

            real = sampling.sample(real, rows, seed, self.name)
        return self.plant_faults(real, seed) if plant and self.plant_faults else (real, ())

    def _shipped(self, options: dict[str, Any]) -> Any:
        """All of what ships, read."""
        return self.read(**options) if self.read else self._parsed(self.paths[0], options)

    def _parsed(self, file: Path, options: dict[str, Any]) -> Any:
        """A file in the publisher's format, read."""
        assert self.parse
        return self.parse(file, **options)

    def fetch(self) -> Path:
        """Return the local path of the public original, downloaded and checked unless the cache holds it."""
        if self.original is None:
            raise UnknownData(f'"{self.name}" has no public original: use source="embedded".')
        from courselab.data.public import download

        return download.fetch(self.name, self.original)

    def _complete(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options with their defaults; UnknownData for one that this set does not have."""
        unknown = sorted(set(options) - set(self.options))
        if unknown:
            has = ", ".join(f"{name}: {option.meaning}" for name, option in self.options.items())
            raise UnknownData(
                f'The data set "{self.name}" has no option {", ".join(unknown)}: '
                + (f"choose from those it has ({has})." if has else "leave it out, the set has none.")
            )
        return {name: option.default for name, option in self.options.items()} | options


def names() -> tuple[str, ...]:
    """Return the names of all data sets, in alphabetical order; no set is imported for it."""
    from pkgutil import iter_modules

    from courselab.data import sets

    return tuple(sorted(module.name for module in iter_modules(sets.__path__)))


def find(name: str) -> Dataset:
    """Return the data set of a name, or raise UnknownData."""
    if name not in names():
        raise UnknownData(f'There is no data set "{name}": choose one of {", ".join(names())}.')
    return import_module(f"courselab.data.sets.{name}").DATASET
