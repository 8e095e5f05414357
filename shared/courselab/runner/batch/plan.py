"""Decides for each lab: run it, keep an earlier outcome, skip it for a need, or fail it unread; and why."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from courselab.ground.errors import Sentence
from courselab.runner import needs, notebook
from courselab.runner.batch import key as keys
from courselab.runner.batch.journal import Past
from courselab.runner.batch.options import Options
from courselab.runner.batch.outcome import Outcome, failed
from courselab.runner.catalog import Lab

OURS = "courselab-"


class WrongCommand(Sentence, ValueError):
    """Raised for a command that cannot be carried out; the message says what to change. Exit status 2."""


@dataclass
class Task:
    """One lab of a plan: what to run, on which kernel and under which key, or the `outcome` known without running."""

    lab: Lab
    file: Path
    parameters: dict = field(default_factory=dict)
    key: str | None = None
    kernel: str | None = None
    language: str = "python"
    cwd: Path | None = None
    outcome: Outcome | None = None

    @property
    def foreign(self) -> bool:
        """Whether the notebook is no lab of the course: it runs beside copies of its neighbours."""
        return self.lab.course is None


@dataclass
class Plan:
    """All tasks of a command in order, the digest by which the same command is known again, and what is kept."""

    tasks: list[Task]
    command: str
    kept: int = 0

    @property
    def to_run(self) -> list[Task]:
        """The tasks that have no outcome yet."""
        return [task for task in self.tasks if task.outcome is None]

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of the tasks that have an outcome: of all, once the batch has run."""
        return [task.outcome for task in self.tasks if task.outcome is not None]


def make(labs: list[Lab], root: Path, options: Options, past: Past | None = None) -> Plan:
    """Return the plan for these labs; `past` is what an earlier command left in the same folder.

    Raises WrongCommand for a parameter that a lab does not define.
    """
    code = keys.of_code(root)
    tasks = [task_for(lab.at(options.given.get("SCALE")), root, options, code) for lab in labs]
    plan = Plan(tasks, keys.of_command(labs, options.given, options.cold))
    if past is not None and not options.fresh:
        plan.kept = keep(plan, past)
    return plan


def task_for(lab: Lab, root: Path, options: Options, code: list[str]) -> Task:
    """Return the task for one lab."""
    task = Task(lab, root / lab.path, options.given, cwd=options.cwd)
    try:
        nb = notebook.read(task.file)
        if lab.problem:
            raise notebook.NotARunnableNotebook(lab.problem)
    except notebook.NotARunnableNotebook as error:
        task.outcome = failed(lab, "NotARunnableNotebook", str(error).replace(str(task.file), lab.path))
        return task
    missing = needs.first_missing(lab.needs)
    if missing:
        task.outcome = Outcome(id=lab.id, path=lab.path, status="skipped", reason=missing)
        return task
    check_parameters(nb, lab, options.given)
    task.kernel = kernel_for(lab, options)
    problem = kernel_problem(task.kernel)
    if problem:
        task.outcome = failed(lab, "UnknownKernel", problem)
        return task
    assert task.kernel is not None  # or there was a problem
    task.language = kernelspecs()[task.kernel]
    beside = keys.neighbours(task.file.parent) if task.foreign else []
    task.key = keys.of_lab(nb, options.given, task.kernel, lab.budget, code, beside)
    return task


def check_parameters(nb: NotebookNode, lab: Lab, parameters: dict) -> None:
    """Raise WrongCommand for a parameter that the notebook's cell tagged `parameters` does not define."""
    defined = notebook.parameters(nb)
    for name in parameters:
        if name not in defined:
            known = ", ".join(sorted(defined)) or "none; it has no cell tagged `parameters`"
            raise WrongCommand(f"{lab.path} has no parameter {name}. It has: {known}.")


@cache
def kernelspecs() -> dict[str, str]:
    """Return {name: language} of the kernels installed here."""
    from courselab.runner.kernels.kernelspecs import manager

    found = manager().get_all_specs()
    return {name: entry["spec"].get("language", "python") for name, entry in found.items()}


def kernel_for(lab: Lab, options: Options) -> str | None:
    """Return the kernel that a notebook names; `--kernel` where it names none, or one that is not here."""
    if options.kernel and lab.kernel not in kernelspecs():
        return options.kernel
    return lab.kernel


def kernel_problem(name: str | None) -> str | None:
    """Return a sentence if a notebook's kernel is not to be had."""
    if name is None:
        return "The notebook names no kernel: name one with --kernel, or choose one in JupyterLab and save it."
    if name in kernelspecs():
        return None
    if name.startswith(OURS):
        return f"The kernel {name} is not installed: run `courselab kernels install`."
    known = ", ".join(sorted(kernelspecs()))
    return f"There is no kernel {name} here; there are: {known}. --kernel takes one of them instead."


def keep(plan: Plan, past: Past) -> int:
    """Give tasks the outcomes that an earlier run of the same command left, if key and file are as they were."""
    left, count = past.kept(plan.command), 0
    for task in plan.to_run:
        key, outcome = left.get(task.lab.path, (None, None))
        if outcome is not None and key == task.key and outcome.output and Path(outcome.output).exists():
            task.outcome = outcome.model_copy(update={"reason": f"kept from {past.told()}"})
            count += 1
    return count
