"""The picture of a lineage: artifacts as squares, executions as rounds, arrows from what was used to what was made.

Taught in c2w3-lab1.
"""

from __future__ import annotations

import re
import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from courselab.views.drawing.graph import arrow, box, canvas
from courselab.views.drawing.graph_layout import Node, arrange
from courselab.views.drawing.style import BLUE, GREY, INK, VERMILION, WIDTH
from courselab.views.drawing.words import label, one_line
from courselab.views.mlmd.store import Graph, Key, Thing

COLUMN, WIDE = 1.36, 1.14  # inches from box to box, and of those the box's
LINE, LETTERS = 0.14, 13  # inches of a text line at 8 points, bold letters that fit into a box
TOP, SIDE, BETWEEN = 0.62, 0.08, 0.2  # inches above and beside all boxes, and between two
PALE_INK, PALE_EDGE = "#999999", "#CFCFCF"
SEAM = "\N{ZERO WIDTH SPACE}"  # where a CamelCaseName may be broken


def draw(graph: Graph, marked: set[Key], heading: str) -> Figure:
    """Return the picture of a graph; what led to the `marked` is dark, or everything where nothing is marked."""
    keys = list(graph.things)
    dark = graph.ancestors(marked) if marked else set(keys)
    layout = arrange(keys, graph.edges, frozenset(key for key in keys if key[0] == "artifact"))
    lines = {key: _lines(graph, thing) for key, thing in graph.things.items()}
    tall = max(len(bold) + len(plain) for bold, plain in lines.values()) * LINE + 0.16
    width = max(WIDTH, COLUMN * layout.columns)
    figure, axes = canvas(layout.rows * (tall + BETWEEN) + TOP, width)
    axes.text(0.08, 0.2, one_line(heading, int(width * 10)), fontsize=11, fontweight="bold", va="center")
    axes.text(0.08, 0.44, _legend(dark < set(keys)), fontsize=8.5, color=GREY, va="center")
    shade = _Shade(dark, marked)
    for edge, route in layout.routes.items():
        arrow(axes, [_middle(*point, tall) for point in route], WIDE, shade.ink(*edge))
    for key in keys:
        _box(axes, _middle(layout.column[key], layout.row[key], tall), tall, key, lines[key], shade)
    return figure


def _middle(column: int, row: float, tall: float) -> tuple[float, float]:
    """Inches of a box's middle."""
    return SIDE + WIDE / 2 + column * COLUMN, TOP + (row + 0.5) * (tall + BETWEEN) - BETWEEN / 2


def _legend(some_pale: bool) -> str:
    words = "Square: artifact. Round: execution. Arrows run from what was used to what was made."
    return f"{words} Dark: what led to the highlighted." if some_pale else words


class _Shade:
    """Which ink a thing gets: what led to the highlighted is dark, all else pale."""

    def __init__(self, dark: set[Key], marked: set[Key]) -> None:
        self.dark, self.marked = dark, marked

    def ink(self, *keys: Node) -> str:
        return INK if all(key in self.dark for key in keys) else PALE_INK

    def border(self, key: Key) -> str:
        if key in self.marked:
            return VERMILION
        return (BLUE if key[0] == "artifact" else GREY) if key in self.dark else PALE_EDGE


def _lines(graph: Graph, thing: Thing) -> tuple[list[str], list[str]]:
    """What stands in a box: type and id in bold; below, where it lies, or the context that sets an execution apart."""
    detail = thing.place if thing.kind == "artifact" else _smallest_context(graph, thing.key)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", SEAM, f"{thing.type}\N{NO-BREAK SPACE}{thing.id}")
    return _wrapped(words), [label(detail, LETTERS + 4)] if detail else []


def _wrapped(words: str) -> list[str]:
    """At most two lines, broken at blanks or between the words of a CamelCaseName."""
    if len(words.replace(SEAM, "")) <= LETTERS:
        return [label(words.replace(SEAM, ""))]
    first, *rest = textwrap.wrap(words.replace(SEAM, f" {SEAM}"), LETTERS + 1, break_on_hyphens=False)
    parts = [first, " ".join(rest)] if rest else [first]
    return [label(part.replace(f" {SEAM}", "").replace(SEAM, ""), LETTERS) for part in parts]


def _smallest_context(graph: Graph, key: Key) -> str:
    """Name of the smallest context of an execution that tells it from others: such as its run; "" without one."""
    drawn = {each for each in graph.things if each[0] == "execution"}
    held = [(len(members), name) for name, members in graph.contexts.items() if key in members and drawn - members]
    name = min(held)[1] if held else ""
    return name.rpartition(" (")[0] or name


def _box(axes: Axes, middle: tuple, tall: float, key: Key, lines: tuple[list, list], shade: _Shade) -> None:
    (x, y), (bold, plain) = middle, lines
    artifact, marked = key[0] == "artifact", key in shade.marked
    face = "#FBE6DA" if marked else "white" if artifact else "#F1F1F1"
    rounding, border = 0 if artifact else 0.12, 2.2 if marked else 1.2
    box(axes, middle, WIDE, tall, rounding, facecolor=face, edgecolor=shade.border(key), linewidth=border)
    top = y - (len(bold) + len(plain) - 1) * LINE / 2
    for k, line in enumerate([*bold, *plain]):
        weight, size = ("bold", 8) if k < len(bold) else ("normal", 7.5)
        axes.text(x, top + k * LINE, line, fontsize=size, ha="center", va="center", color=shade.ink(key),
                  fontweight=weight, zorder=4)  # fmt: skip
