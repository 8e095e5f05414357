"""Training curves: train against validation, one run, several with their spread, or named ones side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from courselab.views.drawing.style import BLUE, CYCLE, VERMILION
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import label, number, one_line

_LOWER_IS_BETTER = ("loss", "error", "mae", "mse", "rmse", "mape", "crossentropy", "divergence")
_SETTINGS = ("lr", "learning_rate")

Run = dict[str, list[float]]


@styled
def curves(history: object, metrics: Sequence[str] | None = None, title: str = "") -> View:
    """Draw the metrics of training by epoch, the best epoch marked.

    `history`: a Keras History, its dictionary {metric: values, "val_" + metric: values}, a list of either (several
    runs of one model: the mean line and the range between the runs), or a dictionary {name: any of these} (models side
    by side). `metrics`: which ones, without "val_"; all of them otherwise, except the learning rate.

    Raises: KeyError for an unknown metric; ValueError for an empty history.
    """
    groups = _groups(history)
    wanted = list(metrics) if metrics is not None else _metrics(groups)
    if not wanted:
        raise ValueError("this history is empty: fit a model for at least one epoch")
    for name in wanted:
        if not any(name in run or f"val_{name}" in run for runs in groups.values() for run in runs):
            raise KeyError(f"no metric {name!r} in this history; it has {', '.join(_metrics(groups))}")
    across = min(2, len(wanted))
    down = -(-len(wanted) // across)
    key = 0.2 * (len(groups) + 2) if len(groups) > 1 else 0
    figure = new_figure(0.4 + (3.1 + key) * down, width=9.5 if across == 2 else 6.5)
    panels = figure.subplots(down, across, squeeze=False).flat
    for axes, name in zip(panels, wanted, strict=False):
        _panel(axes, groups, name)
    for axes in figure.axes[len(wanted) :]:
        axes.remove()
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    lines = [title] if title else []
    return View(figure, "\n".join(lines + [line for name in wanted for line in _facts(groups, name)]))


def _groups(history: object) -> dict[str, list[Run]]:
    """Every accepted form as {model name: its runs}; a single unnamed model is called ""."""
    history = _dictionary(history)
    if isinstance(history, Mapping) and history and all(not _is_curve(value) for value in history.values()):
        return {str(name): _runs(value) for name, value in history.items()}
    return {"": _runs(history)}


def _runs(history: object) -> list[Run]:
    histories = history if isinstance(history, (list, tuple)) else [history]
    return [{k: [float(v) for v in values] for k, values in _dictionary(each).items()} for each in histories]


def _dictionary(history: Any) -> Any:
    return history.history if hasattr(history, "history") else history


def _is_curve(value: object) -> bool:
    numbers = (int, float, np.number)
    return isinstance(value, (list, tuple, np.ndarray)) and all(isinstance(item, numbers) for item in value)


def _metrics(groups: dict[str, list[Run]]) -> list[str]:
    keys = (key.removeprefix("val_") for runs in groups.values() for run in runs for key in run if run[key])
    return [key for key in dict.fromkeys(keys) if key not in _SETTINGS]


def _stack(runs: list[Run], key: str) -> np.ndarray:
    """Runs by epochs, NaN after a run that stopped early; no rows when nobody has the metric."""
    curves = [run[key] for run in runs if run.get(key)]
    table = np.full((len(curves), max(map(len, curves), default=0)), np.nan)
    for row, curve in zip(table, curves, strict=True):
        row[: len(curve)] = curve
    return table


def _over_runs(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lowest, mean and highest of each epoch over the runs that have a finite value there; NaN where none has."""
    finite = np.isfinite(table)
    some = finite.any(axis=0)
    counts = np.where(some, finite.sum(axis=0), 1)
    low = np.where(finite, table, np.inf).min(axis=0)
    high = np.where(finite, table, -np.inf).max(axis=0)
    mean = np.where(finite, table, 0).sum(axis=0) / counts
    low, mean, high = (np.where(some, values, np.nan) for values in (low, mean, high))
    return low, mean, high


