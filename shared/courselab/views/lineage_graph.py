"""The lineage that an ML Metadata store holds: which artifact made which, by what execution. Taught in c2w3-lab1."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from ml_metadata.proto.metadata_store_pb2 import Artifact

from courselab.views.layers import arrange
from courselab.views.lineage_store import Graph, Key, Thing, read
from courselab.views.view import BLUE, GREY, INK, VERMILION, WIDTH, View, bare, new_figure, styled
from courselab.views.words import counted, label, one_line

MOST = 80  # boxes in one picture
COLUMN, WIDE = 1.36, 1.08  # inches from box to box, and of those the box's
LINE, LETTERS = 0.14, 13  # inches of a text line at 8 points, bold letters that fit into a box
TOP, SIDE, BETWEEN = 0.62, 0.08, 0.2  # inches above and beside all boxes, and between two
PALE_INK, PALE_EDGE = "#999999", "#CFCFCF"
SEAM = "\N{ZERO WIDTH SPACE}"  # where a CamelCaseName may be broken
SQUARE, ROUND = "square,pad=0", "round,pad=0,rounding_size=0.12"


@styled
def lineage(
    store: object,
    artifact: int | Artifact | None = None,
    highlight: int | str | Artifact | Iterable[int | str | Artifact] | None = None,
) -> View:
    """Draw which artifact made which, by what execution, from left to right, as the events of `store` tell it.

    `artifact`: an artifact or its id, to draw only what led to it; otherwise everything in the store is drawn.
    `highlight`: artifacts, ids or names of artifact types that stand out, with the way to them in dark ink (without
    it: `artifact`). Executions that a cache answered are counted with what they handed on, not drawn.

    Raises: ValueError when the store is empty or too large for one picture, or does not hold what is asked for.
    """
    start = None if artifact is None else _id(artifact)
    if start is not None and not store.get_artifacts_by_id([start]):
        raise ValueError(f"the store holds no artifact {start}: store.get_artifacts() lists those it holds")
    graph = read(store, start)
    if not graph.things:
        raise ValueError("the store is empty: put artifacts, executions and events into it first")
    if len(graph.things) > MOST:
        raise ValueError(
            f"{len(graph.things)} boxes are too many for one picture (at most {MOST}): "
            "give artifact=... to draw only what led to it"
        )
    marked = _marked(graph, artifact if highlight is None else highlight)
    heading = _heading(graph, start)
    return View(_figure(graph, marked, heading), _text(graph, marked, heading))


def _id(artifact: int | Artifact) -> int:
    return artifact.id if isinstance(artifact, Artifact) else int(artifact)


def _marked(graph: Graph, highlight: object) -> set[Key]:
    """The keys of the artifacts that shall stand out."""
    if highlight is None:
        return set()
    many = [highlight] if isinstance(highlight, (int, str, Artifact)) else list(highlight)
    artifacts = [thing for thing in graph.things.values() if thing.kind == "artifact"]
    found = set()
    for each in many:
        keys = {t.key for t in artifacts if (t.type == each if isinstance(each, str) else t.id == _id(each))}
        if not keys:
            kinds = ", ".join(sorted({thing.type for thing in artifacts}))
            what = repr(each) if isinstance(each, str) else f"artifact {_id(each)}"
            raise ValueError(f"nothing to highlight: {what} is not in this lineage, which holds {kinds}")
        found |= keys
    return found


def _counts(graph: Graph) -> str:
    kinds = [key[0] for key in graph.things]
    return f"{counted(kinds.count('artifact'), 'artifact')}, {counted(kinds.count('execution'), 'execution')}"


def _heading(graph: Graph, start: int | None) -> str:
    subject = f"What led to {graph.things['artifact', start]}" if start is not None else "Lineage"
    return f"{subject}: {_counts(graph)}"


# --- words


def _text(graph: Graph, marked: set[Key], heading: str) -> str:
    artifacts = [thing for key, thing in sorted(graph.things.items()) if key[0] == "artifact"]
    lines = [heading, *(_sentence(graph, thing, thing.key in marked) for thing in artifacts)]
    lines += [f"{thing.name} made nothing" for thing in _barren(graph)]
    for key in sorted(marked):
        if sources := graph.sources(key):
            lines.append(f"{graph.things[key].name} goes back to {', '.join(map(str, sources))}")
    lines += [f"In {name}: {_inside(graph, members)}" for name, members in graph.contexts.items()]
    return "\n".join(lines)


def _inside(graph: Graph, members: frozenset[Key]) -> str:
    executions = {key for key in graph.things if key[0] == "execution"}
    if executions and members >= executions:
        return "every execution"
    keys = sorted(members & set(graph.things), key=lambda key: (key[0] != "execution", key))
    return _names([graph.things[key] for key in keys])


def _sentence(graph: Graph, thing: Thing, marked: bool) -> str:
    makers = [_made_by(graph, graph.things[key]) for key in sorted(graph.before(thing.key))]
    words = f"{thing}: {'; '.join(makers) or 'no producer in the store'}"
    if thing.key in graph.reused:
        words += f"; {counted(graph.reused[thing.key], 'cached execution')} handed it on"
    return words + (" [highlighted]" if marked else "")


def _made_by(graph: Graph, execution: Thing) -> str:
    inputs = _names([graph.things[key] for key in sorted(graph.before(execution.key))])
    return f"made by {execution.name} from {inputs}" if inputs else f"made by {execution.name}, which used no artifact"


def _names(things: list[Thing]) -> str:
    return ", ".join(thing.name for thing in things)


def _barren(graph: Graph) -> list[Thing]:
    """Executions without outputs."""
    busy = {a for a, _ in graph.edges if a[0] == "execution"}
    return [thing for key, thing in sorted(graph.things.items()) if key[0] == "execution" and key not in busy]


# --- picture


def _figure(graph: Graph, marked: set[Key], heading: str) -> Figure:
    keys = list(graph.things)
    dark = graph.ancestors(marked) if marked else set(keys)
    layout = arrange(keys, graph.edges, frozenset(key for key in keys if key[0] == "artifact"))
    lines = {key: _lines(graph, thing) for key, thing in graph.things.items()}
    tall = max(len(bold) + len(plain) for bold, plain in lines.values()) * LINE + 0.16
    width = max(WIDTH, COLUMN * layout.columns)
    height = layout.rows * (tall + BETWEEN) + TOP
    figure = new_figure(height, width)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    bare(axes)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.text(0.08, 0.2, one_line(heading, int(width * 10)), fontsize=11, fontweight="bold", va="center")
    axes.text(0.08, 0.44, _legend(dark < set(keys)), fontsize=8.5, color=GREY, va="center")
    shade = _Shade(dark, marked)
    for edge, route in layout.routes.items():
        _arrow(axes, [_middle(*point, tall) for point in route], shade.ink(*edge))
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

    def ink(self, *keys: Key) -> str:
        return INK if all(key in self.dark for key in keys) else PALE_INK

    def border(self, key: Key) -> str:
        if key in self.marked:
            return VERMILION
        return (BLUE if key[0] == "artifact" else GREY) if key in self.dark else PALE_EDGE


def _lines(graph: Graph, thing: Thing) -> tuple[list[str], list[str]]:
    """What stands in a box: type and id in bold; below, where it lies, or the context that sets an execution apart."""
    detail = thing.place if thing.kind == "artifact" else _telling(graph, thing.key)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", SEAM, f"{thing.type}\N{NO-BREAK SPACE}{thing.id}")
    return _wrapped(words), [label(detail, LETTERS + 4)] if detail else []


def _wrapped(words: str) -> list[str]:
    """At most two lines, broken at blanks or between the words of a CamelCaseName."""
    if len(words.replace(SEAM, "")) <= LETTERS:
        return [label(words.replace(SEAM, ""))]
    first, *rest = textwrap.wrap(words.replace(SEAM, f" {SEAM}"), LETTERS + 1, break_on_hyphens=False)
    parts = [first, " ".join(rest)] if rest else [first]
    return [label(part.replace(f" {SEAM}", "").replace(SEAM, ""), LETTERS) for part in parts]


def _telling(graph: Graph, key: Key) -> str:
    """Name of the smallest context of an execution that tells it from others: such as its run; "" without one."""
    drawn = {each for each in graph.things if each[0] == "execution"}
    held = [(len(members), name) for name, members in graph.contexts.items() if key in members and drawn - members]
    name = min(held)[1] if held else ""
    return name.rpartition(" (")[0] or name


def _box(axes: Axes, middle: tuple, tall: float, key: Key, lines: tuple[list, list], shade: _Shade) -> None:
    (x, y), (bold, plain) = middle, lines
    artifact, marked = key[0] == "artifact", key in shade.marked
    face = "#FBE6DA" if marked else "white" if artifact else "#F1F1F1"
    axes.add_patch(FancyBboxPatch(
        (x - WIDE / 2, y - tall / 2), WIDE, tall, boxstyle=SQUARE if artifact else ROUND,
        facecolor=face, edgecolor=shade.border(key), linewidth=2.2 if marked else 1.2, zorder=3,
    ))  # fmt: skip
    top = y - (len(bold) + len(plain) - 1) * LINE / 2
    for k, line in enumerate([*bold, *plain]):
        weight, size = ("bold", 8) if k < len(bold) else ("normal", 7.5)
        axes.text(x, top + k * LINE, line, fontsize=size, ha="center", va="center", color=shade.ink(key),
                  fontweight=weight, zorder=4)  # fmt: skip


def _arrow(axes: Axes, points: list[tuple[float, float]], ink: str) -> None:
    """A line from box to box through the middles of the columns that it passes, with a head."""
    start, *passed, end = points
    vertices, codes = [(start[0] + WIDE / 2, start[1])], [Path.MOVETO]
    for x, y in [*passed, end]:
        before, height = vertices[-1]
        bend = (x - WIDE / 2 - before) / 2
        vertices += [(before + bend, height), (x - WIDE / 2 - bend, y), (x - WIDE / 2, y)]
        codes += [Path.CURVE4] * 3
        if (x, y) != end:
            vertices.append((x + WIDE / 2, y))
            codes.append(Path.LINETO)
    axes.add_patch(PathPatch(Path(vertices, codes), fill=False, edgecolor=ink, linewidth=1.1, zorder=2))
    x, y = end[0] - WIDE / 2, end[1]
    axes.add_patch(Polygon([(x, y), (x - 0.09, y - 0.045), (x - 0.09, y + 0.045)], color=ink, linewidth=0, zorder=2))
