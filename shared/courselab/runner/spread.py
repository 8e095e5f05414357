"""How far a lab's figures move with the seed: runs it with ten of them and writes `spread.json` beside the notebook.

`spread.json` has one entry a lab of the week: {"code": digest of what makes the figures, "seeds": [42, 1, ...],
"figures": {name: {"min", "mean", "deviation", "max"}}, "claims": {sentence: {"held": 10, "of": 10}}}. A figure that is
text or a boolean has {"counts": {value: seeds}} instead. Numbers have four significant digits.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courselab.figures import number
from courselab.ground.files import write_atomically
from courselab.runner import notebook
from courselab.runner.batch.key import digest, file_digest, package_digest
from courselab.runner.batch.outcome import Outcome, Report
from courselab.runner.catalog import Lab
from courselab.runner.lab_code import figures_digest

if TYPE_CHECKING:
    from rich.table import Table

NAME = "spread.json"
DEFAULT_SEED = 42  # of every lab's parameters cell; a contract test holds it there
MARGIN = 1.5  # of the half-width, for a suggested tolerance: the contract takes 1 to 2

Figures = list[dict[str, Any]]
Batch = Callable[[list[Lab], int], Report]


def seeds(count: int) -> list[int]:
    """Return `count` seeds, the labs' default first: 42, 1, 2, 3 ..."""
    others = (seed for seed in range(1, count + 1) if seed != DEFAULT_SEED)
    return [DEFAULT_SEED, *others][:count]


# --- running ---


@dataclass
class Measured:
    """What is known of one lab: its figures a seed, kept in `file`, and why it could not be finished."""

    lab: Lab
    file: Path
    key: str
    code: str
    found: dict[int, Figures] = field(default_factory=dict)
    problem: str | None = None

    @classmethod
    def load(cls, lab: Lab, root: Path, out: Path) -> Measured:
        """Return what earlier calls left of a lab, as far as nothing that makes its figures has changed."""
        code = figures_digest(notebook.read(root / lab.path))
        key = digest([code, lab.kernel, package_digest(), file_digest(root / "uv.lock")])
        name = re.sub(r"[^\w.-]+", "_", lab.id)  # a foreign notebook's id is its path
        made = cls(lab, out / f"{name}.json", key, code)
        if made.file.is_file():
            kept = json.loads(made.file.read_text())
            made.found = {int(seed): figures for seed, figures in kept["seeds"].items()} if kept["key"] == key else {}
        return made

    def take(self, seed: int, outcome: Outcome) -> None:
        """Keep the figures of one run, those that are off too; of a run that broke, the sentence."""
        if outcome.error is not None or outcome.output is None:
            where = f" in cell {outcome.error.cell}" if outcome.error and outcome.error.cell else ""
            reason = " ".join((outcome.reason or outcome.status).split())
            self.problem = f"{self.lab.id} did not come through with SEED {seed}{where}: {reason}"
            return
        self.found[seed] = notebook.figures(notebook.read(outcome.output))
        kept = {"key": self.key, "seeds": self.found}
        write_atomically(self.file, json.dumps(kept, indent=1) + "\n")

    def entry(self, wanted: list[int]) -> dict[str, Any]:
        """Return the lab's entry of `spread.json`."""
        return {"code": self.code, "seeds": wanted, **summary([self.found[seed] for seed in wanted])}


def measure(labs: list[Lab], root: Path, out: Path, wanted: list[int], run: Batch) -> list[Measured]:
    """Run labs with each seed, as far as `out` does not hold the result already, and write the weeks' `spread.json`.

    `run(labs, seed)` runs one batch. A lab that breaks with one seed is not run with the next; what it left is kept.
    """
    known = [Measured.load(lab, root, out) for lab in labs]
    for seed in wanted:
        missing = {each.lab.path: each for each in known if seed not in each.found and each.problem is None}
        if missing:
            report = run([each.lab for each in missing.values()], seed)
            for outcome in report.labs:
                missing[outcome.path].take(seed, outcome)
    for each in known:
        if each.problem is None:
            write(root / each.lab.path, each.lab.id, each.entry(wanted))
    return known


