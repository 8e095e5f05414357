"""Environment variables that a notebook sets although the imports that read them are behind it.

In an ordinary kernel `os.environ["OMP_NUM_THREADS"] = "1"` in the first cell comes before `import numpy`; in a warm
one it comes after. After each cell what was set is compared with what held before. Threads, scikit-learn's settings
and matplotlib's backend are applied late; for the rest the notebook is told, once a variable, that it has no effect.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

# The library that reads it, as threadpoolctl calls it; OMP_NUM_THREADS is read by all.
THREADS = {
    "OMP_NUM_THREADS": ("openmp", "openblas", "mkl", "blis"),
    "OPENBLAS_NUM_THREADS": ("openblas",),
    "MKL_NUM_THREADS": ("mkl",),
    "BLIS_NUM_THREADS": ("blis",),
}
SKLEARN = {"SKLEARN_ASSUME_FINITE": "assume_finite", "SKLEARN_WORKING_MEMORY": "working_memory"}
BACKEND = "MPLBACKEND"
# Prefix of a variable -> the module that reads it while it is imported. CUDA_VISIBLE_DEVICES is none of them: the
# driver reads it at the first operation, which a fork server never does.
READ_AT_IMPORT = {
    "TF_": "tensorflow",
    "KERAS_": "keras",
    "OMP_": "numpy",
    "OPENBLAS_": "numpy",
    "MKL_": "numpy",
    "KMP_": "sklearn",
    "SKLEARN_": "sklearn",
    "NUMEXPR_": "numexpr",
    "NPY_": "numpy",
    "MPL": "matplotlib",
    "GRPC_": "grpc",
    "PROTOCOL_BUFFERS_": "google.protobuf",
}
WATCHED = tuple(READ_AT_IMPORT)


def watch(shell: InteractiveShell) -> None:
    """Look after each cell of a shell whether the notebook has set such a variable."""
    known, loaded = current(), readers()

    def compare(*_: object) -> None:
        nonlocal known, loaded
        now = current()
        for name in sorted(name for name, value in now.items() if known.get(name) != value):
            # Whatever this very cell imported may have read the variable after it was set.
            if reader(name) in loaded:
                settle(name, now[name])
        known, loaded = now, readers()

    shell.events.register("post_run_cell", compare)


def current() -> dict[str, str]:
    """Return the watched variables that are set."""
    return {name: value for name, value in os.environ.items() if name.startswith(WATCHED)}


def readers() -> set[str]:
    """Return the modules that read a watched variable while they are imported, and have been."""
    return set(READ_AT_IMPORT.values()) & set(sys.modules)


def reader(name: str) -> str:
    """Return the module that reads variable `name` while it is imported."""
    return next(module for prefix, module in READ_AT_IMPORT.items() if name.startswith(prefix))


def settle(name: str, value: str) -> None:
    """Apply a variable late, or say that it has no effect any more."""
    try:
        if name in THREADS:
            limit_threads(int(value), THREADS[name])
        elif name in SKLEARN:
            import sklearn

            sklearn.set_config(**{SKLEARN[name]: bool(int(value)) if name == "SKLEARN_ASSUME_FINITE" else int(value)})
        elif name == BACKEND:
            import matplotlib

            matplotlib.use(value)
        else:
            complain(name, f"{reader(name)} read it when it was imported, before this notebook's first cell")
    except (ValueError, ImportError) as problem:
        complain(name, str(problem))


def complain(name: str, why: str) -> None:
    """Warn that a variable has no effect, with the way out."""
    warnings.warn(
        f"{name} has no effect here: {why}. Set it before Jupyter starts, or set COURSELAB_COLD=1 there for kernels "
        "that import nothing beforehand.",
        stacklevel=1,
    )


def limit_threads(number: int, libraries: tuple[str, ...] = THREADS["OMP_NUM_THREADS"]) -> None:
    """Have the numerical libraries that are loaded use `number` threads, as at their start with that variable set."""
    import threadpoolctl

    for library in threadpoolctl.ThreadpoolController().lib_controllers:
        if library.internal_api in libraries or library.user_api in libraries:
            library.set_num_threads(number)
