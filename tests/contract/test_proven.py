"""Each rule of proven prose catches the notebook that breaks it, and every lab whose spread is measured keeps them."""

import copy
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

from contract import proven
from contract.quantities import proves, quantities
from courselab.figures import MIME as FIGURES
from courselab.ground.project import ROOT
from courselab.runner import lab_code
from courselab.runner import spread as spreads
from courselab.runner.catalog import Catalog

CODE = "if (model := fit(C=0.3, steps=3_000)):\n    print(1)\nmodel.score()"
RECORD = """lab.claim("trees help", trees > plain, held="9 of 10")
lab.record(accuracy=lab.near(accuracy, 0.84, tolerance=0.03), verdict=lab.near(verdict, "BLESSED"))"""
FIGURE = {"name": "accuracy", "value": 0.84, "expected": 0.84, "tolerance": 0.03, "ok": True}
VERDICT = {"name": "verdict", "value": "BLESSED", "expected": "BLESSED", "tolerance": 0, "ok": True}
CLAIM = {"name": "trees help", "value": True, "expected": None, "tolerance": 0, "ok": True, "held": "9 of 10"}
SAID = """Accuracy is 0.84 here, 0.82 to 0.86 over ten seeds. Of 1,078 rows 88 % are right, and Fisher's level is 0.05.
Trees help in 9 of 10 seeds. With `C=0.3` and 3,000 steps the loss is 0.123. On Python 3.11, see [this](a/2.5/b)."""


def good_notebook() -> tuple[proven.Notebook, proven.Entry]:
    """A notebook with nothing wrong, and its spread."""
    shown = "accuracy 0.84, rows 1078, right 0.88, loss 0.12345"
    record = v4.new_output("display_data", data={"text/plain": "accuracy 0.84", FIGURES: [FIGURE, VERDICT, CLAIM]})
    cells = [
        v4.new_markdown_cell("# Course 2 · Week 1 · Lab 1: Validate"),
        v4.new_code_cell(CODE, outputs=[v4.new_output("stream", text=shown, name="stdout")]),
        v4.new_markdown_cell(SAID, metadata={"courselab": {"given": {"0.05": "Fisher's level"}}}),
        v4.new_code_cell(RECORD, outputs=[record]),
    ]
    notebook = copy.deepcopy(v4.new_notebook(cells=cells, metadata={"courselab": {"id": "c2w1-lab1"}}))
    entry = {
        "code": lab_code.figures_digest(notebook),
        "seeds": spreads.seeds(10),
        "figures": {
            "accuracy": {"min": 0.8214, "mean": 0.841, "deviation": 0.011, "max": 0.8597},
            "verdict": {"counts": {"BLESSED": 10}},
        },
        "claims": {"trees help": {"held": 9, "of": 10}},
    }
    return notebook, entry


Spoiler = Callable[[proven.Notebook, proven.Entry], object]


def says(old: str, new: str, cell: int = 2) -> Spoiler:
    """A spoiler that puts other words into a cell."""

    def spoil(notebook: proven.Notebook, entry: proven.Entry) -> None:
        assert old in notebook["cells"][cell]["source"]
        notebook["cells"][cell]["source"] = notebook["cells"][cell]["source"].replace(old, new)

    return spoil


def gives(**given: str) -> Spoiler:
    """A spoiler that lists other sources; `_` stands for the point."""
    numbers = {number.strip("n").replace("_", "."): why for number, why in given.items()}
    return lambda nb, entry: nb["cells"][2]["metadata"]["courselab"].update(given=numbers)


def records(index: int, **values: object) -> Spoiler:
    """A spoiler that changes a recorded figure."""
    return lambda nb, entry: nb["cells"][3]["outputs"][0]["data"][FIGURES][index].update(values)


def spreads_to(**values: object) -> Spoiler:
    """A spoiler that changes the spread of the accuracy."""
    return lambda nb, entry: entry["figures"]["accuracy"].update(values)


SPOILERS: dict[str, list[Spoiler]] = {
    "numbers_have_a_source": [
        says("0.84 here", "0.8 here"),  # rounds what is printed with two decimals
        says("0.84 here", "0.840001 here"),
        says("0.123", "0.1"),  # rounds to one digit
        says("0.123", "0.124"),
        says("1,078", "1,079"),
        says("88 %", "84.1 %"),
        says("88 %", "8.8 points"),
        says("`C=0.3`", "`C=0.2`"),
        says("Python 3.11", "Pythons 3.11"),
        says("Validate", "Validate to 0.84", cell=0),  # before it was printed
        says("model.score()", "model.score()  # about 0.9", cell=1),
        says("88 %", "0.86 of them"),  # of the spread, in a sentence that does not say so
        says("0.84 here", "0.03 here"),  # a tolerance is no source
        lambda nb, entry: nb["cells"][2]["metadata"].clear(),
    ],
    "what_is_given_is_used_and_explained": [
        gives(n0_05="Fisher's level", n0_06="a paper"),
        gives(n0_05="level"),
    ],
    "ranges_are_those_of_the_spread": [
        says("0.82 to", "0.81 to"),
        says("to 0.86", "to 0.85"),
        says("0.82 to 0.86", "0.8 to 0.9"),
        says("over ten seeds", "over twelve seeds"),
    ],
    "counts_of_seeds_are_those_of_claims": [says("9 of 10 seeds", "10 of 10 seeds")],
    "the_spread_is_of_this_lab": [
        says("steps=3_000", "steps=3_001", cell=1),
        says("trees > plain", "trees >= plain", cell=3),
        says("print(1)\nmodel", "print(1)\n    model", cell=1),
        lambda nb, entry: entry.update(seeds=spreads.seeds(9)),
        lambda nb, entry: entry.update(seeds=list(range(10))),
        lambda nb, entry: entry["figures"].pop("verdict"),
        lambda nb, entry: entry["claims"].update({"more": {"held": 10, "of": 10}}),
    ],
    "tolerances_fit_the_spread": [
        spreads_to(min=0.80),
        spreads_to(max=0.88),
        records(0, tolerance=0.04),
        records(0, expected=0.86),
        lambda nb, entry: entry["figures"]["verdict"].update(counts={"BLESSED": 9, "NOT_BLESSED": 1}),
    ],
    "committed_figures_lie_in_the_spread": [records(0, value=0.81), records(0, value=0.87)],
    "claims_say_in_how_many_seeds_they_held": [records(2, held="10 of 10"), records(2, held=None)],
}
CASES = [(name, number) for name, spoilers in SPOILERS.items() for number in range(len(spoilers))]


