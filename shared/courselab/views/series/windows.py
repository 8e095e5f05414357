"""Windows over a series: where each one lies, and which of them cross a border. Taught in c2w4-lab2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from courselab.views.drawing.style import BLUE, CYCLE, INK, PALE, VERMILION
from courselab.views.drawing.view import View, bare, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line

Cuts = Mapping[str, Sequence[int]]
_MOST_TOLD = 12


@styled
def windows(
    series: Sequence,
    labels: Sequence,
    cuts: Cuts,
    length: int,
    *,
    names: Sequence[str] | None = None,
    rate: float = 1.0,
    unit: str = "",
    title: str = "",
    step: str = "samples",
) -> View:
    """Draw a series with its stretches of equal label and, below it, one row of windows for each way to cut.

    `series`: (n,) or (n, k) numbers; `labels`: n labels, a stretch ends where they change; `cuts`: name -> the first
    positions of windows of `length` samples; `names`: of the k columns; `rate`: samples a second, 1 counts samples,
    which the axis calls `step`; `unit`: of the values. A window that holds more than one label crosses a border:
    vermilion, with a cross.

    Raises: ValueError when the lengths differ, nothing is there to draw, or a window leaves the series.
    """
    values, each = _checked(series, labels, cuts, length)
    names = _column_names(names, values.shape[1])
    borders = np.concatenate([[0], np.flatnonzero(each[1:] != each[:-1]) + 1, [len(each)]])
    crossing = {cut: _crossing(starts, length, borders) for cut, starts in cuts.items()}
    heading = title or f"{counted(len(values), 'sample')}, windows of {length}"
    figure = new_figure(3.0 + 0.42 * len(cuts))
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(2.5, 0.42 * len(cuts) + 0.1))
    _signal(top, values, each, borders, names, rate, unit)
    top.set_title(heading, pad=20)
    _bars(bottom, crossing, length, rate)
    bottom.set_xlabel(step if rate == 1 else "seconds")
    bottom.set_xlim(0, len(values) / rate)
    _legend(top, names)
    return View(figure, _text(heading, each, borders, crossing, length, len(values), rate))


def _checked(series: Sequence, labels: Sequence, cuts: Cuts, length: int) -> tuple[np.ndarray, np.ndarray]:
    values, each = np.asarray(series, dtype=float), np.asarray(labels)
    values = values[:, None] if values.ndim == 1 else values
    if not len(values) or len(values) != len(each):
        raise ValueError(
            f"windows() needs one label for each sample and at least one: {len(values)} samples, {len(each)} labels"
        )
    if not cuts or length < 1:
        raise ValueError("windows() needs at least one way to cut and windows of at least 1 sample")
    for name, starts in cuts.items():
        if any(not 0 <= start <= len(values) - length for start in starts):
            raise ValueError(f"{name}: a window of {length} leaves the {counted(len(values), 'sample')}")
    return values, each


def _column_names(names: Sequence[str] | None, count: int) -> list[str]:
    names = [f"column {i + 1}" for i in range(count)] if names is None else [str(name) for name in names]
    if len(names) != count:
        raise ValueError(f"{counted(len(names), 'name')} for {counted(count, 'column')}: give one each")
    return names


def _crossing(starts: Sequence[int], length: int, borders: np.ndarray) -> list[tuple[int, bool]]:
    """(start, does a border lie inside) of each window, in order."""
    inner = borders[1:-1]
    return [(int(s), bool(((inner > s) & (inner < s + length)).any())) for s in sorted(starts)]


def _signal(
    axes: Axes, values: np.ndarray, labels: np.ndarray, borders: np.ndarray, names: list[str], rate: float, unit: str
) -> None:
    time = np.arange(len(values)) / rate
    for i, name in enumerate(names):
        axes.plot(time, values[:, i], color=CYCLE[(0, 2, 3)[i % 3]], linewidth=0.9, label=name)
    for i, (start, end) in enumerate(pairwise(borders)):
        if i % 2:
            axes.axvspan(start / rate, end / rate, color=PALE, alpha=0.45, linewidth=0)
        room = int((end - start) / len(values) * 95)  # letters that fit above this stretch
        if room >= 3:
            axes.text(
                (start + end) / 2 / rate,
                1.02,
                label(labels[start], room),
                ha="center",
                va="bottom",
                fontsize=9,
                color=INK,
                transform=axes.get_xaxis_transform(),
            )
    axes.set_ylabel(unit)


def _bars(axes: Axes, crossing: dict[str, list[tuple[int, bool]]], length: int, rate: float) -> None:
    bare(axes)
    axes.set_axis_on()
    for row, found in enumerate(crossing.values()):
        for start, crosses in found:
            colour = VERMILION if crosses else BLUE
            axes.add_patch(
                Rectangle(
                    (start / rate, row - 0.32), length / rate, 0.64, facecolor=colour, edgecolor="white", linewidth=1.2
                )
            )
            if crosses:
                axes.text(
                    (start + length / 2) / rate,
                    row,
                    "×",
                    color="white",
                    ha="center",
                    va="center",
                    fontweight="bold",
                    fontsize=11,
                )
    axes.set_ylim(len(crossing) - 0.5, -0.5)
    axes.set_yticks(range(len(crossing)), [label(name, 20) for name in crossing])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _legend(axes: Axes, names: list[str]) -> None:
    lines = [Line2D([], [], color=line.get_color(), label=name) for line, name in zip(axes.lines, names, strict=True)]
    kinds = [Patch(facecolor=BLUE, label="window with one label"), Patch(facecolor=VERMILION, label="crosses a border")]
    axes.figure.legend(handles=[*lines, *kinds], loc="outside lower center", ncols=len(names) + 2)


def _text(
    heading: str, labels: np.ndarray, borders: np.ndarray, crossing: dict, length: int, count: int, rate: float
) -> str:
    unit = "" if rate == 1 else " s"
    stretches = [f"{one_line(labels[a])} {number(a / rate)} to {number(b / rate)}{unit}" for a, b in pairwise(borders)]
    hidden = len(stretches) - _MOST_TOLD
    more = f", and {hidden} more" if hidden > 0 else ""
    lines = [heading, f"{counted(len(stretches), 'stretch', 'stretches')}: {', '.join(stretches[:_MOST_TOLD])}{more}"]
    for name, found in crossing.items():
        covered = np.zeros(count, dtype=bool)
        for start, _ in found:
            covered[start : start + length] = True
        bad = [f"{number(start / rate)}{unit}" for start, crosses in found if crosses]
        where = f" (those that start at {', '.join(bad[:_MOST_TOLD])})" if bad else ""
        lines.append(
            f"{one_line(name)}: {counted(len(found), 'window')}, {len(bad)} across a border{where}; "
            f"{counted(int((~covered).sum()), 'sample')} in none"
        )
    return "\n".join(lines)
