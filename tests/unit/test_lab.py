"""What a notebook gets from `courselab.lab`: seeds, a clean work directory, figures that are judged rightly."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab import lab


@pytest.fixture
def home(monkeypatch):
    """Come back to where the test began; `start` moves the whole process."""
    monkeypatch.chdir(os.getcwd())


# --- start


def test_start_gives_the_same_dice_again(home):
    draws = []
    for _ in range(2):
        lab.start(seed=7)
        draws.append((random.random(), np.random.rand(3).tolist()))
    assert draws[0] == draws[1]
    lab.start(seed=42)
    assert (random.random(), np.random.rand(3).tolist()) != draws[0]


def test_start_moves_into_an_empty_directory_and_a_second_start_removes_the_first(home):
    here = lab.start()
    first = Path.cwd()
    assert here == Path(".")
    assert list(here.iterdir()) == []
    (here / "left over.txt").write_text("x")
    lab.start()
    assert Path.cwd() != first
    assert not first.exists()
    assert list(Path(".").iterdir()) == []


def test_the_work_directory_is_gone_after_the_process_but_a_forked_child_leaves_it(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from courselab import lab; lab.start(); here = Path.cwd()\n"
        "child = os.fork()\n"
        "if child == 0: sys.exit(0)\n"  # an ordinary exit, so that atexit functions run in the child
        "os.waitpid(child, 0); print(here, here.exists())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    path, survived_child = done.stdout.splitlines()[-1].rsplit(" ", 1)
    assert survived_child == "True"
    assert not Path(path).exists()


# --- near


@pytest.mark.parametrize(
    ("value", "expected", "tolerance", "ok"),
    [
        (0.91, 0.90, 0.02, True),
        (0.93, 0.90, 0.02, False),
        (0.75, 0.80, 0.05, True),  # the edge is inside, whatever binary fractions say
        (np.float32(0.5), 0.5, 0.0, True),
        (np.int64(3), 3, 0, True),
        (np.array([3.0]), 3, 0, True),
        (np.bool_(True), True, 0, True),
        (True, 1, 0, False),  # a boolean is not a count
        ("BLESSED", "BLESSED", 0, True),
        ("BLESSED", "NOT_BLESSED", 0, False),
        ("3", 3, 0, False),
        (float("nan"), 1.0, 9.0, False),
        (float("inf"), 1.0, 9.0, False),
        (float("nan"), None, 0.0, False),
        (12.5, None, 0.0, True),
    ],
)
def test_near_judges(value, expected, tolerance, ok):
    figure = lab.near(value, expected, tolerance)
    assert figure.ok is ok
    assert type(figure.value) in (bool, int, float, str)


def test_an_expectation_for_other_parameters_is_not_held_against_a_figure():
    assert lab.near(5.0, 1.0, 0.1, when=True) == lab.near(5.0, 1.0, 0.1) and not lab.near(5.0, 1.0, 0.1).ok
    measured = lab.near(5.0, 1.0, 0.1, when=False)
    assert (measured.value, measured.expected, measured.ok) == (5.0, None, True)
    assert not lab.near(float("nan"), 1.0, when=False).ok


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(-2, 2))
def test_near_is_distance_against_tolerance(expected, tolerance, factor):
    value = expected + factor * tolerance
    # Rounding of the sum itself may reach 1e-9 at these sizes: leave the edge out.
    if abs(abs(value - expected) - tolerance) > 1e-9:
        assert lab.near(value, expected, tolerance).ok is (abs(value - expected) < tolerance)


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, None, np.array([1, 2]), 1j])
def test_near_refuses_what_is_no_figure(value):
    with pytest.raises(TypeError, match="one number, boolean or text"):
        lab.near(value, 1)


@pytest.mark.parametrize("bad", [{"tolerance": -1}, {"tolerance": float("nan")}, {"expected": float("inf")}])
def test_near_refuses_a_useless_expectation(bad):
    with pytest.raises(ValueError, match="must be"):
        lab.near(1.0, **{"expected": 1.0, **bad})


# --- record


def test_record_refuses_a_bare_number_and_names_the_cure():
    with pytest.raises(TypeError, match=r"accuracy=lab\.near"):
        lab.record(accuracy=0.9)
    with pytest.raises(ValueError, match="at least one figure"):
        lab.record()


def test_record_outside_a_notebook_prints_the_table(capsys):
    lab.record(rows=lab.near(math.inf, 3))
    assert capsys.readouterr().out.splitlines()[1].split() == ["rows", "inf", "3", "off"]
