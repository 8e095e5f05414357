"""A lab says the same, and nothing in red, whether its kernel was forked with its imports done or started afresh.

One lab of each kernelspec is run both ways, the one with the smallest budget. `make warm-and-cold` runs all of them.
"""

import json
import math
import os
import subprocess
import sys

import pytest

from courselab.ground import settings
from courselab.ground.project import ROOT
from courselab.runner.catalog import Catalog
from courselab.runner.kernels import kernelspecs
from support.red import red

WHOLE_COURSE = os.environ.get(settings.BOTH_WAYS) == "1"


def chosen() -> list[str]:
    """The labs to run: the cheapest of each of our kernelspecs that has one, or all."""
    labs = [lab for lab in Catalog.load(ROOT).labs if lab.kernel in kernelspecs.NAMES and lab.budget and not lab.needs]
    if WHOLE_COURSE:
        return [lab.id for lab in labs]
    labs.sort(key=lambda lab: (lab.budget["seconds"], lab.budget["mb"], lab.minutes or math.inf))
    return list({lab.kernel: lab.id for lab in reversed(labs)}.values())


def start(out, *options):
    """Start the command on the chosen labs, a job at once: the other way's labs run beside them."""
    command = [sys.executable, "-m", "courselab.runner.cli", "run", *chosen(), "--jobs", "1", "--fresh", "--json"]
    # tests/conftest.py gives each library one thread, and TensorFlow is told to add in one order: what differs then
    # is the kernel's doing.
    environment = {**os.environ, "TF_DETERMINISTIC_OPS": "1"}
    return subprocess.Popen([*command, *options, "--out", out], stdout=subprocess.PIPE, text=True, env=environment)


def recorded(report):
    """Return {lab: {figure: value}} of every figure that has an expected value; every lab has passed, none in red."""
    assert [lab["reason"] for lab in report["labs"] if lab["status"] == "failed"] == []
    assert [(lab["id"], said) for lab in report["labs"] for said in red(lab["output"])] == []
    return {
        lab["id"]: {figure["name"]: figure["value"] for figure in lab["figures"] if figure["expected"] is not None}
        for lab in report["labs"]
    }


@pytest.mark.timeout(7200 if WHOLE_COURSE else 900)
def test_warm_and_cold_kernels_give_the_same_figures_and_nothing_in_red(tmp_path):
    runs = [start(tmp_path / "warm"), start(tmp_path / "cold", "--cold")]
    try:
        warm, cold = (recorded(json.loads(run.communicate()[0])) for run in runs)
    finally:
        for run in runs:
            run.terminate()
            run.wait()
    assert warm.keys() == cold.keys() == set(chosen())
    assert all(warm.values())
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


def test_every_kernelspec_with_a_lab_is_looked_at():
    labs = Catalog.load(ROOT).labs
    kernels = {lab.kernel for lab in labs if lab.kernel in kernelspecs.NAMES and lab.budget and not lab.needs}
    assert {lab.kernel for lab in labs if lab.id in chosen()} == kernels
