"""Reading, writing and normalising notebooks; their parameters, the digest of their code, their figures."""

import ast
import base64
import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from courselab.figures import MIME
from courselab.ground.errors import Sentence
from courselab.ground.files import write_atomically
from courselab.ground.limits import MAX_FIGURE_BYTES, MAX_FILE_BYTES

WIDGET_MIMES = ("application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json")
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
RUN_PREFIX = "courselab-run-"
OURS_TO_DROP = {"injected-parameters", "papermill-error-cell-tag"}
NOTEBOOK_NOISE = ("papermill", "widgets", "signature", "vscode", "colab", "celltoolbar", "toc", "varInspector")
CELL_NOISE = ("papermill", "execution", "ExecuteTime", "scrolled", "collapsed", "trusted", "vscode", "pycharm")


class NotARunnableNotebook(Sentence, ValueError):
    """Raised for a file that is no notebook of nbformat 4; the message is one sentence for the reader."""


def read(path: Path | str) -> NotebookNode:
    """Return the notebook in file `path`; raise NotARunnableNotebook with cause and cure if it is none."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise NotARunnableNotebook(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise NotARunnableNotebook(f"{path} is not JSON ({error}): restore it from version control.") from error
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise NotARunnableNotebook(f"{path} is JSON, but not a notebook: it names no nbformat.")
    if content["nbformat"] < 4:
        raise NotARunnableNotebook(
            f"{path} is a notebook of the old format {content['nbformat']}: "
            f"convert it with `jupyter nbconvert --to notebook --inplace {path}`."
        )
    check_text(content, path)
    return from_json(content, path)


def check_text(content: dict, path: Path | str) -> None:
    """Raise NotARunnableNotebook for half a character (a lone surrogate) in a cell's source: no file can hold it."""
    cells = content.get("cells")
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        source = "".join(cell.get("source", "")) if isinstance(cell, dict) else ""
        half = re.search(r"[\ud800-\udfff]", source)
        if half:
            where = source[max(0, half.start() - 12) : half.start()]
            raise NotARunnableNotebook(
                f"{path}: cell {number} holds half a character (\\u{ord(half[0]):x}) after {where!r}: type it again."
            )


def from_json(content: dict, path: Path | str) -> NotebookNode:
    """Return a notebook node of nbformat 4.5 from parsed JSON; cells without an id get one from their position."""
    try:
        content["nbformat_minor"] = max(5, content.get("nbformat_minor", 0))
        for number, cell in enumerate(content["cells"], start=1):
            cell.setdefault("id", f"cell-{number}")
        nb = nbformat.reads(json.dumps(content), as_version=4)
        nbformat.validate(nb)
    except (nbformat.ValidationError, KeyError, AttributeError, TypeError) as error:
        where = ".".join(map(str, getattr(error, "absolute_path", ())))
        reason = f"{where}: " * bool(where) + str(error).splitlines()[0]
        raise NotARunnableNotebook(f"{path} is not a valid notebook: {reason}.") from error
    return nb


def text(nb: NotebookNode) -> str:
    """Return a notebook as the text of its file: sorted keys, indent 1, newline at the end."""
    return nbformat.writes(nb).rstrip("\n") + "\n"


def write(nb: NotebookNode, path: Path | str) -> None:
    """Write a notebook atomically: to a temporary name in the same folder, then renamed."""
    write_atomically(path, text(nb))


def plain(text: str) -> str:
    """Return text as a person reads it: without the colours that IPython puts into tracebacks."""
    return COLOUR.sub("", text)


def tags(cell: NotebookNode) -> set[str]:
    """Return the tags of a cell."""
    return set(cell.metadata.get("tags", []))


def parameters(nb: NotebookNode) -> set[str]:
    """Return the names that the cell tagged `parameters` assigns; `SyntaxError` is left to the run, which shows it."""
    cell = next((cell for cell in nb.cells if "parameters" in tags(cell)), None)
    if cell is None:
        return set()
    with contextlib.suppress(SyntaxError):
        body = ast.parse(cell.source).body
        assigned = [node.targets if isinstance(node, ast.Assign) else [node.target] for node in body if is_assign(node)]
        return {target.id for targets in assigned for target in targets if isinstance(target, ast.Name)}
    return set()


def is_assign(node: ast.stmt) -> bool:
    """Return whether a statement gives a name a value."""
    return isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and node.value is not None)


def code_digest(nb: NotebookNode) -> str:
    """Return the SHA-256 of the code cells alone: prose, tags, outputs and ids are not in it."""
    sources = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def reader_number(nb: NotebookNode, index: int, count_injected: bool = False) -> int:
    """Return the number of cell `index` as a reader of the source counts: from 1, without cells papermill added."""
    drop = set() if count_injected else {"injected-parameters"}
    return sum(1 for cell in nb.cells[: index + 1] if not tags(cell) & drop) or 1


