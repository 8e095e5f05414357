"""Reads TFDV statistics protos into plain columns, and measures how far two columns lie apart. Taught in c2w1-lab1."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from courselab.views.drawing.words import number, one_line, percent
from courselab.views.tfdv.message import Message

SKETCH_ERROR = 0.01  # TFDV's quantiles are sketches, good to about one percent
ALL_EXAMPLES = "All Examples"  # TFDV's own name for the slice that holds every row


@dataclass(frozen=True)
class Column:
    """What TFDV knows of one feature in one data set; shares lie between 0 and 1."""

    name: str
    kind: str  # "number", "text", "bytes" or "struct"
    present: int
    missing: float
    mean: float = float("nan")
    deviation: float = float("nan")
    zeros: float = float("nan")
    low: float = float("nan")
    median: float = float("nan")
    high: float = float("nan")
    edges: tuple[float, ...] = ()  # of the histogram of equally wide buckets
    below: tuple[float, ...] = ()  # share of values below each edge but the last: its bucket takes the highest value in
    curve: tuple[tuple[float, float], ...] = ()  # (x, share of values up to about x) from all histograms, ascending
    unique: int = 0
    shares: dict[str, float] = field(default_factory=dict)  # the most frequent values, most frequent first


@dataclass(frozen=True)
class Distance:
    """How far a column of one data set lies from the same column of another: the widest gap between two shares.

    For text the shares are those of each value (TFDV's L-infinity), for numbers those of the values below a bucket's
    edge, and for both the missing share counts too. 0 is equal, 1 could not be more different. Where histograms of
    different range leave open whether there is a gap, none is claimed.
    """

    value: float
    reason: str


def pick_dataset(stats: Message, name: str = ALL_EXAMPLES) -> Message:
    """The slice called `name`, or the one with every row, or the only one."""
    by_name = {dataset.name: dataset for dataset in stats.datasets}
    if not by_name:
        raise ValueError("these statistics hold no data set: generate them from at least one file or frame")
    return by_name.get(name) or by_name.get(ALL_EXAMPLES) or stats.datasets[0]


def columns_of(dataset: Message) -> dict[str, Column]:
    """The columns of one `DatasetFeatureStatistics`, in its order."""
    columns = (_column(feature, dataset.num_examples) for feature in dataset.features)
    return {column.name: column for column in columns}


def distance(first: Column | None, second: Column | None, names: tuple[str, str]) -> Distance:
    """The difference between two columns; one that stands in a single data set differs by 1."""
    if first is None or second is None:
        return Distance(1.0, f"only in {names[0] if second is None else names[1]}")
    found = [_missing_distance(first, second)]
    if first.present and second.present:
        if first.kind != second.kind:
            return Distance(1.0, f"{first.kind} against {second.kind}")
        found.append(_number_distance(first, second) if first.kind == "number" else _text_distance(first, second))
    return max(found, key=lambda each: each.value)


def shares_between(column: Column, edges: np.ndarray) -> np.ndarray:
    """The share of values in each interval of n + 1 ascending `edges`, as n numbers; the first edge belongs to it."""
    xs, shares = np.array(column.curve).T
    up_to = np.interp(edges, xs, shares, left=0.0, right=1.0)
    up_to[0] = 0.0
    return np.diff(up_to)


def shares_below(column: Column, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The share of values below each place: at least, about, at most. The three agree at the column's own edges."""
    xs, shares = np.array(column.curve).T
    after = np.searchsorted(xs, places, side="left")
    low = np.where(after > 0, shares[np.maximum(after - 1, 0)], 0.0)
    high = np.where(after < len(xs), shares[np.minimum(after, len(xs) - 1)], 1.0)
    about = np.clip(np.interp(places, xs, shares, left=0.0, right=1.0), low, high)
    exact = dict(zip(column.edges, column.below, strict=False))
    for i, place in enumerate(places):
        if place in exact:
            low[i] = about[i] = high[i] = exact[place]
    return low, about, high


def _column(feature: Message, examples: int) -> Column:
    name = ".".join(feature.path.step) or feature.name
    kind = feature.WhichOneof("stats")
    common = getattr(feature, kind).common_stats
    present = common.num_non_missing
    total = max(examples, present + common.num_missing)
    missing = 1 - present / total if total else 0.0
    if kind == "num_stats":
        return _number_column(name, feature.num_stats, common, missing)
    if kind == "string_stats":
        return _text_column(name, feature.string_stats, common, missing)
    return Column(name, "bytes" if kind == "bytes_stats" else "struct", present, missing)


def _number_column(name: str, stats: Message, common: Message, missing: float) -> Column:
    present = common.num_non_missing
    if not present:
        return Column(name, "number", 0, missing)
    edges, below = _edges(stats.histograms)
    values = common.tot_num_values or present
    return Column(
        name, "number", present, missing, stats.mean, stats.std_dev, stats.num_zeros / values,
        stats.min, stats.median, stats.max, edges, below, _curve(stats.histograms) if edges else (),
    )  # fmt: skip


def _edges(histograms: Message) -> tuple[tuple[float, ...], tuple[float, ...]]:
    buckets = next((_finite_buckets(h) for h in histograms if h.type == h.STANDARD), [])
    total = sum(bucket.sample_count for bucket in buckets)
    if not total:
        return (), ()
    shares = np.cumsum([0.0, *(bucket.sample_count for bucket in buckets[:-1])]) / total
    edges = tuple(bucket.low_value for bucket in buckets)
    return (*edges, buckets[-1].high_value), tuple(shares.tolist())


def _finite_buckets(histogram: Message) -> list:
    return [b for b in histogram.buckets if np.isfinite(b.low_value) and np.isfinite(b.high_value)]


def _curve(histograms: Message) -> tuple[tuple[float, float], ...]:
    """One rising curve through the edges of all histograms: the quantiles add what equally wide buckets blur."""
    points = []
    for histogram in histograms:
        buckets = _finite_buckets(histogram)
        total = sum(bucket.sample_count for bucket in buckets)
        if total:
            shares = np.cumsum([bucket.sample_count for bucket in buckets]) / total
            points += [(buckets[0].low_value, 0.0), *zip((b.high_value for b in buckets), shares, strict=True)]
    points.sort()
    return tuple(zip((x for x, _ in points), np.maximum.accumulate([y for _, y in points]).tolist(), strict=True))


def _text_column(name: str, stats: Message, common: Message, missing: float) -> Column:
    # The rank histogram reaches further down than the top values, but the top values are always there.
    counts = {b.label: b.sample_count for b in stats.rank_histogram.buckets}
    counts = counts or {each.value: each.frequency for each in stats.top_values}
    total = common.tot_num_values or common.num_non_missing or 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shares = {value: count / total for value, count in ordered}
    return Column(name, "text", common.num_non_missing, missing, unique=stats.unique, shares=shares)


def _missing_distance(first: Column, second: Column) -> Distance:
    reason = f"missing {percent(first.missing)} against {percent(second.missing)}"
    return Distance(abs(first.missing - second.missing), reason)


def _text_distance(first: Column, second: Column) -> Distance:
    values = [*first.shares, *(value for value in second.shares if value not in first.shares)]
    if not values:
        return Distance(0.0, "no values")
    worst = max(values, key=lambda value: abs(first.shares.get(value, 0) - second.shares.get(value, 0)))
    a, b = first.shares.get(worst, 0.0), second.shares.get(worst, 0.0)
    return Distance(abs(a - b), f"share of {one_line(worst, 30)!r} {percent(a)} against {percent(b)}")


def _number_distance(first: Column, second: Column) -> Distance:
    if not first.curve or not second.curve:
        return Distance(float(bool(first.curve) != bool(second.curve)), "no finite values")
    places = np.unique([x for column in (first, second) for x, _ in column.curve])
    low_a, a, high_a = shares_below(first, places)
    low_b, b, high_b = shares_below(second, places)
    sure = np.maximum(low_a - high_b, low_b - high_a)
    distances = np.where(sure > SKETCH_ERROR, np.abs(a - b), np.maximum(sure, 0.0))
    worst = int(distances.argmax())
    reason = f"share below {number(places[worst])} is {percent(a[worst])} against {percent(b[worst])}"
    return Distance(float(distances[worst]), reason if distances[worst] else "no gap that these histograms can show")
