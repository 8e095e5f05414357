"""Runs notebooks at their defaults and writes the normalised outputs back into them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from courselab.ground.files import write_atomically
from courselab.runner import notebook
from courselab.runner.batch.outcome import Outcome
from courselab.runner.catalog import Lab

if TYPE_CHECKING:
    from courselab.runner.batch.run import Watcher
    from courselab.runner.batch.servers import Servers


def refresh(
    labs: list[Lab],
    root: Path,
    *,
    jobs: int | None = None,
    watcher: Watcher | None = None,
    servers: Servers | None = None,
) -> dict[str, str]:
    """Run labs at their defaults, and write back those that passed and whose outputs are small enough.

    Returns {path: what became of it}: "written", "unchanged", or why the notebook was left as it is.
    """
    from courselab.runner.batch import run as batch
    from courselab.runner.batch.options import Options

    with tempfile.TemporaryDirectory(prefix="courselab-refresh-") as folder:
        options = Options(jobs=jobs, fresh=True)
        report = batch.run(labs, root, Path(folder), options, watcher=watcher, servers=servers)
        return {outcome.path: write_back(outcome, root) for outcome in report.labs}


def write_back(outcome: Outcome, root: Path) -> str:
    """Write the outputs of a passed lab into its notebook; return what was done, or why not."""
    if outcome.status != "passed" or outcome.output is None:
        return f"not written, {outcome.status}: {outcome.reason}"
    file = root / outcome.path
    source, executed = notebook.read(file), notebook.read(outcome.output)
    fresh = notebook.normalise(notebook.take_outputs(source, executed), root)
    problems = notebook.oversize(fresh)
    if problems:
        return f"not written: {' '.join(problems)}"
    return rewrite(file, notebook.text(fresh))


def normalise_file(file: Path, root: Path) -> str:
    """Normalise one notebook in place; return "written" or "unchanged"."""
    return rewrite(file, notebook.text(notebook.normalise(notebook.read(file), root)))


def rewrite(file: Path, content: str) -> str:
    """Write `content` if the file does not hold it already; return what was done."""
    if file.read_text(encoding="utf-8") == content:
        return "unchanged"
    write_atomically(file, content)
    return "written"