# --- what came out ---


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the spreads of the labs in a notebook's folder, {} if none was measured."""
    file = path.parent / NAME
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def write(path: Path, lab: str, entry: dict[str, Any]) -> None:
    """Put a lab's entry into the `spread.json` of its week; other labs' entries stay."""
    entries = {**read(path), lab: entry}
    content = json.dumps(dict(sorted(entries.items())), indent=1, ensure_ascii=False)
    write_atomically(path.parent / NAME, content + "\n")


def summary(runs: list[Figures]) -> dict[str, Any]:
    """Return {"figures", "claims"} of several runs of one lab.

    Raises: ValueError when a run recorded other names than the first.
    """
    tables = [{figure["name"]: figure for figure in run} for run in runs]
    for table in tables:
        if other := set(table) ^ set(tables[0]):
            raise ValueError(f"not every seed records {', '.join(sorted(other))}: record the same names in every run")
    columns = {name: [table[name] for table in tables] for name in tables[0]}
    claims = {name: column for name, column in columns.items() if "held" in column[0]}
    return {
        "figures": {
            name: moments([figure["value"] for figure in column])
            for name, column in columns.items()
            if name not in claims
        },
        "claims": {
            name: {"held": sum(figure["value"] is True for figure in column), "of": len(column)}
            for name, column in claims.items()
        },
    }


def moments(values: list[Any]) -> dict[str, Any]:
    """Return min, mean, sample standard deviation and max of numbers; of texts and booleans how often each came."""
    if any(isinstance(value, (bool, str)) or value is None for value in values):
        return {"counts": dict(sorted(Counter(str(value) for value in values).items()))}
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    found = {"min": min(values), "mean": statistics.fmean(values), "deviation": deviation, "max": max(values)}
    return {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in found.items()}


def suggestion(spread: dict[str, Any]) -> tuple[float, float]:
    """Return an expected value and a tolerance that fit a spread: its middle, and 1.5 times its half-width."""
    low, high = spread["min"], spread["max"]
    half = (high - low) / 2
    if half == 0:
        return low, 0.0
    places = 1 - math.floor(math.log10(half))  # two digits of the tolerance
    middle = round((low + high) / 2, places)
    return middle, math.ceil(MARGIN * max(high - middle, middle - low) * 10**places) / 10**places


def table(known: Iterable[Measured], wanted: list[int]) -> Table:
    """Return a rich table: a row a figure with its spread and what `lab.near` may expect."""
    from rich.table import Table

    rows = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("lab", "figure", "min", "mean", "deviation", "max", "lab.near"):
        rows.add_column(heading, justify="left" if heading in ("lab", "figure") else "right", overflow="fold")
    for each in known:
        if each.problem is not None:
            continue
        entry = each.entry(wanted)
        for name, spread in entry["figures"].items():
            rows.add_row(each.lab.id, name, *described(spread))
    return rows


def counts(known: Iterable[Measured], wanted: list[int]) -> list[str]:
    """Return a line for each claim: in how many of the seeds it held."""
    return [
        f"{each.lab.id}: held in {count['held']} of {count['of']} seeds: {sentence}"
        for each in known
        if each.problem is None
        for sentence, count in each.entry(wanted)["claims"].items()
    ]


def described(spread: dict[str, Any]) -> list[str]:
    """Return the cells of a figure's row."""
    if "counts" in spread:
        return ["", "", "", "", ", ".join(f"{value}: {count}" for value, count in spread["counts"].items())]
    middle, tolerance = suggestion(spread)
    return [*(number(spread[name]) for name in ("min", "mean", "deviation", "max")), f"{middle:g}, {tolerance:g}"]
