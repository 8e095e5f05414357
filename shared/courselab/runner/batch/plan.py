"""Decides for each lab: run it, keep an earlier outcome, skip it for a need, or fail it unread; and why."""

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import courselab
from courselab.runner import notebook
from courselab.runner.batch.report import Outcome, failed
from courselab.runner.catalog import Lab

# What a notebook imports; the runner's own code does not change what a notebook computes.
INSIDE = ("*.py", "data/**/*", "views/**/*", "services/**/*")
KERNELS = "courselab-"


class WrongCommand(ValueError):
    """Raised for a command that cannot be carried out; the message says what to change. Exit status 2."""


@dataclass
class Task:
    """One lab of a plan: what to run, under which key, or the `outcome` that is known without running."""

    lab: Lab
    file: Path
    parameters: dict = field(default_factory=dict)
    key: str | None = None
    language: str = "python"
    outcome: Outcome | None = None


@dataclass
class Plan:
    """All tasks of a command in order, and the digest by which the same command is known again."""

    tasks: list[Task]
    command: str

    @property
    def to_run(self) -> list[Task]:
        """The tasks that have no outcome yet."""
        return [task for task in self.tasks if task.outcome is None]


def make(labs: list[Lab], root: Path, parameters: dict, *, cold: bool = False, scale: str | None = None) -> Plan:
    """Return the plan for these labs; raise WrongCommand for a parameter that a lab does not define."""
    given = {**({"SCALE": scale} if scale else {}), **parameters}
    code = [package_digest(), file_digest(root / "uv.lock")]
    tasks = [task_for(lab.at(given.get("SCALE")), root, given, code) for lab in labs]
    command = digest([sorted(lab.path for lab in labs), given, cold])
    return Plan(tasks, command)


def task_for(lab: Lab, root: Path, parameters: dict, code: list[str]) -> Task:
    """Return the task for one lab."""
    task = Task(lab, root / lab.path, parameters)
    try:
        nb = notebook.read(task.file)
    except notebook.NotARunnableNotebook as error:
        task.outcome = failed(lab, "NotARunnableNotebook", str(error).replace(str(task.file), lab.path))
        return task
    missing = first_missing(lab.needs)
    if missing:
        task.outcome = Outcome(id=lab.id, path=lab.path, status="skipped", reason=missing)
        return task
    check_parameters(nb, lab, parameters)
    problem = kernel_problem(lab.kernel)
    if problem:
        task.outcome = failed(lab, "UnknownKernel", problem)
        return task
    task.language = kernelspecs()[lab.kernel]
    task.key = digest([notebook.code_digest(nb), parameters, lab.kernel, *code])
    return task


def check_parameters(nb, lab: Lab, parameters: dict) -> None:
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


def kernel_problem(name: str | None) -> str | None:
    """Return a sentence if a notebook's kernel is not to be had."""
    if name is None:
        return "The notebook names no kernel: choose one in JupyterLab (Kernel > Change Kernel) and save it."
    if name in kernelspecs():
        return None
    if name.startswith(KERNELS):
        return f"The kernel {name} is not installed: run `courselab kernels install`."
    return f"There is no kernel {name} here; there are: {', '.join(sorted(kernelspecs()))}."


def first_missing(needs: tuple[str, ...]) -> str | None:
    """Return the reason to skip a lab whose needs are not all met, or None."""
    return next((reason for reason in map(missing, needs) if reason), None)


@cache
def missing(need: str) -> str | None:
    """Return why a need is not met here: "gpu", "docker", or the name of a program on PATH."""
    if need == "gpu":
        return None if "GPU " in answer("nvidia-smi", "-L") else "needs a GPU: nvidia-smi lists none here"
    if need == "docker":
        return None if answer("docker", "info") else "needs docker: `docker info` does not answer here"
    return None if shutil.which(need) else f"needs {need}: it is not on PATH"


def answer(*command: str) -> str:
    """Return what a program prints, or nothing if it is missing, fails, or takes more than 20 s."""
    if not shutil.which(command[0]):
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


def keep(plan: Plan, kept: dict[str, tuple[str, Outcome]], told: str) -> int:
    """Give tasks the outcomes that an earlier run left, if key and file are as they were; count them."""
    count = 0
    for task in plan.to_run:
        key, outcome = kept.get(task.lab.path, (None, None))
        if key is not None and key == task.key and outcome.output and Path(outcome.output).exists():
            task.outcome = outcome.model_copy(update={"reason": f"kept from {told}"})
            count += 1
    return count


def digest(parts) -> str:
    """Return the SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or "absent"."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "absent"


@cache
def package_digest() -> str:
    """Return the digest of the part of this package that notebooks import."""
    package = Path(courselab.__file__).parent
    files = {file for pattern in INSIDE for file in package.glob(pattern) if file.is_file()}
    files = sorted(file for file in files if "__pycache__" not in file.parts)
    return digest([[file.relative_to(package).as_posix(), file_digest(file)] for file in files])
