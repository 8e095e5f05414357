"""TFDV anomalies, drift and skew as tables. Taught in c2w1-lab1."""

from __future__ import annotations

from courselab.views.drawing.style import BLUE
from courselab.views.drawing.table import tables, text_table
from courselab.views.drawing.view import View, bare, new_figure, styled
from courselab.views.drawing.words import counted, number
from courselab.views.tfdv.message import Message

_HEADER = ("feature", "what", "description")
_DISTANCES = ("feature", "comparison", "measure", "distance", "threshold", "verdict")
_MEASURES = {1: "L-infinity", 2: "Jensen-Shannon", 3: "normalised difference"}


@styled
def anomalies(anomalies: Message, names: str | tuple[str, ...] = ()) -> View:
    """Draw an `anomalies_pb2.Anomalies`.

    `names`: what was validated, for the title ("evaluation"). Drift and skew distances follow in a table of their own
    where they were measured, whether or not they passed.
    """
    of = _subject(names)
    found = _rows(anomalies)
    distances = _distances(anomalies)
    if anomalies.data_missing:
        found = [("(data set)", "No data", "There were no examples to validate."), *found]
    if not found and not distances:
        return _nothing(f"No anomalies{of}.")
    parts: list[tuple] = []
    if found:
        parts.append((f"{counted(len(found), 'anomaly', 'anomalies')}{of}", _HEADER, found, (2, 2.8, 5.4)))
    if distances:
        title = "Drift and skew" if found else f"No anomalies{of}; drift and skew"
        parts.append((title, _DISTANCES, distances, (2.3, 1.6, 2, 1.3, 1.3, 2)))
    return View(tables(parts), _text(parts, found, distances))


def _subject(names: str | tuple[str, ...]) -> str:
    names = (names,) if isinstance(names, str) else tuple(names)
    return f" in {' and '.join(names)}" if names else ""


def _rows(anomalies: Message) -> list[tuple[str, str, str]]:
    rows = []
    for name in sorted(anomalies.anomaly_info):
        info = anomalies.anomaly_info[name]
        rows.append((".".join(info.path.step) or name, info.short_description, info.description))
    if anomalies.HasField("dataset_anomaly_info"):
        info = anomalies.dataset_anomaly_info
        rows.insert(0, ("(data set)", info.short_description, info.description))
    return rows


def _distances(anomalies: Message) -> list[tuple[str, ...]]:
    rows = []
    for info in anomalies.drift_skew_info:
        for kind, measurements in (("drift", info.drift_measurements), ("skew", info.skew_measurements)):
            for each in measurements:
                verdict = "over the threshold" if each.value > each.threshold else "within"
                measure = _MEASURES.get(each.type, "unknown")
                feature = ".".join(info.path.step)
                rows.append((feature, kind, measure, number(each.value), number(each.threshold), verdict))
    return sorted(rows)


def _nothing(sentence: str) -> View:
    figure = new_figure(0.8)
    axes = figure.add_subplot()
    bare(axes)
    axes.text(0.5, 0.5, sentence, ha="center", va="center", fontsize=14, color=BLUE, transform=axes.transAxes)
    return View(figure, sentence)


def _text(parts: list, found: list, distances: list) -> str:
    lines = []
    for title, header, _, _ in parts:
        rows = distances if header is _DISTANCES else found
        lines += [title, text_table(header, rows)]
    return "\n".join(lines)
