"""What `courselab spread` makes of several runs: their summary, what it keeps, what it says when a seed breaks."""

import json
import math
import statistics

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

from courselab.figures import MIME, Figure, is_near
from courselab.runner import lab_code, spread
from courselab.runner.batch.outcome import Error, Outcome, Report
from courselab.runner.catalog import Lab
from courselab.runner.report.summary import write
from courselab.runner.report.table import figures as figures_table

LAB = Lab(id="c1w1-lab1", path="course1/week1/lab1_a.ipynb")
OTHER = Lab(id="c1w1-lab2", path="course1/week1/lab2_b.ipynb")


def recorded(**values):
    """Figures as a notebook records them; a boolean is a claim."""
    claim = {"held": "10 of 10"}
    return [
        {"name": name, "value": value, **(claim if value in (True, False) else {})} for name, value in values.items()
    ]


def notebook(figures=(), code="x = 1"):
    output = v4.new_output("display_data", data={"text/plain": "", MIME: list(figures)})
    return v4.new_notebook(cells=[v4.new_code_cell(code, outputs=[output] if figures else [])])


class Batches:
    """Stands in for the batch runner: writes executed notebooks, breaks one lab with some seeds, counts its calls."""

    def __init__(self, root, out, broken=()):
        self.root, self.out, self.broken, self.calls = root, out, set(broken), []

    def __call__(self, labs, seed):
        self.calls.append((seed, [lab.id for lab in labs]))
        return Report(
            started="a", finished="b", wall_seconds=1, jobs=1, warm=True, labs=[self.ran(lab, seed) for lab in labs]
        )

    def ran(self, lab, seed):
        if (lab.id, seed) in self.broken:
            error = Error(cell=7, name="KeyError", message="cell 7: KeyError: 'age'")
            return Outcome(id=lab.id, path=lab.path, status="failed", reason=error.message, error=error)
        file = self.out / f"seed{seed}" / f"{lab.id}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(recorded(accuracy=0.8 + seed / 1000, helps=seed != 3)), file)
        # off, as most seeds are before the tolerance is set: measured all the same
        return Outcome(id=lab.id, path=lab.path, status="failed", reason="accuracy is off", output=str(file))


@pytest.fixture
def project(tmp_path):
    """A project of two labs, as (root, folder for the runs)."""
    for lab in (LAB, OTHER):
        (tmp_path / lab.path).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(), tmp_path / lab.path)
    return tmp_path, tmp_path / "runs"


def test_the_default_seed_is_among_ten():
    assert spread.seeds(10) == [42, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert len(set(spread.seeds(60))) == 60


def test_the_week_gets_one_file_with_the_spread_of_its_labs(project):
    root, out = project
    batches = Batches(root, out)
    spread.measure([LAB], root, out, spread.seeds(4), batches)
    spread.measure([OTHER], root, out, spread.seeds(4), batches)
    entries = spread.read(root / LAB.path)
    assert list(entries) == ["c1w1-lab1", "c1w1-lab2"]
    assert entries["c1w1-lab1"]["figures"] == {
        "accuracy": {"min": 0.801, "mean": 0.812, "deviation": 0.02002, "max": 0.842}
    }
    assert entries["c1w1-lab1"]["claims"] == {"helps": {"held": 3, "of": 4}}
    assert entries["c1w1-lab1"]["seeds"] == [42, 1, 2, 3]


def test_a_seed_that_breaks_is_named_and_the_rest_is_kept(project):
    root, out = project
    batches = Batches(root, out, broken={("c1w1-lab1", 2)})
    known = spread.measure([LAB, OTHER], root, out, spread.seeds(4), batches)
    assert [each.problem for each in known] == [
        "c1w1-lab1 did not come through with SEED 2 in cell 7: cell 7: KeyError: 'age'",
        None,
    ]
    assert list(spread.read(root / LAB.path)) == ["c1w1-lab2"]
    again = Batches(root, out)
    assert [each.problem for each in spread.measure([LAB, OTHER], root, out, spread.seeds(4), again)] == [None, None]
    assert again.calls == [(2, ["c1w1-lab1"]), (3, ["c1w1-lab1"])], "only what was missing is run"
    assert list(spread.read(root / LAB.path)) == ["c1w1-lab1", "c1w1-lab2"]


def test_a_lab_whose_code_has_changed_is_run_again(project):
    root, out = project
    spread.measure([LAB], root, out, spread.seeds(2), Batches(root, out))
    nbformat.write(notebook(code="x = 2"), root / LAB.path)
    again = Batches(root, out)
    spread.measure([LAB], root, out, spread.seeds(2), again)
    assert [seed for seed, _ in again.calls] == [42, 1]


def test_texts_are_counted():
    runs = [[{"name": "verdict", "value": value}] for value in ("BLESSED", "NOT_BLESSED", "BLESSED")]
    assert spread.summary(runs)["figures"] == {"verdict": {"counts": {"BLESSED": 2, "NOT_BLESSED": 1}}}


def test_a_figure_that_one_seed_does_not_record_is_named():
    with pytest.raises(ValueError, match="not every seed records recall"):
        spread.summary([recorded(accuracy=0.8, recall=0.5), recorded(accuracy=0.8)])


numbers = st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=2, max_size=12)


