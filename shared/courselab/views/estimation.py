"""Estimates with their intervals, and what a score gains as labels come in. Taught in c1w3-lab1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from courselab.views.view import BLUE, CYCLE, GREY, INK, View, new_figure, styled
from courselab.views.words import label, number, one_line

Estimate = tuple[float, float, float]

_ROW = 0.48  # inches a line takes


@styled
def intervals(
    measures: Mapping[str, Mapping[str, object]], title: str = "", marks: Mapping[str, float] | None = None
) -> View:
    """Draw estimates as dots with their intervals: a panel a measure, a line a name, the names shared.

    `measures`: {measure: {name: value or (value, low, high)}}; a panel leaves out what its measure lacks. `marks`:
    {words: value}, dashed lines in every panel.

    Raises: ValueError without an estimate, or when a value does not lie between its low and high.
    """
    panels = {name: {who: _estimate(who, each) for who, each in group.items()} for name, group in measures.items()}
    if not panels or not all(panels.values()):
        raise ValueError("intervals() needs at least one measure with at least one estimate")
    names = list(dict.fromkeys(who for group in panels.values() for who in group))
    marks = dict(marks or {})
    figure = new_figure(1.0 + _ROW * len(names) + 0.25 * bool(title) + 0.3 * bool(marks))
    for i, (axes, measure) in enumerate(zip(figure.subplots(1, len(panels), squeeze=False).flat, panels, strict=True)):
        _panel(axes, panels[measure], names, measure, marks)
        if i:
            axes.tick_params(labelleft=False)
    if marks:
        figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=len(marks))
    if title:
        figure.suptitle(label(title, 90), x=0.01, ha="left", fontweight="bold")
    return View(figure, _facts(panels, marks, title))


@styled
def growth(
    sizes: Sequence[int],
    runs: Mapping[str, Sequence[Sequence[float]]],
    axis: str = "labels",
    score: str = "accuracy",
    title: str = "",
    marks: Mapping[str, float] | None = None,
) -> View:
    """Draw a score against how much was spent: the mean line of several runs, and the range between them.

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
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.legend(loc="lower right")
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


def _estimate(name: str, given: object) -> Estimate:
    """One estimate as (value, low, high); a bare value has an interval of no width."""
    value, low, high = (float(v) for v in given) if np.ndim(given) else (float(given),) * 3
    if not low <= value <= high:
        raise ValueError(f"{name!r}: {number(value)} does not lie between {number(low)} and {number(high)}")
    return value, low, high


def _panel(axes: Axes, group: dict[str, Estimate], names: list[str], measure: str, marks: dict[str, float]) -> None:
    for name, (value, low, high) in group.items():
        y = names.index(name)
        axes.plot([low, high], [y, y], color=BLUE, linewidth=5, alpha=0.3, solid_capstyle="butt")
        axes.plot([value], [y], "o", color=BLUE, markersize=7, markeredgecolor="white")
        axes.annotate(f"{value:.2f}", (value, y), (0, 7), textcoords="offset points", ha="center", color=INK)
    for (words, value), style in zip(marks.items(), ("--", ":", "-."), strict=False):
        axes.axvline(value, color=GREY, linestyle=style, linewidth=1.3, label=f"{label(words, 40)} {number(value)}")
    axes.set_yticks(range(len(names)), [label(name, 30) for name in names])
    axes.set_ylim(len(names) - 0.6, -0.7)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    axes.set_title(label(measure, 40))


def _facts(panels: dict[str, dict[str, Estimate]], marks: dict[str, float], title: str) -> str:
    lines = [title] if title else []
    for measure, group in panels.items():
        for name, (value, low, high) in group.items():
            spread = f" ({number(low)} to {number(high)})" if low < high else ""
            lines.append(f"{one_line(measure)}, {one_line(name)}: {number(value)}{spread}")
    return "\n".join(lines + [f"{one_line(words)}: {number(value)}" for words, value in marks.items()])
