"""The taxi trips: read as published, written back as published, and with the faults that the labs find in them."""

import pandas as pd
import pytest

from courselab import data
from courselab.data.sets import taxi
from courselab.data.shipped import open_text


@pytest.fixture(scope="module")
def trips():
    return data.load("taxi")


def test_columns_types_and_repeatability(trips):
    assert tuple(trips.columns) == taxi.COLUMNS and len(trips) == 15_002
    assert all(trips[name].dtype == float for name in taxi.FLOATS)
    some = data.load("taxi", seed=7, rows=200)
    pd.testing.assert_frame_equal(some, data.load("taxi", seed=7, rows=200))
    assert not some.equals(data.load("taxi", seed=8, rows=200))


def test_nothing_is_planted(trips):
    assert data.planted("taxi") == ()
    pd.testing.assert_frame_equal(trips, data.load("taxi", plant=False))


def test_date_columns_are_those_of_the_timestamp(trips):
    date = pd.to_datetime(trips["trip_start_timestamp"], unit="s")
    assert (trips["trip_start_hour"] == date.dt.hour).all() and (trips["trip_start_month"] == date.dt.month).all()
    assert (trips["trip_start_day"] == (date.dt.dayofweek + 1) % 7 + 1).all()  # 1 is Sunday
    assert not trips["trip_start_timestamp"].is_monotonic_increasing


def test_the_last_fifth_by_time_holds_what_the_rest_has_not(trips):
    by_time = trips.sort_values("trip_start_timestamp", kind="stable")
    cut = len(trips) * 4 // 5
    early, late = by_time[:cut], by_time[cut:]
    assert (late["payment_type"] == "Prcard").sum() == 1 and "Prcard" not in set(early["payment_type"])
    assert len(set(late["company"].dropna()) - set(early["company"])) == 9


def test_distances_that_cannot_be(trips):
    assert (trips["trip_miles"] == 0).sum() == 4_091
    farthest = trips.loc[trips["trip_miles"].idxmax()]
    assert (farthest["trip_miles"], farthest["fare"], farthest["trip_seconds"]) == (1_710, 35.05, 2_100)


def test_a_written_file_is_the_published_one_but_for_two_zeros(tmp_path, trips):
    taxi.write(trips, tmp_path / "again.csv")
    again = (tmp_path / "again.csv").read_text().splitlines()
    with open_text(taxi.DATASET.paths[0]) as lines:
        published = lines.read().splitlines()
    other = [pair for pair in zip(published, again, strict=True) if len(set(pair)) == 2]
    assert len(other) == 1  # one row of the file has a fare of "0" and "0" miles, all others "0.0"
    pd.testing.assert_frame_equal(taxi.parse(tmp_path / "again.csv"), trips)


@pytest.mark.parametrize(
    "text,message",
    [
        ("a,b\n1,2\n", "line 1: the header should be pickup_community_area"),
        (",".join(taxi.COLUMNS) + "\n" + "," * 17 + "\n1,2,3\n", "line 3: 3 fields instead of 18"),
        (",".join(taxi.COLUMNS) + "\n,much" + "," * 16 + "\n", "much"),
        ("", "line 1: the header"),
    ],
)
def test_a_malformed_file_is_one_sentence(tmp_path, text, message):
    path = tmp_path / "chicago_taxi.csv"
    path.write_text(text)
    with pytest.raises(data.MalformedFile, match=message):
        taxi.parse(path)
