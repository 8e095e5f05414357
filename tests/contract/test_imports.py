"""The wall between the wings holds, and what starts often starts light."""

import subprocess
import sys
import tomllib
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


def test_the_wall_would_be_seen_to_fall(tmp_path: Path) -> None:
    package = tmp_path / "courselab"
    (package / "runner").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "runner" / "__init__.py").touch()
    (package / "lab.py").write_text("import courselab.runner\n")
    contract = (
        "[importlinter]\nroot_package = courselab\n\n[importlinter:contract:wall]\nname = wall\ntype = forbidden\n"
    )
    (tmp_path / ".importlinter").write_text(
        f"{contract}source_modules = courselab.lab\nforbidden_modules = courselab.runner\n"
    )
    answer = lint_imports(cwd=tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr


def test_every_module_of_the_notebook_wing_stands_behind_the_wall(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    wall = contracts[0]["source_modules"]
    found = {path.stem for path in (root / "shared" / "courselab").iterdir() if not path.name.startswith(("_", "."))}
    assert {f"courselab.{name}" for name in found - {"runner"}} == set(wall)


@pytest.mark.parametrize("code", ["import courselab", "import courselab.runner.cli", "import courselab.runner.pages"])
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert loaded_after(code) == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["list", "--json"]])
def test_the_command_answers_without_loading_anything_heavy(arguments: list[str]) -> None:
    code = f"import sys\nsys.argv = ['courselab', *{arguments!r}]\nfrom courselab.runner.cli import main\n"
    assert loaded_after(f"{code}try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n") == []
