"""What stands behind the commands that run notebooks: from words on the command line to an exit status."""

import json
import sys
import time
from pathlib import Path

import yaml
from rich.console import Console

from courselab.runner import offline as network
from courselab.runner import refresh as refreshing
from courselab.runner.batch import report as reports
from courselab.runner.cli import fail, selected
from courselab.runner.notebook import NotARunnableNotebook

SCALES = ("quick", "full")
WORDS = {"true": True, "false": False, "none": None, "null": None}


def run(select, *, jobs, scale, parameters, out: Path, cold, offline, fresh, as_json) -> int:
    """Run labs and show the report; return the exit status."""
    if scale not in (None, *SCALES):
        fail(f"--scale is {' or '.join(SCALES)}, not {scale}.")
    given = dict(typed(parameter) for parameter in parameters)
    root, labs = selected(select)
    if not labs:
        fail(f"There are no labs under {root}.")
    try:
        if offline and not network.inside():
            return network.again(sys.argv[1:])
    except network.NoNamespace as problem:
        fail(problem)
    report = guarded(labs, root, out, jobs=jobs, parameters=given, scale=scale, cold=cold, fresh=fresh)
    if as_json:
        print(report.model_dump_json(indent=1))
        return 0 if report.ok else 1
    console = Console(highlight=False)
    budgets = {lab.path: lab.at(given.get("SCALE", scale)).budget for lab in labs}
    console.print(reports.table(report, budgets))
    for line in reports.reasons(report):
        console.print(line, soft_wrap=True, markup=False)
    console.print(f"{reports.summary(report)}; {out / 'report.json'}", soft_wrap=True)
    return 0 if report.ok else 1


def report(out: Path, picture: Path | None) -> int:
    """Show the report of a finished run; return the exit status that the run had."""
    from courselab.runner.catalog import Catalog

    file = out / "report.json"
    if not file.is_file():
        fail(f"{file} does not exist: `courselab run --out {out}` writes it when it has finished.")
    found = reports.Report.model_validate_json(file.read_text())
    console = Console(highlight=False, record=picture is not None, width=100 if picture else None)
    console.print(reports.table(found, {lab.path: lab.budget for lab in Catalog.load().labs}))
    console.print()
    console.print(reports.figures_table(found))
    console.print()
    for line in reports.reasons(found):
        console.print(line, soft_wrap=True, markup=False)
    console.print(reports.summary(found))
    if picture:
        console.save_svg(str(picture), title=f"courselab report {out}")
    return 0 if found.ok else 1


def guarded(labs, root: Path, out: Path, **options) -> reports.Report:
    """Run a batch with progress on stderr; a wrong or interrupted command ends with one sentence."""
    # papermill first: it loads our engine, which imports papermill.
    import papermill  # noqa: F401

    from courselab.runner.batch import run as batch
    from courselab.runner.batch.journal import Busy
    from courselab.runner.batch.plan import WrongCommand
    from courselab.runner.batch.progress import Terminal

    try:
        with Terminal() as watcher:
            return batch.run(labs, root, out, watcher=watcher, **options)
    except (WrongCommand, Busy) as problem:
        fail(problem)
    except batch.Interrupted as stopped:
        fail(stopped, status=130)


def typed(parameter: str) -> tuple[str, object]:
    """Return (name, value) of "NAME=VALUE"; the value a number, true, false, none, a YAML list or map, else text."""
    name, equals, value = parameter.partition("=")
    if not equals or not name.isidentifier():
        fail(f"-p takes a name and a value, as in `-p SEED 7`; got {parameter!r}.")
    if value.lower() in WORDS:
        return name, WORDS[value.lower()]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, yaml.safe_load(value) if value[:1] in "[{\"'" and value else value


def refresh(select, jobs) -> int:
    """Refresh labs and say what became of each; return the exit status."""
    root, labs = selected(select)
    import papermill  # noqa: F401 - loads our engine before it is imported

    from courselab.runner.batch.progress import Terminal
    from courselab.runner.batch.run import Interrupted

    try:
        with Terminal() as watcher:
            told = refreshing.refresh(labs, root, jobs=jobs, watcher=watcher)
    except Interrupted as stopped:
        fail(stopped, status=130)
    for path, said in told.items():
        print(f"{path}: {said}")
    return 1 if any(said.startswith("not written") for said in told.values()) else 0


def normalise(files: list[Path]) -> int:
    """Normalise notebooks in place; return the exit status."""
    from courselab.runner.catalog import find_root

    for file in files:
        try:
            print(f"{file}: {refreshing.normalise_file(file, find_root(file.parent))}")
        except NotARunnableNotebook as problem:
            fail(problem)
    return 0


def kernels_status(as_json: bool) -> None:
    """Print the fork servers that run."""
    from courselab.runner.kernels import client

    servers = client.status()
    if as_json:
        print(json.dumps(servers, indent=1))
        return
    for server in servers:
        minutes = (time.time() - server["started"]) / 60
        held = ", ".join(str(kernel["pid"]) for kernel in server["kernels"]) or "none"
        print(f"{server['name']}  process {server['pid']}  {minutes:.0f} min  kernels: {held}")
    if not servers:
        print("None is running. The first kernel starts one.")
