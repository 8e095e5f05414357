"""Every exercise is tested itself: its solution passes, and each wrong answer is caught by one of its checks.

`tests/exercises/<lab id>/` holds `solution.py` and `wrong_*.py`; each stands in for the first code cell tagged
`exercise`. The lab runs once up to that cell, then every answer meets the lab's own checks in the same kernel.
"""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from courselab.runner.catalog import Catalog

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LABS = {lab.id: lab for lab in Catalog.load(ROOT).labs}


def exercise_cells(notebook):
    """Return the positions of the code cells tagged `exercise`: the stub first, then the checks."""
    cells = enumerate(notebook.cells)
    return [i for i, cell in cells if cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", [])]


def verdict(client, checks, answer):
    """Run an answer and the lab's checks; return the name of the exception, or None if all hold."""
    try:
        for source in (answer, *checks):
            client.execute_cell(nbformat.v4.new_code_cell(source), 0, store_history=False)
    except CellExecutionError as error:
        return error.ename
    return None


@pytest.mark.parametrize("lab", sorted(LABS))
def test_the_solution_passes_and_wrong_answers_are_caught(lab, tmp_path):
    answers = {path.stem: path.read_text() for path in sorted((HERE / lab).glob("*.py"))}
    assert "solution" in answers and len(answers) >= 4, f"{HERE / lab} needs solution.py and three wrong_*.py"
    notebook = nbformat.read(ROOT / LABS[lab].path, as_version=4)
    stub, *checks = exercise_cells(notebook)
    sources = [notebook.cells[i].source for i in checks]
    client = NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}})
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells[:stub]):
            client.execute_cell(cell, index)
        found = {name: verdict(client, sources, answer) for name, answer in answers.items()}
    assert found == {name: None if name == "solution" else "NotYet" for name in answers}


def test_every_folder_of_answers_belongs_to_a_lab():
    folders = {folder.name for folder in HERE.iterdir() if folder.is_dir() and not folder.name.startswith("_")}
    assert folders <= set(LABS)
