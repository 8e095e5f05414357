"""A lab says the same whether its kernel was forked with its imports behind it, or started as an ordinary one."""

import json
import math
import os
import subprocess
import sys

import pytest


def recorded(out, *options):
    """Run the course; return {lab: {figure: value}} of every figure that has an expected value."""
    command = [sys.executable, "-m", "courselab.runner.cli", "run", "--jobs", "2", "--fresh", "--json"]
    # Two labs share the cores, and a budget is for one alone. TensorFlow's threads may add in another order each time,
    # unless told otherwise: this is about kernels, not about threads.
    environment = {**os.environ, "COURSELAB_TIME_FACTOR": "2", "TF_DETERMINISTIC_OPS": "1"}
    done = subprocess.run([*command, *options, "--out", str(out)], capture_output=True, text=True, env=environment)
    report = json.loads(done.stdout)
    assert [lab["reason"] for lab in report["labs"] if lab["status"] == "failed"] == []
    return {
        lab["id"]: {figure["name"]: figure["value"] for figure in lab["figures"] if figure["expected"] is not None}
        for lab in report["labs"]
    }


@pytest.mark.timeout(2400)
def test_warm_and_cold_kernels_give_the_same_figures(tmp_path):
    warm = recorded(tmp_path / "warm")
    cold = recorded(tmp_path / "cold", "--cold")
    assert warm and all(warm.values())
    assert warm.keys() == cold.keys()
    differ = [
        (lab, name, value, cold[lab][name])
        for lab, figures in warm.items()
        for name, value in figures.items()
        if not same(value, cold[lab][name])
    ]
    assert differ == []


def same(one, other):
    """Whether two figures are the same; what TensorFlow computed in float32 may differ in the seventh digit."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6)
    return one == other
