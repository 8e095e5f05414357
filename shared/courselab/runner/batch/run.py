"""The road of a batch: read the journal, plan, execute, report. Whatever is killed, what was finished stays known."""

import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from courselab.ground.errors import Sentence
from courselab.runner import resources, speed
from courselab.runner.batch import journal as journals
from courselab.runner.batch import judge
from courselab.runner.batch import plan as plans
from courselab.runner.batch.execute import Executor, Progress
from courselab.runner.batch.options import MEGABYTE, Options
from courselab.runner.batch.outcome import Machine, Outcome, Report
from courselab.runner.batch.plan import Plan, Task
from courselab.runner.batch.servers import Servers
from courselab.runner.catalog import Lab
from courselab.runner.kernels.preload import IMPORT_SECONDS

TICK_SECONDS = 0.25
EAGER_SECONDS = 0.02  # while labs wait for a fork server
SPARE_SHARE = 0.9  # of the memory that is available: the rest is for everybody else
LAB_BYTES = 1_500 * MEGABYTE


class Interrupted(Sentence):
    """Raised when the command was told to stop; the message says how to go on."""


class Watcher:
    """Told what happens while labs run; the CLI shows it, and this one keeps silent."""

    def note(self, sentence: str) -> None:
        """A sentence about the whole run."""

    def begin(self, tasks: list[Task]) -> None:
        """These labs are going to be run."""

    def tick(self, running: list[Progress], servers: dict[str, tuple[float, float]]) -> None:
        """These labs are being run now; these servers are starting: seconds so far, share done."""

    def done(self, outcome: Outcome) -> None:
        """A lab has ended."""


def run(
    labs: list[Lab],
    root: Path,
    out: Path,
    options: Options | None = None,
    *,
    watcher: Watcher | None = None,
    publish: Callable[[Report], None] | None = None,
    servers: Servers | None = None,
) -> Report:
    """Run labs and return the report; the journal and the executed notebooks lie in `out`.

    `publish` writes the report before the journal says that the run has finished. `servers` are fork servers that the
    caller has begun to start already. Raises WrongCommand, Busy, and Interrupted on SIGINT or SIGTERM.
    """
    options, watcher = options or Options(), watcher or Watcher()
    started, clock = journals.now(), time.monotonic()
    journal = journals.Journal(out)
    past = journal.past()
    plan = plans.make(labs, root, options, past)
    begin(journal, plan, past, watcher)
    servers = servers or Servers(cold=options.cold)
    servers.begin(task.kernel for task in plan.to_run)
    pacer = speed.Pacer()
    jobs = options.jobs or jobs_at_once()
    batch = Batch(plan, options, jobs, journal, watcher, servers, pacer)
    batch.run(local(out, options, jobs))
    report = Report(
        started=started,
        finished=journals.now(),
        wall_seconds=round(time.monotonic() - clock, 3),
        jobs=jobs,
        warm=not options.cold and sys.platform == "linux",
        labs=[task.outcome for task in plan.tasks if task.outcome],
        machine=machine(pacer, servers, bool(batch.ran)),
    )
    if publish:
        publish(report)
    journal.finish(report.ok, report.machine)
    return report


def machine(pacer: speed.Pacer, servers: Servers, ran: bool) -> Machine:
    """Return what the batch ran on; where nothing ran there was nothing to measure."""
    pace = pacer.result() if ran else speed.Speed(1.0, False)
    return Machine(speed=pace.factor, busy=pace.busy, server_seconds=servers.seconds())


def begin(journal: journals.Journal, plan: Plan, past: journals.Past, watcher: Watcher) -> None:
    """Begin the journal anew, or go on with it where outcomes are kept from it."""
    if past.damaged:
        lines = f"line{'s' if len(past.damaged) > 1 else ''} {', '.join(map(str, past.damaged))}"
        watcher.note(f"{journal.path} is damaged in {lines}: what stood there is run again.")
    if not plan.kept:
        journal.start(plan.command)
        return
    journal.resume(plan.command)
    watcher.note(f"{plan.kept} of {len(plan.tasks)} labs are kept from {past.told()}; --fresh runs all of them again.")


