"""Each rule of the anatomy catches the notebook that breaks it, and a good notebook passes them all."""

import base64
import copy
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from nbformat import v4

from contract import anatomy
from courselab.figures import MIME
from support import notebooks
from support.notebooks import code, prose

PLACE = PurePosixPath("course2/week1/lab1_validate_data.ipynb")
LINK = "https://mybinder.org/v2/gh/owner/name/HEAD?labpath=course2%2Fweek1%2Flab1_validate_data.ipynb"
WORDS = "Age: train 38 years, evaluation 39 years"
TITLE = "# Course 2 · Week 1 · Lab 1: Validate data"
FIGURE = {"name": "faults", "value": 4, "expected": 4, "tolerance": 0, "ok": True}


def shown(**data: object) -> dict:
    return v4.new_output("display_data", data={name.replace("_", "/", 1): value for name, value in data.items()})


def good_notebook() -> anatomy.Notebook:
    """A notebook with nothing wrong."""
    picture = shown(image_png=base64.b64encode(b"png" * 99).decode(), text_plain=WORDS)
    record = v4.new_output("display_data", data={"text/plain": "faults 4 4 ok", MIME: [FIGURE]})
    cells = [
        prose(f"{TITLE}\n\nBad rows came.\n\n[![Binder](https://x/y.svg)]({LINK})", "title"),
        prose(
            "**You will**\n\n- find\n- mend\n- compare\n\n**You need** nothing.\n\n**Takes** 40 minutes.", "objectives"
        ),
        code('SCALE = "quick"\nSOURCE = "embedded"\nSEED = 42', "parameters"),
        code("from courselab import check, lab\n\nlab.start(seed=SEED)", "setup"),
        *[cell for number in range(10) for cell in (prose(f"Step {number}: ![a curve](x.png)"), code(f"x = {number}"))],
        code("views.statistics(x)", outputs=[picture]),
        prose("## Your turn", "exercise"),
        code('answer = ...\ncheck.equals("answer", answer, 4)', "exercise"),
        prose("## What you saw", "summary"),
        code("lab.record(faults=lab.near(4, 4))", "record", outputs=[record]),
    ]
    about = {"id": "c2w1-lab1", "kind": "lab", "minutes": 40, "budget": {"seconds": 60, "mb": 1500}, "needs": []}
    notebook = notebooks.notebook(*cells, kernel="courselab-plain", **about)
    for count, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        cell["execution_count"] = count
    return copy.deepcopy(notebook)


def sets(number: int, source: str) -> Callable[[anatomy.Notebook], None]:
    """A spoiler that gives cell `number` (from 0) another source."""
    return lambda nb: nb["cells"][number].update(source=source)


def adds(output: dict) -> Callable[[anatomy.Notebook], None]:
    """A spoiler that gives a code cell in the middle one output more."""
    return lambda nb: nb["cells"][5]["outputs"].append(output)


def about(**values: object) -> Callable[[anatomy.Notebook], None]:
    """A spoiler that changes what the notebook says of itself."""
    return lambda nb: nb["metadata"]["courselab"].update(values)


def stream(words: str, name: str = "stdout") -> dict:
    return v4.new_output("stream", text=words, name=name)


def untag(number: int) -> Callable[[anatomy.Notebook], None]:
    """A spoiler that takes the tags off a cell."""
    return lambda nb: nb["cells"][number].update(metadata={})


