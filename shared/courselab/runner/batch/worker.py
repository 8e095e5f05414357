"""One process per lab: executes the notebook through papermill and sends back one outcome."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import papermill
from papermill.exceptions import PapermillExecutionError, strip_color

from courselab.runner import notebook
from courselab.runner.batch.meter import Meter, Services, kill_children
from courselab.runner.batch.plan import Task
from courselab.runner.batch.report import Error, Figure, Outcome, failed
from courselab.runner.kernels.supervisor import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl

# A warm kernel may wait 45 s for its fork server before it starts as an ordinary one.
START_SECONDS = 180
OUR_ERRORS = ("MemoryBudget", "TimeBudget", "OutputBudget", "KernelDied")
LONGEST_MESSAGE = 1000
SERVICE_LOG = "services.jsonl"


def serve(task: Task, out: Path, home: Path, cold: bool, parent: int, pipe) -> None:
    """Run one lab in this process and send its outcome through `pipe`; leave nothing running and nothing in `home`."""
    settle(home, cold, parent)
    outcome = run_lab(task, out, home)
    clean(home)
    pipe.send(outcome.model_dump())
    pipe.close()


def settle(home: Path, cold: bool, parent: int) -> None:
    """Make this process a worker: own folders and log, ends with its parent, answers for all that its lab starts."""
    signal.signal(signal.SIGTERM, lambda *_: leave(home))
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the command, which ends its workers
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        prctl(PR_SET_CHILD_SUBREAPER, 1)
    if os.getppid() != parent:
        leave(home)
    for name in ("work", "tmp"):
        (home / name).mkdir()
    log = os.open(home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ["TMPDIR"] = str(home / "tmp")
    os.environ["COURSELAB_SERVICE_LOG"] = str(home / SERVICE_LOG)
    tempfile.tempdir = None
    if cold:
        os.environ["COURSELAB_COLD"] = "1"


def clean(home: Path) -> None:
    """Kill what the lab left running and remove its folders."""
    kill_children()
    os.chdir("/")
    shutil.rmtree(home, ignore_errors=True)


def leave(home: Path) -> None:
    """End this process at once, with all that its lab started."""
    clean(home)
    os._exit(128 + signal.SIGTERM)


def output_path(out: Path, path: str) -> Path:
    """Return where the executed notebook of `path` belongs; one from outside the project goes under `outside/`."""
    return out / ("outside" + path if path.startswith("/") else path)


def run_lab(task: Task, out: Path, home: Path) -> Outcome:
    """Execute a lab's notebook and return its outcome; the executed notebook is renamed into place."""
    target = output_path(out, task.lab.path)
    partial = Path(os.path.abspath(target)).with_name(f".{target.stem}.{os.getpid()}.ipynb")
    services = Services(home / SERVICE_LOG)
    meter, began = Meter(task.lab.budget, services), time.monotonic()
    try:
        problem = execute(task, partial, home, meter)
        measured = {
            "seconds": round(time.monotonic() - began, 3),
            "cpu_seconds": round(meter.usage.cpu_seconds, 3) if meter.usage else 0.0,
            "peak_mb": round(meter.usage.peak_mb, 1) if meter.usage else 0.0,
        }
        if not partial.exists():
            return failed(task.lab, "KernelDied", unstarted(task, problem, home), **measured)
        executed = notebook.read(partial)
        os.replace(partial, os.path.abspath(target))
    finally:
        meter.leave_nothing()
        partial.unlink(missing_ok=True)
    return judged(task, executed, problem, services.figures(), output=str(target), **measured)


def execute(task: Task, partial: Path, home: Path, meter: Meter) -> Exception | None:
    """Execute the notebook into file `partial`; return what stopped it, or None."""
    partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        papermill.execute_notebook(
            literal(task.file),
            literal(partial),
            parameters=task.parameters or None,
            engine_name="courselab",
            language=task.language,
            request_save_on_cell_execute=False,
            progress_bar=False,
            start_timeout=START_SECONDS,
            cwd=home / "work",
            meter=meter,
        )
    except Exception as problem:  # the lab is not ours: whatever stopped it becomes its outcome
        return problem
    return None


def literal(path: Path) -> str:
    """Return a path that papermill takes as it is (it fills in braces)."""
    return str(path).replace("{", "{{").replace("}", "}}")


def unstarted(task: Task, problem: Exception | None, home: Path) -> str:
    """Return the sentence for a notebook of which no cell was run: the cause, and the kernel's last words."""
    words = [line.strip() for line in (home / "log").read_text(errors="replace").splitlines() if line.strip()]
    last = f" Its last words: {strip_color(words[-1])[:300]}" if words else ""
    return f"The kernel {task.lab.kernel} did not start: {type(problem).__name__}: {problem}.{last}"


def judged(task: Task, executed, problem: Exception | None, starts: list[dict], **measured) -> Outcome:
    """Return the outcome of an executed notebook: its error if it has one, else what its figures say.

    `starts` are the seconds that its servers took to start: measured, outside the budget, a line each in the report.
    """
    try:
        figures = [Figure.model_validate(figure) for figure in [*notebook.figures(executed), *starts]]
    except ValueError as error:
        return failed(task.lab, "Figure", f"A recorded figure cannot be read: {error}", **measured)
    measured["figures"] = figures
    if problem is not None:
        error = explained(problem, executed, notebook.read(task.file))
        return failed(task.lab, error.name, error.message, error.cell, **measured)
    off = "; ".join(figure.complaint() for figure in figures if not figure.ok)
    return Outcome(
        id=task.lab.id, path=task.lab.path, status="failed" if off else "passed", reason=off or None, **measured
    )


def explained(problem: Exception, executed, source) -> Error:
    """Return the error that stopped a notebook, with the cell as a reader of the source counts it."""
    if not isinstance(problem, PapermillExecutionError):
        return Error(cell=None, name=type(problem).__name__, message=f"{type(problem).__name__}: {problem}")
    executed.cells = [cell for cell in executed.cells if "papermill-error-cell-tag" not in notebook.tags(cell)]
    had_injected = any("injected-parameters" in notebook.tags(cell) for cell in source.cells)
    cell = notebook.reader_number(executed, problem.cell_index, count_injected=had_injected)
    said = strip_color(problem.evalue)[:LONGEST_MESSAGE]
    if problem.ename == "StdinNotImplementedError":
        message = f"cell {cell} asks for input: a lab may not ask for input, make it a parameter."
    elif problem.ename in OUR_ERRORS:
        message = f"cell {cell}: {said}"
    else:
        message = f"cell {cell}: {problem.ename}: {said}"
    return Error(cell=cell, name=problem.ename, message=message)


def remove_home(home: Path) -> None:
    """Remove the folders of a lab whose worker could not."""
    with contextlib.suppress(OSError):
        shutil.rmtree(home, ignore_errors=True)
