"""The wall between the wings holds, and what starts often starts light."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "pandas", "tensorflow", "matplotlib", "sklearn", "papermill", "nbformat", "nbclient", "tfx", "dask")


def loaded_after(code: str) -> list[str]:
    """Which heavy packages are imported once a fresh Python has run the code."""
    ask = f"{code}\nimport sys\nprint('LOADED', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()[-1].split()[1:]


def lint_imports(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


def test_the_wall_between_the_wings_holds(root: Path) -> None:
    answer = lint_imports(cwd=root)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The package and the contracts of this checkout, to put something wrong into."""
    shutil.copytree(root / "shared" / "courselab", tmp_path / "courselab", ignore=shutil.ignore_patterns("__pycache__"))
    text = (root / "pyproject.toml").read_text()
    contracts = text[text.index("[tool.importlinter]") :].split("\n[tool.codespell]")[0]
    (tmp_path / "pyproject.toml").write_text(contracts)
    return tmp_path


WRONG = [
    ("new_room/__init__.py", "courselab.runner.catalog", "never imports what runs notebooks"),
    ("lab.py", "courselab.runner", "never imports what runs notebooks"),
    ("ground/files.py", "courselab.data", "stands on floors"),
    ("data/__init__.py", "courselab.apps.boxes", "stands on floors"),
    ("check.py", "courselab.lab", "stands on floors"),
    ("services/web.py", "courselab.data", "do not know each other"),
    ("views/images/grid.py", "courselab.data", "do not know each other"),
    ("views/images/grid.py", "courselab.apps.detector.model", "only how boxes overlap"),
    ("views/scores/tags.py", "courselab.views.images.panels", "knows no other"),
    ("views/drawing/view.py", "courselab.views.images.panels", "knows no other"),
    ("runner/spread.py", "courselab.views", "no lab's rooms"),
    ("runner/doctor.py", "courselab.services.web", "no lab's rooms"),
    ("runner/pages.py", "courselab.runner.cli.asking", "runner stands on floors"),
    ("runner/report/junit.py", "courselab.runner.refresh", "runner stands on floors"),
    ("runner/batch/outcome.py", "courselab.runner.report.summary", "runner stands on floors"),
    ("runner/kernels/preload.py", "courselab.runner.batch.options", "runner stands on floors"),
    ("runner/catalog.py", "courselab.runner.notebook", "runner stands on floors"),
    ("runner/new_room.py", "courselab.runner.catalog", "runner stands on floors"),
    ("runner/batch/execute/local.py", "courselab.runner.batch.run", "batch stands on floors"),
    ("runner/batch/client.py", "courselab.runner.batch.worker", "batch stands on floors"),
    ("runner/batch/journal.py", "courselab.runner.batch.plan", "batch stands on floors"),
    ("runner/batch/new_room.py", "courselab.runner.catalog", "batch stands on floors"),
    ("runner/report/junit.py", "courselab.runner.report.summary", "report stands on floors"),
    ("runner/cli/asking.py", "courselab.runner.cli.run", "command stands on floors"),
]


@pytest.mark.parametrize(("file", "imported", "contract"), WRONG)
def test_a_wrong_import_would_be_seen(copy: Path, file: str, imported: str, contract: str) -> None:
    place = copy / "courselab" / file
    place.parent.mkdir(exist_ok=True)
    with place.open("a") as module:
        module.write(f"\nimport {imported}\n")
    answer = lint_imports(cwd=copy)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = [line for line in answer.stdout.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), answer.stdout


@pytest.mark.parametrize("code", ["import courselab", "import courselab.runner.cli", "import courselab.runner.pages"])
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert loaded_after(code) == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["list", "--json"]])
def test_the_command_answers_without_loading_anything_heavy(arguments: list[str]) -> None:
    code = f"import sys\nsys.argv = ['courselab', *{arguments!r}]\nfrom courselab.runner.cli import main\n"
    assert loaded_after(f"{code}try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n") == []


FIRST = """
import os, sys
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException as problem:
            print(name, repr(problem), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_every_module_of_the_runner_can_be_the_first_that_is_imported(root: Path) -> None:
    package = root / "shared" / "courselab"
    files = [path.relative_to(package.parent).with_suffix("") for path in (package / "runner").rglob("*.py")]
    names = sorted(".".join(path.parts).removesuffix(".__init__") for path in files)
    command = [sys.executable, "-c", FIRST, *(name for name in names if not name.endswith(".__main__"))]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout == ""