def jobs_at_once() -> int:
    """Return how many labs may run at once: one a core, and no more than memory has room for."""
    room = int(resources.memory_available() * SPARE_SHARE) // LAB_BYTES
    return max(1, min(resources.cores(), room))


def local(out: Path, options: Options, jobs: int) -> Executor:
    """Return the executor for this machine, with limits that it can bear: each lab its share of the free memory."""
    from courselab.runner.batch.execute.local import LocalExecutor

    share = resources.memory_available() * SPARE_SHARE / jobs
    return LocalExecutor(out, options.cold, options.limits, spare_mb=max(share, LAB_BYTES) / MEGABYTE)


def promised_seconds(task: Task) -> float:
    """Return a lab's budget, 0 for one without: the longest begins first, so that no core idles beside the last lab."""
    return float(task.lab.budget["seconds"]) if task.lab.budget else 0.0


class Batch:
    """The labs of one command: those waiting, those running, and what became of each."""

    def __init__(
        self, plan: Plan, options: Options, jobs: int, journal: journals.Journal, watcher: Watcher, servers: Servers,
        pacer: speed.Pacer,
    ):  # fmt: skip
        self.plan, self.options, self.jobs, self.pacer = plan, options, jobs, pacer
        self.journal, self.watcher, self.servers = journal, watcher, servers
        self.waiting = deque(sorted(plan.to_run, key=promised_seconds, reverse=True))
        self.running = self.ran = 0
        self.told: set[str] = set()

    def run(self, executor: Executor) -> None:
        """Give every task an outcome; raise Interrupted if told to stop."""
        self.watcher.begin(list(self.waiting))
        for task in self.plan.tasks:
            if task.outcome is not None:
                self.settle(task, task.outcome)
        handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while self.waiting or self.running:
                self.turn(executor)
        except KeyboardInterrupt:
            executor.stop()
            done = sum(task.outcome is not None for task in self.plan.tasks)
            raise Interrupted(
                f"Stopped: {done} of {len(self.plan.tasks)} labs have ended. The same command goes on from there."
            ) from None
        finally:
            signal.signal(signal.SIGTERM, handler)

    def turn(self, executor: Executor) -> None:
        """Start what may start, wait a moment, take what has come."""
        self.servers.look()
        self.tell_problems()
        while self.running < self.jobs and (task := self.next_ready()):
            executor.submit(task)
            self.running += 1
        starting = self.servers.starting()
        ended = list(executor.outcomes(EAGER_SECONDS if starting else TICK_SECONDS))
        for task, outcome in ended:
            self.running -= 1
            self.settle(task, self.marked(task, outcome))
        if not ended and (self.running or starting):
            self.pacer.step()  # this process has nothing else to do
        self.watcher.tick(executor.running(), starting)

    def tell_problems(self) -> None:
        """Say once of each fork server that could not be started why not."""
        for problem in self.servers.problems():
            if problem not in self.told:
                self.told.add(problem)
                self.watcher.note(problem)

    def next_ready(self) -> Task | None:
        """Take the first waiting task whose kernel can start at once; others wait for their fork server."""
        for task in self.waiting:
            if self.servers.ready(task.kernel):
                self.waiting.remove(task)
                return task
        return None

    def marked(self, task: Task, outcome: Outcome) -> Outcome:
        """Return the outcome with what is over its budget, which is a failure where the command says so."""
        imports = IMPORT_SECONDS.get(task.kernel or "", 0.0) if self.options.cold else 0.0
        self.ran += 1
        if not task.lab.budget:
            return outcome
        pace = self.pacer.result()
        outcome.over = judge.over_budget(outcome, task.lab.budget, pace, imports)
        strict = self.options.strict or (self.options.strict_when_calm and not pace.busy)
        if outcome.over and strict and outcome.status == "passed":
            outcome.status, outcome.reason = "failed", f"over its budget: {', '.join(outcome.over)}"
        return outcome

    def settle(self, task: Task, outcome: Outcome) -> None:
        """Keep an outcome."""
        task.outcome = outcome
        self.journal.outcome(task.key, outcome)
        self.watcher.done(outcome)
