"""TFDV statistics of one or two data sets, the columns that differ most first. Taught in c2w1-lab1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from courselab.views.drawing.style import BLUE, GREY, INK, VERMILION
from courselab.views.drawing.view import View, bare, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line, percent
from courselab.views.tfdv.columns import Column, Distance, columns_of, distance, pick_dataset, shares_between
from courselab.views.tfdv.message import Message

MOST_PANELS = 12
TOP_VALUES = 6
CAPTION_LINE = 11.5  # points
NOTABLE = 0.1  # a gap that the overview paints dark
_COLOURS = (BLUE, VERMILION)

Pair = tuple[Column | None, Column | None]


@styled
def statistics(
    stats: Message,
    other: Message | None = None,
    names: tuple[str, str] = ("train", "evaluation"),
    columns: Sequence[str] | None = None,
) -> View:
    """Draw a `DatasetFeatureStatisticsList`, alone or against another one.

    With two data sets an overview ranks the columns by the widest gap between two shares, worst first. For two slices
    of the same statistics leave `other` out and give their names. `columns` picks and orders; without it at most 12
    columns are drawn and the rest is named.

    Raises: KeyError for an unknown column; ValueError for statistics without a data set.
    """
    datasets = _datasets(stats, other, names)
    tables = [columns_of(dataset) for dataset in datasets]
    pairs = _pairs(tables)
    two = len(datasets) == 2
    distances = {name: distance(*pair, names) for name, pair in pairs.items()} if two else {}
    order = _order(pairs, distances, columns)
    shown, hidden = (order, []) if columns is not None else (order[:MOST_PANELS], order[MOST_PANELS:])
    labels = names if two else names[:1]
    heading = " and ".join(f"{n} ({counted(d.num_examples, 'row')})" for n, d in zip(labels, datasets, strict=True))
    figure = _draw(shown, hidden, pairs, distances, labels, heading)
    return View(figure, _text(shown, hidden, pairs, distances, labels, heading))


def _datasets(stats: Message, other: Message | None, names: tuple[str, str]) -> list:
    if other is not None:
        return [pick_dataset(stats, names[0]), pick_dataset(other, names[1])]
    slices = {dataset.name for dataset in stats.datasets}
    if len(names) == 2 and set(names) <= slices:
        return [pick_dataset(stats, name) for name in names]
    return [pick_dataset(stats, names[0])]


def _pairs(tables: list[dict[str, Column]]) -> dict[str, Pair]:
    first, second = tables[0], tables[-1]
    return {name: (first.get(name), second.get(name)) for name in dict.fromkeys([*first, *second])}


def _order(pairs: dict[str, Pair], distances: dict[str, Distance], columns: Sequence[str] | None) -> list[str]:
    if columns is not None:
        for name in columns:
            if name not in pairs:
                raise KeyError(f"no column {name!r} in these statistics; they have {', '.join(pairs)}")
        return list(columns)
    return sorted(pairs, key=lambda name: -round(distances[name].value, 9)) if distances else list(pairs)


def _draw(
    shown: list[str],
    hidden: list[str],
    pairs: dict[str, Pair],
    distances: dict[str, Distance],
    labels: Sequence[str],
    heading: str,
) -> Figure:
    across = min(3, max(1, len(shown)))
    rows = -(-len(shown) // across)
    overview = 0.75 + 0.24 * len(shown) if distances and shown else 0.0
    figure = new_figure(0.35 + overview + 2.4 * rows, width=9.5 if distances or across > 1 else 4.5)
    _key(figure, labels, heading, hidden)
    if not shown:
        return figure
    below: Any = figure
    if overview:
        above, below = cast(Any, figure.subfigures(2, 1, height_ratios=[overview, 2.4 * rows]))
        _overview(above, shown, distances)
    panels = list(below.subplots(rows, across, squeeze=False).flat)
    captions = [_caption(list(pairs[name][: len(labels)])) for name in shown]
    for axes, name, lines in zip(panels, shown, captions, strict=False):
        _panel(axes, name, list(pairs[name][: len(labels)]))
        _write_caption(axes, lines, max(map(len, captions)))
    for axes in panels[len(shown) :]:
        bare(axes)
    return figure


def _key(figure: Figure, labels: Sequence[str], heading: str, hidden: list[str]) -> None:
    """Which colour is which data set, and how many columns are not drawn."""
    rows = heading.split(" and ") if len(labels) == 2 else [heading]
    handles = [Patch(color=colour, label=label(text, 60)) for colour, text in zip(_COLOURS, rows, strict=False)]
    if hidden:
        words = f"{counted(len(hidden), 'more column')} not drawn: pick with columns=[...]"
        handles.append(Patch(color="none", label=words))
    figure.legend(handles=handles, loc="outside upper left", ncols=3, fontsize=11, handlelength=1, handleheight=1)


def _overview(figure: SubFigure, shown: list[str], distances: dict[str, Distance]) -> None:
    axes = figure.add_subplot()
    widths = [distances[name].value for name in shown]
    places = range(len(shown))
    axes.barh(places, widths, color=[INK if w >= NOTABLE else "#BBBBBB" for w in widths], height=0.62)
    axes.set_yticks(places, [label(name, 26) for name in shown])
    axes.set(xlim=(0, 1), ylim=(len(shown) - 0.4, -0.6))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    for place, name in zip(places, shown, strict=True):
        inside = distances[name].value > 0.45
        words = f"{distances[name].value:.2f}   {label(distances[name].reason, 72)}"
        axes.annotate(
            words,
            (distances[name].value, place),
            xytext=(-5 if inside else 5, 0),
            fontsize=8.5,
            va="center",
            textcoords="offset points",
            ha="right" if inside else "left",
            color="white" if inside else GREY,
        )
    ranked = ", worst first" if widths == sorted(widths, reverse=True) else ""
    axes.set_title(f"Where they differ: the widest gap between two shares{ranked}")


def _write_caption(axes: Axes, lines: list[str], most: int) -> None:
    """Title and facts above a panel, with room for the panel that has the most to say: so all titles align."""
    height = 4 + CAPTION_LINE * most
    axes.set_title(axes.get_title(loc="left"), pad=height + 4)
    caption = axes.annotate(
        "\n".join(lines),
        (0, 1),
        xytext=(0, height),
        xycoords="axes fraction",
        fontsize=8,
        color=GREY,
        textcoords="offset points",
        va="top",
    )
    caption.set_in_layout(False)  # a long caption must not squeeze the picture


def _panel(axes: Axes, name: str, columns: list[Column | None]) -> None:
    kinds = _kinds(columns)
    axes.set_title(label(name, 28))
    if kinds == {"number"} and any(column.curve for column in columns if column):
        _histogram(axes, columns)
    elif kinds == {"text"}:
        _bars(axes, columns)
    else:
        bare(axes)
        axes.text(0.5, 0.5, _why_empty(kinds), transform=axes.transAxes, ha="center", va="center", color=GREY)


def _why_empty(kinds: set[str]) -> str:
    if not kinds:
        return "every value is missing"
    return f"{' against '.join(sorted(kinds))}: nothing to draw"


def _kinds(columns: list[Column | None]) -> set[str]:
    return {column.kind for column in columns if column is not None and column.present}


def _caption(columns: list[Column | None]) -> list[str]:
    """One fact a line, the data sets beside each other in the order of the key."""
    kinds = _kinds(columns)

    def both(word: str, read: Callable[[Column], str]) -> str:
        return f"{word} " + " | ".join("absent" if column is None else read(column) for column in columns)

    lines = [both("missing", lambda c: percent(c.missing))]
    if kinds == {"number"}:
        if any(column.zeros > 0 for column in columns if column):
            lines.append(both("zeros", lambda c: percent(c.zeros)))
        lines += [both("mean", lambda c: number(c.mean)), both("median", lambda c: number(c.median))]
    elif kinds == {"text"}:
        lines.append(both("unique", lambda c: f"{c.unique:,}"))
    return lines


def _histogram(axes: Axes, columns: list[Column | None]) -> None:
    drawn = [(c, colour) for c, colour in zip(columns, _COLOURS, strict=False) if c is not None and c.curve]
    edges = _common_edges([column for column, _ in drawn])
    for column, colour in drawn:
        heights = shares_between(column, edges)
        axes.stairs(heights, edges, fill=True, color=colour, alpha=0.35)
        axes.stairs(heights, edges, color=colour, linewidth=1.4)
    axes.set_ylim(0)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share * 100:g} %")
    axes.xaxis.set_major_locator(_few_ticks())
    axes.xaxis.set_major_formatter(lambda value, _: _tick(value))
    axes.yaxis.set_major_locator(_few_ticks())


def _common_edges(columns: list[Column]) -> np.ndarray:
    """TFDV's own edges when there is one set of them, else as many equally wide buckets over both ranges."""
    if len({column.edges for column in columns}) == 1 and len(set(columns[0].edges)) > 1:
        return np.array(columns[0].edges)
    low, high = min(column.edges[0] for column in columns), max(column.edges[-1] for column in columns)
    if low == high:  # constant: one bar in the middle
        return low + np.linspace(-0.5, 0.5, 12)
    return np.linspace(low, high, max(11, *(len(column.edges) for column in columns)))


