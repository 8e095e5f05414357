"""A confusion matrix with counts and the recall of each class. Taught in c1w2-lab1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from courselab.views.drawing.style import BLUE, GREY, INK
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line, percent

_SHADES = LinearSegmentedColormap.from_list("shades", ["white", BLUE])


@styled
def confusion(truth: Sequence, predicted: Sequence, names: Sequence[str] | None = None, title: str = "") -> View:
    """Draw how often each true class (row) was predicted as each class (column).

    `truth`, `predicted`: n class codes or n names. `names` gives the classes in order: the code i means `names[i]`.
    A class that never occurs in the truth has no recall and does not count in the balanced accuracy.

    Raises: ValueError when the lengths differ, are 0, or a value is no class of `names`.
    """
    truth, predicted = _flat(truth), _flat(predicted)
    if len(truth) != len(predicted) or not len(truth):
        raise ValueError(
            f"confusion() needs as many predictions as truths and at least one: {len(truth)} truths, "
            f"{len(predicted)} predictions"
        )
    values, classes = _classes(truth, predicted, names)
    counts = _counts(truth, predicted, values)
    heading = title or f"Truth against prediction: {counted(len(truth), 'example')}"
    return View(_figure(counts, classes, heading), _text(counts, classes, heading))


def _flat(values: Sequence) -> list:
    return np.asarray(values).reshape(-1).tolist()


def _classes(truth: list, predicted: list, names: Sequence[str] | None) -> tuple[list, list[str]]:
    present = set(truth) | set(predicted)
    if names is None:
        values = sorted(present, key=lambda v: (isinstance(v, str), v))
        return values, [str(value) for value in values]
    names = [str(name) for name in names]
    values = names if any(isinstance(value, str) for value in present) else list(range(len(names)))
    if unknown := sorted(present - set(values), key=repr):
        raise ValueError(f"{unknown[0]!r} is no class: names has {counted(len(names), 'entry', 'entries')}")
    return values, names


def _counts(truth: list, predicted: list, values: list) -> np.ndarray:
    place = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(values), len(values)), dtype=int)
    np.add.at(counts, ([place[v] for v in truth], [place[v] for v in predicted]), 1)
    return counts


def _recalls(counts: np.ndarray) -> np.ndarray:
    rows = counts.sum(axis=1)
    return np.divide(counts.diagonal(), rows, out=np.full(len(rows), np.nan), where=rows > 0)


def _figure(counts: np.ndarray, classes: list[str], heading: str):
    n = len(classes)
    cell = min(0.62, 5.6 / n)
    figure = new_figure(max(2.2, 1.3 + n * cell), width=min(9.5, max(5.0, 2.6 + n * cell * 1.35)))
    axes = figure.add_subplot()
    rows = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, rows, out=np.zeros(counts.shape), where=rows > 0)
    axes.imshow(shares, cmap=_SHADES, vmin=0, vmax=1, aspect="auto")
    size = 11 if n <= 8 else 9 if n <= 12 else 7
    _fill(axes, counts, shares, size)
    names = [label(name, 20) for name in classes]
    slanted = max(map(len, names)) > max(2, 40 // n)
    axes.set_xticks(range(n), names, rotation=40 if slanted else 0, ha="right" if slanted else "center")
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="truth")
    axes.set_title(heading, pad=24)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.text(n - 0.35, -0.6, "recall", color=GREY, fontsize=9, ha="left", va="bottom")
    for i, recall in enumerate(_recalls(counts)):
        axes.text(n - 0.35, i, percent(recall), va="center", ha="left", fontweight="bold", fontsize=size)
    return figure


def _fill(axes: Axes, counts: np.ndarray, shares: np.ndarray, size: float) -> None:
    for (i, j), count in np.ndenumerate(counts):
        colour = "white" if shares[i, j] > 0.55 else INK if count else "#AAAAAA"
        axes.text(
            j,
            i,
            f"{count:,}",
            ha="center",
            va="center",
            color=colour,
            fontsize=size,
            fontweight="bold" if i == j else "normal",
        )


def _text(counts: np.ndarray, classes: list[str], heading: str) -> str:
    recalls = _recalls(counts)
    accuracy, balanced = counts.trace() / counts.sum(), np.nanmean(recalls)
    lines = [heading, f"accuracy {number(accuracy)}, balanced accuracy {number(balanced)}"]
    for i, name in enumerate(classes):
        total = int(counts[i].sum())
        wrong = counts[i].copy()
        wrong[i] = 0
        line = f"{one_line(name)}: {counts[i, i]:,} of {total:,} found (recall {number(recalls[i])})"
        if wrong.any():
            worst = int(wrong.argmax())
            line += f", most often taken for {one_line(classes[worst])} ({wrong[worst]:,})"
        lines.append(line)
    return "\n".join(lines)
