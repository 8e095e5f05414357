"""`courselab spread` with real kernels: what it writes, what it says of a seed that breaks, what it runs again."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CODE = """from courselab import lab
import os, pathlib
with pathlib.Path({marks!r}).open("a") as marks:
    marks.write(f"{{SEED}} ")
if SEED == 2 and not pathlib.Path({go!r}).exists():
    raise RuntimeError("the second seed")
lab.claim("the seed is even", SEED % 2 == 0)
lab.record(seed=lab.near(SEED / 7, 5.0, tolerance=0.1))"""


@pytest.fixture
def week(tmp_path):
    """A week's folder with one lab that breaks with SEED 2 until a file `go` is there."""
    code = CODE.format(marks=str(tmp_path / "marks"), go=str(tmp_path / "go"))
    cells = [
        new_markdown_cell("# Seeds"),
        new_code_cell("SEED = 42", metadata={"tags": ["parameters"]}),
        new_code_cell(code),
    ]
    nb = new_notebook(cells=cells)
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    nb.metadata.courselab = {"id": "seeds", "kind": "fixture", "budget": {"seconds": 120, "mb": 1000}}
    nbformat.write(nb, tmp_path / "seeds.ipynb")
    return tmp_path


def spread(week: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "courselab.runner.cli", "spread", str(week / "seeds.ipynb"), "--seeds", "3"]
    with tempfile.TemporaryDirectory(prefix="lab-", dir="/tmp") as folder:
        environment = {**os.environ, "XDG_RUNTIME_DIR": folder, "COLUMNS": "120"}
        return subprocess.run(
            [*command, "--out", str(week / "out")], capture_output=True, text=True, env=environment, timeout=300
        )


def test_a_seed_that_breaks_is_named_and_only_it_is_run_again(week):
    broken = spread(week)
    assert broken.returncode == 1, broken.stderr
    assert "seeds did not come through with SEED 2 in cell 3" in broken.stderr
    assert "RuntimeError: the second seed" in broken.stderr
    assert not (week / "spread.json").exists()
    (week / "go").touch()
    mended = spread(week)
    assert mended.returncode == 0, mended.stderr
    assert (week / "marks").read_text().split() == ["42", "1", "2", "2"]
    entry = json.loads((week / "spread.json").read_text())["seeds"]
    assert entry["seeds"] == [42, 1, 2]
    assert entry["figures"] == {"seed": {"min": 0.1429, "mean": 2.143, "deviation": 3.341, "max": 6.0}}
    assert entry["claims"] == {"the seed is even": {"held": 2, "of": 3}}
    assert "seeds: held in 2 of 3 seeds: the seed is even" in mended.stdout and "0.1429" in mended.stdout