def _few_ticks() -> MaxNLocator:
    return MaxNLocator(4, steps=[1, 2, 2.5, 5, 10])


def _tick(value: float) -> str:
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            return f"{value / (1e3 if unit == 'k' else limit):g}{unit}"
    return number(value)


def _bars(axes: Axes, columns: list[Column | None]) -> None:
    best: dict[str, float] = {}
    for column in filter(None, columns):
        for value, share in column.shares.items():
            best[value] = max(share, best.get(value, 0))
    values = sorted(best, key=lambda value: (-best[value], value))[:TOP_VALUES]
    height = 0.8 / len(columns)
    for i, (one, colour) in enumerate(zip(columns, _COLOURS, strict=False)):
        shares = [one.shares.get(value, 0) if one else 0 for value in values]
        places = np.arange(len(values)) + (i - (len(columns) - 1) / 2) * height
        axes.barh(places, shares, height=height, color=colour, alpha=0.85)
    axes.set_yticks(range(len(values)), [label(value, 17) for value in values], fontsize=8)
    axes.set_ylim(max(len(values), 3) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(_few_ticks())
    axes.xaxis.set_major_formatter(lambda share, _: f"{share * 100:g} %")


def _text(
    shown: list[str],
    hidden: list[str],
    pairs: dict[str, Pair],
    distances: dict[str, Distance],
    labels: Sequence[str],
    heading: str,
) -> str:
    lines = [heading]
    for name in shown:
        if distances:
            lines.append(f"{one_line(name)}: gap {distances[name].value:.3f} ({distances[name].reason})")
        for text, column in zip(labels, pairs[name], strict=False):
            lines.append(f"  {text}: {_facts(column)}" if distances else f"{one_line(name)}: {_facts(column)}")
    if hidden:
        lines.append(f"{counted(len(hidden), 'more column')} not drawn: {', '.join(one_line(name) for name in hidden)}")
    return "\n".join(lines)


def _facts(column: Column | None) -> str:
    if column is None:
        return "absent"
    facts = [column.kind, f"missing {percent(column.missing)}"]
    if column.kind == "number" and column.present:
        facts += [
            f"mean {number(column.mean)} (std {number(column.deviation)})",
            f"median {number(column.median)}",
            f"from {number(column.low)} to {number(column.high)}",
            f"zeros {percent(column.zeros)}",
        ]
    if column.kind == "text" and column.present:
        top = ", ".join(f"{one_line(value, 40)} {percent(share)}" for value, share in list(column.shares.items())[:3])
        facts += [f"{column.unique:,} unique", f"most often {top}"]
    return ", ".join(facts)
