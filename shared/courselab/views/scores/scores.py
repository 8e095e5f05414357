"""Scores with their spread: every value as a dot, its mean and deviation beside it. Taught in c2w2-lab3."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from courselab.views.drawing.style import CYCLE, GREY
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line

Groups = dict[str, dict[str, np.ndarray]]

_ROW = 0.36  # inches a line of dots takes


@styled
def scores(
    values: Mapping,
    baseline: float | None = None,
    baseline_name: str = "baseline",
    axis: str = "score",
    title: str = "",
) -> View:
    """Draw several repeats of a score for each name: the values as dots, the mean and one deviation either way.

    `values`: {name: n scores}, or {name: {variant: n scores}} for variants side by side, each with a colour of its own.
    `baseline`: what doing nothing scores, as a dashed line.

    Raises: ValueError when a name has no finite score.
    """
    groups = _groups(values)
    variants = list(dict.fromkeys(variant for group in groups.values() for variant in group))
    lines = sum(len(group) for group in groups.values())
    figure = new_figure(1.15 + _ROW * lines + 0.12 * len(groups))
    axes = figure.add_subplot()
    places = _draw_groups(axes, groups, variants)
    axes.set_yticks(places, [label(name, 34) for name in groups])
    axes.invert_yaxis()
    axes.set_xlabel(axis)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    if baseline is not None:
        axes.axvline(baseline, color=GREY, linestyle="--", linewidth=1.3)
    _key(figure, variants, baseline, baseline_name)
    if title:
        axes.set_title(label(title, 90))
    return View(figure, _text(groups, baseline, baseline_name, axis, title))


def _groups(values: Mapping) -> Groups:
    """Both accepted forms as {name: {variant: scores}}; a single unnamed variant is called ""."""
    nested = {str(k): v if isinstance(v, Mapping) else {"": v} for k, v in values.items()}
    groups = {k: {str(n): np.asarray(s, dtype=float).ravel() for n, s in v.items()} for k, v in nested.items()}
    for name, group in groups.items():
        if not group or any(not np.isfinite(each).any() for each in group.values()):
            raise ValueError(f"{name!r} has no finite score: run it at least once")
    if not groups:
        raise ValueError("scores() needs at least one name with its scores")
    return {name: {n: each[np.isfinite(each)] for n, each in group.items()} for name, group in groups.items()}


def _draw_groups(axes: Axes, groups: Groups, variants: list[str]) -> list[float]:
    """Draw all lines from the top down; return where each name stands."""
    places, y = [], 0.0
    for group in groups.values():
        rows = y + np.arange(len(group))
        for row, (variant, each) in zip(rows, group.items(), strict=True):
            _line(axes, row, each, CYCLE[variants.index(variant) % len(CYCLE)])
        places.append(float(rows.mean()))
        y = rows[-1] + 1.35
    axes.set_ylim(-0.7, y - 0.65)
    axes.margins(x=0.06)
    return places


def _line(axes: Axes, y: float, each: np.ndarray, colour: str) -> None:
    # Spread up and down in a fixed pattern, so that equal values stay countable and equal data gives equal pictures.
    offsets = (np.arange(len(each)) * 0.618 % 1 - 0.5) * 0.5
    axes.scatter(each, y + offsets, s=13, color=colour, alpha=0.35, linewidths=0)
    axes.errorbar(
        each.mean(),
        y,
        xerr=each.std(),
        fmt="o",
        markersize=6,
        color=colour,
        markeredgecolor="white",
        elinewidth=2.2,
        capsize=3,
    )
    axes.annotate(
        f"{each.mean():.3f} ± {each.std():.3f}",
        (1.01, y),
        xycoords=("axes fraction", "data"),
        fontsize=9,
        va="center",
        color=colour,
        annotation_clip=False,
    )


def _key(figure: Figure, variants: list[str], baseline: float | None, baseline_name: str) -> None:
    handles: list[Artist] = [
        Patch(color=CYCLE[i % len(CYCLE)], label=label(name, 40)) for i, name in enumerate(variants) if name
    ]
    if baseline is not None:
        from matplotlib.lines import Line2D

        words = f"{label(baseline_name, 40)} {number(baseline)}"
        handles.append(Line2D([], [], color=GREY, linestyle="--", linewidth=1.3, label=words))
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=4, handlelength=1.6, handleheight=0.8)


def _text(groups: Groups, baseline: float | None, baseline_name: str, axis: str, title: str) -> str:
    lines = [title or f"{axis}, mean ± standard deviation"]
    for name, group in groups.items():
        for variant, each in group.items():
            who = f"{one_line(name)}, {one_line(variant)}" if variant else one_line(name)
            ends = f"{number(each.min())} to {number(each.max())}"
            lines.append(f"{who}: {each.mean():.3f} ± {each.std():.3f} ({ends}, {counted(len(each), 'value')})")
    if baseline is not None:
        lines.append(f"{one_line(baseline_name)}: {number(baseline)}")
    return "\n".join(lines)
