"""Where Label Studio cannot be had, the data labelling lab says so once, and its figures stay the same."""

import nbformat

from courselab import figures
from courselab.ground.project import ROOT
from support import notebooks

LAB = ROOT / "course1" / "week3" / "lab1_data_labeling.ipynb"
SENTENCE = "Label Studio is not installed, and neither is uv: type 'make setup'."
REFUSE = f"""
def refuse(*_, **__):
    raise services.Missing({SENTENCE!r})

services.label_studio = refuse
"""


def recorded(notebook):
    """Return {name: value} of what the last cell recorded."""
    (found,) = [output.data[figures.MIME] for output in notebook.cells[-1].outputs if figures.MIME in output.data]
    return {figure["name"]: figure["value"] for figure in found}


def test_the_lab_runs_without_a_server_and_records_the_same_figures(tmp_path):
    committed = nbformat.read(LAB, as_version=4)
    notebook = nbformat.read(LAB, as_version=4)
    [setup] = notebooks.tagged(notebook, "setup")
    notebook.cells.insert(setup + 1, notebooks.code(REFUSE))
    notebooks.execute(notebook, tmp_path)
    assert notebooks.written_by(notebook).count(SENTENCE) == 1
    with_server, without = recorded(committed), recorded(notebook)
    assert (with_server.pop("label_studio"), without.pop("label_studio")) == ("ran", "not installed here")
    assert without == with_server
