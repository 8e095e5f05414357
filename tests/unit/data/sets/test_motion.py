"""The real motion with planted faults: they lie where they are said to be, and nothing else is touched."""

import numpy as np
import pandas as pd
import pytest

from courselab import data
from courselab.data.sets import motion

DATA = "motion"


def steps(frame):
    """Seconds since the row before of the same recording; NaN in a recording's first row."""
    return frame.groupby("recording")["time"].diff()


def test_columns_types_and_repeatability(clean, dirty, seed):
    assert tuple(clean.columns) == tuple(dirty.columns) == motion.COLUMNS
    assert len(clean) == 244_102 and dirty["recording"].is_monotonic_increasing
    assert steps(clean).dropna().to_numpy() == pytest.approx(0.02)
    pd.testing.assert_frame_equal(dirty, data.load("motion", seed=seed))
    assert not dirty.equals(data.load("motion", seed=seed + 1))
    pd.testing.assert_frame_equal(clean, data.load("motion", seed=seed + 1, plant=False))


def test_each_fault_has_recordings_of_its_own_in_the_last_fifth(clean, dirty, faults):
    assert set(faults) == {motion.GAPS, motion.STUCK, motion.REPEATED}
    recordings = [set(dirty["recording"].iloc[list(fault.rows)]) for fault in faults.values()]
    assert [len(each) for each in recordings] == [4, 1, 2] and len(set.union(*recordings)) == 7
    first = clean["recording"].drop_duplicates()
    assert min(first.index[first.isin(set.union(*recordings))]) >= len(clean) - len(clean) // 5


def test_gaps_are_lost_samples_and_their_rows_follow_the_hole(clean, dirty, faults):
    lost = steps(dirty)[steps(dirty) > 1]
    assert tuple(lost.index) == faults[motion.GAPS].rows and lost.between(2, 6.1).all()
    assert len(clean) - len(dirty) == round((lost.sum() - 4 * 0.02) * motion.RATE)


def test_outside_the_faults_every_sample_is_the_recorded_one(clean, dirty, faults):
    kept = dirty.drop(index=list(faults[motion.STUCK].rows + faults[motion.REPEATED].rows))
    both = kept.merge(clean, on=list(motion.COLUMNS))  # lost rows are in `clean` alone
    assert len(both) == len(kept)


def test_the_stuck_sensor_repeats_one_value_for_ten_seconds(dirty, faults):
    stuck = dirty.iloc[list(faults[motion.STUCK].rows)]
    assert len(stuck) == 10 * motion.RATE and (stuck[list(motion.AXES)].nunique() == 1).all()
    assert steps(stuck).dropna().to_numpy() == pytest.approx(0.02)


def test_the_clock_stutters_and_goes_on(dirty, faults):
    assert tuple(np.flatnonzero(steps(dirty) == 0)) == faults[motion.REPEATED].rows
    assert len(faults[motion.REPEATED].rows) == 50 and (steps(dirty).dropna() >= 0).all()


@pytest.mark.parametrize("rows", [1, 120, 5000])
def test_a_sample_of_rows_has_no_whole_recordings_to_spoil(rows):
    assert len(data.load("motion", rows=rows, plant=False)) == rows
    with pytest.raises(ValueError, match="Faults need whole recordings in the last fifth: ask for all rows"):
        data.load("motion", rows=rows)


def test_what_ships_is_all_there_is():
    with pytest.raises(data.DataUnavailable, match='"motion" has no public original to download: use source="emb'):
        data.load("motion", "download")
    with pytest.raises(data.DataUnavailable, match="no raw file"):
        data.path("motion")
