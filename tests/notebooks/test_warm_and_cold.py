"""A lab says the same, and nothing in red, whether its kernel was forked with its imports done or started afresh."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest


def recorded(out, *options):
    """Run the course; return {lab: {figure: value}} of every figure that has an expected value."""
    command = [sys.executable, "-m", "courselab.runner.cli", "run", "--jobs", "2", "--fresh", "--json"]
    # Two labs share the cores, and a budget is for one alone. tests/conftest.py gives each library one thread, and
    # TensorFlow is told to add in one order: what differs then is the kernel's doing.
    environment = {**os.environ, "COURSELAB_TIME_FACTOR": "2", "TF_DETERMINISTIC_OPS": "1"}
    done = subprocess.run([*command, *options, "--out", str(out)], capture_output=True, text=True, env=environment)
    report = json.loads(done.stdout)
    assert [lab["reason"] for lab in report["labs"] if lab["status"] == "failed"] == []
    assert [(lab["id"], said) for lab in report["labs"] for said in red(lab["output"])] == []
    return {
        lab["id"]: {figure["name"]: figure["value"] for figure in lab["figures"] if figure["expected"] is not None}
        for lab in report["labs"]
    }


def red(executed):
    """What an executed notebook shows in red: its outputs on stderr."""
    outputs = (out for cell in json.loads(Path(executed).read_text())["cells"] for out in cell.get("outputs", []))
    return ["".join(out["text"]) for out in outputs if out.get("name") == "stderr"]


@pytest.mark.timeout(2400)
def test_warm_and_cold_kernels_give_the_same_figures_and_nothing_in_red(tmp_path):
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
    """Whether two figures are the same; a float32 may differ in its last digit, the seventh (seen: 7e-8)."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6)
    return one == other
