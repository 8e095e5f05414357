"""What an executed notebook says: the outcome, with the cell as a reader of the source counts it, and its budget."""

import nbformat
import pytest
from nbformat.v4 import new_output

from courselab.figures import MIME
from courselab.runner.batch import judge
from courselab.runner.batch.outcome import Outcome
from courselab.runner.batch.plan import Task
from courselab.runner.catalog import Lab
from courselab.runner.speed import Speed
from support.notebooks import code, notebook, prose

FIGURE = {"name": "recall", "value": 0.41, "expected": 0.62, "tolerance": 0.05, "ok": False}


def outcome(tmp_path, executed, problem=None, starts=(), course=None):
    """Return the outcome of an executed notebook whose source has a title, parameters and a cell."""
    file = tmp_path / "lab.ipynb"
    nbformat.write(notebook(prose("# Title"), code("SEED = 42", "parameters"), "1 / 0"), file)
    task = Task(Lab(id="lab", path="lab.ipynb", course=course), file)
    return judge.outcome(task, executed, problem, list(starts), seconds=1.0, cpu_seconds=1.0, peak_mb=1.0)


def with_figures(*figures):
    shown = new_output("display_data", data={MIME: list(figures)})
    return notebook(code("lab.record()", outputs=[shown], execution_count=1))


def error(name="ZeroDivisionError", said="division by zero", traceback=()):
    return new_output("error", ename=name, evalue=said, traceback=list(traceback))


def test_a_figure_that_is_off_fails_a_lab_that_ran_well(tmp_path):
    told = outcome(tmp_path, with_figures(FIGURE, FIGURE | {"name": "rows", "value": 0.62, "ok": True}))
    assert (told.status, told.reason) == ("failed", "recall is 0.41, expected 0.62 ± 0.05")
    assert outcome(tmp_path, with_figures(FIGURE | {"ok": True})).status == "passed"


def test_a_claim_that_does_not_hold_fails_the_lab_in_its_own_words(tmp_path):
    claim = {"name": "it helps", "value": False, "expected": True, "tolerance": 0, "ok": False, "held": "10 of 10"}
    told = outcome(tmp_path, with_figures(claim))
    assert (told.status, told.reason) == ("failed", 'the claim "it helps" does not hold (held in 10 of 10 seeds)')
    assert told.model_dump()["figures"] == [claim]


def test_the_start_of_a_server_is_a_figure_without_an_expectation(tmp_path):
    told = outcome(
        tmp_path, notebook(code("1", execution_count=1)), starts=[{"name": "server_start_seconds", "value": 2.5}]
    )
    assert (told.status, told.figures[0].value, told.figures[0].expected) == ("passed", 2.5, None)


def test_a_figure_that_cannot_be_read_is_the_labs_failure_not_the_batchs(tmp_path):
    told = outcome(tmp_path, with_figures({"value": [1, 2]}))
    assert (told.status, told.error.name) == ("failed", "Figure")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (error(), "cell 3: ZeroDivisionError: division by zero"),
        (error("MemoryLimit", "1.9 GB > 1.5 GB"), "cell 3: 1.9 GB > 1.5 GB"),
        (error("StdinNotImplementedError"), "cell 3 asks for input: a lab may not ask for input"),
        (
            error("AssertionError", "", ["----> 1 assert x == 3", "AssertionError: "]),
            "cell 3: AssertionError: assert x",
        ),
    ],
)
def test_an_error_names_the_cell_of_the_source_though_parameters_were_injected(tmp_path, shown, said):
    injected = code("SEED = 7", "injected-parameters", execution_count=2)
    broken = code("1 / 0", outputs=[shown], execution_count=3)
    executed = notebook(prose("# Title"), code("SEED = 42", "parameters", execution_count=1), injected, broken)
    told = outcome(tmp_path, executed)
    assert told.status == "failed"
    assert told.reason.startswith(said)
    assert told.error.source == "1 / 0"


def test_what_stopped_a_notebook_besides_a_cell_is_told(tmp_path):
    assert outcome(tmp_path, notebook("1"), OSError("no space left")).reason == "OSError: no space left"


@pytest.mark.parametrize(
    ("tags", "settings", "name", "status"),
    [
        ([], {}, "ZeroDivisionError", "failed"),
        (["raises-exception"], {}, "ZeroDivisionError", "passed"),
        ([], {"allow_errors": True}, "ZeroDivisionError", "passed"),
        (["raises-exception"], {"allow_errors": True}, "MemoryLimit", "failed"),
        (["raises-exception"], {}, "NotRaised", "failed"),
    ],
)
def test_an_allowed_error_is_none_but_a_limit_is_nobodys_to_allow(tmp_path, tags, settings, name, status):
    executed = notebook(code("1 / 0", *tags, outputs=[error(name)], execution_count=1))
    executed.metadata["execution"] = settings
    assert outcome(tmp_path, executed).status == status


@pytest.mark.parametrize(("course", "status"), [(None, "passed"), (2, "failed")])
def test_a_cell_that_calls_exit_is_told_and_a_lab_may_not(tmp_path, course, status):
    executed = notebook(code("exit()", execution_count=1), prose("words"), "1", "2")
    told = outcome(tmp_path, executed, course=course)
    assert told.status == status
    assert told.reason == "cell 1 ended the kernel with exit(): 2 code cells after it were not run."


@pytest.mark.parametrize(
    ("cpu", "mb", "factor", "imports", "over"),
    [
        (59.0, 1400.0, 1.0, 0.0, []),
        (71.0, 1400.0, 1.0, 0.0, ["cpu 71 s > 60 s"]),
        (71.0, 1940.0, 0.4, 0.0, ["memory 1.9 GB > 1.5 GB"]),  # a machine 2.5 times slower than the reference
        (40.0, 1400.0, 2.0, 0.0, ["cpu 80 s > 60 s"]),
        (71.0, 1400.0, 1.0, 25.0, []),  # an ordinary kernel imports what a warm one has behind it
    ],
)
def test_a_budget_counts_seconds_of_the_reference_machine(cpu, mb, factor, imports, over):
    lab = Outcome(id="a", path="a", status="passed", cpu_seconds=cpu, peak_mb=mb)
    assert judge.over_budget(lab, {"seconds": 60, "mb": 1500}, Speed(factor, False), imports) == over
    assert judge.over_budget(lab, None, Speed(factor, False)) == []