def test_a_good_notebook_has_no_complaint() -> None:
    notebook, entry = good_notebook()
    assert [line for each in proven.RULES for line in each(notebook, entry)] == []


def test_every_rule_is_shown_a_bad_notebook() -> None:
    assert {rule.__name__ for rule in proven.RULES} == set(SPOILERS)


@pytest.mark.parametrize(("name", "number"), CASES)
def test_rule_catches_what_breaks_it(name: str, number: int) -> None:
    notebook, entry = good_notebook()
    SPOILERS[name][number](notebook, entry)
    rule = next(rule for rule in proven.RULES if rule.__name__ == name)
    assert list(rule(notebook, entry)) != []


def test_a_complaint_names_the_cell_the_number_and_what_was_perhaps_meant() -> None:
    notebook, entry = good_notebook()
    says("0.84 here", "0.8 here")(notebook, entry)
    assert list(proven.numbers_have_a_source(notebook, entry)) == [
        "cell 3: '0.8' has no source; above it stands 0.84, 0.88"
    ]


def test_what_is_changed_after_the_measurement_leaves_the_spread_valid() -> None:
    """A tolerance, a count, a comment and a line broken elsewhere make no other figures."""
    notebook, entry = good_notebook()
    says("0.84, tolerance=0.03", "0.83, tolerance=0.02", cell=3)(notebook, entry)
    says('trees > plain, held="9 of 10")', "trees > plain)", cell=3)(notebook, entry)
    says("fit(C=0.3, steps=3_000)", "fit(\n    C=0.3,  # a price\n    steps=3_000,\n)", cell=1)(notebook, entry)
    assert list(proven.the_spread_is_of_this_lab(notebook, entry)) == []


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("1078", "1,078"),
        ("1078.0", "1,078"),
        ("3_000", "3,000"),
        ("0.88", "88 %"),
        ("88 %", "88%"),
        ("88.0", "88 %"),
        ("0.9789", "0.979"),
        ("0.9789", "97.9 %"),
        ("0.0234", "2.3 points"),
        ("1e-3", "0.001"),
        ("-0.021", "0.021"),
        ("0.8", "0.80"),
    ],
)
def test_a_number_is_known_again(source: str, quoted: str) -> None:
    assert proves(next(quantities(source)), next(quantities(quoted)))


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("0.84", "0.8"),
        ("0.979", "0.98"),
        ("0.979", "98 %"),
        ("88", "88 %"),
        ("0.8437", "0.8"),
        ("0.9789", "0.978"),
        ("1079", "1,078"),
        ("0.88", "0.88 %"),
    ],
)
def test_another_number_is_not(source: str, quoted: str) -> None:
    assert not proves(next(quantities(source)), next(quantities(quoted)))


@given(st.decimals(min_value=0, max_value=10**6, places=3))
def test_a_number_proves_itself_however_it_is_written(value: object) -> None:
    plain, grouped = next(quantities(f"it is {value}, so")), next(quantities(f"({value:,})."))
    assert proves(plain, grouped) and proves(grouped, plain)


def test_names_with_numbers_are_no_quantities() -> None:
    text = "scikit-learn 1.5.1 of 2024.05.06 at 127.0.0.1, v2.16, Python 3.11, CC BY 4.0, section 3.2, x1.5"
    assert [each.shown for each in quantities(proven.prose(text)) if each.checked] == []


# --- the labs ---


LABS = {lab.id: ROOT / lab.path for lab in Catalog.load(ROOT).labs if lab.kind == "lab"}
PROVEN = sorted(lab for lab, path in LABS.items() if lab in spreads.read(path))


@pytest.mark.parametrize("rule", proven.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lab", PROVEN)
def test_lab_keeps_the_rule(lab: str, rule: proven.Rule) -> None:
    assert list(rule(json.loads(LABS[lab].read_text()), spreads.read(LABS[lab])[lab])) == []


def test_every_spread_belongs_to_a_lab_beside_it() -> None:
    files = ROOT.glob(f"course*/week*/{spreads.NAME}")
    measured = {(file.parent, lab) for file in files for lab in spreads.read(file)}
    assert measured - {(path.parent, lab) for lab, path in LABS.items()} == set()


def test_numbers_without_a_source_in_labs_without_a_spread_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """They are held to it from the day that `courselab spread` has measured them; until then it says how far it is."""
    counts = {lab: len(proven.sourceless(json.loads(LABS[lab].read_text()))) for lab in LABS if lab not in PROVEN}
    told = ", ".join(f"{lab} {count}" for lab, count in counts.items())
    with capsys.disabled():
        print(f"\nNumbers in prose without a source: {told or 'none'}")
    assert all(count >= 0 for count in counts.values())
