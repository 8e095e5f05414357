"""A learning curve: what a score gains with every label, row or second spent. Taught in c1w3-lab1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from courselab.views.drawing.style import CYCLE, GREY
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import label, number, one_line


@styled
def growth(
    sizes: Sequence[int],
    runs: Mapping[str, Sequence[Sequence[float]]],
    axis: str = "labels",
    score: str = "accuracy",
    title: str = "",
    marks: Mapping[str, float] | None = None,
) -> View:
    """Draw a learning curve, a score against how much was spent: the mean of several runs and their range.

    `runs`: {name: runs, each with one score a size}. `marks`: {words: score}, dashed lines.

    Raises: ValueError when a run has another length than `sizes`.
    """
    for name, each in runs.items():
        if not len(each) or any(np.shape(run) != (len(sizes),) for run in each):
            raise ValueError(f"{name!r} needs {len(sizes)} scores in each run, one a size")
    tables = {str(name): np.asarray(each, dtype=float) for name, each in runs.items()}
    figure = new_figure(3.7, width=7.5)
    axes = figure.add_subplot()
    for (name, table), colour in zip(tables.items(), CYCLE, strict=False):
        axes.plot(sizes, table.mean(axis=0), color=colour, label=f"{label(name, 40)} (mean of {len(table)})")
        axes.fill_between(sizes, table.min(axis=0), table.max(axis=0), color=colour, alpha=0.15, linewidth=0)
    for words, value in (marks or {}).items():
        axes.axhline(value, color=GREY, linestyle="--", linewidth=1.3, label=f"{label(words, 40)} {number(value)}")
    axes.set(xlabel=axis, ylabel=score)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))  # a tick at 2.5 would be written 2
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.legend(loc="best")
    if title:
        axes.set_title(label(title, 80))
    lines = [title or f"{score} by {axis}"]
    for name, table in tables.items():
        ends = (
            f"{number(table[:, at].mean())} ({number(table[:, at].min())} to {number(table[:, at].max())}) "
            f"at {sizes[at]:,}"
            for at in (0, len(sizes) // 2, -1)
        )
        lines.append(f"{one_line(name)}, mean of {len(table)}: {', '.join(ends)} {axis}")
    return View(figure, "\n".join(lines + [f"{one_line(words)}: {number(v)}" for words, v in (marks or {}).items()]))
