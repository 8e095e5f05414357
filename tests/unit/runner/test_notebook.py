"""Reading, parameters, code digest, and normalising, which done twice changes nothing more."""

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from courselab.ground import files
from courselab.runner import notebook

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
FRAGMENTS = st.sampled_from(
    [
        "/tmp/courselab-run-ab12/work/model.keras",
        "/tmp/courselab-run-ab12/tmp/xyz/file",
        "/tmp/tmpabc/x",
        str(Path.home()),
        f"{sys.prefix}/lib",
        "/project/course1",
        "<object at 0x7f00ab>",
        "\n",
    ]
)
STREAMS = st.builds(
    lambda name, parts: new_output("stream", name=name, text="".join(parts)),
    st.sampled_from(["stdout", "stderr"]),
    st.lists(TEXTS | FRAGMENTS, min_size=1, max_size=4),
)
DISPLAYS = st.builds(
    lambda parts, kind: new_output(kind, data={"text/plain": "".join(parts)}),
    st.lists(TEXTS | FRAGMENTS, max_size=4),
    st.sampled_from(["display_data", "execute_result"]),
)
TAGS = st.lists(st.sampled_from(["parameters", "injected-parameters", "exercise"]), max_size=2, unique=True)
CODE = st.builds(
    lambda source, outputs, count, tags: new_code_cell(
        source, outputs=outputs, execution_count=count, metadata={"tags": tags, "execution": {"a": "2026"}}
    ),
    TEXTS,
    st.lists(STREAMS | DISPLAYS, max_size=4),
    st.none() | st.integers(1, 99),
    TAGS,
)
NOTEBOOKS = st.builds(
    lambda cells: new_notebook(cells=cells), st.lists(CODE | st.builds(new_markdown_cell, TEXTS), max_size=5)
)


def nb(*cells, **metadata):
    return new_notebook(cells=list(cells), metadata=metadata)


@given(NOTEBOOKS)
def test_normalising_twice_changes_nothing_more(made):
    once = notebook.normalise(made, "/project")
    assert notebook.text(notebook.normalise(once, "/project")) == notebook.text(once)


@given(NOTEBOOKS)
def test_normalising_keeps_sources_and_ids_of_the_readers_cells(made):
    kept = [cell for cell in made.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    cleaned = notebook.normalise(made, "/project")
    assert [(cell.id, cell.source) for cell in cleaned.cells] == [(cell.id, cell.source) for cell in kept]


@given(NOTEBOOKS)
def test_a_normalised_notebook_is_valid_and_numbered_in_order(made):
    cleaned = notebook.normalise(made, "/project")
    nbformat.validate(cleaned)
    counts = [cell.execution_count for cell in cleaned.cells if cell.get("execution_count") is not None]
    assert counts == list(range(1, len(counts) + 1))


@given(NOTEBOOKS, TEXTS)
def test_prose_tags_and_outputs_are_not_in_the_code_digest(made, prose):
    other = nbformat.from_dict(json.loads(json.dumps(made)))
    for cell in other.cells:
        cell.metadata = nbformat.from_dict({"tags": ["other"]})
        if cell.cell_type == "markdown":
            cell.source += prose
        elif cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    other.cells.append(new_markdown_cell(prose))
    assert notebook.code_digest(other) == notebook.code_digest(made)


@given(NOTEBOOKS, st.text("abc", min_size=1))
def test_any_change_of_code_changes_the_digest(made, more):
    before = notebook.code_digest(made)
    assert notebook.code_digest(nb(*made.cells, new_code_cell(more))) != before


def test_noise_goes_and_the_lesson_stays():
    cell = new_code_cell("print()", execution_count=7, metadata={"tags": [], "papermill": {}, "execution": {}})
    cell.outputs = [
        new_output("stream", name="stderr", text="a warning"),
        new_output("stream", name="stdout", text="one "),
        new_output("stream", name="stderr", text="another"),
        new_output("stream", name="stdout", text="two"),
        new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}),
    ]
    made = nb(cell, papermill={}, widgets={}, courselab={"id": "x"}, language_info={"name": "python", "version": "3"})
    cleaned = notebook.normalise(made)
    assert dict(cleaned.metadata) == {"courselab": {"id": "x"}, "language_info": {"name": "python"}}
    assert dict(cleaned.cells[0].metadata) == {}
    [output] = cleaned.cells[0].outputs
    assert (output.text, cleaned.cells[0].execution_count) == ("one two", 1)


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("{tmp}/courselab-run-ab/work/model.keras", "[tmp]/model.keras"),
        ("in {tmp}/courselab-run-ab/tmp/tmp12/data.csv.", "in [tmp]/data.csv."),
        ("'{tmp}/tmpq3/x'", "'[tmp]/x'"),
        ("/project/course1/a.py:3", "[project]/course1/a.py:3"),
        ("/projects/other", "/projects/other"),
        ("{home}/.keras", "~/.keras"),
        ("{python}/lib/x.py", "[python]/lib/x.py"),
        ("<f at 0x7f12ab>", "<f at 0x...>"),
        ("https://host/tmp/x", "https://host/tmp/x"),
    ],
)
def test_absolute_paths_get_short_names(said, short):
    places = {"tmp": os.path.realpath(tempfile.gettempdir()), "home": Path.home(), "python": sys.prefix}
    assert notebook.Shortener("/project")(said.format(**places)) == short


