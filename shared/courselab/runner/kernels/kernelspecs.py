"""Write the course's kernelspecs into an environment, and say which are there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courselab import quiet
from courselab.runner.kernels import launcher
from courselab.runner.kernels.preload import MODULES

if TYPE_CHECKING:
    from jupyter_client.kernelspec import KernelSpecManager

NAMES = tuple(MODULES)
DISPLAY = {
    "courselab-plain": "Course lab",
    "courselab-keras": "Course lab (Keras 3)",
    "courselab-legacy": "Course lab (Keras 2)",
    "courselab-tfx": "Course lab (TFX)",
}
# Read while a module is imported, hence part of the kernelspec and never of a notebook. Without the backend a figure
# would be drawn by whatever the shell that starts the kernel has set for itself.
ENVIRONMENT = {
    **quiet.ENVIRONMENT,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # as in ipykernel's own kernelspec: the debugger warns of every start
}
KIND_ENVIRONMENT: dict[str, dict[str, str]] = {"courselab-legacy": {"TF_USE_LEGACY_KERAS": "1"}}


def specification(name: str) -> dict[str, Any]:
    """Return the content of `kernel.json` for kernelspec `name`."""
    return {
        "argv": [sys.executable, "-I", "-S", str(Path(launcher.__file__)), name, "{connection_file}"],
        "display_name": DISPLAY[name],
        "language": "python",
        "interrupt_mode": "signal",
        "env": {**ENVIRONMENT, **KIND_ENVIRONMENT.get(name, {})},
        "metadata": {"debugger": True, "courselab": {"preloads": list(MODULES[name])}},
    }


def folder(name: str, prefix: Path | str | None = None) -> Path:
    """Return where kernelspec `name` lies in the environment `prefix` (this one by default)."""
    return Path(prefix or sys.prefix) / "share" / "jupyter" / "kernels" / name


def manager() -> KernelSpecManager:
    """Return a `KernelSpecManager` that looks where Jupyter does, but not in the folder of IPython 2 and earlier.

    Asking IPython for the name of that folder imports all of IPython: a second for every command.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_core.paths import jupyter_path

    return KernelSpecManager(kernel_dirs=jupyter_path("kernels"))


def install(prefix: Path | str | None = None) -> list[Path]:
    """Write all kernelspecs into the environment `prefix` (this one by default); return their folders.

    A file that already says the same is left alone, so a second install changes nothing.
    """
    written = []
    for name in NAMES:
        target = folder(name, prefix) / "kernel.json"
        text = json.dumps(specification(name), indent=1) + "\n"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
        written.append(target.parent)
    return written


def installed(prefix: Path | str | None = None) -> dict[str, str]:
    """Return {name: "ok" | "missing" | "stale"}: a stale one points to another interpreter or older settings."""
    state = {}
    for name in NAMES:
        target = folder(name, prefix) / "kernel.json"
        fits = target.exists() and json.loads(target.read_text()) == specification(name)
        state[name] = "ok" if fits else "stale" if target.exists() else "missing"
    return state
