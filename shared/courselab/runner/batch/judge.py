"""What an executed notebook says: its first error in a reader's words, its figures, and what is over its budget."""

import re
from typing import Any

from nbformat import NotebookNode
from pydantic import TypeAdapter

from courselab.figures import Figure
from courselab.runner import notebook
from courselab.runner.batch.client import EXPECTED
from courselab.runner.batch.meter import exceeding, memory_exceeding
from courselab.runner.batch.outcome import Error, Outcome, failed, folder_notes
from courselab.runner.batch.plan import Task
from courselab.runner.speed import Speed

OUR_ERRORS = (
    "MemoryLimit", "TimeLimit", "OutputLimit", "CellTimeout", "CellExecutionError", "KernelDied", "NotRaised",
)  # fmt: skip
LONGEST_MESSAGE = 1000
FIGURES = TypeAdapter(list[Figure])


def outcome(
    task: Task, executed: NotebookNode, problem: Exception | None, starts: list[dict], **measured: Any
) -> Outcome:
    """Return the outcome of an executed notebook: its error if it has one, else what its figures say.

    `starts` are the seconds that its servers took to start: measured, outside the budget, a line each in the report.
    """
    try:
        measured["figures"] = FIGURES.validate_python([*notebook.figures(executed), *starts])
    except ValueError as wrong:
        return failed(task.lab, "Figure", f"A recorded figure cannot be read: {wrong}", **measured)
    if problem is not None:
        return failed(task.lab, type(problem).__name__, f"{type(problem).__name__}: {problem}", **measured)
    error = first_error(executed, notebook.read(task.file))
    if error is not None:
        return Outcome(
            id=task.lab.id, path=task.lab.path, status="failed", reason=error.message, error=error, **measured
        )
    off = "; ".join(figure.complaint for figure in measured["figures"] if not figure.ok)
    exited = None if off else stopped_early(executed, task)
    reason = off or exited or folder_notes(measured.get("files", []), measured.get("linked", []))
    bad = off or (exited and task.lab.course)
    return Outcome(id=task.lab.id, path=task.lab.path, status="failed" if bad else "passed", reason=reason, **measured)


def first_error(executed: NotebookNode, source: NotebookNode) -> Error | None:
    """Return the first error that no tag or setting of the notebook allows, told as a reader of the source counts."""
    allowed = executed.metadata.get("execution", {}).get("allow_errors", False)
    count_injected = any("injected-parameters" in notebook.tags(cell) for cell in source.cells)
    for index, cell in enumerate(executed.cells):
        if cell.cell_type != "code":
            continue
        expected = allowed or EXPECTED in notebook.tags(cell)
        errors = [output for output in cell.outputs if output.output_type == "error"]
        bad = next((each for each in errors if each.ename in OUR_ERRORS or not (expected or left(each))), None)
        if bad is not None:
            return told(bad, cell, notebook.reader_number(executed, index, count_injected))
    return None


def left(error: NotebookNode) -> bool:
    """Return whether an error output is `sys.exit()` without a complaint."""
    return error.ename == "SystemExit" and error.evalue in ("", "0", "None")


def told(error: NotebookNode, cell: NotebookNode, number: int) -> Error:
    """Return one error output in a sentence."""
    name, said = error.ename, notebook.plain(error.evalue)[:LONGEST_MESSAGE]
    traceback = notebook.plain("\n".join(error.traceback))
    if name == "StdinNotImplementedError":
        message = f"cell {number} asks for input: a lab may not ask for input, make it a parameter."
    elif name in OUR_ERRORS:
        message = f"cell {number}: {said}"
    else:
        message = f"cell {number}: {name}: {said or failing_line(traceback, cell)}"
    return Error(cell=number, name=name, message=message, source=cell.source, traceback=traceback)


def failing_line(traceback: str, cell: NotebookNode) -> str:
    """Return the line of source at which an error without words was raised: the last that the traceback points to."""
    pointed = re.findall(r"^-+> *\d+ (.*)$", traceback, re.MULTILINE)
    lines = pointed or [line for line in cell.source.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "(no words)"


def stopped_early(executed: NotebookNode, task: Task) -> str | None:
    """Return the sentence for a notebook whose cell called `exit()`, so that later cells were not run."""
    waiting = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    waiting = [cell for cell in waiting if "skip-execution" not in notebook.tags(cell)]
    missed = [cell for cell in waiting if cell.execution_count is None]
    if not missed:
        return None
    ran = executed.cells.index(waiting[waiting.index(missed[0]) - 1])
    count = f"{len(missed)} code cell{'s' if len(missed) > 1 else ''} after it {'were' if len(missed) > 1 else 'was'}"
    return f"cell {notebook.reader_number(executed, ran)} ended the kernel with exit(): {count} not run."


def over_budget(outcome: Outcome, budget: dict | None, speed: Speed, imports: float = 0.0) -> list[str]:
    """Return which promises a lab did not keep, in words: CPU seconds of the reference machine, memory in MB.

    `imports`: reference seconds that an ordinary kernel spends on what a warm one has behind it; no budget holds them.
    """
    if not budget:
        return []
    over = []
    seconds = speed.reference(outcome.cpu_seconds) - imports
    if seconds > budget["seconds"]:
        over.append(f"cpu {exceeding(seconds, budget['seconds'], 's')}")
    if outcome.peak_mb > budget["mb"]:
        over.append(f"memory {memory_exceeding(outcome.peak_mb, budget['mb'])}")
    return over
