"""One run of a TFX pipeline as it stands in the metadata store: what ran, what came from the cache, how long it took.

Taught in c2w2-lab2; c2w3-lab1 reads the same store by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from courselab.views.drawing.graph import Point, arrow, box, canvas
from courselab.views.drawing.graph_layout import arrange
from courselab.views.drawing.style import BLUE, GREY, INK, VERMILION, WIDTH
from courselab.views.drawing.view import View, styled
from courselab.views.drawing.words import counted, label, one_line
from courselab.views.mlmd.store import Run, Step, read_run

if TYPE_CHECKING:
    from ml_metadata import MetadataStore

TOP, ROW = 0.34, 0.82  # inches above all boxes, and of a row of them
TALL = 0.52  # inches of a box
WIDE = 0.74  # share of a column that a box takes
LARGEST = 10.0  # points of a name; smaller where the widest does not fit its box
LETTERS = 20  # of a name
LEAST_COLUMNS = 4  # a short pipeline has no wider boxes than one of four components
_WORDS = {"COMPLETE": "ran"}  # other states are told as MLMD has them, in lower case
_LOOK = {"ran": (BLUE, "white", "solid"), "cached": ("white", INK, "dashed"), "failed": (VERMILION, "white", "solid")}


@styled
def pipeline(store: MetadataStore, run: int | str = -1, title: str = "") -> View:
    """Draw the components of one pipeline run as boxes in the order of their data.

    `store`: an ml_metadata MetadataStore. `run`: a position among the store's runs, oldest first, or a run id;
    the default is the newest.

    Raises: ValueError when the store has no such run, or it has no executions.
    """
    found = read_run(store, run)
    heading = title or f"Pipeline {one_line(found.pipeline)}, run {found.place} of {found.total}"
    return View(_figure(found, heading), _text(found, heading))


def _figure(run: Run, heading: str) -> Figure:
    steps = {step.name: step for step in run.steps}
    edges = [(source, step.name) for step in run.steps for source in step.after if source != step.name]
    layout = arrange(list(steps), edges)
    column = WIDTH / max(layout.columns, LEAST_COLUMNS)
    figure, axes = canvas(TOP + ROW * layout.rows, WIDTH)
    axes.text(0.08, 0.2, one_line(heading, int(WIDTH * 10)), fontsize=11, fontweight="bold", va="center")

    def middle(place: int, row: float) -> Point:
        return (place + 0.5) * column, TOP + (row + 0.5) * ROW

    for route in layout.routes.values():
        arrow(axes, [middle(*point) for point in route], WIDE * column, GREY)
    size = _size(run.steps, WIDE * column)
    for name, step in steps.items():
        _box(axes, middle(layout.column[name], layout.row[name]), WIDE * column, step, size)
    return figure


def _size(steps: Sequence[Step], width: float) -> float:
    """Points in which both lines of every box fit a box so many inches wide."""
    lines = [(label(step.name, LETTERS), "bold") for step in steps] + [(_took(step), "normal") for step in steps]
    widest = max(
        TextPath((0, 0), text, 1.0, prop=FontProperties(weight=weight)).get_extents().width for text, weight in lines
    )
    return float(min(LARGEST, 72 * (width - 0.1) / widest))


def _box(axes: Axes, middle: Point, width: float, step: Step, size: float) -> None:
    x, y = middle
    face, ink, line = _LOOK.get(_state(step), ("#F2F2F2", INK, "dotted"))
    box(axes, middle, width, TALL, 0.05, facecolor=face, edgecolor=GREY, linestyle=line, linewidth=1.2)
    place: dict[str, Any] = {"color": ink, "ha": "center", "va": "center", "zorder": 4}
    axes.text(x, y - 0.08, label(step.name, LETTERS), fontsize=size, fontweight="bold", **place)
    axes.text(x, y + 0.12, _took(step), fontsize=size - 1, **place)


def _state(step: Step) -> str:
    return _WORDS.get(step.state, step.state.lower())


def _took(step: Step) -> str:
    return f"{_state(step)}, {_seconds(step.seconds)}"


def _seconds(value: float) -> str:
    return "<0.1 s" if value < 0.1 else f"{value:,.1f} s" if value < 100 else f"{value:,.0f} s"


def _text(run: Run, heading: str) -> str:
    states = [_state(step) for step in run.steps]
    tally = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    lines = [f"{heading}: {counted(len(run.steps), 'component')}, {tally}"]
    for step in run.steps:
        source = f", after {' and '.join(step.after)}" if step.after else ""
        lines.append(f"{step.name}: {_took(step)}{source}")
    return "\n".join(lines)
