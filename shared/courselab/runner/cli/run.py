"""`courselab run` and `courselab refresh`: from what was typed to an exit status."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from courselab.runner import sandbox
from courselab.runner.batch.options import Options
from courselab.runner.batch.servers import Servers
from courselab.runner.cli.asking import fail, selected


def run(select: list[str] | None, out: Path, options: Options, *, offline: bool, as_json: bool) -> int:
    """Run labs and show the report; return the exit status."""
    root, labs = selected(select)
    if options.cwd and not options.cwd.is_dir():
        fail(f"--cwd {options.cwd} is no folder.")
    try:
        if offline and not sandbox.inside():
            return sandbox.again(sys.argv[1:])
    except sandbox.NoNamespace as problem:
        fail(problem)
    servers = Servers(options.cold)
    servers.begin(lab.kernel for lab in labs)  # while this process imports what it needs itself
    report = batch(labs, root, out, options, servers)
    if as_json:
        from courselab.runner.report import summary

        print(summary.to_json(report), end="")
    else:
        from courselab.runner.cli import report as shown

        shown.show(report, {lab.path: lab.at(options.given.get("SCALE")).budget for lab in labs}, out)
    return 0 if report.ok else 1


def batch(labs: list, root: Path, out: Path, options: Options, servers: Servers) -> Any:
    """Run a batch with progress on stderr, write its report and return it."""
    from courselab.runner.batch import run as batches
    from courselab.runner.report import summary
    from courselab.runner.report.progress import Terminal

    with one_sentence(), Terminal() as watcher:
        return batches.run(
            labs, root, out, options, watcher=watcher, publish=lambda report: summary.write(report, out),
            servers=servers,
        )  # fmt: skip


@contextmanager
def one_sentence() -> Iterator[None]:
    """End a wrong or interrupted command with one sentence."""
    from courselab.runner.batch.journal import Busy
    from courselab.runner.batch.plan import WrongCommand
    from courselab.runner.batch.run import Interrupted

    try:
        yield
    except (WrongCommand, Busy) as problem:
        fail(problem)
    except Interrupted as stopped:
        fail(stopped, status=130)
    except OSError as problem:
        if not problem.filename:
            raise
        fail(f"{problem.filename}: {problem.strerror}: name another --out, or make room.")


def refresh(select: list[str] | None, jobs: int | None) -> int:
    """Refresh labs and say what became of each; return the exit status."""
    from courselab.runner import refresh as refreshing

    root, labs = selected(select)
    servers = Servers()
    servers.begin(lab.kernel for lab in labs)
    from courselab.runner.report.progress import Terminal

    with one_sentence(), Terminal() as watcher:
        told = refreshing.refresh(labs, root, jobs=jobs, watcher=watcher, servers=servers)
    for path, said in told.items():
        print(f"{path}: {said}")
    return 1 if any(said.startswith("not written") for said in told.values()) else 0


def normalise(files: list[Path]) -> int:
    """Normalise notebooks in place; return the exit status."""
    from courselab.runner import refresh as refreshing
    from courselab.runner.catalog import find_root
    from courselab.runner.notebook import NotARunnableNotebook

    for file in files:
        try:
            print(f"{file}: {refreshing.normalise_file(file, find_root(file.parent))}")
        except NotARunnableNotebook as problem:
            fail(problem)
    return 0
