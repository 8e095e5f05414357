"""Where Label Studio cannot be had, the data labelling lab says so once, and its figures stay the same."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / "course1" / "week3" / "lab1_data_labeling.ipynb"
FIGURES = "application/vnd.courselab.figures+json"
SENTENCE = "Label Studio is not installed, and neither is uv: type 'make setup'."
REFUSE = f"""
def refuse(*_, **__):
    raise services.Missing({SENTENCE!r})

services.label_studio = refuse
"""


def figures(notebook):
    """Return {name: value} of what the last cell recorded."""
    (recorded,) = [output["data"][FIGURES] for output in notebook.cells[-1].outputs if FIGURES in output["data"]]
    return {figure["name"]: figure["value"] for figure in recorded}


def said(notebook):
    """Return all that the notebook prints."""
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))


def test_the_lab_runs_without_a_server_and_records_the_same_figures(tmp_path):
    committed = nbformat.read(LAB, as_version=4)
    notebook = nbformat.read(LAB, as_version=4)
    setup = next(i for i, cell in enumerate(notebook.cells) if "setup" in cell.metadata.get("tags", []))
    notebook.cells.insert(setup + 1, nbformat.v4.new_code_cell(REFUSE))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert said(notebook).count(SENTENCE) == 1
    with_server, without = figures(committed), figures(notebook)
    assert (with_server.pop("label_studio"), without.pop("label_studio")) == ("ran", "not installed here")
    assert without == with_server
