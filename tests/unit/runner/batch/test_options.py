"""The limits of one lab, and how many labs run at once: what the machine can bear, and wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.runner import resources
from courselab.runner.batch import run
from courselab.runner.batch.options import LEAST_MB, MEGABYTE, Limits, Options

SMALL, LARGE = {"seconds": 60, "mb": 1500}, {"seconds": 60, "mb": 3000}


@pytest.mark.parametrize(
    ("budget", "spare_mb", "mb"),
    [
        (SMALL, 20_000, 4500),  # three times its promise
        ({"seconds": 60, "mb": 500}, 20_000, LEAST_MB),
        (LARGE, 20_000, 9000),
        (LARGE, 2000, 2000),  # never more than the machine can spare
        (None, 20_000, 20_000),  # no promise: what can be spared
    ],
)
def test_a_lab_may_take_thrice_its_promise_if_the_machine_can_spare_it(budget, spare_mb, mb):
    assert Limits().for_lab(budget, spare_mb).mb == mb


def test_a_limit_that_was_asked_for_holds_for_every_lab():
    asked = Limits(seconds=5, mb=700, output_mb=1)
    assert asked.for_lab(SMALL, 20_000) == asked.for_lab(None, 100) == asked


@given(st.floats(1, 1e5), st.floats(1, 1e6))
def test_a_lab_within_its_budget_never_meets_a_limit_but_the_machines(promised, spare):
    limits = Limits().for_lab({"seconds": 60, "mb": promised}, spare)
    assert limits.mb == spare or limits.mb >= max(LEAST_MB, promised)
    assert limits.mb <= spare
    assert (limits.seconds, limits.output_mb) == (Limits().seconds, Limits().output_mb)


@pytest.mark.parametrize(
    ("cores", "free_mb", "jobs"),
    [
        (8, 64_000, 8),
        (8, 5_000, 3),  # 4.5 GB of it, at 1.5 GB a lab
        (2, 5_000, 2),
        (4, 500, 1),  # one lab is tried whatever there is
        (1, 64_000, 1),
    ],
)
def test_as_many_labs_run_at_once_as_cores_and_memory_have_room_for(monkeypatch, cores, free_mb, jobs):
    monkeypatch.setattr(resources, "cores", lambda: cores)
    monkeypatch.setattr(resources, "memory_available", lambda: free_mb * MEGABYTE)
    assert run.jobs_at_once() == jobs


def test_the_scale_is_a_parameter_that_one_given_by_hand_overrides():
    assert Options().given == {}
    assert Options(scale="full", parameters={"SEED": 7}).given == {"SCALE": "full", "SEED": 7}
    assert Options(scale="full", parameters={"SCALE": "quick"}).given == {"SCALE": "quick"}
