"""Columns before and after a transformation, each raw column beside what was made of it. Taught in c2w2-lab1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from courselab.views.drawing.style import BLUE, GREY, VERMILION
from courselab.views.drawing.view import View, bare, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line, percent

if TYPE_CHECKING:
    import pandas as pd

FEW = 8  # so many different whole numbers, or fewer, are drawn as bars, one each
BUCKETS = 40
_HEIGHT = 2.15  # inches of a row of panels


@styled
def transformed(before: pd.DataFrame, after: pd.DataFrame, made: Mapping[str, Sequence[str]], title: str = "") -> View:
    """Draw the distribution of each raw column, and right of it those of the columns made of it.

    `made`: {column of `before`: [columns of `after`]}. Text and few whole numbers become bars, other numbers a
    histogram; missing values are left out and told.

    Raises: KeyError for an unknown column; ValueError when `made` is empty.
    """
    if not made:
        raise ValueError("transformed() needs at least one raw column with what was made of it")
    rows = [[(name, before, BLUE), *((each, after, VERMILION) for each in outputs)] for name, outputs in made.items()]
    for name, frame, colour in (panel for row in rows for panel in row):
        if name not in frame:
            which = "before" if colour == BLUE else "after"
            raise KeyError(f"no column {name!r} {which} the transformation; there are {', '.join(map(str, frame))}")
    across = max(map(len, rows))
    figure = new_figure(0.5 + _HEIGHT * len(rows))
    panels = figure.subplots(len(rows), across, squeeze=False)
    for line, row in zip(panels, rows, strict=True):
        for axes, (name, frame, colour) in zip(line, row, strict=False):
            _panel(axes, name, frame[name], colour)
        for axes in line[len(row) :]:
            bare(axes)
    heading = title or "Left: the raw column. Right of it: what was made of it."
    figure.suptitle(label(heading, 100), x=0.01, ha="left", fontweight="bold", fontsize=11)
    return View(figure, "\n".join([heading, *(_fact(row) for row in rows)]))


def _panel(axes: Axes, name: str, column: pd.Series, colour: str) -> None:
    present = _present(column)
    axes.set_title(label(name, 22))
    if _is_bars(present):
        _bars(axes, present, colour)
    else:
        axes.hist(present.to_numpy(dtype=float), bins=BUCKETS, color=colour)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.grid(axis="x", visible=False)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _bars(axes: Axes, present: pd.Series, colour: str) -> None:
    shares = _shares(present)
    axes.bar(range(len(shares)), list(shares.values()), color=colour, width=0.75)
    longest = max(map(len, shares))
    slanted = longest * len(shares) > 26
    axes.set_xticks(
        range(len(shares)),
        [label(name, 12) for name in shares],
        rotation=35 if slanted else 0,
        ha="right" if slanted else "center",
        fontsize=8,
    )
    axes.margins(y=0.2)
    for place, share in enumerate(shares.values()):
        if share >= 0.02:
            axes.annotate(
                f"{share:.0%}".replace("%", " %"),
                (place, share),
                xytext=(0, 2),
                ha="center",
                fontsize=7.5,
                color=GREY,
                textcoords="offset points",
            )
    axes.grid(visible=False)


def _present(column: pd.Series) -> pd.Series:
    """The values that can be drawn: neither missing nor infinite."""
    kept = column.dropna()
    if kept.dtype.kind == "f":
        kept = kept[np.isfinite(kept)]
    return kept


def _is_bars(present: pd.Series) -> bool:
    return present.dtype.kind not in "iuf" or (present.dtype.kind in "iu" and present.nunique() <= FEW)


def _shares(present: pd.Series) -> dict[str, float]:
    """Share of each value: numbers in their order, texts by frequency; past the first few they are summed up."""
    counts = present.value_counts(normalize=True)
    counts = counts.sort_index() if present.dtype.kind in "iu" else counts
    shares = {str(name): float(share) for name, share in counts.iloc[:FEW].items()}
    if len(counts) > FEW:
        shares["others"] = float(counts.iloc[FEW:].sum())
    return shares or {"none": 0.0}


def _fact(row: list[tuple]) -> str:
    (name, frame, _), *outputs = row
    made = "; ".join(f"{one_line(each)}: {_words(after[each])}" for each, after, _ in outputs)
    return f"{one_line(name)}: {_words(frame[name])}; made of it: {made or 'nothing'}"


def _words(column: pd.Series) -> str:
    present = _present(column)
    gaps = 1 - len(present) / max(1, len(column))
    missing = f", {percent(gaps)} missing" if gaps else ""
    if not len(present):
        return f"no values{missing}"
    if _is_bars(present):
        shares = ", ".join(f"{one_line(name, 24)} {percent(share)}" for name, share in _shares(present).items())
        return f"{counted(present.nunique(), 'value')} ({shares}){missing}"
    low, high, mean, deviation = present.min(), present.max(), present.mean(), present.std(ddof=0)
    return (
        f"{number(float(low))} to {number(float(high))}, mean {number(float(mean))}, "
        f"deviation {number(float(deviation))}{missing}"
    )
