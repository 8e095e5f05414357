"""pyproject.toml explains every dependency, uv.lock has each of them for both stacks, and the pins outside agree."""

import re
import tomllib
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from courselab.ground.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
OURS = next(package for package in LOCK["package"] if package["name"] == "courselab")
STACKS = ("3.11", "3.12", "3.13")
# A lab, a kernel, a module of ours, a make target, or what the line keeps from breaking.
REASON = re.compile(r"c[1-4]w[1-5]|courselab|make \w+|tests|labs|notebook|import|TFX|CI|maintainers")


def declared() -> list[Requirement]:
    """The project's own dependencies, then its development group."""
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    return [Requirement(line) for line in lines]


def marks(python: str) -> dict[str, str]:
    """What an environment marker sees on Linux with a version of Python."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "platform_system": "Linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def locked(entry: dict[str, Any]) -> Requirement:
    """A requirement as the lock keeps it in its metadata."""
    extras = f"[{','.join(entry['extras'])}]" if "extras" in entry else ""
    return Requirement(f"{entry['name']}{extras}{entry.get('specifier', '')}")


def key(requirement: Requirement) -> tuple[str, frozenset[str], str]:
    return canonicalize_name(requirement.name), frozenset(requirement.extras), str(requirement.specifier)


def test_the_lock_was_made_from_this_pyproject() -> None:
    wanted = {key(requirement) for requirement in declared()}
    entries = [*OURS["metadata"]["requires-dist"], *OURS["metadata"]["requires-dev"]["dev"]]
    # Two lines for two stacks are two entries; the lock keeps the version of each apart from its marker.
    assert {key(locked(entry)) for entry in entries} == wanted, "type 'make lock'"


@pytest.mark.parametrize("python", STACKS)
def test_every_dependency_is_locked_for_the_stack(python: str) -> None:
    entries = [*OURS["dependencies"], *OURS["dev-dependencies"]["dev"]]
    seen = marks(python)
    there = {entry["name"] for entry in entries if "marker" not in entry or Marker(entry["marker"]).evaluate(seen)}
    wanted = {
        canonicalize_name(requirement.name)
        for requirement in declared()
        if requirement.marker is None or requirement.marker.evaluate(seen)
    }
    assert wanted <= there


def test_every_dependency_says_who_needs_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    written = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    reasons = {each: line.partition("#")[2] for each in written for line in lines if f'"{each}"' in line}
    assert [each for each in written if not REASON.search(reasons[each])] == []


def test_uv_is_pinned_to_one_version() -> None:
    makefile = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    environment = re.search(r"- uv=(\S+)", (ROOT / "environment.yml").read_text())
    assert makefile[1] == environment[1]


def test_python_is_the_default_stacks() -> None:
    assert (ROOT / ".python-version").read_text().strip() == "3.11"


def test_the_bench_compares_tools_on_one_tensorflow() -> None:
    rivals = tomllib.loads((ROOT / "tests" / "bench" / "rivals" / "uv.lock").read_text())
    theirs = {package["version"] for package in rivals["package"] if package["name"] == "tensorflow"}
    ours = {
        package["version"]
        for package in LOCK["package"]
        if package["name"] == "tensorflow"
        and any(Marker(each).evaluate(marks("3.11")) for each in package.get("resolution-markers", []))
    }
    assert theirs == ours and len(ours) == 1


def test_no_package_pulls_torch() -> None:
    assert {"torch", "snorkel", "opacus"} & {package["name"] for package in LOCK["package"]} == set()
