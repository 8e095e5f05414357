"""A report as files and in one line: `report.json`, `junit.xml`, "12 passed, 1 failed in 96.2 s"."""

from pathlib import Path
from typing import Any

from courselab.ground.errors import Sentence
from courselab.ground.files import write_atomically
from courselab.runner.batch.journal import NAME, parse
from courselab.runner.batch.outcome import OK, Machine, Outcome, Report, folder_notes
from courselab.runner.report import junit
from courselab.runner.speed import Speed

COLOURS = {"passed": "green", "cached": "green", "skipped": "yellow", "failed": "red"}
OF_A_LAB = {"files": True, "linked": True, "error": {"source", "traceback"}}
NOT_PROMISED: dict[str, Any] = {"machine": True, "labs": {"__all__": OF_A_LAB}}


class NoReport(Sentence):
    """Raised where a folder holds no report that can be read; the message says what to do."""


def to_json(report: Report) -> str:
    """Return the text of `report.json`."""
    return report.model_dump_json(indent=1, exclude=NOT_PROMISED) + "\n"


def write(report: Report, folder: Path) -> None:
    """Write `report.json` and `junit.xml` into `folder`."""
    write_atomically(folder / "report.json", to_json(report))
    write_atomically(folder / "junit.xml", junit.xml(report))


def read(folder: Path) -> Report:
    """Return the report in `folder`. Raises NoReport."""
    file = folder / "report.json"
    if not file.is_file():
        raise NoReport(f"{file} does not exist: `courselab run --out {folder}` writes it when it has finished.")
    try:
        report = Report.model_validate_json(file.read_text())
    except ValueError as problem:
        raise NoReport(f"{file} cannot be read ({problem}): run the labs again.") from problem
    journal = folder / NAME
    report.machine = parse(journal.read_bytes()).machine if journal.is_file() else Machine()
    return report


def line(report: Report) -> str:
    """Return one line: how many passed, failed, were skipped, how many are over budget, and how long it took."""
    counts = {status: sum(lab.status == status for lab in report.labs) for status in (*OK, "failed")}
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    over = sum(bool(lab.over) and lab.ok for lab in report.labs)
    return f"{said}{f' ({over} over budget)' if over else ''} in {report.wall_seconds:.1f} s"


def machine(report: Report) -> str:
    """Return the sentence on the machine: its speed, and what the fork servers took."""
    told = Speed(report.machine.speed, report.machine.busy).told()
    servers = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in report.machine.server_seconds.items())
    return f"{told} Fork servers started: {servers}." if servers else told


def notes(report: Report) -> list[str]:
    """Return a line for each lab that has something to say: why it failed or was kept, what is over, what it wrote."""
    return [f"{lab.id}: {told}" for lab in report.labs if (told := note(lab))]


def note(lab: Outcome) -> str:
    """Return what a lab has to say besides its status, on one line."""
    over = f"over its budget: {', '.join(lab.over)}" if lab.over and lab.ok else ""
    written = folder_notes(lab.files, lab.linked) if lab.status == "failed" else None
    return "; ".join(" ".join(part.split()) for part in (lab.reason, over, written) if part)
