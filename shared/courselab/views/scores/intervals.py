"""Estimates with their intervals, a line each: a forest plot. Taught in c1w3-lab1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from courselab.views.drawing.style import BLUE, GREY, INK
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import label, number, one_line

Estimate = tuple[float, float, float]

_ROW = 0.48  # inches a line takes


@styled
def intervals(
    measures: Mapping[str, Mapping[str, Any]],
    title: str = "",
    marks: Mapping[str, float] | None = None,
) -> View:
    """Draw estimates as dots with their intervals, a forest plot: a panel a measure, a line a name, names shared.

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


def _estimate(name: str, given: Any) -> Estimate:
    """One estimate as (value, low, high); a bare value has an interval of no width."""
    value, low, high = (float(v) for v in given) if np.ndim(given) else (float(given),) * 3
    if not low <= value <= high:
        raise ValueError(f"{name!r}: {number(value)} does not lie between {number(low)} and {number(high)}")
    return value, low, high


def _panel(axes: Axes, group: dict[str, Estimate], names: list[str], measure: str, marks: dict[str, float]) -> None:
    digits = _digits([value for value, _, _ in group.values()])
    for name, (value, low, high) in group.items():
        y = names.index(name)
        axes.plot([low, high], [y, y], color=BLUE, linewidth=5, alpha=0.3, solid_capstyle="butt")
        axes.plot([value], [y], "o", color=BLUE, markersize=7, markeredgecolor="white")
        axes.annotate(f"{value:.{digits}f}", (value, y), (0, 7), textcoords="offset points", ha="center", color=INK)
    for (words, value), style in zip(marks.items(), ("--", ":", "-."), strict=False):
        axes.axvline(value, color=GREY, linestyle=style, linewidth=1.3, label=f"{label(words, 40)} {number(value)}")
    axes.set_yticks(range(len(names)), [label(name, 38) for name in names])
    axes.set_ylim(len(names) - 0.6, -0.7)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    axes.set_title(label(measure, 40))


def _digits(values: list[float]) -> int:
    """Two decimals, or as many up to four as tell the values apart."""
    return next((n for n in (2, 3) if len({f"{value:.{n}f}" for value in values}) == len(set(values))), 4)


def _facts(panels: dict[str, dict[str, Estimate]], marks: dict[str, float], title: str) -> str:
    lines = [title] if title else []
    for measure, group in panels.items():
        for name, (value, low, high) in group.items():
            spread = f" ({number(low)} to {number(high)})" if low < high else ""
            lines.append(f"{one_line(measure)}, {one_line(name)}: {number(value)}{spread}")
    return "\n".join(lines + [f"{one_line(words)}: {number(value)}" for words, value in marks.items()])
