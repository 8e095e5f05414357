"""Workflow files fit GitHub's own schema, and keep the rules of the house."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from courselab.ground.project import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))


def schema_check(schema: str, *paths: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True)


def steps(path: Path) -> list[dict]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


def test_the_five_workflows_are_there() -> None:
    assert [path.stem for path in WORKFLOWS] == ["binder", "fast", "gpu", "nightly", "notebooks"]


@pytest.mark.parametrize(("kind", "paths"), [("workflows", WORKFLOWS), ("actions", ACTIONS)])
def test_files_fit_the_schema(kind: str, paths: list[Path]) -> None:
    answer = schema_check(f"vendor.github-{kind}", *paths)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_schema_names_a_wrong_field(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    answer = schema_check("vendor.github-workflows", wrong)
    assert answer.returncode != 0
    assert "run-on" in answer.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_may_read_only_and_runs_once(path: Path) -> None:
    content = yaml.safe_load(path.read_text())
    assert content["permissions"] == {"contents": "read"}
    assert content["concurrency"]["group"].startswith(path.stem)
    assert all("timeout-minutes" in job or "outputs" in job for job in content["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_major_version_or_ours(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    loose = [name for name in used if not name.startswith("./") and not name.rpartition("@v")[2].isdigit()]
    assert loose == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_pull_requests_never_write_a_cache(path: Path) -> None:
    writing = ("actions/cache@", "actions/cache/save@")
    writers = [step for step in steps(path) if step.get("uses", "").startswith(writing)]
    assert all(step.get("if") == "github.event_name == 'push'" for step in writers)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_make_targets_exist(path: Path) -> None:
    targets = {line.partition(":")[0] for line in (ROOT / "Makefile").read_text().splitlines() if ":" in line}
    commands = [step["run"].partition("PYTHON_VERSION=")[0] for step in steps(path) if "run" in step]
    words = {word for command in commands if command.startswith("make ") for word in command.split()[1:]}
    assert words - targets == set()