@given(numbers)
def test_moments_are_those_of_the_numbers_to_four_digits(values):
    found = spread.moments(values)
    for name, exact in (("min", min(values)), ("max", max(values)), ("deviation", statistics.stdev(values))):
        assert math.isclose(found[name], exact, rel_tol=5.1e-4, abs_tol=1e-300)


@given(st.lists(st.floats(min_value=0.001, max_value=1000), min_size=2, max_size=12))
def test_a_suggested_tolerance_fits_the_spread(values):
    found = spread.moments(values)
    middle, tolerance = spread.suggestion(found)
    needed = max(found["max"] - middle, middle - found["min"])
    assert is_near(found["min"], middle, tolerance) and is_near(found["max"], middle, tolerance)
    assert tolerance <= 2 * needed or needed == 0


@pytest.mark.parametrize(
    "change",
    [
        ("0.9, tolerance=0.01", "0.8, tolerance=0.3"),
        (", 0.9, tolerance=0.01, when=SCALE == 'quick'", ""),
        (', held="9 of 10"', ""),
        ("  # the mean of five", ""),
        ("score(\n    x, 2\n)", "score(x, 2)"),
    ],
)
def test_expectations_comments_and_layout_are_not_what_makes_a_figure(change):
    code = (
        "a = score(\n    x, 2\n)  # the mean of five\nlab.claim('é helps', a > b, held=\"9 of 10\")\n"
        "lab.record(a=lab.near(a, 0.9, tolerance=0.01, when=SCALE == 'quick'))"
    )
    assert change[0] in code
    assert lab_code.figures_digest(notebook(code=code)) == lab_code.figures_digest(notebook(code=code.replace(*change)))


@pytest.mark.parametrize(
    "change", [("x, 2", "x, 3"), ("a > b", "a < b"), ("near(a,", "near(b,"), ("    a += 1", "a += 1")]
)
def test_what_computes_is(change):
    code = "a = score(x, 2)\nif a:\n    b = 1\n    a += 1\nlab.claim('a helps', a > b)\nlab.record(a=lab.near(a, 0.9))"
    assert change[0] in code
    assert lab_code.figures_digest(notebook(code=code)) != lab_code.figures_digest(notebook(code=code.replace(*change)))


def test_a_claim_is_told_as_one_in_report_and_table(tmp_path, capsys):
    from rich.console import Console

    figures = [Figure(name="accuracy", value=0.8), Figure(name="trees help", value=False, ok=False, held="10 of 10")]
    made = Report(
        started="a",
        finished="b",
        wall_seconds=1,
        jobs=1,
        warm=True,
        labs=[Outcome(id="a", path="a", status="failed", figures=figures)],
    )
    write(made, tmp_path)
    entries = json.loads((tmp_path / "report.json").read_text())["labs"][0]["figures"]
    assert "held" not in entries[0] and entries[1]["held"] == "10 of 10"
    Console(width=120).print(figures_table(made))
    row = capsys.readouterr().out.splitlines()[2]
    assert [cell.strip() for cell in row.split("  ") if cell.strip()] == [
        "a",
        "trees help",
        "does not hold",
        "held in 10 of 10",
        "off",
    ]
    assert figures[1].complaint == 'the claim "trees help" does not hold (held in 10 of 10 seeds)'
