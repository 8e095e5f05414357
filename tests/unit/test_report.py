"""What a report tells: files that other programs read, and sentences that people read."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.runner.batch.report import Error, Figure, Outcome, Report, junit, reasons, summary, write


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
    assert figure.complaint() == said


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_junit_is_well_formed_whatever_a_notebook_says(reason, name):
    failed = Outcome(id="f", path="f", status="failed", reason=reason, error=Error(cell=1, name="E", message=reason))
    suite = ElementTree.fromstring(junit(report(failed)).encode())
    assert suite.get("failures") == "1"
    assert suite.find("testcase/failure") is not None


def test_what_is_written_is_read_back(tmp_path):
    figures = [
        Figure(name="n", value=True),
        Figure(name="m", value=2),
        Figure(name="k", value="x", expected="y", ok=False),
    ]
    made = report(Outcome(id="a", path="a.ipynb", status="failed", figures=figures))
    write(made, tmp_path)
    read = Report.model_validate_json((tmp_path / "report.json").read_text())
    assert read == made
    assert [type(figure.value) for figure in read.labs[0].figures] == [bool, int, str]


def test_the_end_says_counts_and_reasons():
    made = report(
        Outcome(id="a", path="a", status="passed"), Outcome(id="b", path="b", status="skipped", reason="needs\na GPU")
    )
    assert summary(made) == "1 passed, 1 skipped in 1.5 s"
    assert reasons(made) == ["b: needs a GPU"]
