"""Error analysis by tag: where the errors lie, and what mending each tag would bring. Taught in c1w2-lab1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from courselab.views.drawing.style import BLUE, GREY, INK, VERMILION
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import label, number, one_line, percent

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("images", "errors", "accuracy", "ceiling", "gain")


@styled
def tags(table: pd.DataFrame, title: str = "") -> View:
    """Draw a table of tags, one row each, in its order: share of images against share of errors, and the gain.

    Columns, all shares of 1: images (with the tag, of all), errors (with the tag, of all), accuracy and ceiling (on
    the tag's images), gain (what overall accuracy would win at the ceiling). The index names the tags.

    Raises: ValueError for an empty table or a missing column.
    """
    missing = [column for column in COLUMNS if column not in table]
    if missing or not len(table):
        raise ValueError(
            f"tags() needs at least one row and the columns {', '.join(COLUMNS)}; "
            f"missing: {', '.join(missing) or 'rows'}"
        )
    figure = new_figure(1.3 + 0.36 * len(table))
    left, right = figure.subplots(1, 2, sharey=True)
    _draw_shares(left, table)
    _draw_gain(right, table)
    left.set_yticks(range(len(table)), [label(name, 30) for name in table.index])
    left.invert_yaxis()
    figure.legend(loc="outside lower left", ncols=2, handletextpad=0.2)
    if title:
        figure.suptitle(label(title, 90), x=0.01, ha="left", fontweight="bold")
    return View(figure, _text(table, title))


def _draw_shares(axes: Axes, table: pd.DataFrame) -> None:
    rows = range(len(table))
    axes.hlines(rows, table.images * 100, table.errors * 100, color="#BBBBBB", linewidth=2.5)
    axes.scatter(table.images * 100, rows, s=42, color=BLUE, label="share of the images", zorder=3)
    axes.scatter(table.errors * 100, rows, s=42, color=VERMILION, marker="D", label="share of the errors", zorder=3)
    axes.set_title("Do errors gather here?")
    axes.set_xlabel("%")
    axes.set_xlim(left=0)
    _quiet(axes)


def _draw_gain(axes: Axes, table: pd.DataFrame) -> None:
    bars = axes.barh(range(len(table)), table.gain * 100, color=BLUE, height=0.55)
    words = [
        f"{gain * 100:.1f}   ({a:.2f} → {c:.2f})"
        for gain, a, c in zip(table.gain, table.accuracy, table.ceiling, strict=True)
    ]
    axes.bar_label(bars, words, padding=4, fontsize=9, color=INK)
    axes.set_title("What would mending it bring?")
    axes.set_xlabel("points of overall accuracy (accuracy now → ceiling)", color=GREY)
    axes.margins(x=0.55)
    axes.set_xlim(left=min(0, table.gain.min() * 100))
    _quiet(axes)


def _quiet(axes: Axes) -> None:
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)


def _text(table: pd.DataFrame, title: str) -> str:
    lines = [title or "Errors by tag"]
    for name, row in table.iterrows():
        lines.append(
            f"{one_line(name)}: {percent(row.images)} of the images, {percent(row.errors)} of the errors; "
            f"accuracy {number(row.accuracy)}, ceiling {number(row.ceiling)}, "
            f"gain {row.gain * 100:.1f} points"
        )
    return "\n".join(lines)
