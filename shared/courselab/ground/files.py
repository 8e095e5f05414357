"""Files that nobody ever sees half of, and where this user's cache lies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from courselab.ground import settings


def write_atomically(path: Path | str, content: str, mode: int | None = None) -> None:
    """Write text to `path` so that a reader sees the old file or the new one, never a part.

    The file gets `mode` where one is given; else it keeps the permissions it has, and a new one gets what the umask
    leaves.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:80]}.{os.getpid()}.tmp")
    permissions = mode if mode is not None else path.stat().st_mode & 0o777 if path.exists() else None
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666 if mode is None else mode)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if permissions is not None:
            os.chmod(temporary, permissions)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def fill_atomically(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let `fill` write a file under a temporary name, then rename it to `target`, which is returned.

    The temporary file lies beside the target's folder: a folder handed to a pipeline holds the finished file alone.
    Raises OSError where there is no room, or no permission.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent.parent, prefix=".writing-")
    os.close(handle)
    temporary = Path(name)
    try:
        fill(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def cache_folder() -> Path:
    """Return the folder for what is costly to make again: COURSELAB_DATA_CACHE, or this user's own cache."""
    named = os.environ.get(settings.DATA_CACHE)
    if named:
        return Path(named).expanduser().resolve()
    import pooch

    return Path(pooch.os_cache("courselab"))