def test_parameters_are_the_names_the_tagged_cell_assigns():
    cell = new_code_cell('A = 1\nB: float = 2.0\nC: int\nD = E = {\n  "x": 1,\n}', metadata={"tags": ["parameters"]})
    assert notebook.parameters(nb(new_code_cell("Z = 1"), cell)) == {"A", "B", "D", "E"}
    assert notebook.parameters(nb(new_code_cell("Z = 1"))) == set()


def test_the_readers_number_does_not_count_what_papermill_put_in():
    injected = new_code_cell("A = 2", metadata={"tags": ["injected-parameters"]})
    made = nb(new_markdown_cell("#"), new_code_cell("A = 1"), injected, new_code_cell("A"))
    assert notebook.reader_number(made, 3) == 3
    assert notebook.reader_number(made, 3, count_injected=True) == 4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "names no nbformat"),
        ('{"nbformat": 3}', "old format 3: convert it"),
        ('{"nbformat": 4, "cells": [{"cell_type": "verse"}], "metadata": {}}', "is not a valid notebook"),
        ('{"nbformat": 4, "cells": 7, "metadata": {}}', "is not a valid notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(tmp_path, content, sentence):
    (tmp_path / "x.ipynb").write_text(content)
    with pytest.raises(notebook.NotARunnableNotebook, match=sentence) as raised:
        notebook.read(tmp_path / "x.ipynb")
    assert "\n" not in str(raised.value)


def test_cells_without_an_id_get_the_same_one_each_time(tmp_path):
    cells = [{"cell_type": "code", "source": [], "metadata": {}, "outputs": [], "execution_count": None}] * 2
    (tmp_path / "x.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "cells": cells, "metadata": {}}))
    first, second = (notebook.read(tmp_path / "x.ipynb") for _ in range(2))
    assert [cell.id for cell in first.cells] == [cell.id for cell in second.cells]
    assert len({cell.id for cell in first.cells}) == 2


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "x.ipynb"
    file.write_text("old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        files.write_atomically(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_large_figures_are_named():
    image = new_output("display_data", data={"image/png": "A" * 160_000})
    [sentence] = notebook.oversize(nb(new_markdown_cell("#"), new_code_cell("x", outputs=[image])))
    assert sentence.startswith("cell 2: a figure of 120 KB > 100 KB")
    [sentence] = notebook.oversize(nb(new_markdown_cell("x" * 600_000)))
    assert "> 500 KB" in sentence
