"""The generated weather: laws that hold, faults where they are said to be, something in it that can be forecast."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

from courselab import data
from courselab.data.sets import weather

DATA = "weather"
TEN_MINUTES = pd.Timedelta(minutes=10)
NUMBERS = weather.COLUMNS[1:]


def towards(frame):
    """Where the air moves, in m/s towards east and north."""
    angle = np.radians(frame["wd"])
    return -frame["wv"] * np.sin(angle), -frame["wv"] * np.cos(angle)


def test_columns_types_and_repeatability(clean, dirty, seed):
    assert tuple(clean.columns) == tuple(dirty.columns) == weather.COLUMNS == tuple(weather.ORIGINAL)
    assert len(clean) == len(dirty) == weather.ROWS
    assert clean["time"].dtype == "datetime64[ns]" and all(clean[name].dtype == float for name in NUMBERS)
    pd.testing.assert_frame_equal(dirty, data.load("weather", seed=seed))
    assert not dirty.equals(data.load("weather", seed=seed + 1))


def test_a_clean_series_has_a_reading_every_ten_minutes_and_nothing_missing(clean):
    assert (clean["time"].diff().dropna() == TEN_MINUTES).all()
    assert clean["time"].iloc[0] == pd.Timestamp(weather.FIRST) and not clean.isna().any().any()


def test_the_air_keeps_its_laws(clean):
    assert (clean["Tdew"] <= clean["T"]).all()
    assert clean["rh"].between(0, 100).all() and clean["wd"].between(0, 360).all()
    assert (clean["wv"] >= 0).all() and (clean["max_wv"] > clean["wv"]).all()
    # Magnus' formula ties the three together, up to what rounding to 0.01 degrees and 0.1 % leaves.
    dew, warm = (17.62 * clean[name] / (243.12 + clean[name]) for name in ("Tdew", "T"))
    assert (clean["rh"] - 100 * np.exp(dew - warm)).abs().max() < 0.2


def test_values_stay_where_a_thermometer_in_central_europe_stays(clean):
    assert clean["T"].between(-30, 45).all() and clean["p"].between(930, 1050).all()
    assert clean["T"].mean() == pytest.approx(9.5, abs=1.5)
    # A cold front takes at most 5 degrees in 40 minutes: less than half of what the planted jump takes at once.
    assert clean["T"].diff().abs().max() < weather.OFFSET / 2


def test_the_year_and_the_day_are_in_it(clean):
    month, hour = clean["time"].dt.month, clean["time"].dt.hour
    by_month = clean["T"].groupby(month).mean()
    assert by_month[[6, 7, 8]].min() > by_month[[12, 1, 2]].max() + 10
    for season in (month.between(6, 8), ~month.between(3, 11)):
        by_hour = clean["T"][season].groupby(hour).mean()
        assert by_hour.idxmax() in range(12, 18) and by_hour.idxmin() in range(0, 6)


def test_the_wind_comes_from_everywhere_crosses_north_and_mostly_from_the_south_west(clean):
    quarter = (clean["wd"] // 90).clip(upper=3)
    share = quarter.value_counts(normalize=True)
    assert share.idxmax() == 2 and share.min() > 0.03
    east, north = towards(clean)
    assert east.mean() > 0.3 and north.mean() > 0.1
    wraps = clean["wd"].diff().abs() > 180
    assert 0.002 < wraps.mean() < 0.1
    # As a vector the wind moves smoothly where its direction in degrees leaps.
    assert np.hypot(east.diff(), north.diff())[wraps].median() < 1.0


def test_the_wind_tells_what_persistence_cannot(clean):
    """Hour by hour, over seeds 42, 7, 1, 2 and 3: the towards-north wind explains part of the next change."""
    hours = clean[::6]
    change = hours["T"].diff().shift(-1)[:-1]
    usual = change.groupby([hours["time"].dt.month, hours["time"].dt.hour]).transform("mean")
    north = towards(hours)[1].to_numpy()[:-1, None]
    rest = change - usual
    assert LinearRegression().fit(north, rest).coef_[0] > 0.03
    assert rest.abs().mean() < 0.75 * change.abs().mean()


def test_each_fault_is_where_it_is_said_to_be_and_nothing_else_changed(clean, dirty, faults):
    assert set(faults) == {weather.SENTINELS, weather.STUCK, weather.GAP, weather.REPEATED, weather.JUMP}
    rows = [set(fault.rows) for fault in faults.values()]
    assert sum(map(len, rows)) == len(set.union(*rows))
    both = dirty.reset_index().merge(clean, on="time", suffixes=("", "_true")).set_index("index")
    for name in NUMBERS:
        changed = set(both.index[both[name] != both[f"{name}_true"]])
        where = [fault for fault in faults.values() if name in fault.column.split(", ")]
        assert changed <= {row for fault in where for row in fault.rows}


def test_the_sentinel_stands_for_both_speeds(dirty, faults):
    rows = list(faults[weather.SENTINELS].rows)
    assert len(rows) == 21
    assert tuple(np.flatnonzero(dirty["wv"] < 0)) == tuple(np.flatnonzero(dirty["max_wv"] < 0)) == tuple(rows)
    assert set(dirty["wv"].iloc[rows]) == {weather.SENTINEL}


def test_the_stuck_thermometer_repeats_one_value(dirty, faults):
    rows = list(faults[weather.STUCK].rows)
    assert len(rows) == 180 and dirty["T"].iloc[[rows[0] - 1, *rows]].nunique() == 1
    assert dirty["wv"].iloc[rows].nunique() > 100


def test_the_gap_and_the_repeated_readings_show_in_the_times(dirty, faults):
    step = dirty["time"].diff()
    assert tuple(np.flatnonzero(step > TEN_MINUTES)) == faults[weather.GAP].rows
    assert step.iloc[faults[weather.GAP].rows[0]] == pd.Timedelta(days=4, minutes=10)
    assert tuple(np.flatnonzero(dirty.duplicated())) == faults[weather.REPEATED].rows
    assert dirty.duplicated("time").sum() == 72
    assert tuple(np.flatnonzero(step < pd.Timedelta(0))) == faults[weather.REPEATED].rows[:1]


def test_the_jump_lasts_three_days_and_the_dew_point_knows_nothing_of_it(clean, dirty, faults):
    rows = list(faults[weather.JUMP].rows)
    change = dirty["T"].diff()
    assert len(rows) == 432
    assert change[rows[0]] > weather.OFFSET / 2 and change[rows[-1] + 1] < -weather.OFFSET / 2
    truth = clean.set_index("time").loc[dirty["time"].iloc[rows]]
    assert (dirty["T"].iloc[rows].to_numpy() - truth["T"].to_numpy()) == pytest.approx(weather.OFFSET, abs=0.011)
    assert (dirty["Tdew"].iloc[rows].to_numpy() == truth["Tdew"].to_numpy()).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=1, max_value=6000), st.integers(min_value=0, max_value=2**32 - 1))
def test_any_number_of_rows(rows, seed):
    clean = data.load("weather", rows=rows, seed=seed, plant=False)
    assert len(clean) == rows and (clean["time"].diff().dropna() == TEN_MINUTES).all()
    if rows >= 1000:
        dirty = data.load("weather", rows=rows, seed=seed)
        listed = [row for fault in data.planted("weather", rows=rows, seed=seed) for row in fault.rows]
        assert len(dirty) == rows and len(listed) == len(set(listed)) and max(listed) < rows


def test_too_few_rows_for_the_faults_say_so():
    with pytest.raises(ValueError, match="Faults need at least 1000 rows, not 300: ask for more or use plant=False"):
        data.load("weather", rows=300)


def test_the_original_is_not_offered_and_the_sentence_says_why():
    with pytest.raises(data.DataUnavailable, match=r"Jena.*not in the registry.*SHA-256.*source=\"embedded\"") as got:
        data.load("weather", "download")
    assert str(got.value).count(": use source") == 1
    with pytest.raises(data.DataUnavailable, match="no raw file"):
        data.path("weather")
