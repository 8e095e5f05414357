"""A lab says the same whether its kernel was forked with its imports behind it, or started as an ordinary one."""

import json
import math
import os
import subprocess
import sys

import pytest


def recorded(out, *options):
    """Run the course; return {lab: {figure: (value, tolerance)}} of every figure that has an expected value."""
    command = [sys.executable, "-m", "courselab.runner.cli", "run", "--jobs", "2", "--fresh", "--json"]
    room = {**os.environ, "COURSELAB_TIME_FACTOR": "2"}  # two labs share the cores: a budget is for one alone
    done = subprocess.run([*command, *options, "--out", str(out)], capture_output=True, text=True, env=room)
    report = json.loads(done.stdout)
    assert [lab["reason"] for lab in report["labs"] if lab["status"] == "failed"] == []
    return {
        lab["id"]: {f["name"]: (f["value"], f["tolerance"]) for f in lab["figures"] if f["expected"] is not None}
        for lab in report["labs"]
    }


@pytest.mark.timeout(2400)
def test_warm_and_cold_kernels_give_the_same_figures(tmp_path):
    # Within the lab's own tolerance where it has one: TensorFlow's threads add in another order each time.
    warm = recorded(tmp_path / "warm")
    cold = recorded(tmp_path / "cold", "--cold")
    assert warm and all(warm.values())
    assert warm.keys() == cold.keys()
    differ = [
        (lab, name, value, cold[lab][name][0])
        for lab, figures in warm.items()
        for name, (value, tolerance) in figures.items()
        if not same(value, cold[lab][name][0], tolerance or 0)
    ]
    assert differ == []


def same(one, other, tolerance):
    """Whether two figures are the same; numbers may differ by a tolerance, or in their last digits."""
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=tolerance)
    return one == other if not tolerance else abs(one - other) <= tolerance
