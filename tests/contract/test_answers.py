"""Answers to exercises: every lab has its file, right and wrong ones in it, and the file is split as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.ground.project import ROOT
from courselab.runner.catalog import Catalog
from support import answers

WRONG_ANSWERS = 5  # at least: the laziest (a constant, the input given back), the plausible slip, the sin warned of
LABS = {lab.id for lab in Catalog.load(ROOT).labs if lab.kind == "lab"}
WORDS = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\x85"), min_size=1, max_size=12)
CODE = st.lists(WORDS.filter(lambda line: not line.startswith("#")), min_size=1, max_size=4).map("\n".join)
TITLES = st.lists(WORDS.map("wrong: {}".format) | WORDS.map("solution: {}".format), unique=True, max_size=5)


def test_every_lab_has_its_answers_and_every_file_its_lab() -> None:
    assert LABS - answers.files().keys() == set(), "a lab without tests/exercises/<its id>.py"
    assert answers.files().keys() - LABS == set(), "a file of answers to no lab"


@pytest.mark.parametrize("lab", sorted(answers.files()))
def test_a_lab_has_right_answers_and_enough_wrong_ones(lab: str) -> None:
    mine = answers.split(answers.files()[lab].read_text())
    assert any(answer.right for answer in mine)
    assert sum(not answer.right for answer in mine) >= WRONG_ANSWERS


@given(st.data(), TITLES)
def test_a_file_gives_back_the_answers_that_it_was_written_from(data: st.DataObject, titles: list[str]) -> None:
    wanted = [answers.Answer(title, data.draw(CODE)) for title in ["solution", *titles]]
    gap = data.draw(st.sampled_from(["\n", "\n\n\n"]))
    assert answers.split(gap.join(f"# %% {each.title}\n{each.source}\n" for each in wanted)) == wanted
    assert [each.right for each in wanted] == [each.title.startswith("solution") for each in wanted]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x = 1\n# %% solution\nx = 2", "x = 1"),
        ("# %% solution\nx = 2\n# %% rong: x\nx = 1", "# %% rong: x"),
        ("# %% wrong\nx = 1", "# %% wrong"),
        ("#%% solution\nx = 1", "#%% solution"),
        ("# %% solution\n\n# %% wrong: x\nx = 1", "# %% solution"),
        ("# %% wrong: x\nx = 1\n# %% wrong: x\nx = 2", "# %% wrong: x"),
    ],
)
def test_what_is_no_section_is_named(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named!r}"):
        answers.split(text)
