"""Where data files are kept, and how one is written so that nobody ever sees half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from courselab.data.errors import DataUnavailable


def folder() -> Path:
    """Return the cache folder: COURSELAB_DATA_CACHE, or this user's own cache."""
    named = os.environ.get("COURSELAB_DATA_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    import pooch

    return Path(pooch.os_cache("courselab"))


def write(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let `fill` write a file under a temporary name, then rename it to `target`, which is returned.

    The temporary file lies beside the target's folder: a folder handed to a pipeline holds the finished file alone.
    """
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent.parent, prefix=".writing-")
        os.close(handle)
        temporary = Path(name)
        fill(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        raise DataUnavailable(
            f"Cannot write {target} ({error.strerror}): set COURSELAB_DATA_CACHE to a folder with room for it."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return target