def _panel(axes: Axes, groups: dict[str, list[Run]], metric: str) -> None:
    many = len(groups) > 1
    for i, (group, runs) in enumerate(groups.items()):
        pair = (CYCLE[i % len(CYCLE)],) * 2 if many else (BLUE, VERMILION)
        for key, role, colour in ((metric, "train", pair[0]), (f"val_{metric}", "validation", pair[1])):
            table = _stack(runs, key)
            if table.size:
                faint = many and role == "train" and bool(_stack(runs, f"val_{metric}").size)
                name = f"{label(group, 24)}, {role}" if group else role
                _line(axes, table, None if faint else name + _best_words(runs, metric, role), colour, faint)
        _mark_best(axes, runs, metric, pair)
    axes.set_title(label(metric.replace("_", " "), 40))
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if max(axes.dataLim.x1, 1) == 1:
        axes.set_xlim(0.5, 1.5)
    if many:
        dashed = any(line.get_linestyle() == "--" for line in axes.lines)
        axes.legend(
            loc="upper left",
            bbox_to_anchor=(0, -0.16),
            title="dashed: train" if dashed else None,
            title_fontsize=9,
            alignment="left",
            borderaxespad=0,
        )
    else:
        axes.legend()


def _line(axes: Axes, table: np.ndarray, name: str | None, colour: str, faint: bool) -> None:
    epochs = np.arange(1, table.shape[1] + 1)
    style: dict[str, Any] = {"linewidth": 1.3, "linestyle": "--"} if faint else {}
    marker = "o" if table.shape[1] == 1 else None
    low, mean, high = _over_runs(table)
    axes.plot(epochs, mean, color=colour, label=name, marker=marker, **style)
    if len(table) > 1:
        axes.fill_between(epochs, low, high, color=colour, alpha=0.15, linewidth=0)


def _best(runs: list[Run], metric: str) -> tuple[int, float, str] | None:
    """Epoch (from 0), value and role of the best mean: on validation where there is one."""
    for key, role in ((f"val_{metric}", "validation"), (metric, "train")):
        table = _stack(runs, key)
        if table.size and np.isfinite(table).any():
            mean = _over_runs(table)[1]
            at = int(np.nanargmin(mean) if _lower(metric) else np.nanargmax(mean))
            return at, float(mean[at]), role
    return None


def _lower(metric: str) -> bool:
    return any(word in metric.lower() for word in _LOWER_IS_BETTER)


def _best_words(runs: list[Run], metric: str, role: str) -> str:
    at, value, best_role = _best(runs, metric) or (0, 0.0, "")
    return f" (best {number(value)} at {at + 1})" if role == best_role else ""


def _mark_best(axes: Axes, runs: list[Run], metric: str, colours: tuple[str, str]) -> None:
    if best := _best(runs, metric):
        at, value, role = best
        axes.plot(
            [at + 1],
            [value],
            marker="o",
            markersize=7,
            markerfacecolor="white",
            linestyle="none",
            markeredgecolor=colours[role == "validation"],
            markeredgewidth=2,
        )


def _facts(groups: dict[str, list[Run]], metric: str) -> list[str]:
    found = ((group, runs, _best(runs, metric)) for group, runs in groups.items())
    return [_fact(group, runs, metric, best) for group, runs, best in found if best]


def _fact(group: str, runs: list[Run], metric: str, best: tuple[int, float, str]) -> str:
    parts = []
    for key, role in ((metric, "train"), (f"val_{metric}", "validation")):
        table = _stack(runs, key)
        if table.size:
            mean = _over_runs(table)[1]
            last = [curve[np.isfinite(curve)][-1] for curve in table if np.isfinite(curve).any()]
            spread = f" ({number(min(last))} to {number(max(last))})" if len(last) > 1 else ""
            parts.append(f"{role} {number(mean[0])} to {number(float(np.mean(last)) if last else np.nan)}{spread}")
    at, value, role = best
    epochs = max(_stack(runs, key).shape[1] for key in (metric, f"val_{metric}"))
    name = f"{one_line(group)}, {metric}" if group else metric
    over = f" over {len(runs)} runs" if len(runs) > 1 else ""
    return f"{name}{over}: {', '.join(parts)}; best {role} {number(value)} at epoch {at + 1} of {epochs}"
