"""The answers to a lab's exercise, right and wrong: one file a lab, in sections.

`tests/exercises/c2w1-lab1.py` has the sections `# %% solution`, perhaps `# %% solution: another way`, and
`# %% wrong: hides the drift`, which says in words what the answer does wrong. Each section is one answer: it stands in
for the lab's stub, and uses the lab's names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from courselab.ground.project import ROOT

FOLDER = ROOT / "tests" / "exercises"
HEADING = re.compile(r"^# ?%%.*$", re.MULTILINE)
TITLE = re.compile(r"# %% (solution(?:: \S.*)?|wrong: \S.*)")


@dataclass(frozen=True)
class Answer:
    """One answer: its title ("solution", "wrong: hides the drift") and its code."""

    title: str
    source: str

    @property
    def right(self) -> bool:
        return self.title.startswith("solution")


def split(text: str) -> list[Answer]:
    """Return the answers of a file in their order; ValueError names what is no heading, or has none."""
    before, *sources = HEADING.split(text)
    if before.strip():
        raise ValueError(f"{before.strip().splitlines()[0]!r} stands before the first '# %% ' heading")
    answers = []
    for heading, source in zip(HEADING.findall(text), sources, strict=True):
        title = TITLE.fullmatch(heading.rstrip())
        if not title or not source.strip() or title[1] in [answer.title for answer in answers]:
            raise ValueError(f"{heading!r}: write '# %% solution' or '# %% wrong: what it does', once, and code below")
        answers.append(Answer(title[1], source.strip("\n")))
    return answers


def files() -> dict[str, Path]:
    """Return {lab id: its file of answers}."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.py")) if path.name != "conftest.py"}
