"""What a batch of runs tells: `report.json`, `junit.xml` and a table."""

from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from pydantic import BaseModel

from courselab.runner.notebook import write_atomically

OK = ("passed", "cached", "skipped")


class Figure(BaseModel):
    """A figure that a lab recorded, as `lab.record` wrote it."""

    name: str
    value: float | int | str | bool | None
    expected: float | int | str | bool | None = None
    tolerance: float | None = None
    ok: bool = True

    def complaint(self) -> str:
        """Return the sentence for a figure that is off: "recall is 0.41, expected 0.62 ± 0.05"."""
        around = f" ± {number(self.tolerance)}" if self.tolerance else ""
        return f"{self.name} is {number(self.value)}, expected {number(self.expected)}{around}"


class Error(BaseModel):
    """Where a lab broke: the cell as a reader counts it (None before the first), the error's name, a sentence."""

    cell: int | None
    name: str
    message: str


class Outcome(BaseModel):
    """What became of one lab: seconds are of the whole run, CPU and peak of the kernel and its children."""

    id: str
    path: str
    status: Literal["passed", "failed", "cached", "skipped"]
    reason: str | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    figures: list[Figure] = []
    error: Error | None = None
    output: str | None = None

    @property
    def ok(self) -> bool:
        """Whether this outcome lets the batch pass."""
        return self.status in OK


class Report(BaseModel):
    """The content of `report.json`."""

    started: str
    finished: str
    wall_seconds: float
    jobs: int
    warm: bool
    labs: list[Outcome]

    @property
    def ok(self) -> bool:
        """Whether every lab passed, was cached, or was skipped for a stated need."""
        return all(lab.ok for lab in self.labs)


def number(value) -> str:
    """Return a figure as a person writes it: four significant digits."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def failed(lab, name: str, message: str, cell: int | None = None, **measured) -> Outcome:
    """Return the outcome of a lab that broke."""
    error = Error(cell=cell, name=name, message=message)
    return Outcome(id=lab.id, path=lab.path, status="failed", reason=message, error=error, **measured)


def write(report: Report, folder: Path) -> None:
    """Write `report.json` and `junit.xml` into `folder`."""
    write_atomically(folder / "report.json", report.model_dump_json(indent=1) + "\n")
    write_atomically(folder / "junit.xml", junit(report))


def junit(report: Report) -> str:
    """Return the report in the XML that CI systems read, one test case a lab."""
    count = {status: sum(lab.status == status for lab in report.labs) for status in ("failed", "skipped")}
    suite = ElementTree.Element(
        "testsuite",
        name="courselab",
        tests=str(len(report.labs)),
        failures=str(count["failed"]),
        errors="0",
        skipped=str(count["skipped"]),
        time=f"{report.wall_seconds:.3f}",
        timestamp=report.started,
    )
    for lab in report.labs:
        case = ElementTree.SubElement(suite, "testcase", classname=lab.path, name=lab.id, time=f"{lab.seconds:.3f}")
        if lab.status == "failed":
            kind = lab.error.name if lab.error else "Figure"
            ElementTree.SubElement(case, "failure", type=kind, message=printable(lab.reason or ""))
        elif lab.status == "skipped":
            ElementTree.SubElement(case, "skipped", message=printable(lab.reason or ""))
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def printable(text: str) -> str:
    """Return text without the control characters that XML 1.0 forbids."""
    return "".join(c if c in "\t\n" or 32 <= ord(c) < 0xD800 or 0xDFFF < ord(c) < 0xFFFE else "?" for c in text)


def table(report: Report, budgets: dict[str, dict]):
    """Return a rich table, one row a lab; `budgets` maps a lab's path to its budget."""
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (("lab", "left"), ("status", "left"), ("s", "right"), ("peak MB", "right")):
        rows.add_column(heading, justify=justify, no_wrap=True)
    rows.add_column("figures", justify="right", no_wrap=True)
    colours = {"passed": "green", "cached": "green", "skipped": "yellow", "failed": "red"}
    for lab in report.labs:
        good = sum(figure.ok for figure in lab.figures)
        rows.add_row(
            Text(lab.id),
            Text(lab.status, style=colours[lab.status]),
            f"{lab.seconds:.1f}",
            f"{lab.peak_mb:.0f} / {budgets.get(lab.path, {}).get('mb', '-')}",
            f"{good}/{len(lab.figures)}" if lab.figures else "-",
        )
    return rows


def reasons(report: Report) -> list[str]:
    """Return a line for each lab that has something to say: why it failed, was skipped or kept."""
    return [f"{lab.id}: {' '.join(lab.reason.split())}" for lab in report.labs if lab.reason]


def figures_table(report: Report):
    """Return a rich table, one row a recorded figure: what came out, what was expected, whether it did."""
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("lab", "figure", "value", "expected", ""):
        right, whole = heading in ("value", "expected"), heading in ("lab", "")  # on a narrow screen the others wrap
        rows.add_column(heading, justify="right" if right else "left", no_wrap=whole, overflow="fold")
    for lab in report.labs:
        for figure in lab.figures:
            around = f" ± {number(figure.tolerance)}" if figure.tolerance else ""
            expected = "" if figure.expected is None else number(figure.expected) + around
            judged = Text("as expected", style="green") if figure.ok else Text("off", style="red")
            verdict = Text("measured") if figure.expected is None and figure.ok else judged
            rows.add_row(lab.id, figure.name, number(figure.value), expected, verdict)
    return rows


def summary(report: Report) -> str:
    """Return one line: how many passed, failed, were skipped, and how long it took."""
    counts = {status: sum(lab.status == status for lab in report.labs) for status in (*OK, "failed")}
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    return f"{said} in {report.wall_seconds:.1f} s"
