"""`courselab report`: a finished run again, and what `courselab run` shows at its end."""

from pathlib import Path

from rich.console import Console

from courselab.runner.batch.outcome import Report
from courselab.runner.cli.asking import fail
from courselab.runner.report import summary, table


def show(report: Report, budgets: dict[str, dict | None], out: Path) -> None:
    """Show a report as a table of labs, what each has to say, and one line."""
    console = Console(highlight=False)
    console.print(table.labs(report, budgets))
    for said in summary.notes(report):
        console.print(said, soft_wrap=True, markup=False)
    console.print(summary.machine(report), soft_wrap=True)
    console.print(f"{summary.line(report)}; {out / 'report.json'}", soft_wrap=True)


def again(out: Path, picture: Path | None) -> int:
    """Show the report of a finished run, every figure too; return the exit status that the run had."""
    from courselab.runner.catalog import Catalog

    try:
        found = summary.read(out)
    except summary.NoReport as problem:
        fail(problem)
    console = Console(highlight=False, record=picture is not None, width=100 if picture else None)
    console.print(table.labs(found, {lab.path: lab.budget for lab in Catalog.load().labs}))
    console.print()
    console.print(table.figures(found))
    console.print()
    for said in summary.notes(found):
        console.print(said, soft_wrap=True, markup=False)
    console.print(summary.machine(found), soft_wrap=True)
    console.print(summary.line(found))
    if picture:
        console.save_svg(str(picture), title=f"courselab report {out}")
    return 0 if found.ok else 1
