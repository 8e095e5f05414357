"""Runs labs on this machine, a worker process each; what a dead worker leaves behind is found and ended."""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

import psutil

from courselab.runner import processes
from courselab.runner.batch import worker
from courselab.runner.batch.execute import Progress
from courselab.runner.batch.options import Limits
from courselab.runner.batch.outcome import Outcome, failed
from courselab.runner.batch.plan import Task
from courselab.runner.kernels import client
from courselab.runner.notebook import RUN_PREFIX

GOODBYE_SECONDS = 15


@dataclass
class Job:
    """A lab that is being run."""

    task: Task
    process: multiprocessing.process.BaseProcess
    home: Path
    began: float
    cell: int = 0
    cells: int = 0


class LocalExecutor:
    """One worker process a lab, which ends with this process."""

    def __init__(self, out: Path, cold: bool, limits: Limits, spare_mb: float):
        self.out, self.cold, self.limits, self.spare_mb = out, cold, limits, spare_mb
        self.jobs: dict[connection.Connection, Job] = {}
        # Forks share what papermill's import costs; elsewhere fork is not safe.
        linux = sys.platform == "linux"
        self.context = multiprocessing.get_context("fork") if linux else multiprocessing.get_context("spawn")
        processes.answer_for_orphans()  # what a killed worker leaves behind falls to us

    def submit(self, task: Task) -> None:
        """Start a worker for one task."""
        home = Path(tempfile.mkdtemp(prefix=RUN_PREFIX))
        ours, theirs = self.context.Pipe(duplex=False)
        limits = self.limits.for_lab(task.lab.budget, self.spare_mb)
        arguments = (task, self.out, home, self.cold, limits, os.getpid(), theirs)
        process = self.context.Process(target=worker.serve, args=arguments, name=task.lab.id)
        process.start()
        theirs.close()  # so that a worker's death is seen as the end of its pipe
        self.jobs[ours] = Job(task, process, home, time.monotonic())

    def outcomes(self, timeout: float) -> Iterator[tuple[Task, Outcome]]:
        """Yield (task, outcome) of the workers that have ended; one that died without an outcome has one too."""
        ready = connection.wait(list(self.jobs), timeout=timeout)
        for pipe in [pipe for pipe in self.jobs if pipe in ready]:
            job = self.jobs[pipe]
            try:
                said = pipe.recv()
            except EOFError:
                said = self.bury(job).model_dump()
            if "cell" in said:
                job.cell, job.cells = said["cell"], said["of"]
                continue
            job.process.join()
            del self.jobs[pipe]
            pipe.close()
            yield job.task, Outcome.model_validate(said)

    def running(self) -> list[Progress]:
        """Return what is being run now."""
        now = time.monotonic()
        return [Progress(job.task, now - job.began, job.cell, job.cells) for job in self.jobs.values()]

    def stop(self) -> None:
        """End the running workers, which take their kernels with them."""
        for job in self.jobs.values():
            job.process.terminate()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for job in self.jobs.values():
            job.process.join(max(0.0, deadline - time.monotonic()))
            if job.process.is_alive():
                job.process.kill()
                job.process.join()
        self.kill_orphans()
        for job in self.jobs.values():
            worker.remove_home(job.home)
        self.jobs.clear()

    def bury(self, job: Job) -> Outcome:
        """Return the outcome of a lab whose worker died, and end what it left."""
        job.process.join()
        outcome = failed(job.task.lab, "WorkerDied", worker_died(job.process.exitcode))
        outcome.seconds = round(time.monotonic() - job.began, 3)
        self.kill_orphans()
        worker.remove_home(job.home)
        return outcome

    def kill_orphans(self) -> None:
        """Kill what a dead worker left: our children that are neither workers nor fork servers."""
        workers = {job.process.pid for job in self.jobs.values() if job.process.is_alive()}
        for child in psutil.Process().children():
            if child.pid not in workers and not client.owns(child):
                processes.kill([*processes.descendants(child), child])


def worker_died(status: int | None) -> str:
    """Return the sentence for a worker that ended without an outcome."""
    if status is not None and status < 0:
        return f"The process that ran this lab was killed ({signal.Signals(-status).name})."
    return f"The process that ran this lab ended with exit status {status}."
