"""Fetching a public original: mirror first, digest always checked, kept whole or not at all."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courselab.data.errors import DataUnavailable, DigestMismatch
from courselab.data.public import http
from courselab.ground import files, project, settings

if TYPE_CHECKING:
    from courselab.data.dataset import Source


def fetch(name: str, source: Source) -> Path:
    """Return the local path of the public original of the data set `name`.

    It is downloaded unless the cache holds it with the right digest, and lies alone in its folder, as pipelines want
    it. Raises DataUnavailable (no network, no such file, no room) and DigestMismatch (another file than the source's).
    """
    folder = files.cache_folder() / "public" / name
    tried: list[str] = []
    for place in _places(source):
        try:
            return _retrieve(name, source, place, folder)
        except http.Unreachable as reason:
            tried.append(f"{place}: {reason}")
        finally:
            for left in (folder, folder.parent):
                with suppress(OSError):
                    left.rmdir()  # succeeds only on an empty folder: a failure leaves nothing behind
    raise DataUnavailable(
        f'The data set "{name}" could not be fetched ({"; ".join(tried)}): use SOURCE = "embedded" '
        f"or set COURSELAB_DATA_MIRROR to a folder or URL that holds {source.file}."
    )


def _places(source: Source) -> Iterator[str]:
    """Where to look, in order: the mirror (a folder or a URL prefix), then the publisher."""
    mirror = os.environ.get(settings.DATA_MIRROR, "").strip()
    if _is_url(mirror):
        yield f"{mirror.rstrip('/')}/{source.file}"
    elif mirror:
        yield str(_mirror_folder(mirror) / source.file)
    yield source.url


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _mirror_folder(mirror: str) -> Path:
    """A relative folder counts from the working directory, or else from the project: labs change directory."""
    folder = Path(mirror).expanduser()
    return next((base for base in (folder, project.ROOT / folder) if base.is_dir()), folder)


def _retrieve(name: str, source: Source, place: str, folder: Path) -> Path:
    """Let pooch keep the file: it checks what is cached, and renames a new file into place when its digest is right."""
    import pooch

    def downloader(url: str, output_file: str, _pooch: Any) -> None:
        _get(source, url, Path(output_file))

    try:
        with _quiet(pooch.get_logger()):
            return Path(pooch.retrieve(place, f"sha256:{source.sha256}", source.file, folder, downloader=downloader))
    except OSError as error:
        raise DataUnavailable(
            f'The data set "{name}" from {place} cannot be kept in {folder} ({error.strerror or error}): '
            'use SOURCE = "embedded" or set COURSELAB_DATA_CACHE to a folder with room for it.'
        ) from error


def _get(source: Source, place: str, target: Path) -> None:
    """Put the file of one place at `target`, a temporary name of pooch's, and check it."""
    if _is_url(place):
        http.download(place, target, digest=source.sha256, size=source.bytes)
    elif Path(place).is_file():
        shutil.copyfile(place, target)
    else:
        raise http.Unreachable("no such file")
    got = http.digest_of(target)
    if got != source.sha256:
        raise DigestMismatch(source.file, place, source.sha256, got)


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """pooch reports on stderr, which a notebook shows in red: only its warnings may."""
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
