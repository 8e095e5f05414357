"""Every lab in the course folders follows the anatomy, rule by rule."""

import json
import re
from functools import cache
from pathlib import PurePosixPath

import pytest

from contract import anatomy
from courselab import figures
from courselab.ground.project import ROOT

KNOWN = re.compile(r"course\d/week\d/((lab|assignment)\d+_[a-z0-9_]+|solution/assignment\d+_[a-z0-9_]+)\.ipynb")


def notebooks() -> list[PurePosixPath]:
    """Every notebook in a course folder, relative to the root."""
    found = (path.relative_to(ROOT) for path in ROOT.glob("course[0-9]/**/*.ipynb"))
    return sorted(PurePosixPath(path.as_posix()) for path in found if ".ipynb_checkpoints" not in path.parts)


LABS = [place for place in notebooks() if place.name.startswith("lab")]


@cache
def content(place: PurePosixPath) -> anatomy.Notebook:
    """A notebook's JSON."""
    return json.loads((ROOT / place).read_text())


def test_there_are_labs() -> None:
    assert LABS, "no courseN/weekN/labN_slug.ipynb was found"


def test_notebooks_lie_where_the_catalogue_looks() -> None:
    assert [str(place) for place in notebooks() if not KNOWN.fullmatch(str(place))] == []


@pytest.mark.parametrize("rule", anatomy.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("place", LABS, ids=str)
def test_lab_keeps_the_rule(place: PurePosixPath, rule: anatomy.Rule) -> None:
    assert list(rule(content(place), place)) == []


@pytest.mark.parametrize("place", LABS, ids=str)
def test_the_table_of_recorded_figures_is_the_one_that_record_writes_today(place: PurePosixPath) -> None:
    """Else the next refresh would change every lab, and the diff would hide what matters."""
    bundles = [
        output["data"] for cell in content(place)["cells"] for output in cell.get("outputs", ()) if "data" in output
    ]
    [shown] = [bundle for bundle in bundles if figures.MIME in bundle]
    named = [figures.Figure(**entry) for entry in shown[figures.MIME]]
    rows = [(figure.name, figure.shown, figure.wanted, figure.verdict) for figure in named]
    assert "".join(shown["text/plain"]) == figures.text_table(rows)
    assert "".join(shown["text/html"]) == figures.html_table(rows)
