"""The catalogue: what notebooks say of themselves, in course order, and which ones a selector names."""

import json
import os

import pytest

from courselab.runner.catalog import Catalog, WrongSelection, find_root

PATHS = (
    "course2/week1/assignment1_data_validation",
    "course2/week1/lab1_validate_data",
    "course2/week1/lab2_more",
    "course1/week3/lab1_labels",
    "course2/week10/lab1_late",
)


def write(root, path, **metadata):
    file = root / f"{path}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    cells = [{"cell_type": "markdown", "source": [f"# {path}: a title\n", "text"]}]
    file.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": metadata}))
    return file


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    about = {"id": "c2w1-lab1", "kind": "lab", "minutes": 40, "budget": {"seconds": 60, "mb": 1500}, "needs": ["gpu"]}
    for path in PATHS:
        write(tmp_path, path)
    write(tmp_path, PATHS[1], courselab=about, kernelspec={"name": "courselab-tfx"})
    write(tmp_path, "course2/week1/solution/assignment1_data_validation")
    write(tmp_path, "elsewhere/mine")
    return tmp_path


def ids(labs):
    return [lab.id for lab in labs]


def test_labs_come_in_course_order_and_solutions_not_at_all(project):
    assert ids(Catalog.load(project).labs) == ["c1w3-lab1", "c2w1-lab1", "c2w1-lab2", "c2w1-assignment1", "c2w10-lab1"]


def test_an_entry_has_the_promised_fields(project):
    entry = Catalog.load(project).select("c2w1-lab1")[0].listed()
    assert entry == {
        "id": "c2w1-lab1",
        "path": "course2/week1/lab1_validate_data.ipynb",
        "title": "course2/week1/lab1_validate_data: a title",
        "course": 2,
        "week": 1,
        "kind": "lab",
        "kernel": "courselab-tfx",
        "minutes": 40,
        "budget": {"seconds": 60, "mb": 1500},
        "needs": ["gpu"],
    }


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([], ["c1w3-lab1", "c2w1-lab1", "c2w1-lab2", "c2w1-assignment1", "c2w10-lab1"]),
        (["c2w1-lab2"], ["c2w1-lab2"]),
        (["course2/week1"], ["c2w1-lab1", "c2w1-lab2", "c2w1-assignment1"]),
        (["course2/week1/"], ["c2w1-lab1", "c2w1-lab2", "c2w1-assignment1"]),
        (["course*/week*/lab1*"], ["c1w3-lab1", "c2w1-lab1", "c2w10-lab1"]),
        (["c2w1-*"], ["c2w1-lab1", "c2w1-lab2", "c2w1-assignment1"]),
        (["course2/week10", "c1w3-lab1", "course1"], ["c1w3-lab1", "c2w10-lab1"]),
        (["course2/week1/lab2_more.ipynb"], ["c2w1-lab2"]),
        (["elsewhere/mine.ipynb", "c2w1-lab2"], ["c2w1-lab2", "elsewhere/mine"]),
        (["elsewhere"], ["elsewhere/mine"]),
    ],
)
def test_selectors(project, selectors, expected):
    assert ids(Catalog.load(project).select(*selectors)) == expected


def test_selectors_are_read_from_the_current_folder(project, monkeypatch):
    monkeypatch.chdir(project / "course2" / "week1")
    assert find_root() == project
    assert ids(Catalog.load().select("lab2_more.ipynb")) == ["c2w1-lab2"]
    assert ids(Catalog.load().select("c2w10-lab1")) == ["c2w10-lab1"]


def test_a_selector_without_a_match_names_near_ones(project):
    with pytest.raises(WrongSelection, match=r"did you mean .*c2w1-lab1"):
        Catalog.load(project).select("c2w1-lab")
    with pytest.raises(WrongSelection, match="courselab list"):
        Catalog.load(project).select("zzz")


def test_an_unreadable_notebook_is_listed_with_its_problem(project):
    (project / "course1/week3/lab1_labels.ipynb").write_text("{")
    lab = Catalog.load(project).select("c1w3-lab1")[0]
    assert lab.title == "(not readable)"
    assert "is not a notebook" in lab.problem
    assert "problem" not in lab.listed()


def test_a_notebook_without_metadata_gets_the_budget_of_strangers(project):
    lab = Catalog.load(project).select(os.fspath(project / "elsewhere/mine.ipynb"))[0]
    assert (lab.kind, lab.course, lab.budget) == ("notebook", None, {"seconds": 600, "mb": 4000})
