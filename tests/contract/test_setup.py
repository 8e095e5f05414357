"""What set-up says where it cannot help itself: one sentence, with the command to type. The commands are stand-ins."""

import shutil
import subprocess
from pathlib import Path

import pytest

FROM_SYSTEM = ("bash", "dirname")
PRESENT = ("dot", "bwrap", "promtool", "g++")


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
    assert "type 'sudo apt-get install --no-install-recommends graphviz bubblewrap prometheus g++'" in answer.stderr


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
