"""The picture of windows over a series: what crosses a border is counted and drawn, and wrong input is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import views
from courselab.views.drawing.style import VERMILION
from courselab.views.series.windows import _crossing
from support.pictures import opened

LABELS = ["walk"] * 50 + ["sit"] * 30 + ["walk"] * 20
SERIES = np.sin(np.arange(300) / 5).reshape(100, 3)


def red(view):
    """How many windows are drawn as crossing."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    bars = view.figure.axes[1].findobj(Rectangle)
    return sum(to_hex(bar.get_facecolor()) == VERMILION.lower() for bar in bars)


def test_windows_that_cross_are_counted_and_drawn():
    cuts = {"blind": range(0, 81, 20), "proper": [0, 20, 50, 80]}
    view = views.windows(SERIES, LABELS, cuts, 20, names=["x", "y", "z"], rate=10, unit="m/s²")
    assert opened(view).width > 600
    assert view.text.splitlines() == [
        "100 samples, windows of 20",
        "3 stretches: walk 0 to 5 s, sit 5 to 8 s, walk 8 to 10 s",
        "blind: 5 windows, 1 across a border (those that start at 4 s); 0 samples in none",
        "proper: 4 windows, 0 across a border; 20 samples in none",
    ]
    assert red(view) == 1
    ticks = [tick.get_text() for tick in view.figure.axes[1].get_yticklabels()]
    assert ticks == ["blind", "proper"]


def test_one_column_one_stretch_and_a_pandas_series():
    view = views.windows(pd.Series(SERIES[:, 0], index=range(7, 107)), pd.Series(["rest"] * 100), {"all": [0]}, 100)
    assert (
        view.text == "100 samples, windows of 100\n1 stretch: rest 0 to 100\nall: 1 window, 0 across a border; "
        "0 samples in none"
    )
    assert red(view) == 0


def test_no_window_and_many_stretches_still_draw():
    view = views.windows(SERIES, np.arange(100), {"none": []}, 20)
    view.png()
    assert "100 stretches: 0 0 to 1, " in view.text and ", and 88 more" in view.text
    assert "none: 0 windows, 0 across a border; 100 samples in none" in view.text


@pytest.mark.parametrize(
    "change,message",
    [
        ({"labels": LABELS[:-1]}, "100 samples, 99 labels"),
        ({"series": [], "labels": []}, "0 samples"),
        ({"cuts": {}}, "at least one way to cut"),
        ({"length": 0}, "at least 1 sample"),
        ({"cuts": {"late": [90]}}, "late: a window of 20 leaves the 100 samples"),
        ({"cuts": {"early": [-1]}}, "early: a window of 20 leaves"),
        ({"names": ["x", "y"]}, "2 names for 3 columns"),
    ],
)
def test_wrong_input_is_one_sentence(change, message):
    arguments = {"series": SERIES, "labels": LABELS, "cuts": {"blind": [0]}, "length": 20, **change}
    with pytest.raises(ValueError, match=message):
        views.windows(**arguments)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("ab"), min_size=5, max_size=60), st.integers(min_value=1, max_value=5))
def test_a_window_crosses_exactly_when_it_holds_two_labels(labels, length):
    labels = np.array(labels)
    borders = np.concatenate([[0], np.flatnonzero(labels[1:] != labels[:-1]) + 1, [len(labels)]])
    starts = range(len(labels) - length + 1)
    expected = [(s, len(set(labels[s : s + length])) > 1) for s in starts]
    assert _crossing(starts, length, borders) == expected
