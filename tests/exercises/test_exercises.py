"""Every exercise is tested itself: right answers pass, the stub says so, each wrong answer is caught by a check.

`tests/exercises/<lab id>.py` holds the answers (`support.answers`). A lab runs once, up to its exercise; then each
answer takes the stub's place before the lab's own checks, in the same kernel and from the same state.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from courselab.ground.project import ROOT
from courselab.runner.catalog import Catalog
from support import answers, lab_state, notebooks

LABS = {lab.id: lab for lab in Catalog.load(ROOT).labs if lab.kind == "lab"}
KEEP = f"""
import sys as _sys, types as _types
_sys.modules["lab_state"] = _types.ModuleType("lab_state")
exec({inspect.getsource(lab_state)!r}, _sys.modules["lab_state"].__dict__)
_lab_state = _sys.modules["lab_state"].State(get_ipython().user_ns)
"""


@dataclass(frozen=True)
class Tried:
    """What became of one answer: what the checks said, and the error that ended it, if any."""

    said: tuple[str, ...]
    error: str | None = None
    message: str = ""

    @property
    def passed(self) -> bool:
        return self.error is None and bool(self.said) and all(line.startswith("ok: ") for line in self.said)


class Exercise:
    """A lab that has run up to its exercise: a stub first, then the checks."""

    def __init__(self, client: NotebookClient):
        self.client, self.printed = client, []
        stub, *checks = notebooks.tagged(client.nb, "exercise")
        self.stub, self.checks = client.nb.cells[stub].source, [client.nb.cells[check].source for check in checks]
        for index, cell in enumerate(client.nb.cells[:stub]):
            client.execute_cell(cell, index)
        self.run(KEEP)

    def run(self, source: str) -> None:
        """Run a cell of ours and keep the lines that it prints; CellExecutionError where it fails."""
        cell = notebooks.code(source)
        try:
            self.client.execute_cell(cell, 0, store_history=False)
        finally:
            self.printed += notebooks.streamed(cell.outputs).splitlines()

    def meets(self, answer: str) -> Tried:
        """Put the lab back to where the exercise begins, then run an answer and the checks until one ends them."""
        self.run("_lab_state.put_back()")
        self.printed, error, message = [], None, ""
        try:
            for source in (answer, *self.checks):
                self.run(source)
        except CellExecutionError as caught:
            error, message = caught.ename, caught.evalue
        verdicts = [line for line in self.printed if line.startswith(("ok: ", "not answered yet: "))]
        return Tried(tuple(verdicts), error, message)


@dataclass(frozen=True)
class Outcome:
    """All that was tried in one lab."""

    stub: Tried
    right: dict[str, Tried]
    wrong: dict[str, Tried]
    again: Tried


# Two workers take a lab each (`--dist loadgroup`).
@pytest.fixture(scope="module", params=[pytest.param(lab, marks=pytest.mark.xdist_group(lab)) for lab in sorted(LABS)])
def outcome(request, tmp_path_factory) -> Outcome:
    """Run a lab up to its exercise and try every answer; the first right one again at the end."""
    mine = answers.split(answers.files()[request.param].read_text())
    notebook = nbformat.read(ROOT / LABS[request.param].path, as_version=4)
    folder = tmp_path_factory.mktemp(request.param)
    client = NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(folder)}})
    with client.setup_kernel():
        exercise = Exercise(client)
        stub = exercise.meets(exercise.stub)
        tried = {answer: exercise.meets(answer.source) for answer in mine}
        again = exercise.meets(next(answer.source for answer in mine if answer.right))
    right, wrong = ({each.title: tried[each] for each in mine if each.right is kind} for kind in (True, False))
    return Outcome(stub, right, wrong, again)


def test_every_right_answer_passes(outcome):
    assert {title: tried for title, tried in outcome.right.items() if not tried.passed} == {}


def test_the_stub_is_not_answered_yet_and_nothing_else(outcome):
    assert outcome.stub.error in (None, "NotYet"), outcome.stub
    assert outcome.stub.said or outcome.stub.error
    assert [line for line in outcome.stub.said if not line.startswith("not answered yet: ")] == []


def test_every_wrong_answer_is_caught_by_a_check(outcome):
    assert {title: tried for title, tried in outcome.wrong.items() if tried.error != "NotYet"} == {}


def test_no_answer_changes_what_the_next_one_meets(outcome):
    assert outcome.again == next(iter(outcome.right.values()))
