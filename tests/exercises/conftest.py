"""Every exercise is tested itself: right answers pass, the stub says so, each wrong answer is caught by a check.

    pytest --nbval-lax tests/exercises course2/week2/lab3_feature_selection.ipynb

`tests/exercises/<lab id>.py` holds the answers (`support.answers`). nbval runs the lab; where its exercise begins, each
answer takes the stub's place before the lab's own checks, in the same kernel and from the same state. Then the lab gets
its state back, and nbval goes on. So answers and guarded outputs cost one run of the lab, not two.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from nbval.plugin import IPyNbCell, IPyNbFile

from support import answers, lab_state

LONGEST = 180  # seconds: an answer and the lab's checks
KEEP = f"""
import sys as _sys, types as _types
_sys.modules["lab_state"] = _types.ModuleType("lab_state")
exec({inspect.getsource(lab_state)!r}, _sys.modules["lab_state"].__dict__)
_lab_state = _sys.modules["lab_state"].State(get_ipython().user_ns)
"""
PUT_BACK, FORGET = "_lab_state.put_back()", "_lab_state.forget()"
VERDICTS = ("ok: ", "not answered yet: ")


@dataclass(frozen=True)
class Tried:
    """What became of one answer: what the checks said, and the error that ended it, if any."""

    said: tuple[str, ...] = ()
    error: str | None = None
    message: str = ""

    @property
    def passed(self) -> bool:
        return self.error is None and bool(self.said) and all(line.startswith("ok: ") for line in self.said)

    @property
    def unanswered(self) -> bool:
        """Is it what a stub should be: checks that say so, or an end at the first of them, and nothing praised?"""
        not_yet = all(line.startswith("not answered yet: ") for line in self.said)
        return self.error in (None, "NotYet") and bool(self.said or self.error) and not_yet

    @property
    def caught(self) -> bool:
        return self.error == "NotYet"


def run(kernel: BlockingKernelClient, source: str) -> Tried:
    """Run a cell of ours; TimeoutError where it takes too long."""
    printed: list[str] = []

    def keep(message: dict) -> None:
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    reply = kernel.execute_interactive(
        source, store_history=False, allow_stdin=False, stop_on_error=False, timeout=LONGEST, output_hook=keep
    )
    said = tuple(line for line in "".join(printed).splitlines() if line.startswith(VERDICTS))
    return Tried(said, reply["content"].get("ename"), reply["content"].get("evalue", ""))


def meet(kernel: BlockingKernelClient, sources: list[str]) -> Tried:
    """Run cells until an error ends them."""
    said: tuple[str, ...] = ()
    for source in sources:
        tried = run(kernel, source)
        said += tried.said
        if tried.error:
            return Tried(said, tried.error, tried.message)
    return Tried(said)


class Answer(pytest.Item):
    """One answer before a lab's checks, and what has to become of it: "passed", "unanswered" or "caught"."""

    parent: IPyNbFile

    def __init__(self, name: str, parent: IPyNbFile, source: str, checks: list[str], becomes: str):
        super().__init__(name, parent)
        self.source, self.checks, self.becomes = source, checks, becomes

    def tried(self) -> Tried:
        """Put the lab back to where its exercise begins, and try the answer there."""
        kernel = self.parent.kernel.kc
        kept = meet(kernel, [PUT_BACK])
        assert kept.error is None, f"the lab could not be put back to where its exercise begins: {kept}"
        return meet(kernel, [self.source, *self.checks])

    def runtest(self) -> None:
        self.outcome = self.tried()
        assert getattr(self.outcome, self.becomes), f"should be {self.becomes}, and is: {self.outcome}"

    def reportinfo(self) -> tuple:
        return self.path, None, f"{self.path.stem}: {self.name}"


class Again(Answer):
    """An answer once more, after all the others: none of them has changed what it meets."""

    def __init__(self, first: Answer, **about: Any):
        super().__init__(source=first.source, checks=first.checks, becomes=first.becomes, **about)
        self.first = first

    def runtest(self) -> None:
        assert self.tried() == self.first.outcome, "an answer between the two has changed the lab"


class Kept(pytest.Item):
    """Keep the state of the lab where its exercise begins (`last=False`), or give it back for the rest of the lab."""

    parent: IPyNbFile

    def __init__(self, name: str, parent: IPyNbFile, last: bool):
        super().__init__(name, parent)
        self.last = last

    def runtest(self) -> None:
        tried = meet(self.parent.kernel.kc, [PUT_BACK, FORGET] if self.last else [KEEP])
        assert tried.error is None, tried


def trials(lab: IPyNbFile, cells: list[IPyNbCell]) -> Iterator[pytest.Item]:
    """Yield what is tried where a lab's exercise, which has `cells`, begins; the first right answer comes twice."""
    stub, *checks = [each.cell.source for each in cells]
    mine = answers.split(answers.files()[lab.nb.metadata.courselab.id].read_text())
    yield Kept.from_parent(lab, name="the exercise begins", last=False)
    yield Answer.from_parent(lab, name="stub", source=stub, checks=checks, becomes="unanswered")
    tried = [
        Answer.from_parent(
            lab, name=each.title, source=each.source, checks=checks, becomes="passed" if each.right else "caught"
        )
        for each in mine
    ]
    yield from tried
    first = next(item for item in tried if item.becomes == "passed")
    yield Again.from_parent(lab, name=f"{first.name}, again", first=first)
    yield Kept.from_parent(lab, name="the lab goes on", last=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a lab's answers before the cells of its exercise; a notebook that is no lab of ours has none."""
    exercises: dict[IPyNbFile, list[IPyNbCell]] = {}
    for item in items:
        if isinstance(item, IPyNbCell) and "exercise" in item.cell.metadata.get("tags", []):
            exercises.setdefault(item.parent, []).append(item)
    for lab, cells in exercises.items():
        at = items.index(cells[0])
        items[at:at] = trials(lab, cells)