def figures(nb: NotebookNode) -> list[dict]:
    """Return the figures that the notebook recorded, in order."""
    bundles = (output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", []))
    return [dict(figure) for data in bundles for figure in data.get(MIME, [])]


def normalise(nb: NotebookNode, root: Path | str | None = None) -> NotebookNode:
    """Return a copy without anything that changes from run to run or from machine to machine.

    Timings, stderr, widget state, papermill's cells and metadata go; absolute paths become short names;
    execution counts become 1..n. Cell ids and sources stay. Normalising twice changes nothing more.
    """
    nb = nbformat.from_dict(json.loads(json.dumps(nb)))
    shorten = Shortener(root)
    for name in NOTEBOOK_NOISE:
        nb.metadata.pop(name, None)
    if "language_info" in nb.metadata:
        nb.metadata.language_info = NotebookNode(name=nb.metadata.language_info.get("name", "python"))
    nb.cells = [cell for cell in nb.cells if not tags(cell) & OURS_TO_DROP]
    count = 0
    for cell in nb.cells:
        clean_metadata(cell)
        if cell.cell_type == "code":
            count += cell.execution_count is not None
            clean_code_cell(cell, count, shorten)
    return nb


def clean_metadata(cell: NotebookNode) -> None:
    """Remove a cell's metadata that a run or an editor left."""
    for name in CELL_NOISE:
        cell.metadata.pop(name, None)
    if not cell.metadata.get("tags", True):
        del cell.metadata["tags"]


def clean_code_cell(cell: NotebookNode, count: int, shorten: "Shortener") -> None:
    """Clean the outputs of a code cell and number it `count`, if it was run."""
    if cell.execution_count is not None:
        cell.execution_count = count
    cell.outputs = [output for output in merged(cell.outputs) if clean_output(output, cell.execution_count, shorten)]


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs without stderr, with neighbouring pieces of stdout joined: how they were cut is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and output.name == "stderr":
            continue
        if output.output_type == "stream" and joined and joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def clean_output(output: NotebookNode, count: int | None, shorten: "Shortener") -> bool:
    """Clean one output in place; return whether anything is left to show."""
    output.pop("transient", None)
    if output.output_type == "stream":
        output.text = shorten(output.text)
        return True
    if output.output_type == "error":
        output.evalue = shorten(output.evalue)
        output.traceback = [shorten(line) for line in output.traceback]
        return True
    if output.output_type == "execute_result":
        output.execution_count = count
    for mime in WIDGET_MIMES:
        output.data.pop(mime, None)
    for mime, value in output.data.items():
        if mime.startswith("text/") and isinstance(value, str):
            output.data[mime] = shorten(value)
    return bool(output.data)


class Shortener:
    """Replaces what names this machine: temporary, interpreter, project and home folders, and memory addresses."""

    def __init__(self, root: Path | str | None = None):
        temporary = re.escape(os.path.realpath(tempfile.gettempdir()))
        run = rf"/{RUN_PREFIX}[^/\s'\"<>]+"
        name = r"/[^/\s'\"<>:,;)\]]+"
        paths = rf"(?<![\w./~\]-]){temporary}(?:{run}/work(?![\w.-])|{run}/tmp{name}|{name})"
        # From the inside out: an environment may lie in its project, a project in the temporary folder.
        self.patterns = [
            *self.folders((sys.prefix, "[python]"), (root, "[project]")),
            (re.compile(paths), "[tmp]"),
            *self.folders((Path.home(), "~")),
            (re.compile(r"\bat 0x[0-9a-fA-F]+"), "at 0x..."),
        ]

    @staticmethod
    def folders(*named: tuple[Path | str | None, str]) -> list[tuple[re.Pattern, str]]:
        """Return a pattern for each folder that is named and is not the root."""
        return [
            (re.compile(rf"(?<![\w./~\]-]){re.escape(str(folder))}(?![\w.-])"), short)
            for folder, short in named
            if folder and len(str(folder)) > 1
        ]

    def __call__(self, content: str) -> str:
        for pattern, short in self.patterns:
            content = pattern.sub(short, content)
        return content


def take_outputs(source: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Return a copy of `source` with the outputs and counts of `executed`, matched by cell id."""
    nb = nbformat.from_dict(json.loads(json.dumps(source)))
    ran = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
    for cell in nb.cells:
        if cell.cell_type == "code" and cell.id in ran:
            cell.outputs, cell.execution_count = ran[cell.id].outputs, ran[cell.id].execution_count
    if "language_info" in executed.metadata:
        nb.metadata.language_info = executed.metadata.language_info
    return nb


def oversize(nb: NotebookNode) -> list[str]:
    """Return a sentence for each figure above 100 KB, and for the file if it is above 500 KB."""
    problems = []
    for number, cell in enumerate(nb.cells, start=1):
        for output in cell.get("outputs", []):
            for mime, value in output.get("data", {}).items():
                size = image_bytes(mime, value)
                if size > MAX_FIGURE_BYTES:
                    problems.append(f"cell {number}: a figure of {size / 1000:.0f} KB > 100 KB; draw it smaller.")
    size = len(text(nb).encode())
    if size > MAX_FILE_BYTES:
        problems.append(f"the file would be {size / 1000:.0f} KB > 500 KB; print less or draw smaller.")
    return problems


def image_bytes(mime: str, value: str) -> int:
    """Return the size in bytes of an image output, and 0 for any other output."""
    if not mime.startswith("image/"):
        return 0
    return len(value.encode()) if mime == "image/svg+xml" else len(base64.b64decode(value))
