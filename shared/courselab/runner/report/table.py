"""A report as tables for a terminal, 80 columns wide or more: a row a lab, and a row a figure."""

from rich.table import Table
from rich.text import Text

from courselab.runner.batch.outcome import Outcome, Report
from courselab.runner.report.summary import COLOURS

VERDICTS = {"as expected": "green", "off": "red", "measured": "default"}


def labs(report: Report, budgets: dict[str, dict | None]) -> Table:
    """Return a table, one row a lab; `budgets` maps a lab's path to its budget. Long ids lose their middle, not others.

    CPU seconds are those of the reference machine, as the budget counts them.
    """
    rows = Table(box=None, pad_edge=False, header_style="bold")
    rows.add_column("lab", no_wrap=True, overflow="ellipsis", min_width=12)
    rows.add_column("status", no_wrap=True, min_width=7)
    for heading, width in (("s", 5), ("cpu s", 8), ("peak MB", 11), ("figures", 7)):
        rows.add_column(heading, justify="right", no_wrap=True, min_width=width)
    for lab in report.labs:
        rows.add_row(*row(lab, budgets.get(lab.path) or {}, report.machine.speed))
    return rows


def row(lab: Outcome, budget: dict, speed: float) -> list[Text]:
    """Return the cells of one lab; what is over its budget stands in yellow."""
    good = sum(figure.ok for figure in lab.figures)
    over = {told.split()[0] for told in lab.over}
    seconds = f"{lab.cpu_seconds * speed:.0f}" + (f" / {budget['seconds']:g}" if budget else "")
    memory = f"{lab.peak_mb:.0f}" + (f" / {budget['mb']:g}" if budget else "")
    return [
        Text(shortened(lab.id)),
        Text(lab.status, style=COLOURS[lab.status]),
        Text(f"{lab.seconds:.1f}"),
        Text(seconds, style="yellow" if "cpu" in over else ""),
        Text(memory, style="yellow" if "memory" in over else ""),
        Text(f"{good}/{len(lab.figures)}" if lab.figures else "-"),
    ]


def shortened(name: str, most: int = 26) -> str:
    """Return a long id with its middle left out: its end, the file's name, is what a reader knows it by."""
    return name if len(name) <= most else f"{name[:6]}…{name[-(most - 7) :]}"


def figures(report: Report) -> Table:
    """Return a table, one row a recorded figure: what came out, what was expected, whether it did."""
    rows = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("lab", "figure", "value", "expected", ""):
        right, whole = heading in ("value", "expected"), heading in ("lab", "")  # on a narrow screen the others wrap
        rows.add_column(heading, justify="right" if right else "left", no_wrap=whole, overflow="fold")
    for lab in report.labs:
        for figure in lab.figures:
            verdict = Text(figure.verdict, style=VERDICTS[figure.verdict])
            rows.add_row(shortened(lab.id), figure.name, figure.shown, figure.wanted, verdict)
    return rows
