"""What set-up says where it cannot help itself: one sentence, with the command to type. The commands are stand-ins."""

import shutil
import subprocess
from pathlib import Path

import pytest

FROM_SYSTEM = ("bash", "dirname")
PRESENT = ("bwrap", "promtool", "g++")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A PATH folder with a user who is not root, a Python that succeeds at everything, and no other tool."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in FROM_SYSTEM:
        (folder / name).symlink_to(shutil.which(name))
    stand_in(folder, "id", "echo 1000")
    stand_in(folder, "python3", "exit 0")
    return folder


def stand_in(folder: Path, name: str, script: str = "exit 0") -> None:
    """Put a command into the folder."""
    path = folder / name
    path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
    path.chmod(0o755)


def run(root: Path, commands: Path, *words: str) -> subprocess.CompletedProcess:
    script = [root / ".ci" / words[0], *words[1:]]
    return subprocess.run(["bash", *map(str, script)], env={"PATH": str(commands)}, capture_output=True, text=True)


def test_missing_packages_are_a_warning_with_the_command(root: Path, commands: Path) -> None:
    answer = run(root, commands, "system-packages", "base")
    assert answer.returncode == 0
    assert "type 'sudo apt-get install --no-install-recommends bubblewrap prometheus g++'" in answer.stderr


def test_python_headers_are_asked_for_when_they_are_missing(root: Path, commands: Path) -> None:
    stand_in(commands, "python3", "exit 1")
    assert "g++ python3-dev'" in run(root, commands, "system-packages", "base").stderr


def test_nothing_is_said_when_nothing_is_missing(root: Path, commands: Path) -> None:
    for name in PRESENT:
        stand_in(commands, name)
    answer = run(root, commands, "system-packages", "base")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_any_chromium_will_do_for_the_browser_test(root: Path, commands: Path) -> None:
    assert "chromium" in run(root, commands, "system-packages", "browser").stderr
    stand_in(commands, "google-chrome")
    assert run(root, commands, "system-packages", "browser").stderr == ""


def test_without_pip_the_cure_is_named(root: Path, commands: Path) -> None:
    stand_in(commands, "python3", "exit 1")
    answer = run(root, commands, "install-uv", "1.2.3")
    assert answer.returncode == 1
    assert "type 'sudo apt-get install python3-pip' and run make again" in answer.stderr


def test_ci_runs_make_test_from_anywhere(root: Path, commands: Path, tmp_path: Path) -> None:
    stand_in(commands, "make", 'echo "$PWD: make $*"')
    answer = subprocess.run(
        ["bash", str(root / ".ci" / "run")], env={"PATH": str(commands)}, capture_output=True, text=True, cwd=tmp_path
    )
    assert answer.stdout == f"{root}: make test\n"


@pytest.fixture
def layers(root: Path, tmp_path: Path):
    """Return a function that calls .ci/layers with words, its times kept or not."""

    def call(*words: str, kept: bool = True) -> subprocess.CompletedProcess:
        environment = {"PATH": "/usr/bin:/bin", **({"LAYER_TIMES": str(tmp_path / "runs" / "times")} if kept else {})}
        return subprocess.run([root / ".ci" / "layers", *words], env=environment, capture_output=True, text=True)

    return call


def test_the_layers_of_make_test_are_told_with_their_seconds_the_failed_and_the_missing_too(layers) -> None:
    layers("begin")
    assert layers("run", "lint", "sh", "-c", "echo said; exit 0").stdout == "said\n"
    assert layers("run", "lint", "sleep", "1").returncode == 0
    assert layers("run", "unit", "sh", "-c", "exit 3").returncode == 3
    lines = layers("table", "lint", "unit", "browser").stdout.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines if line}
    assert list(rows) == ["layer", "lint", "unit", "browser", "set-up", "together"]
    assert int(rows["lint"][0]) >= 1 and rows["lint"][1:] == []
    assert rows["unit"][1:] == ["failed"]
    assert rows["browser"] == ["-", "not", "run"]
    assert int(rows["together"][0]) >= int(rows["lint"][0])


def test_a_layer_by_itself_is_run_and_nothing_is_kept(layers, tmp_path: Path) -> None:
    assert layers("run", "unit", "sh", "-c", "exit 3", kept=False).returncode == 3
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("options", "status", "ran"), [([], 2, ["lint"]), (["-k"], 2, ["lint", "unit"])])
def test_make_test_tells_the_layers_when_one_fails(root: Path, tmp_path: Path, options, status, ran) -> None:
    """The Makefile's own recipe of `test`, over layers that only say how they end."""
    text = (root / "Makefile").read_text()
    recipe = text[text.index("\ntest: ##") :].split("\n\n")[0]
    exported = next(line for line in text.splitlines() if line.startswith("test: export"))
    head = "SHELL := /bin/bash\n.SHELLFLAGS := -euo pipefail -c\n.NOTPARALLEL:\nLAYERS := lint unit\n"
    rules = "lint:\n\t.ci/layers run $@ false\nunit:\n\t.ci/layers run $@ true\n"
    (tmp_path / "Makefile").write_text(f"{head}{exported}\n{recipe}\n{rules}")
    (tmp_path / ".ci").symlink_to(root / ".ci")
    environment = {"PATH": "/usr/bin:/bin"}
    command = ["make", *options, "test"]
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert answer.returncode == status
    table = answer.stdout.partition("layer ")[2]
    assert "failed" in table
    assert [name for name in ("lint", "unit") if f"{name:14}        -" not in table] == ran
