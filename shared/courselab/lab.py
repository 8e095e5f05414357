"""What every notebook calls: `start` in its set-up cell, `near`, `claim` and `record` at its end (see `figures`).

Importing this module before the heavy libraries also keeps their import chatter out of the notebook (see `quiet`).
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from courselab import quiet
from courselab.figures import claim, forget_claims, near, record
from courselab.ground import shell

__all__ = ["claim", "near", "record", "start"]

SEED = 42

# Versions worth a word in the set-up cell: their behaviour differs between the two stacks.
_SHOWN = {
    "sklearn": "scikit-learn",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "tf_keras": "tf_keras",
    "tensorflow_data_validation": "TFDV",
    "tensorflow_transform": "TFT",
    "tensorflow_model_analysis": "TFMA",
    "tfx": "TFX",
}

_work: tuple[int, Path] | None = None  # (process that made it, directory)

quiet.install()


def start(seed: int = SEED) -> Path:
    """Make the notebook repeatable and quiet, and move it into a fresh, empty work directory.

    Seeds random, numpy and, where imported, TensorFlow and Keras; prints one line with the seed and the versions that
    matter. The directory is removed when the kernel ends or calls `start` again.

    Returns: `Path(".")`, the work directory.
    """
    quiet.install()
    _seed(seed)
    forget_claims()
    _enter_fresh_directory()
    print(" · ".join([f"Seed {seed}", f"Python {sys.version_info.major}.{sys.version_info.minor}", *_versions()]))
    return Path(".")


def _seed(seed: int) -> None:
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    for name in ("keras", "tf_keras"):
        if name in sys.modules:
            sys.modules[name].utils.set_random_seed(seed)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)


def _enter_fresh_directory() -> None:
    global _work
    old = _work
    _work = (os.getpid(), Path(tempfile.mkdtemp(prefix="courselab-")))
    os.chdir(_work[1])
    if old is None or old[0] != os.getpid():
        atexit.register(_leave)
    else:
        shutil.rmtree(old[1], ignore_errors=True)


def _leave() -> None:
    # A forked child (a data loader, a worker) runs this too: the directory belongs to the process that made it.
    if _work is not None and _work[0] == os.getpid():
        shutil.rmtree(_work[1], ignore_errors=True)


def _versions() -> list[str]:
    imported = _imported_by_notebook()
    return [
        f"{label} {sys.modules[name].__version__}"
        for name, label in _SHOWN.items()
        if name in imported and hasattr(sys.modules.get(name), "__version__")
    ]


def _imported_by_notebook() -> set[str]:
    """Top-level packages that the notebook imported itself: a warm kernel has many more in `sys.modules`."""
    ipython = shell.running()
    if ipython is None:
        return set(sys.modules)
    # A snapshot: reading an attribute of a lazily loaded module may import it.
    values = list(ipython.user_ns.values())
    names = (vars(v).get("__name__") if isinstance(v, type(sys)) else getattr(v, "__module__", None) for v in values)
    return {name.partition(".")[0] for name in names if isinstance(name, str)}
