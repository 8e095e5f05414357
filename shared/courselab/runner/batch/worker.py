"""One process per lab: executes the notebook and sends back one outcome."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from courselab.ground import settings
from courselab.ground.files import write_atomically
from courselab.ground.start_log import Starts
from courselab.runner import notebook, processes
from courselab.runner.batch import judge
from courselab.runner.batch.client import MeteredClient
from courselab.runner.batch.folder import Copy
from courselab.runner.batch.meter import Meter
from courselab.runner.batch.options import Limits
from courselab.runner.batch.outcome import Outcome, failed
from courselab.runner.batch.plan import Task

# An ordinary kernel of a slow machine may need two minutes for its imports; a dead one is noticed at once.
START_SECONDS = 300
START_LOG = "services.jsonl"


def serve(task: Task, out: Path, home: Path, cold: bool, limits: Limits, parent: int, pipe: Connection) -> None:
    """Run one lab in this process and send its outcome through `pipe`; leave nothing running and nothing in `home`.

    Before the outcome the pipe gets {"cell", "of"} whenever a cell begins.
    """
    settle(home, cold, parent)
    outcome = run_lab(task, out, home, limits, pipe.send)
    clean(home)
    pipe.send(outcome.model_dump())
    pipe.close()


def settle(home: Path, cold: bool, parent: int) -> None:
    """Make this process a worker: own folders and log, ends with its parent, answers for all that its lab starts."""
    signal.signal(signal.SIGTERM, lambda *_: leave(home))
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the command, which ends its workers
    processes.end_with_parent()
    processes.answer_for_orphans()
    if os.getppid() != parent:
        leave(home)
    for name in ("work", "tmp"):
        (home / name).mkdir()
    log = os.open(home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ["TMPDIR"] = str(home / "tmp")
    os.environ[settings.START_LOG] = str(home / START_LOG)
    tempfile.tempdir = None
    if cold:
        os.environ[settings.COLD] = "1"


def clean(home: Path) -> None:
    """Kill what the lab left running and remove its folders."""
    processes.kill_children()
    os.chdir("/")
    shutil.rmtree(home, ignore_errors=True)


def leave(home: Path) -> None:
    """End this process at once, with all that its lab started."""
    clean(home)
    os._exit(128 + signal.SIGTERM)


def output_path(out: Path, path: str) -> Path:
    """Return where the executed notebook of `path` belongs; one from outside the project goes under `outside/`."""
    return out / ("outside" + path if path.startswith("/") else path)


def run_lab(task: Task, out: Path, home: Path, limits: Limits, tell: Callable[[dict], object]) -> Outcome:
    """Execute a lab's notebook and return its outcome; the executed notebook is written in one move."""
    target = Path(os.path.abspath(output_path(out, task.lab.path)))
    starts = Starts(home / START_LOG)
    meter, began = Meter(limits, starts, tell), time.monotonic()
    copy = Copy(task.file.parent, home / "work").make() if task.foreign and task.cwd is None else None
    try:
        executed, problem = execute(task, task.cwd or home / "work", meter)
    finally:
        meter.leave_nothing()
    measured: dict[str, Any] = {
        "seconds": round(time.monotonic() - began, 3),
        "cpu_seconds": round(meter.usage.cpu_seconds, 3) if meter.usage else 0.0,
        "peak_mb": round(meter.usage.peak_mb, 1) if meter.usage else 0.0,
    }
    if meter.usage is None:
        return failed(task.lab, type(problem).__name__, unstarted(task, problem, home), **measured)
    write_atomically(target, notebook.text(executed))
    if copy:
        measured["linked"] = [name.as_posix() for name in copy.linked]
        beside = target.with_name(f"{target.stem}_files")
        measured["files"] = [str(output_path(out, task.lab.path).parent / beside.name / name)
                             for name in copy.keep_written(beside)]  # fmt: skip
    measured["output"] = str(output_path(out, task.lab.path))
    return judge.outcome(task, executed, problem, starts.figures(), **measured)


def execute(task: Task, folder: Path, meter: Meter) -> tuple[NotebookNode, Exception | None]:
    """Return (executed notebook, what stopped it besides one of its cells, or None)."""
    nb = notebook.read(task.file)
    try:
        if task.parameters:
            nb = with_parameters(nb, task)
        for cell in nb.cells:
            if cell.cell_type == "code":  # what an earlier run left is not this run's
                cell.outputs, cell.execution_count = [], None
        with contextlib.chdir(folder):
            nb = MeteredClient(nb, meter, kernel_name=task.kernel, startup_timeout=START_SECONDS).execute()
    except Exception as problem:  # the lab is not ours: whatever stopped it becomes its outcome
        return nb, problem
    return nb, None


def with_parameters(nb: NotebookNode, task: Task) -> NotebookNode:
    """Return the notebook with papermill's cell of parameters, after the one tagged `parameters`."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    made = load_notebook_node(nb)
    return parameterize_notebook(made, task.parameters, kernel_name=task.kernel, language=task.language)


def unstarted(task: Task, problem: Exception | None, home: Path) -> str:
    """Return the sentence for a notebook of which no cell was run: the cause, and the kernel's last words."""
    words = [line.strip() for line in (home / "log").read_text(errors="replace").splitlines() if line.strip()]
    last = f" Its last words: {notebook.plain(words[-1])[:300]}" if words else ""
    what = f"{type(problem).__name__}: {problem}".rstrip(": ").rstrip(".")
    if isinstance(problem, (RuntimeError, TimeoutError)):
        return f"The kernel {task.kernel} did not start: {what}.{last}"
    return f"The notebook could not be run: {what}."


def remove_home(home: Path) -> None:
    """Remove the folders of a lab whose worker could not."""
    with contextlib.suppress(OSError):
        shutil.rmtree(home, ignore_errors=True)
