"""`courselab list`: the labs in course order, for a person or as JSON."""

import json

from courselab.runner.catalog import Lab


def show(labs: list[Lab], as_json: bool) -> None:
    """Print labs as JSON or as a table."""
    if as_json:
        print(json.dumps([lab.listed() for lab in labs], indent=1, ensure_ascii=False))
    else:
        table(labs)


def table(labs: list[Lab]) -> None:
    """Print a table, one row a lab."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("lab", "minutes", "kernel", "needs"):
        rows.add_column(heading, justify="right" if heading == "minutes" else "left", no_wrap=True)
    rows.add_column("title", overflow="fold")
    for lab in labs:
        minutes = "" if lab.minutes is None else str(lab.minutes)
        rows.add_row(lab.id, minutes, lab.kernel or "", ", ".join(lab.needs), Text(lab.title))
    Console(highlight=False).print(rows)
