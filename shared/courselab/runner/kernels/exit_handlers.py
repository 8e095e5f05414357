"""What the imports of a fork server registered for the interpreter's end, and which of it is a kernel's business.

A kernel that imported the same modules itself would have the same handlers, and most act on the process alone: they
flush logs, end pools, remove what was made later. These run in each kernel, as they should. A handler that was given
a file or folder removes what the *server* made (matplotlib's temporary folder where the home cannot be written): it
is shared by all kernels, so the server alone runs it, at its own end.
"""

from __future__ import annotations

import atexit
import gc
import os
import tempfile
import weakref
from collections.abc import Callable
from typing import Any


class Record:
    """Notes what is registered with `atexit` inside a `with` block; registration itself goes on as ever."""

    def __init__(self) -> None:
        self.entries: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def __enter__(self) -> Record:
        self.register = atexit.register
        atexit.register = self._register  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        atexit.register = self.register

    def _register(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., Any]:
        self.entries.append((function, (*args, *kwargs.values())))
        return self.register(function, *args, **kwargs)

    def of_this_process_alone(self) -> list[Callable[[], None]]:
        """Return what a fork calls to be rid of the handlers, and the finalizers, that are its parent's business."""
        held = [function for function, given in self.entries if holds_a_file(function, given)]
        finalizers = [item for item in gc.get_objects() if isinstance(item, weakref.finalize) and item.alive]

        def forget_handlers() -> None:
            for function in held:
                atexit.unregister(function)

        def forget_finalizers() -> None:
            for item in finalizers:
                item.atexit = False

        return [forget_handlers, forget_finalizers]


def holds_a_file(function: Callable[..., Any], given: tuple[Any, ...]) -> bool:
    """Return whether an exit handler was given a path that exists, or belongs to a temporary folder."""
    paths = [value for value in given if isinstance(value, str | bytes | os.PathLike)]
    owner = getattr(function, "__self__", None)
    return isinstance(owner, tempfile.TemporaryDirectory) or any(os.path.exists(path) for path in paths)
