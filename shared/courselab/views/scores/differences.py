"""Differences in whole numbers, as a bar chart that counts each. Taught in c2w2-lab3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from courselab.views.drawing.style import BLUE, INK, VERMILION
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import counted, label


@styled
def tally(values: Sequence[int], axis: str = "difference", title: str = "", zero: str = "no difference") -> View:
    """Draw how often each whole number occurs as bars: below zero, zero (in grey) and above in different colours.

    Raises: ValueError without values.
    """
    counts = Counter(int(value) for value in values)
    if not counts:
        raise ValueError("tally() needs at least one number")
    numbers = range(min(*counts, 0), max(*counts, 0) + 1)
    figure = new_figure(2.9)
    axes = figure.add_subplot()
    colours = [VERMILION if n < 0 else BLUE if n > 0 else "#BBBBBB" for n in numbers]
    bars = axes.bar(numbers, [counts[n] for n in numbers], color=colours, width=0.8)
    axes.bar_label(bars, [str(counts[n]) if counts[n] else "" for n in numbers], fontsize=9, color=INK)
    axes.set_xticks(numbers, [f"{n:+d}" if n else "0" for n in numbers])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", visible=False)
    axes.set(xlabel=axis, ylabel="how often")
    axes.margins(y=0.12)
    if title:
        axes.set_title(label(title, 90))
    facts = [title, f"{axis}:"] if title else [f"{axis}:"]
    told = [n for n in numbers if counts[n] or not n]
    facts += [f"{f'{n:+d}' if n else f'0 ({zero})'}: {counted(counts[n], 'time')}" for n in told]
    return View(figure, "\n".join(facts))
