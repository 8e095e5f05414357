"""A lab says the same whether its kernel was forked with its imports behind it, or started as an ordinary one."""

import json
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
    allowed = {
        lab: {name: pytest.approx(value, abs=tolerance or 0, rel=1e-6) for name, (value, tolerance) in figures.items()}
        for lab, figures in warm.items()
    }
    assert allowed == {lab: {name: value for name, (value, _) in figures.items()} for lab, figures in cold.items()}
