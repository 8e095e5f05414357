"""Notebooks made for a test: put together from strings, written to a folder, run in a real kernel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode, v4


def code(source: str, *tags: str, **fields: Any) -> NotebookNode:
    """Return a code cell; `fields` are nbformat's, such as outputs or execution_count."""
    return v4.new_code_cell(source, metadata={"tags": list(tags)} if tags else {}, **fields)


def prose(source: str, *tags: str) -> NotebookNode:
    """Return a markdown cell."""
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)} if tags else {})


def notebook(*cells: NotebookNode | str, kernel: str | None = "python3", **about: Any) -> NotebookNode:
    """Return a notebook of cells, where a string is a code cell; their ids are cell-1, cell-2 ...

    `about` is what the notebook says of itself (id, kind, budget ...); without it and without a kernel the notebook
    has no metadata at all, as a stranger's may.
    """
    made = v4.new_notebook(cells=[code(cell) if isinstance(cell, str) else cell for cell in cells])
    for number, cell in enumerate(made.cells, 1):
        cell.id = f"cell-{number}"
    if about:
        made.metadata.courselab = about
    if kernel:
        made.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
    return made


def write(path: Path, *cells: NotebookNode | str, kernel: str | None = "python3", **about: Any) -> Path:
    """Write `notebook(...)` to `path`, which is returned."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*cells, kernel=kernel, **about), path)
    return path


def execute(made: NotebookNode, folder: Path | None = None, variables: dict[str, str] | None = None) -> NotebookNode:
    """Run a notebook in the kernel that it names and return it; CellExecutionError where a cell fails.

    `folder` is the kernel's working directory; `variables` are added to its environment.
    """
    client = NotebookClient(made, timeout=540, resources={"metadata": {"path": str(folder)}} if folder else {})
    client.execute(env={**os.environ, **(variables or {})})
    return made


def run_cells(*sources: str, failing: bool = False, variables: dict[str, str] | None = None) -> list[list]:
    """Return the outputs of each cell, run in an ordinary kernel; `failing` cells may end in an error."""
    made = notebook(*sources)
    for cell in made.cells if failing else ():
        cell.metadata.tags = ["raises-exception"]
    return [cell.outputs for cell in execute(made, variables=variables).cells]


def streamed(outputs: list, name: str = "stdout") -> str:
    """Return what the outputs of a cell, or of several, say on a stream."""
    return "".join(output.text for output in outputs if output.output_type == "stream" and output.name == name)


def written_by(made: NotebookNode, name: str = "stdout") -> str:
    """Return what a whole notebook says on a stream."""
    return streamed([output for cell in made.cells for output in cell.get("outputs", [])], name)


def tagged(made: NotebookNode, tag: str, kind: str = "code") -> list[int]:
    """Return the positions of the cells of a kind that have a tag."""
    cells = enumerate(made.cells)
    return [at for at, cell in cells if cell.cell_type == kind and tag in cell.metadata.get("tags", [])]
