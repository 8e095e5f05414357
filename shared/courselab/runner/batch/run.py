"""Runs a plan: one worker process a lab, at most `jobs` at once; whatever dies costs one lab."""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

import psutil

from courselab.runner import machine
from courselab.runner.batch import journal as journals
from courselab.runner.batch import plan as plans
from courselab.runner.batch import report as reports
from courselab.runner.batch import worker
from courselab.runner.batch.meter import descendants, is_fork_server, kill
from courselab.runner.batch.plan import Task
from courselab.runner.batch.report import Outcome, Report, failed
from courselab.runner.catalog import Lab
from courselab.runner.kernels.supervisor import PR_SET_CHILD_SUBREAPER, prctl
from courselab.runner.notebook import RUN_PREFIX

# Forks share what papermill's import costs (2 s); elsewhere fork is not safe.
METHOD = "fork" if sys.platform == "linux" else "spawn"
TICK_SECONDS = 0.25
GOODBYE_SECONDS = 15


class Interrupted(Exception):
    """Raised when the command was told to stop; the message says how to go on."""


@dataclass
class Job:
    """A lab that is being run."""

    task: Task
    process: multiprocessing.process.BaseProcess
    pipe: connection.Connection
    home: Path
    began: float


class Watcher:
    """Told what happens while labs run; the CLI shows it, and this one keeps silent."""

    def note(self, sentence: str) -> None:
        """A sentence about the whole run."""

    def begin(self, tasks: list[Task]) -> None:
        """These labs are going to be run."""

    def tick(self, jobs: list[Job]) -> None:
        """These labs are being run now."""

    def done(self, outcome: Outcome) -> None:
        """A lab has ended."""


def run(
    labs: list[Lab],
    root: Path,
    out: Path,
    *,
    jobs: int | None = None,
    parameters: dict | None = None,
    scale: str | None = None,
    cold: bool = False,
    fresh: bool = False,
    watcher: Watcher | None = None,
) -> Report:
    """Run labs and return the report, which also lies in `out` with the journal and the executed notebooks.

    What the same command finished before, and did not have to be repeated for a changed key, is kept unless `fresh`.
    Raises WrongCommand, Busy, and Interrupted on SIGINT or SIGTERM.
    """
    watcher, jobs = watcher or Watcher(), jobs or machine.cores()
    started, clock = journals.now(), time.monotonic()
    plan = plans.make(labs, root, parameters or {}, cold=cold, scale=scale)
    journal = journals.Journal(out)
    past = journal.past()
    kept = {} if fresh else past.kept(plan.command)
    count = plans.keep(plan, kept, past.told()) if kept else 0
    if count:
        journal.resume(plan.command)
        watcher.note(f"{count} of {len(plan.tasks)} labs are kept from {past.told()}; --fresh runs all of them again.")
    else:
        journal.start(plan.command)
    Batch(plan.tasks, out, jobs, cold, journal, watcher).run()
    outcomes = [task.outcome for task in plan.tasks]
    report = Report(
        started=started,
        finished=journals.now(),
        wall_seconds=round(time.monotonic() - clock, 3),
        jobs=jobs,
        warm=not cold and sys.platform == "linux",
        labs=outcomes,
    )
    reports.write(report, out)
    journal.finish(report.ok)
    return report


class Batch:
    """The labs of one command: those waiting, those running, and what became of each."""

    def __init__(self, tasks: list[Task], out: Path, jobs: int, cold: bool, journal, watcher: Watcher):
        self.tasks, self.out, self.jobs, self.cold = tasks, out, jobs, cold
        self.journal, self.watcher = journal, watcher
        self.waiting = deque(task for task in tasks if task.outcome is None)
        self.running: dict[connection.Connection, Job] = {}
        self.context = multiprocessing.get_context(METHOD)

    def run(self) -> None:
        """Give every task an outcome; raise Interrupted if told to stop."""
        self.watcher.begin(list(self.waiting))
        for task in self.tasks:
            if task.outcome is not None:
                self.settle(task, task.outcome)
        handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        if sys.platform == "linux":
            prctl(PR_SET_CHILD_SUBREAPER, 1)  # what a killed worker leaves behind falls to us
        try:
            while self.waiting or self.running:
                self.turn()
        except KeyboardInterrupt:
            self.stop()
            done = sum(task.outcome is not None for task in self.tasks)
            raise Interrupted(
                f"Stopped: {done} of {len(self.tasks)} labs have ended. The same command goes on from there."
            ) from None
        finally:
            signal.signal(signal.SIGTERM, handler)

    def turn(self) -> None:
        """Start what may start, wait a moment, take what has come."""
        while self.waiting and len(self.running) < self.jobs:
            self.start(self.waiting.popleft())
        ready = connection.wait(list(self.running), timeout=TICK_SECONDS)
        for pipe in ready:
            self.finish(self.running.pop(pipe))
        self.watcher.tick(list(self.running.values()))

    def start(self, task: Task) -> None:
        """Start a worker for one task."""
        home = Path(tempfile.mkdtemp(prefix=RUN_PREFIX))
        ours, theirs = self.context.Pipe(duplex=False)
        arguments = (task, self.out, home, self.cold, os.getpid(), theirs)
        process = self.context.Process(target=worker.serve, args=arguments, name=task.lab.id)
        process.start()
        theirs.close()  # so that a worker's death is seen as the end of its pipe
        self.running[ours] = Job(task, process, ours, home, time.monotonic())

    def finish(self, job: Job) -> None:
        """Take a worker's outcome; one that died without is an outcome too."""
        try:
            outcome = Outcome.model_validate(job.pipe.recv())
            job.process.join()
        except EOFError:
            job.process.join()
            outcome = failed(job.task.lab, "WorkerDied", worker_died(job.process.exitcode))
            outcome.seconds = round(time.monotonic() - job.began, 3)
            self.kill_orphans()
            worker.remove_home(job.home)
        job.pipe.close()
        self.settle(job.task, outcome)

    def settle(self, task: Task, outcome: Outcome) -> None:
        """Keep an outcome."""
        task.outcome = outcome
        self.journal.outcome(task.key, outcome)
        self.watcher.done(outcome)

    def kill_orphans(self) -> None:
        """Kill what a dead worker left: our children that are neither workers nor fork servers."""
        workers = {job.process.pid for job in self.running.values()}
        for child in psutil.Process().children():
            if child.pid not in workers and not is_fork_server(child):
                kill([*descendants(child), child])

    def stop(self) -> None:
        """End the running workers, which take their kernels with them."""
        for job in self.running.values():
            job.process.terminate()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for job in self.running.values():
            job.process.join(max(0.0, deadline - time.monotonic()))
            if job.process.is_alive():
                job.process.kill()
                job.process.join()
        self.kill_orphans()
        for job in self.running.values():
            worker.remove_home(job.home)


def worker_died(status: int | None) -> str:
    """Return the sentence for a worker that ended without an outcome."""
    how = f"killed ({signal.Signals(-status).name})" if status and status < 0 else f"ended with exit status {status}"
    return f"The process that ran this lab was {how}." if "killed" in how else f"The process that ran this lab {how}."
