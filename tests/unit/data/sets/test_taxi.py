"""The generated taxi trips: the fare and tip rules hold, and the faults are where they are said to be."""

import numpy as np
import pandas as pd
import pytest

from courselab import data
from courselab.data.faults import arrived_later
from courselab.data.sets import taxi

DATA = "taxi"


def test_columns_types_and_repeatability(clean, dirty, seed):
    assert tuple(clean.columns) == taxi.COLUMNS and len(clean) == 15_002
    assert all(clean[name].dtype == float for name in taxi.FLOATS)
    pd.testing.assert_frame_equal(dirty, data.load("taxi", seed=seed))
    assert not dirty.equals(data.load("taxi", seed=seed + 1))


def test_the_fare_is_the_published_rule(clean):
    surcharge = clean["pickup_community_area"].map(taxi.AIRPORTS).fillna(0.0)
    fare = 3.25 + 1.80 * clean["trip_miles"] + 0.20 / 36 * clean["trip_seconds"] + surcharge
    assert (clean["fare"] - fare).abs().max() <= 0.025 + 1e-9  # rounded to 5 cents


def test_date_columns_are_those_of_the_timestamp(clean):
    date = pd.to_datetime(clean["trip_start_timestamp"], unit="s")
    assert clean["trip_start_timestamp"].is_monotonic_increasing
    assert (clean["trip_start_hour"] == date.dt.hour).all() and (clean["trip_start_month"] == date.dt.month).all()
    assert (clean["trip_start_day"] == (date.dt.dayofweek + 1) % 7 + 1).all()


def test_only_cards_tip_and_they_tip_about_a_fifth(clean):
    card = clean["payment_type"] == "Credit Card"
    assert (clean.loc[~card, "tips"] == 0).all()
    # 95 % of some 5,000 card trips: three standard deviations are 0.009.
    assert (clean.loc[card, "tips"] > 0).mean() == pytest.approx(0.95, abs=0.012)
    assert (clean["tips"] > 0.2 * clean["fare"]).mean() == pytest.approx(0.23, abs=0.03)


def test_missing_places_go_together(clean):
    lost = clean["dropoff_community_area"].isna()
    assert lost.mean() == pytest.approx(0.033, abs=0.006)
    assert (clean["dropoff_latitude"].isna() == lost).all() and (clean["dropoff_longitude"].isna() == lost).all()
    assert clean["pickup_latitude"].notna().all()


def test_every_change_is_listed_and_lies_in_the_last_fifth(clean, dirty, faults, differing):
    for column in taxi.COLUMNS:
        listed = {row for fault in faults.values() if fault.column == column for row in fault.rows}
        assert differing(clean, dirty, column) == listed
        assert all(row >= arrived_later(len(clean)) for row in listed)


@pytest.mark.parametrize(
    "name,is_faulty",
    [
        ("zero miles with a fare", lambda frame: (frame["trip_miles"] == 0) & (frame["fare"] > 0)),
        ("negative seconds", lambda frame: frame["trip_seconds"] < 0),
        ("pickup latitude missing", lambda frame: frame["pickup_latitude"].isna()),
        ("payment type in another code", lambda frame: frame["payment_type"] == "CSH"),
        ("new company", lambda frame: frame["company"] == "Lakeside Cab Cooperative"),
    ],
)
def test_a_visible_fault_is_in_its_rows_and_nowhere_else(dirty, faults, name, is_faulty):
    rows = faults[name].rows
    assert rows == tuple(np.flatnonzero(is_faulty(dirty))) and len(rows) > 10


def test_raw_file_round_trip(tmp_path, monkeypatch, clean, seed):
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path))
    path = data.path("taxi", seed=seed)
    assert path.read_text().startswith(",".join(taxi.COLUMNS) + "\n")
    pd.testing.assert_frame_equal(taxi.parse(path), clean)


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
