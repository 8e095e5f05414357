"""`courselab refresh` and `courselab normalise` write what is worth committing, or nothing."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from support import notebooks

COMMAND = [sys.executable, "-m", "courselab.runner.cli"]
NOISY = """import os, sys
print("warned", file=sys.stderr)
print("in", os.getcwd() + "/model.keras")
object()"""
LARGE = """from IPython.display import Image
Image(data=b"\\x89PNG\\r\\n\\x1a\\n" + bytes(120_000), format="png")"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def write(project: Path, number: int, source: str) -> Path:
    old = [new_output("stream", name="stdout", text="old")]
    cells = [notebooks.prose("# Title"), notebooks.code(source, execution_count=9, outputs=old)]
    path = project / "course1" / "week1" / f"lab{number}_x.ipynb"
    return notebooks.write(path, *cells, id=f"c1w1-lab{number}", kind="lab")


def courselab(project, *arguments):
    return subprocess.run([*COMMAND, *map(str, arguments)], cwd=project, capture_output=True, text=True)


def test_outputs_are_written_back_normalised_and_only_once(project):
    path = write(project, 1, NOISY)
    first = courselab(project, "refresh", "c1w1-lab1")
    assert first.returncode == 0, first.stderr
    assert "course1/week1/lab1_x.ipynb: written" in first.stdout
    nb = nbformat.read(path, as_version=4)
    stream, result = nb.cells[1].outputs
    assert stream.text == "in [tmp]/model.keras\n"
    assert result.data["text/plain"] == "<object at 0x...>"
    assert [cell.id for cell in nb.cells] == ["cell-1", "cell-2"]
    assert nb.cells[1].execution_count == 1
    assert set(nb.metadata) == {"courselab", "kernelspec", "language_info"}
    assert "unchanged" in courselab(project, "refresh", "c1w1-lab1").stdout


@pytest.mark.parametrize(("source", "said"), [("1 / 0", "ZeroDivisionError"), (LARGE, "a figure of 120 KB > 100 KB")])
def test_a_lab_that_fails_or_grows_too_large_is_left_as_it_is(project, source, said):
    path = write(project, 1, source)
    before = path.read_bytes()
    done = courselab(project, "refresh")
    assert done.returncode == 1
    assert "not written" in done.stdout and said in done.stdout
    assert path.read_bytes() == before


def test_normalise_cleans_in_place_and_a_second_time_changes_nothing(project):
    path = write(project, 1, "1")
    assert courselab(project, "normalise", path).stdout.strip().endswith("written")
    assert nbformat.read(path, as_version=4).cells[1].execution_count == 1
    assert courselab(project, "normalise", path).stdout.strip().endswith("unchanged")
