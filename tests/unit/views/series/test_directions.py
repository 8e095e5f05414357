"""The compass: sectors are counted around north, means are told and drawn, wrong input is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import views
from courselab.views.series.directions import SECTORS, _shares
from support.pictures import opened


def arrows(axes):
    return [each for each in axes.texts if each.arrow_patch is not None]


def test_samples_and_means_are_drawn_and_told():
    samples = {"two readings": [350, 10], "a day": np.arange(0, 90, 1.0)}
    view = views.directions(samples, {"two readings": {"of the degrees": 180.0, "of the vectors": 0.0}})
    assert opened(view).width > 600
    assert view.text.splitlines() == [
        "Directions in degrees, 0 is north and 90 east",
        "two readings: 2 directions, most (50 %) around 10, of the degrees 180, of the vectors 0",
        "a day: 90 directions, most (11.1 %) around 10",
    ]
    first, second = view.figure.axes
    assert [len(arrows(axes)) for axes in (first, second)] == [2, 0]
    assert [axes.get_title() for axes in (first, second)] == ["two readings", "a day"]
    assert (first.get_theta_offset(), first.get_theta_direction()) == (np.pi / 2, -1)  # north up, clockwise


def test_readings_either_side_of_north_share_its_sector():
    view = views.directions({"north": pd.Series([355.0, 4.9, 0.0, 360.0, np.nan])}, title="Around north")
    assert view.text == "Around north\nnorth: 4 directions, most (100 %) around 0"


def test_four_panels_fill_two_rows():
    view = views.directions({f"season {i}": [90.0 * i] for i in range(4)})
    assert len(view.figure.axes) == 4 and opened(view).height > 200


@pytest.mark.parametrize(
    "samples,means,message",
    [
        ({}, None, "samples for none"),
        ({"a": [np.nan]}, None, "'a' has no finite direction"),
        ({"a": [1]}, {"b": {"mean": 1}}, "samples for a, means for b"),
        ({"a": [1]}, {"a": {str(i): i for i in range(5)}}, "4 kinds of mean apart, not 5"),
    ],
)
def test_wrong_input_is_one_sentence(samples, means, message):
    with pytest.raises(ValueError, match=message):
        views.directions(samples, means)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=360, exclude_max=True), min_size=1, max_size=50))
def test_every_direction_falls_into_one_sector(degrees):
    shares = _shares(np.array(degrees))
    assert len(shares) == SECTORS and shares.sum() == pytest.approx(1)
