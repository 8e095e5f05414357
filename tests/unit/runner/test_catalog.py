"""The catalogue: what notebooks say of themselves, in course order, and which ones a selector names."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.runner.catalog import Catalog, Wrong, WrongSelection, described, find_root
from support import notebooks

PATHS = (
    "course2/week1/assignment1_data_validation",
    "course2/week1/lab1_validate_data",
    "course2/week1/lab2_more",
    "course1/week3/lab1_labels",
    "course2/week10/lab1_late",
)


def write(root, path, kernel=None, **about):
    title = notebooks.prose(f"# {path}: a title\ntext")
    return notebooks.write(root / f"{path}.ipynb", title, kernel=kernel, **about)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    about = {"id": "c2w1-lab1", "kind": "lab", "minutes": 40, "budget": {"seconds": 60, "mb": 1500}, "needs": ["gpu"]}
    for path in PATHS:
        write(tmp_path, path)
    write(tmp_path, PATHS[1], kernel="courselab-tfx", **about)
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
def test_selectors(project, monkeypatch, selectors, expected):
    monkeypatch.chdir(project)
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


def test_a_notebook_without_metadata_promises_nothing(project):
    lab = Catalog.load(project).select(os.fspath(project / "elsewhere/mine.ipynb"))[0]
    assert (lab.kind, lab.course, lab.budget) == ("notebook", None, None)


@pytest.mark.parametrize("selector", [".", "./", "*.ipynb", "mine.ipynb", "./mine.ipynb"])
def test_what_lies_in_the_current_folder_comes_first(project, monkeypatch, selector):
    monkeypatch.chdir(project / "elsewhere")
    assert ids(Catalog.load().select(selector)) == ["elsewhere/mine"]


@pytest.mark.parametrize(("selector", "count"), [(".", 5), ("course2", 4), ("**/*.ipynb", 7)])
def test_from_the_root_a_folder_is_its_labs_and_a_glob_is_what_it_matches(project, monkeypatch, selector, count):
    monkeypatch.chdir(project)
    assert len(Catalog.load().select(selector)) == count


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"courselab": {"budget": None}}, "should have a budget like"),
        ({"courselab": {"budget": "60"}}, 'not "60"'),
        ({"courselab": {"budget": {"seconds": "60"}}}, 'seconds is "60"'),
        ({"courselab": {"budget": {"seconds": -1, "mb": 5}}}, "seconds is -1"),
        ({"courselab": ["x"]}, 'not ["x"]'),
        ({"courselab": {"needs": "gpu"}}, 'a list such as ["gpu"] as needs, not "gpu"'),
        ({"courselab": {"needs": [1]}}, "texts in needs"),
        ({"courselab": {"minutes": "forty"}}, "a number as minutes"),
        ({"kernelspec": "python3"}, 'not "python3"'),
        ({"kernelspec": {"name": 3}}, "a text as name"),
    ],
)
def test_metadata_that_say_it_wrongly_are_that_notebooks_problem(project, metadata, said):
    file = write(project, "elsewhere/wrong")
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, "metadata": metadata}))
    lab, other = Catalog.load(project).select(os.fspath(file), "elsewhere/mine.ipynb")
    assert said in lab.problem and lab.problem.endswith(".")
    assert other.problem is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["courselab", "kernelspec", "budget", "needs", "seconds", "mb", "name", "id"]), inner
            )
        ),
    )
)
def test_any_metadata_are_read_or_refused_in_a_sentence(metadata):
    try:
        assert set(described(metadata)) >= {"kernel", "budget", "needs"}
    except Wrong as problem:
        assert str(problem)
