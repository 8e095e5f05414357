"""When a lab has to run again: the digest of everything that its result depends on."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import courselab
from courselab.runner import notebook
from courselab.runner.catalog import Lab

STEERING_TAGS = {"skip-execution", "raises-exception", "parameters"}


def of_lab(
    nb: NotebookNode, parameters: dict, kernel: str | None, budget: dict | None, code: list[str], beside: list
) -> str:
    """Return a lab's key; `beside` tells what lies beside a notebook from outside the course (see `neighbours`)."""
    return digest([steering(nb), parameters, kernel, budget, beside, *code])


def steering(nb: NotebookNode) -> list:
    """Return what a notebook's own text decides: code cells with the tags that steer execution, and its settings."""
    cells = [
        [cell.source, sorted(notebook.tags(cell) & STEERING_TAGS)] for cell in nb.cells if cell.cell_type == "code"
    ]
    return [cells, nb.metadata.get("execution", {})]


def of_code(root: Path) -> list[str]:
    """Return the digests of what every lab imports: this package's notebook wing, and the lock."""
    return [package_digest(), file_digest(root / "uv.lock")]


def of_command(labs: Iterable[Lab], parameters: dict, cold: bool) -> str:
    """Return the digest by which the same command is known again."""
    return digest([sorted(lab.path for lab in labs), parameters, cold])


def neighbours(folder: Path) -> list:
    """Return [name, size, time of change] of the files beside a foreign notebook, which may read any of them."""
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.is_file() and not entry.name.startswith(".") and entry.suffix != ".ipynb":
            stat = entry.stat()
            found.append([entry.name, stat.st_size, stat.st_mtime_ns])
    return found


def digest(parts: Any) -> str:
    """Return the SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or "absent"."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "absent"


@cache
def package_digest() -> str:
    """Return the digest of all that a notebook can import of this package: everything but the runner."""
    package = Path(courselab.__file__).parent
    files = sorted(
        file
        for file in package.rglob("*")
        if file.is_file()
        and file.relative_to(package).parts[0] != "runner"
        and "__pycache__" not in file.parts
        and "files" not in file.relative_to(package).parts[:2]
    )
    return digest([[file.relative_to(package).as_posix(), file_digest(file)] for file in files])
