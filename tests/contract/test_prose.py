"""What is committed has no leftovers, no emoji, and names no place on somebody's machine."""

import re
from functools import cache
from pathlib import Path

import pytest

from courselab.ground.project import ROOT
from support.checkout import tracked

WRITTEN = {".md", ".py", ".toml", ".yml", ".yaml", ".j2", ".json", ".txt", ".ipynb", ".sh", ""}
LEFTOVERS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
HOMES = re.compile(r"(?<![\w.])/(?:home/(?!jovyan)|Users/|root/)\w")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2705\u274c\ufe0f]")


@cache
def committed() -> list[Path]:
    """Text files that are, or would be, committed, without the tests."""
    # Tests name what they look for, and show the code what breaks it.
    names = (name for name in tracked(ROOT) if not name.startswith("tests/") and name != "uv.lock")
    return [ROOT / name for name in names if Path(name).suffix in WRITTEN]


def places(pattern: re.Pattern) -> list[str]:
    """file:line of every match."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]!r}"
        for path in committed()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (found := pattern.search(line[:2000]))
    ]


def test_there_is_something_to_read() -> None:
    assert {"README.md", "CONTRIBUTING.md", "Makefile"} <= {path.name for path in committed()}


@pytest.mark.parametrize("pattern", [LEFTOVERS, HOMES, EMOJI], ids=["leftovers", "homes", "emoji"])
def test_nothing_of_the_kind_is_committed(pattern: re.Pattern) -> None:
    assert places(pattern) == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_to_files_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
