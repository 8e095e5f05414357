"""Tables as pictures, for facts that are words: a schema, a list of anomalies."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from courselab.views.drawing.style import GREY, INK, PALE, WIDTH
from courselab.views.drawing.view import bare, new_figure
from courselab.views.drawing.words import counted, label, one_line

LINE = 0.165  # inches a text line takes at 9.5 points
PADDING = 0.13  # inches above and below the text of a row
_CHARACTERS_PER_INCH = 13.0  # DejaVu Sans at 9.5 points, mixed text; bold takes a sixth more

TALLEST = 15.0  # inches; what does not fit is counted under the table and stands in the text

Rows = Sequence[Sequence[str]]


def tables(parts: Sequence[tuple[str, Sequence[str], Rows, Sequence[float]]]) -> Figure:
    """A figure of one or more tables, each (title, header, rows, relative column widths), below each other."""
    room = TALLEST / len(parts)
    wrapped = [(title, header, _fitting(_wrap(rows, widths), room), widths) for title, header, rows, widths in parts]
    hidden = sum(len(part[2]) for part in parts) - sum(len(part[2]) for part in wrapped)
    heights = [_height(rows) for _, _, rows, _ in wrapped]
    total = sum(heights) + (LINE * 1.5 if hidden else 0)
    figure = new_figure(total)
    figure.set_layout_engine("none")
    top = total
    for (title, header, rows, widths), height in zip(wrapped, heights, strict=True):
        axes = figure.add_axes((0.01, (top - height) / total, 0.98, height / total))
        _draw(axes, title, header, rows, widths, height)
        top -= height
    if hidden:
        note = f"{counted(hidden, 'more row')} in the text form of this picture"
        figure.text(0.01, LINE * 0.5 / total, note, color=GREY, fontsize=9)
    return figure


def text_table(header: Sequence[str], rows: Rows) -> str:
    """The same table as aligned text, one line a row."""
    from tabulate import tabulate

    cells = [[one_line(cell, 300) if cell else "" for cell in row] for row in rows]
    # The header as a row like all others: tabulate pads the columns under a header of its own.
    return tabulate([header, *cells], tablefmt="plain", disable_numparse=True)


def _fitting(rows: list[list[list[str]]], room: float) -> list[list[list[str]]]:
    """The first rows, as many as `room` inches hold."""
    heights = itertools.accumulate(_row_height(row) for row in rows)
    return [row for row, height in zip(rows, heights, strict=True) if height <= room]


def _height(rows: list[list[list[str]]]) -> float:
    return 0.45 + LINE + 2 * PADDING + sum(_row_height(row) for row in rows) + 0.1


def _row_height(row: list[list[str]]) -> float:
    return max(len(cell) for cell in row) * LINE + 2 * PADDING


def _wrap(rows: Rows, widths: Sequence[float]) -> list[list[list[str]]]:
    share = [width / sum(widths) for width in widths]
    room = [max(6, int(s * WIDTH * 0.98 * _CHARACTERS_PER_INCH) - 1) for s in share]
    room[0] = max(6, room[0] * 6 // 7)
    return [[_wrap_cell(cell, n) for cell, n in zip(row, room, strict=True)] for row in rows]


def _wrap_cell(cell: str, room: int) -> list[str]:
    return textwrap.wrap(label(cell, 400), room, break_on_hyphens=False) if cell else [""]


def _draw(axes: Axes, title: str, header: Sequence[str], rows: list, widths: Sequence[float], height: float) -> None:
    bare(axes)
    axes.set(xlim=(0, sum(widths)), ylim=(height, 0))
    starts = [sum(widths[:i]) for i in range(len(widths))]
    axes.text(0, 0.27, title, fontsize=12, fontweight="bold", va="center")
    y = 0.45
    for x, head in zip(starts, header, strict=True):
        axes.text(x, y + PADDING + 0.115, head, fontsize=9, color=GREY, va="baseline")
    y += LINE + 2 * PADDING
    axes.axhline(y, color=INK, linewidth=1)
    for row in rows:
        for i, (x, cell) in enumerate(zip(starts, row, strict=True)):
            for k, line in enumerate(cell):  # line by line on the baseline: else letters with tails sit higher
                weight = "bold" if i == 0 else "normal"
                axes.text(x, y + PADDING + 0.115 + k * LINE, line, fontsize=9.5, va="baseline", fontweight=weight)
        y += _row_height(row)
        axes.axhline(y, color=PALE, linewidth=0.8)
