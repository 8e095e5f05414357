"""The weather of New York: twelve hours of one airport are sent twice, and nothing else is touched."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import data
from courselab.data.faults import arrived_later
from courselab.data.sets import weather


@pytest.fixture(scope="module")
def clean():
    return data.load("weather", plant=False)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_rows_sent_twice_are_the_only_fault_and_are_found_where_the_list_says(clean, seed):
    dirty, [fault] = weather.plant_faults(clean, seed)
    again = np.array(fault.rows)
    assert (fault.name, len(again)) == (weather.REPEATED, weather.HOURS)
    assert np.flatnonzero(dirty.duplicated()).tolist() == again.tolist()
    assert again.min() >= arrived_later(len(clean)) and dirty["origin"].iloc[again].nunique() == 1
    pd.testing.assert_frame_equal(dirty.drop(index=again).reset_index(drop=True), clean)


def test_load_and_planted_tell_the_same():
    dirty = data.load("weather", seed=7)
    [fault] = data.planted("weather", seed=7)
    assert dirty.duplicated().sum() == len(fault.rows) and not dirty.equals(data.load("weather", seed=8))


def test_a_handful_of_rows_has_no_room_for_the_fault(clean):
    with pytest.raises(ValueError, match="at least 100 rows"):
        weather.plant_faults(clean[:99], 42)
