"""The code of a lab as its figures depend on it: without comments, layout, and what the figures are expected to be."""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import json
import tokenize
from typing import Any

JUDGES = {"lab.near": 1, "lab.claim": 2}  # how many of their arguments are not expectations


def figures_digest(nb: dict[str, Any]) -> str:
    """Return the SHA-256 of what a lab's figures come from: its code, without comments, layout and expectations.

    So a tolerance set after the measurement, a comment or a line broken elsewhere leaves the spread valid.
    """
    cells = [bare(cell["source"]) for cell in nb["cells"] if cell["cell_type"] == "code"]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def bare(source: str | list[str]) -> list[Any]:
    """Return what of a cell computes: its text without white space, and the indentation of its statements."""
    source = "".join(source)
    try:
        indents = [node.col_offset for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    except SyntaxError:  # a line of IPython's: taken as it stands
        return [source]
    return ["".join(computing(source).split()).replace(",)", ")"), indents]


def computing(source: str) -> str:
    """Return a cell's code without comments and without what its figures are expected to be."""
    try:
        return uncommented(unexpecting(source))
    except SyntaxError:
        return source


def unexpecting(source: str) -> str:
    """Return code without what `lab.near` and `lab.claim` expect: all that stands behind what they judge."""
    data = source.encode()  # positions of the syntax tree count bytes
    starts = [0, *itertools.accumulate(len(line) for line in data.splitlines(keepends=True))]

    def end(node: ast.expr) -> int:
        return starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    judged = [(call, JUDGES.get(ast.unparse(call.func), len(call.args) + 1)) for call in calls]
    spans = [(end(call.args[count - 1]), end(call) - 1) for call, count in judged if len(call.args) >= count]
    for begin, stop in sorted(spans, reverse=True):
        data = data[:begin] + data[stop:]
    return data.decode()


def comments(source: str) -> list[tuple[int, int, str]]:
    """Return (line from 1, column, text) of every comment in a cell's code; none where Python cannot read it."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [(*token.start, token.string) for token in tokens if token.type == tokenize.COMMENT]


def uncommented(source: str) -> str:
    """Return code without its comments."""
    lines = source.splitlines()
    for row, column, _ in comments(source):
        lines[row - 1] = lines[row - 1][:column]
    return "\n".join(lines)
