"""The speed of a machine: told by CPU time, which other work hardly moves; wall clock tells whether there is any."""

import itertools

import pytest

from courselab.runner import speed


@pytest.fixture
def clocks(monkeypatch):
    """Return a function that makes each round of the job take these CPU and wall seconds, over and over."""

    def make(*rounds):
        turns = itertools.cycle(rounds)
        monkeypatch.setattr(speed, "clocked", lambda: next(turns))

    return make


ROUND = speed.REFERENCE_SECONDS / speed.ROUNDS


def test_the_reference_machine_has_the_factor_one(clocks):
    clocks((ROUND, ROUND * 1.02))
    found = speed.measure()
    assert (found.factor, found.busy) == (1.0, False)
    assert found.reference(60.0) == 60.0


def test_on_a_machine_2_5_times_slower_a_budget_is_2_5_times_the_cpu_seconds(clocks):
    clocks((ROUND * 2.5, ROUND * 2.5))
    found = speed.measure()
    assert found.factor == pytest.approx(1 / 2.5)
    assert found.reference(150.0) == pytest.approx(60.0)
    assert found.told() == "This machine runs at 0.40 of the reference machine's speed."


def test_the_fastest_round_counts_as_noise_only_slows(clocks):
    clocks(*[(ROUND * 3, ROUND * 3)] * 3, (ROUND, ROUND))
    assert speed.measure().factor == 1.0


@pytest.mark.parametrize(
    ("share", "busy"), [(1.05, False), (speed.BUSY - 0.01, False), (speed.BUSY + 0.01, True), (3.0, True)]
)
def test_others_are_at_work_where_the_wall_clock_is_well_above_the_cpu_time(clocks, share, busy):
    clocks((ROUND, ROUND * share))
    found = speed.measure()
    assert found.busy is busy
    assert found.factor == 1.0, "other work slows the wall clock, not the processor"
    assert ("others are at work" in found.told()) is busy


def test_the_job_does_the_same_work_each_time_and_both_clocks_see_it():
    assert speed.job() == speed.job()
    cpu, wall = speed.clocked()
    assert cpu > 0 and wall > 0
