"""What a report tells: files that other programs read, and sentences that people read."""

import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from courselab.figures import Figure
from courselab.runner.batch.outcome import Error, Outcome, Report
from courselab.runner.report import junit, summary, table


def report(*labs):
    return Report(started="a", finished="b", wall_seconds=1.5, jobs=2, warm=True, labs=list(labs))


def test_a_failed_lab_makes_the_report_not_ok_and_a_skipped_one_does_not():
    fine = [Outcome(id=s, path=s, status=s) for s in ("passed", "cached", "skipped")]
    assert report(*fine).ok
    assert not report(*fine, Outcome(id="f", path="f", status="failed")).ok


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure(name="recall", value=0.41, expected=0.62, tolerance=0.05), "recall is 0.41, expected 0.62 ± 0.05"),
        (Figure(name="rows", value=3, expected=4), "rows is 3, expected 4"),
        (Figure(name="verdict", value="BLESSED", expected="NOT_BLESSED"), "verdict is BLESSED, expected NOT_BLESSED"),
        (Figure(name="x", value=0.123456, expected=1.0, tolerance=0.0), "x is 0.1235, expected 1"),
    ],
)
def test_a_figure_that_is_off_is_one_sentence(figure, said):
    assert figure.complaint == said


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_junit_is_well_formed_whatever_a_notebook_says(reason, name):
    failed = Outcome(id="f", path="f", status="failed", reason=reason, error=Error(cell=1, name="E", message=reason))
    suite = ElementTree.fromstring(junit.xml(report(failed)).encode())
    assert suite.get("failures") == "1"
    assert suite.find("testcase/failure") is not None


def test_what_is_written_is_read_back(tmp_path):
    figures = [
        Figure(name="n", value=True),
        Figure(name="m", value=2),
        Figure(name="k", value="x", expected="y", ok=False),
    ]
    made = report(Outcome(id="a", path="a.ipynb", status="failed", figures=figures))
    summary.write(made, tmp_path)
    read = summary.read(tmp_path)
    assert read == made
    assert [type(figure.value) for figure in read.labs[0].figures] == [bool, int, str]


def test_the_end_says_counts_and_reasons():
    made = report(
        Outcome(id="a", path="a", status="passed"), Outcome(id="b", path="b", status="skipped", reason="needs\na GPU")
    )
    assert summary.line(made) == "1 passed, 1 skipped in 1.5 s"
    assert summary.notes(made) == ["b: needs a GPU"]


def test_over_budget_is_a_pass_with_a_mark():
    lab = Outcome(id="a", path="a", status="passed", over=["cpu 71 s > 60 s", "memory 1.9 GB > 1.5 GB"])
    made = report(lab)
    assert made.ok
    assert summary.line(made) == "1 passed (1 over budget) in 1.5 s"
    assert summary.notes(made) == ["a: over its budget: cpu 71 s > 60 s, memory 1.9 GB > 1.5 GB"]


def test_the_report_as_json_has_the_promised_fields_and_nothing_else():
    error = Error(cell=2, name="E", message="m", source="1 / 0", traceback="...")
    claim = Figure("it helps", True, True, 0.0, True, "10 of 10")
    lab = Outcome(id="a", path="a", status="failed", error=error, files=["x"], figures=[claim, Figure("n", 1)])
    read = json.loads(summary.to_json(report(lab)))
    assert set(read) == {"started", "finished", "wall_seconds", "jobs", "warm", "labs"}
    [entry] = read["labs"]
    assert set(entry) == {
        "id", "path", "status", "reason", "seconds", "cpu_seconds", "peak_mb", "over", "figures", "error", "output",
    }  # fmt: skip
    assert entry["error"] == {"cell": 2, "name": "E", "message": "m"}
    figure = {"name": "n", "value": 1, "expected": None, "tolerance": 0.0, "ok": True}
    assert entry["figures"] == [
        {**figure, "name": "it helps", "value": True, "expected": True, "held": "10 of 10"},
        figure,
    ]


def test_junit_tells_the_cell_and_its_traceback():
    error = Error(cell=2, name="ZeroDivisionError", message="m", source="1 / 0", traceback="Traceback: here")
    text = (
        ElementTree.fromstring(junit.xml(report(Outcome(id="a", path="a", status="failed", error=error))).encode())
        .find("testcase/failure")
        .text
    )
    assert "Cell 2:\n1 / 0" in text and "Traceback: here" in text


@pytest.mark.parametrize(
    "name", ["c2w1-lab1", "/home/somebody/projects/a-long-folder/another/deeper/notebook_with_a_name"]
)
def test_the_table_can_be_read_at_80_columns(name):
    lab = Outcome(id=name, path="p", status="skipped", seconds=1234.5, cpu_seconds=999.0, peak_mb=12345.6)
    console = Console(width=80, file=io.StringIO())
    console.print(table.labs(report(lab), {"p": {"seconds": 120, "mb": 1500}}))
    [head, row] = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert head.split() == ["lab", "status", "s", "cpu", "s", "peak", "MB", "figures"]
    assert row.split()[1:] == ["skipped", "1234.5", "999", "/", "120", "12346", "/", "1500", "-"]
    assert row.split()[0][-8:] == name[-8:]
