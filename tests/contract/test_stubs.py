"""The stubs that say what `views` and `services` hold: complete, true, and seen by a type checker."""

import ast
import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ("views", "services")


def package(root: Path, name: str) -> Path:
    """The folder of a part of the package."""
    return root / "shared" / "courselab" / name


def listed(folder: Path) -> list[str]:
    """The lines of a package's stub."""
    return (folder / "__init__.pyi").read_text().splitlines()


def line_of(folder: Path, module: Path, name: str) -> str:
    """The line by which a stub lists a name of a module."""
    place = ".".join(module.relative_to(folder).with_suffix("").parts)
    return f"from .{place} import {name} as {name}"


def views_in(folder: Path) -> list[str]:
    """A stub's line for each function that is marked as a view."""
    return [
        line_of(folder, module, node.name)
        for module in sorted(folder.rglob("*.py"))
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Name) and each.id == "styled" for each in node.decorator_list)
    ]


def complaint(folder: Path) -> str:
    """What is wrong with the stub of the views, with the lines to add and to strike; "" when nothing is."""
    wanted = [line_of(folder, folder / "drawing" / "view.py", "View"), *views_in(folder)]
    there = listed(folder)
    lines = [f"add to {folder.name}/__init__.pyi:  {line}" for line in wanted if line not in there]
    return "\n".join(
        lines + [f"strike from {folder.name}/__init__.pyi:  {line}" for line in there if line not in wanted]
    )


def test_every_view_stands_in_the_stub(root: Path) -> None:
    assert complaint(package(root, "views")) == ""


def test_a_new_view_is_a_file_and_the_line_that_is_asked_for(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "courselab" / "views"
    shutil.copytree(root / "shared" / "courselab", folder.parent, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "slices").mkdir()
    (folder / "slices" / "gate.py").write_text(
        "from courselab.views.drawing.view import View, new_figure, styled\n\n\n"
        "@styled\ndef gate(passed: bool) -> View:\n    return View(new_figure(1), f'passed: {passed}')\n"
    )
    asked = complaint(folder)
    assert asked == "add to views/__init__.pyi:  from .slices.gate import gate as gate"
    with (folder / "__init__.pyi").open("a") as stub:
        stub.write(asked.partition(":  ")[2] + "\n")
    code = "from courselab import views; print(views.__file__, views.gate(True))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [str(folder / "__init__.py"), "passed:", "True"]


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_is_in_order_and_every_name_in_it_is_there(root: Path, name: str) -> None:
    assert listed(package(root, name)) == sorted(listed(package(root, name)))
    module = importlib.import_module(f"courselab.{name}")
    assert sorted(module.__all__) == sorted(line.rpartition(" ")[2] for line in listed(package(root, name)))
    assert all(callable(getattr(module, each)) for each in module.__all__) and set(module.__all__) <= set(dir(module))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    module = importlib.import_module(f"courselab.{name}")
    with pytest.raises(AttributeError, match=rf"courselab\.{name} has no 'heatmap'; it has .*{module.__all__[-1]}"):
        _ = module.heatmap


@pytest.mark.parametrize(
    "first",
    [
        "import courselab.views.scores.tags, courselab.services.label_studio.accounts",
        "from courselab.views.scores import tags; from courselab.services.label_studio import labels",
        "from courselab import views, services; views.scores, services.label_studio",
    ],
)
def test_a_function_called_like_its_folder_is_the_function_whatever_was_imported_first(first: str) -> None:
    ask = "from courselab import services, views; print(views.scores.__qualname__, services.label_studio.__qualname__)"
    last = "from courselab.views.scores.tags import COLUMNS; from courselab.services.label_studio.labels import paired"
    code = f"{first}\n{ask}\n{last}\n{ask}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines() == ["scores label_studio"] * 2


def test_a_type_checker_sees_the_arguments_of_a_view_and_a_name_that_is_not_there(root: Path, tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_text(
        "from courselab import services, views\n"
        "views.scores({'a': [0.5]}, baseline=0.4)\n"
        "views.scores({'a': [0.5]}, floor=0.4)\n"
        "views.heatmap([1])\n"
        "with services.web_app('service:app') as app:\n"
        "    app.url.upper()\n"
    )
    command = [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--follow-imports=silent", "lab.py"]
    environment = {"MYPYPATH": str(root / "shared"), "MYPY_CACHE_DIR": str(tmp_path / "cache"), "PATH": ""}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    found = [line.partition(": error: ")[::2] for line in answer.stdout.splitlines() if ": error: " in line]
    assert [place for place, _ in found] == ["lab.py:3", "lab.py:4"], answer.stdout + answer.stderr
    assert '"floor"' in found[0][1] and '"heatmap"' in found[1][1]
