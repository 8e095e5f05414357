"""What is committed has no leftovers, no emoji, and names no place on somebody's machine."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {".md", ".py", ".toml", ".yml", ".yaml", ".j2", ".json", ".txt", ".ipynb", ".sh", ""}
LEFTOVERS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
HOMES = re.compile(r"(?<![\w.])/(?:home/(?!jovyan)|Users/|root/)\w")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2705\u274c\ufe0f]")


@cache
def committed() -> list[Path]:
    """Text files that are, or would be, committed, without the tests."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    names = answer.stdout.splitlines() if answer.returncode == 0 else walked()
    # Tests name what they look for, and show the code what breaks it.
    paths = (ROOT / name for name in names if not name.startswith("tests/") and name != "uv.lock")
    return [path for path in paths if path.is_file() and path.suffix in WRITTEN]


def walked() -> list[str]:
    """The files of a folder that is not under version control."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") or part == "runs" for part in path.parts)]


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
