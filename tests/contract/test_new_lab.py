"""A new lab costs one notebook, one file of answers, and at most one new file each in data sets, views and apps.

A copy of this checkout gets such a lab, written with nothing but those files and one line in the stub of the views.
Then the copy's own command lists it, runs it and writes its pages, and the copy's own contracts and exercise hold.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from courselab.ground.project import ROOT
from courselab.runner.kernels import kernelspecs
from support import notebooks
from support.checkout import tracked
from support.notebooks import code, prose
from support.runtime import private_runtime

HERE = Path(__file__).parent / "new_lab"
ID, NOTEBOOK = "c4w9-lab9", "course4/week9/lab9_throw_dice.ipynb"
FILES = {
    f"tests/exercises/{ID}.py": "answers.py",
    "shared/courselab/data/sets/dice.py": "data_set.py",
    "shared/courselab/views/scores/throws.py": "view.py",
    "shared/courselab/apps/die.py": "app.py",
}
STUB, LINE = "shared/courselab/views/__init__.pyi", "from .scores.throws import throws as throws\n"
HEAVY = 1_000_000  # bytes: a larger file is linked, not copied
GUARDED = ("pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "tests/exercises", NOTEBOOK)
CONTRACTS = ("notebooks", "answers", "generated", "imports", "prose")
SETUP = "import httpx\n\nfrom courselab import check, data, lab, services, views\n\nlab.start(seed=SEED)"
CALL = """with services.web_app("courselab.apps.die:app") as die:
    faces = httpx.get(f"{die.url}/faces", trust_env=False).json()["faces"]
faces"""
CHECK = """for _, part in throws.groupby(throws.index // 100):
    check.equals("the mean of a hundred throws", mean(part.eyes), part.eyes.mean())"""


def cells() -> list:
    """The cells of the lab: as short as the anatomy allows."""
    looks = [(prose(f"Look at the throws of face {face}."), f"(throws.eyes == {face}).sum()") for face in range(1, 7)]
    return [
        prose("# Course 4 · Week 9 · Lab 9: Throw dice\n\nA die may be loaded.", "title"),
        prose("**You will**\n\n- throw\n- count\n- judge\n\n**You need** nothing.\n\n**Takes** a while.", "objectives"),
        code('SCALE = "quick"\nSOURCE = "embedded"\nSEED = 42', "parameters"),
        code(SETUP, "setup"),
        prose("Somebody threw a die."),
        'throws = data.load("dice", source=SOURCE, seed=SEED)\nthrows.head(3)',
        prose("How often did each face come up?"),
        "views.throws(throws.eyes)",
        prose("How many faces does it have?"),
        CALL,
        *[cell for pair in looks for cell in pair],
        prose("## Your turn\n\nWrite `mean(eyes)`: the mean of some throws.", "exercise"),
        code("def mean(eyes):\n    ...", "exercise"),
        code(CHECK, "exercise"),
        prose("## What you saw\n\nA die that is fair.", "summary"),
        code("lab.record(mean=lab.near(throws.eyes.mean(), 3.5, 0.3), faces=lab.near(faces, 6))", "record"),
    ]


class Checkout:
    """A copy of this checkout, whose package is the one that is imported in it."""

    def __init__(self, root: Path):
        self.root = root
        self.environment = {**os.environ, "PYTHONPATH": str(root / "shared")}
        for name in tracked(ROOT):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).stat().st_size > HEAVY:
                target.symlink_to(ROOT / name)
            else:
                shutil.copy(ROOT / name, target)

    def python(self, *words: str, status: int = 0) -> str:
        """Run a module in the copy and return what it prints; fail with all that it says unless it exits so."""
        command = [sys.executable, "-P", "-m", *words]
        done = subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def courselab(self, *words: str) -> str:
        return self.python("courselab.runner.cli", *words)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The copy with the new lab in it, and fork servers of its own."""
    kernelspecs.install()
    copy = Checkout(tmp_path_factory.mktemp("checkout"))
    for path, template in FILES.items():
        assert (copy.root / path).parent.is_dir(), f"{path}: there is no such room"
        shutil.copy(HERE / template, copy.root / path)
    with (copy.root / STUB).open("a") as stub:
        stub.write(LINE)
    about = {"id": ID, "kind": "lab", "minutes": 10, "budget": {"seconds": 30, "mb": 800}, "needs": []}
    notebooks.write(copy.root / NOTEBOOK, *cells(), kernel="courselab-plain", **about)
    with private_runtime():
        copy.environment["XDG_RUNTIME_DIR"] = os.environ["XDG_RUNTIME_DIR"]
        yield copy


def test_the_copy_uses_its_own_package(checkout):
    assert checkout.courselab("list", "--json").count(ID) == 1
    found = checkout.python("timeit", "-n1", "-r1", "import courselab; print(courselab.__file__)").splitlines()[0]
    assert Path(found).is_relative_to(checkout.root)


def test_it_is_listed_and_runs(checkout, tmp_path):
    assert ID in [lab["id"] for lab in json.loads(checkout.courselab("list", "--json"))]
    [outcome] = json.loads(checkout.courselab("run", ID, "--out", str(tmp_path), "--json"))["labs"]
    assert (outcome["status"], outcome["reason"]) == ("passed", None)
    assert [figure["ok"] for figure in outcome["figures"] if figure["expected"] is not None] == [True, True]


def test_its_contracts_and_its_exercise_hold_once_its_outputs_and_pages_are_written(checkout):
    checkout.courselab("refresh", ID)
    checkout.courselab("pages")
    contracts = [f"tests/contract/test_{name}.py" for name in CONTRACTS]
    said = checkout.python("pytest", "-q", "-p", "no:cacheprovider", *contracts)
    assert "passed" in said
    checkout.python(*GUARDED)


def test_an_answer_that_is_not_what_its_heading_says_is_named(checkout):
    answers = checkout.root / f"tests/exercises/{ID}.py"
    written = answers.read_text()
    right, *_, wrong = written.split("# %% ")[1:]
    swapped = f"# %% wrong: right\n{right.partition(chr(10))[2]}\n# %% solution: wrong\n{wrong.partition(chr(10))[2]}"
    answers.write_text(f"{written}\n{swapped}")
    said = checkout.python(*GUARDED, status=1)
    answers.write_text(written)
    assert re.findall(r"^FAILED \S+ipynb::(.*?)(?: - .*)?$", said, re.MULTILINE) == ["wrong: right", "solution: wrong"]
    assert "should be caught, and is: Tried(said=('ok: " in said
