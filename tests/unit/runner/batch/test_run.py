"""The batch's own loop, with workers that only say how they end: as many at once as asked, an outcome for each."""

import os
import signal
import time
from pathlib import Path

import pytest

from courselab.runner.batch import run, worker
from courselab.runner.batch.execute import local
from courselab.runner.batch.options import Limits, Options
from courselab.runner.batch.outcome import Outcome
from courselab.runner.batch.plan import Plan, Task
from courselab.runner.batch.servers import Servers
from courselab.runner.catalog import Lab
from courselab.runner.speed import Pacer, Speed

BUDGET = {"seconds": 60, "mb": 1500}


class Calm(Pacer):
    """A machine whose speed is known."""

    def __init__(self, speed):
        super().__init__()
        self.speed = speed

    def step(self):
        pass

    def result(self):
        return self.speed


class Journal:
    """Keeps the outcomes in the order in which they came."""

    def __init__(self):
        self.told = {}

    def outcome(self, key, outcome):
        self.told[outcome.id] = outcome


@pytest.fixture
def batch(tmp_path, monkeypatch):
    """Return a function that runs labs, given as {id: what their worker does}, and returns their outcomes."""
    before = set(Path(tmp_path).iterdir())
    monkeypatch.setattr(local.tempfile, "tempdir", str(tmp_path))

    def start(labs, jobs=2, options=None, servers=None, pace=None, budgets=None):
        def serve(task, out, home, cold, limits, parent, pipe):
            more = labs[task.lab.id]() or {}
            home.rmdir()
            pipe.send({"cell": 1, "of": 2})
            pipe.send(Outcome(id=task.lab.id, path=task.lab.path, status="passed", **more).model_dump())

        monkeypatch.setattr(worker, "serve", serve)
        tasks = [
            Task(
                Lab(id=name, path=f"{name}.ipynb", budget=(budgets or {}).get(name, BUDGET)),
                tmp_path / f"{name}.ipynb", key=name, kernel=name,
            )
            for name in labs
        ]  # fmt: skip
        journal = Journal()
        arguments = (jobs, journal, run.Watcher(), servers or Servers(cold=True), Calm(pace or Speed(1.0, False)))
        made = run.Batch(Plan(tasks, "command"), options or Options(), *arguments)
        made.run(local.LocalExecutor(tmp_path, False, Limits(), 1000.0))
        assert set(Path(tmp_path).iterdir()) == before, "a lab's folders are left"
        assert {task.lab.id: task.outcome for task in tasks} == journal.told
        return journal.told

    return start


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("end", "words"), [(killed, "was killed (SIGKILL)"), (lambda: os._exit(3), "exit status 3")])
def test_a_worker_that_ends_without_an_outcome_costs_its_lab_alone(batch, end, words):
    told = batch({"a": lambda: None, "b": end, "c": lambda: None})
    assert [told[name].status for name in "abc"] == ["passed", "failed", "passed"]
    assert told["b"].error.name == "WorkerDied"
    assert words in told["b"].reason


def test_the_lab_that_promises_to_take_longest_begins_first_and_one_without_a_promise_last(batch):
    budgets = {"none": None, "short": {"seconds": 30, "mb": 1500}, "long": {"seconds": 120, "mb": 1500}}
    told = batch(dict.fromkeys(["none", "short", "usual", "long", "as usual"], lambda: None), jobs=1, budgets=budgets)
    assert list(told) == ["long", "usual", "as usual", "short", "none"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_labs_run_at_once_than_asked(batch, tmp_path_factory, jobs):
    marks = tmp_path_factory.mktemp("marks")

    def work():
        mark = marks / f"{os.getpid()} runs"
        mark.touch()
        time.sleep(0.2)
        (marks / f"{os.getpid()} saw {len(list(marks.glob('* runs')))}").touch()
        mark.unlink()

    told = batch({f"lab{number}": work for number in range(6)}, jobs)
    seen = {int(mark.name.split()[-1]) for mark in marks.glob("* saw *")}
    assert len(told) == 6
    assert 1 <= min(seen) <= max(seen) <= jobs


@pytest.mark.parametrize(
    ("options", "busy", "status"),
    [
        ({}, False, "passed"),
        ({"strict": True}, False, "failed"),
        ({"strict": True}, True, "failed"),
        ({"strict_when_calm": True}, False, "failed"),
        ({"strict_when_calm": True}, True, "passed"),
    ],
)
def test_over_budget_is_a_mark_and_a_failure_only_where_the_command_is_strict(batch, options, busy, status):
    told = batch({"a": lambda: {"cpu_seconds": 71.0}}, options=Options(**options), pace=Speed(1.0, busy))
    assert (told["a"].status, told["a"].over) == (status, ["cpu 71 s > 60 s"])
    assert told["a"].reason == ("over its budget: cpu 71 s > 60 s" if status == "failed" else None)


def test_a_lab_waits_for_its_fork_server_and_others_do_not(batch, tmp_path_factory):
    marks = tmp_path_factory.mktemp("marks")

    class Slow(Servers):
        """The server of kernel "a" is ready when lab "b" has run."""

        def ready(self, kernel):
            return kernel != "a" or (marks / "b").exists()

    def ran(name):
        before = sorted(mark.name for mark in marks.iterdir())
        (marks / name).touch()
        return {"reason": " ".join(before)}

    told = batch({"a": lambda: ran("a"), "b": lambda: ran("b")}, servers=Slow(cold=True))
    assert [told[name].reason for name in "ab"] == ["b", ""]
