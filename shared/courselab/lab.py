"""What every notebook calls: `start` in its set-up cell, `near` and `record` at its end.

Importing this module before the heavy libraries also keeps their import chatter out of the notebook (see `quiet`).
"""

from __future__ import annotations

import atexit
import html
import math
import numbers
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from courselab import quiet

SEED = 42
MIME = "application/vnd.courselab.figures+json"

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


class WorkDirectory(type(Path())):
    """`Path(".")` that a notebook does not echo when `lab.start()` is the last line of a cell."""

    def _ipython_display_(self) -> None:
        if self != Path("."):
            print(repr(self))

    def __repr__(self) -> str:
        return f"{type(Path()).__name__}({str(self)!r})"


@dataclass(frozen=True)
class Figure:
    """A key figure of a lab: what came out, what should, and whether it did.

    `expected` is None for a figure that is only measured. `ok` is False for NaN and infinity whatever is expected.
    """

    value: bool | int | float | str
    expected: bool | int | float | str | None
    tolerance: float
    ok: bool


def start(seed: int = SEED) -> Path:
    """Make the notebook repeatable and quiet, and move it into a fresh, empty work directory.

    Seeds random, numpy and, where imported, TensorFlow and Keras; prints one line with the seed and the versions that
    matter. The directory is removed when the kernel ends or calls `start` again.

    Returns: `Path(".")`, the work directory.
    """
    quiet.install()
    _seed(seed)
    _enter_fresh_directory()
    print(" · ".join([f"Seed {seed}", f"Python {sys.version_info.major}.{sys.version_info.minor}", *_versions()]))
    return WorkDirectory(".")


def near(value: object, expected: object = None, tolerance: float = 0.0, *, when: bool = True) -> Figure:
    """Judge one figure: `ok` when it lies within `tolerance` (absolute, same unit) of `expected`.

    Texts and booleans are compared for equality. Without `expected`, or where `when` is False (the expectation is for
    other parameters, such as another SCALE), the figure is only measured. Takes Python and numpy numbers, one-element
    arrays and tensors.

    Raises: TypeError for anything that is not one number, boolean or text; ValueError for a useless expectation.
    """
    plain = _plain(value)
    wanted = None if expected is None or not when else _plain(expected)
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise ValueError(f"tolerance must be a finite number of at least 0, not {tolerance!r}")
    if isinstance(wanted, float) and not math.isfinite(wanted):
        raise ValueError(f"expected must be finite, not {wanted!r}: leave it out to measure only")
    return Figure(plain, wanted, float(tolerance), _is_near(plain, wanted, tolerance))


def record(**figures: Figure) -> None:
    """Show the lab's key figures as one table that the runner reads back and judges.

    Never raises for a figure that is off. A value that is not finite stands in the machine-readable part as text.

    Raises: TypeError when a figure was not made by `near`; ValueError without figures.
    """
    if not figures:
        raise ValueError("record() needs at least one figure: lab.record(accuracy=lab.near(accuracy, 0.91, 0.02))")
    for name, figure in figures.items():
        if not isinstance(figure, Figure):
            raise TypeError(f"{name} is {type(figure).__name__}: write {name}=lab.near(value, expected, tolerance)")
    rows = [_row(name, figure) for name, figure in figures.items()]
    entries = [
        {"name": name, "value": _jsonable(f.value), "expected": f.expected, "tolerance": f.tolerance, "ok": f.ok}
        for name, f in figures.items()
    ]
    _show({"text/plain": _text_table(rows), "text/html": _html_table(rows), MIME: entries})


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
    shell = _shell()
    if shell is None:
        return set(sys.modules)
    # A snapshot: reading an attribute of a lazily loaded module may import it.
    values = list(shell.user_ns.values())
    names = (vars(v).get("__name__") if isinstance(v, type(sys)) else getattr(v, "__module__", None) for v in values)
    return {name.partition(".")[0] for name in names if isinstance(name, str)}


def _shell() -> object | None:
    """The running IPython shell, without importing IPython."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _plain(value: object) -> bool | int | float | str:
    for method in ("numpy", "item"):  # tensors, then numpy scalars and one-element arrays
        if hasattr(value, method) and getattr(value, "size", 1) == 1:
            value = getattr(value, method)()
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) or type(value).__name__ == "Decimal":
        return float(value)
    raise TypeError(f"a figure is one number, boolean or text, not {type(value).__name__}")


def _is_near(value: object, expected: object, tolerance: float) -> bool:
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if expected is None:
        return True
    exact = (bool, str)
    if isinstance(value, exact) or isinstance(expected, exact):
        return type(value) is type(expected) and value == expected
    off = abs(value - expected)
    # 0.80 - 0.75 is a hair above 0.05 in binary; a figure on the edge is inside.
    return off <= tolerance or math.isclose(off, tolerance, rel_tol=1e-9)


def _jsonable(value: object) -> object:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _row(name: str, figure: Figure) -> tuple[str, str, str, str]:
    if figure.expected is None:
        return name, _format(figure.value), "", "measured" if figure.ok else "off"
    spread = f" ± {_format(figure.tolerance)}" if figure.tolerance else ""
    return name, _format(figure.value), _format(figure.expected) + spread, "as expected" if figure.ok else "off"


def _format(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


_HEAD = ("figure", "value", "expected", "ok")


def _text_table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in [_HEAD, *rows]) for i in range(len(_HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [_HEAD, *rows])
    return "\n".join(line.rstrip() for line in lines)


def _html_table(rows: list[tuple[str, ...]]) -> str:
    def cells(row: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"

    body = "".join(cells(row, "td") for row in rows)
    return f"<table><thead>{cells(_HEAD, 'th')}</thead><tbody>{body}</tbody></table>"


def _show(bundle: dict[str, object]) -> None:
    if _shell() is None:
        print(bundle["text/plain"])
        return
    from IPython.display import display

    display(bundle, raw=True)