PNG = base64.b64encode(b"x" * 101_000).decode()
SPOILERS: dict[str, list[Callable[[anatomy.Notebook], object]]] = {
    "is_valid_nbformat_4_5": [lambda nb: nb.update(nbformat_minor=4), lambda nb: nb["cells"][5].pop("outputs")],
    "ids_are_unique": [lambda nb: nb["cells"][4].update(id=nb["cells"][5]["id"])],
    "describes_itself": [
        about(id="c2w1-lab2"),
        about(minutes=0),
        about(kind="demo"),
        lambda nb: nb["metadata"].pop("courselab"),
    ],
    "budget_is_affordable": [
        about(budget={"seconds": 61, "mb": 900}),
        about(budget={"seconds": 60, "mb": 1501}),
        about(budget={}),
    ],
    "kernel_is_ours": [lambda nb: nb["metadata"]["kernelspec"].update(name="python3")],
    "file_is_small": [adds(stream("word " * 101_000))],
    "has_25_to_45_cells": [
        lambda nb: nb.update(cells=nb["cells"][:24]),
        lambda nb: nb.update(cells=nb["cells"] * 2),
    ],
    "code_cells_are_short": [sets(5, "x = 1\n" * 26)],
    "tags_stand_in_order": [
        untag(1),
        untag(26),
        lambda nb: nb["cells"][5]["metadata"].update(tags=["interesting"]),
        lambda nb: nb["cells"].insert(0, prose("Hello.")),
        lambda nb: nb["cells"].insert(-1, prose("Bye.")),
    ],
    "title_fits_the_path": [
        sets(0, "# Course 2 · Week 2 · Lab 1: Validate data\n\nWhy."),
        sets(0, "# Validate data\n\nWhy."),
    ],
    "title_states_the_problem": [sets(0, f"{TITLE}\n\n[![Binder](https://x/y.svg)]({LINK})")],
    "title_has_its_badge": [sets(0, f"{TITLE}\n\nBad rows came.")],
    "objectives_are_told": [
        sets(1, "**You will**\n\n- a\n- b\n- c\n\n**You need** nothing"),
        sets(1, "**You will**\n\n- a\n- b\n\n**You need** nothing\n\n**Takes** 4 minutes"),
    ],
    "parameters_have_the_usual_defaults": [
        sets(2, 'SCALE = "full"\nSOURCE = "embedded"\nSEED = 42'),
        sets(2, 'SCALE = "quick"\nSOURCE = "embedded"\nSEED = 42\nROWS = 2 * SEED'),
        sets(2, 'import os\nSCALE = "quick"\nSOURCE = "embedded"\nSEED = 42'),
    ],
    "setup_starts_the_lab": [sets(3, "lab.start()"), sets(3, "import numpy")],
    "exercise_is_the_readers_turn": [sets(25, "## Exercise"), sets(26, "answer = ...")],
    "summary_says_what_was_seen": [sets(27, "## Done")],
    "record_is_last_and_holds": [
        sets(28, "lab.record()"),
        lambda nb: nb["cells"][28].update(outputs=[]),
        lambda nb: nb["cells"][28]["outputs"][0]["data"][MIME][0].update(ok=False),
    ],
    "ran_from_top_to_bottom": [
        lambda nb: nb["cells"][5].update(execution_count=None),
        lambda nb: nb["cells"][5].update(execution_count=9),
    ],
    "has_no_error_and_no_stderr": [
        adds(v4.new_output("error", ename="KeyError", evalue="age", traceback=[])),
        adds(stream("oneDNN is on", "stderr")),
    ],
    "names_no_place_on_one_machine": [
        adds(stream("wrote /tmp/abc/model")),
        sets(5, 'path = "/home/anna/x.csv"'),
        sets(4, "In C:\\data it was."),
    ],
    "shows_no_timings_of_a_run": [
        adds(stream("10/10 - 1s 3ms/step")),
        adds(stream("Wall time: 3 s")),
        lambda nb: nb["cells"][5]["metadata"].update(execution={"iopub.status.busy": "2025"}),
    ],
    "shows_a_picture": [lambda nb: nb["cells"][24].update(outputs=[])],
    "pictures_are_small": [adds(shown(image_png=PNG, text_plain=WORDS))],
    "pictures_say_the_same_in_words": [adds(shown(image_png="AAAA", text_plain="<Figure size 640x480 with 1 Axes>"))],
    "images_in_prose_have_alt_text": [sets(4, "![](x.png)"), sets(4, '<img src="x.png">')],
    "installs_and_fetches_nothing": [
        sets(5, "!pip install tfx"),
        sets(5, "%pip list"),
        sets(5, "!wget -q https://x/y.csv"),
        sets(4, "Type `pip install tfx` first."),
    ],
    "asks_for_the_faults_it_loads": [
        sets(5, 'data.load("census", source=SOURCE)'),
        sets(5, 'faults = data.planted("motion")\npeople = data.load("census")'),
    ],
    "has_no_emoji": [sets(4, "Well done \U0001f389"), adds(stream("\u2705 fine"))],
    "does_not_announce_itself": [sets(4, "In this notebook we will look at data.")],
}
CASES = [(name, number) for name, spoilers in SPOILERS.items() for number in range(len(spoilers))]


@pytest.mark.parametrize(
    "loaded",
    [
        'data.load("census", plant=False)',
        'data.load("taxi", source=SOURCE)',
        'people = data.load("census")\nfaults = data.planted("census", seed=SEED)',
    ],
)
def test_data_without_planted_faults_or_with_known_ones_are_fine(loaded: str) -> None:
    notebook = good_notebook()
    sets(5, loaded)(notebook)
    assert list(anatomy.asks_for_the_faults_it_loads(notebook, PLACE)) == []


def test_a_good_notebook_has_no_complaint() -> None:
    assert anatomy.complaints(good_notebook(), PLACE) == []


def test_every_rule_is_shown_a_bad_notebook() -> None:
    assert {rule.__name__ for rule in anatomy.RULES} == set(SPOILERS)


@pytest.mark.parametrize(("name", "number"), CASES)
def test_rule_catches_what_breaks_it(name: str, number: int) -> None:
    notebook = good_notebook()
    SPOILERS[name][number](notebook)
    rule = next(rule for rule in anatomy.RULES if rule.__name__ == name)
    assert list(rule(notebook, PLACE)) != []
