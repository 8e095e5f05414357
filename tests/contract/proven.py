"""Prose that is proven: one function a rule, each of which returns what is wrong in words, nothing when all is well.

A rule takes the parsed notebook (plain JSON) and its entry of the week's `spread.json`. It is held against every lab
that has one; test_proven.py shows each rule a notebook that breaks it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from contract.anatomy import Cell, Notebook, outputs, text
from contract.quantities import Quantity, measured, near, prose, proves, quantities, rounds_to, spoken
from courselab.figures import MIME as FIGURES
from courselab.runner import lab_code
from courselab.runner import spread as spreads

Entry = dict[str, Any]
Rule = Callable[[Notebook, Entry], Iterable[str]]

LEAST_SEEDS = 10
WIDEST = 2.0  # times the spread's half-width
FLOOR = 0.001  # of a figure: what threads and other machines move, whatever the seed
WORDS = {"five": 5, "eight": 8, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20}
RANGE = re.compile(
    r"(?P<low>[\d.,]*\d)\s?%?\s(?:to|and)\s-?(?P<high>[\d.,]*\d(?:\s?%|\s(?:percentage )?points?)?)(?:\s\w+)?"
    r"\s+over\s+(?P<count>\w+)\sseeds"
)
HELD = re.compile(r"\b(\d+) of (?:the )?(\d+|ten|twenty) seeds")
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Put a rule on the list."""
    RULES.append(function)
    return function


# --- reading a notebook ---


def pieces(notebook: Notebook) -> Iterator[tuple[int, Cell, str]]:
    """(cell number, cell, prose) of every markdown cell and every comment in code."""
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield number, cell, prose(text(cell))
        elif cell["cell_type"] == "code":
            yield from ((number, cell, prose(said)) for _, _, said in lab_code.comments(text(cell)))


def sentences(piece: str) -> Iterator[str]:
    """The sentences, items and table rows of a piece of prose."""
    return (each for each in re.split(r"(?<=[.!?:])\s|\n", piece) if each.strip())


def given(cell: Cell) -> dict[str, str]:
    """What a cell's numbers come from that no output shows: {number as printed: source}."""
    return cell["metadata"].get("courselab", {}).get("given", {})


def coded(notebook: Notebook) -> list[Quantity]:
    """The numbers in a lab's code, without comments, format specifications and what is expected of figures."""
    found: list[Quantity] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            code = lab_code.computing(text(cell))
            found += quantities(re.sub(r":[^{}\s]*\}", "}", code))
    return found


def printed(notebook: Notebook) -> list[tuple[int, Quantity]]:
    """(cell number, number) of everything that outputs say."""
    return [(number, each) for number, output in outputs(notebook) for each in quantities(spoken(output))]


def values(entry: Entry) -> list[Quantity]:
    """The numbers of a spread: ends, means and deviations."""
    return [measured(value) for spread in entry["figures"].values() for value in spread.values() if is_number(value)]


def is_number(value: object) -> bool:
    """Whether a value is a number, not the counts of a text."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def recorded(notebook: Notebook) -> list[dict[str, Any]]:
    """The figures and claims that the committed notebook recorded."""
    return [figure for _, output in outputs(notebook) for figure in output.get("data", {}).get(FIGURES, [])]


def as_count(word: str) -> int:
    """The number that a word or digits say, 0 for another word."""
    return int(word) if word.isdecimal() else WORDS.get(word, 0)


# --- numbers ---


def sourceless(notebook: Notebook, entry: Entry | None = None) -> list[tuple[int, Quantity, list[str]]]:
    """(cell number, number, what stands near it) of every number in prose that nothing above it, and no code, shows."""
    code, shown, moved = coded(notebook), printed(notebook), values(entry) if entry else []
    found = []
    for number, cell, piece in pieces(notebook):
        above = [*code, *(each for place, each in shown if place < number)]
        for sentence in sentences(piece):
            sources = [*above, *(moved if "seed" in sentence else [])]
            for quoted in quantities(RANGE.sub(" ", sentence) if entry else sentence):
                if quoted.checked and quoted.shown not in given(cell) and not any(proves(s, quoted) for s in sources):
                    found.append((number, quoted, near(quoted, above)))
    return found


@rule
def numbers_have_a_source(notebook: Notebook, entry: Entry) -> Iterable[str]:
    for number, quoted, close in sourceless(notebook, entry):
        instead = f"above it stands {', '.join(close)}" if close else "nothing near it stands above"
        yield f"cell {number}: {quoted.shown!r} has no source; {instead}"


@rule
def what_is_given_is_used_and_explained(notebook: Notebook, entry: Entry) -> Iterable[str]:
    for number, cell in enumerate(notebook["cells"], 1):
        said = {each.shown for at, _, piece in pieces(notebook) if at == number for each in quantities(piece)}
        for shown, why in given(cell).items():
            if shown not in said:
                yield f"cell {number}: {shown!r} is given, but the cell does not say it"
            if len(why.split()) < 2:
                yield f"cell {number}: where does {shown!r} come from? {why!r} does not say"


@rule
def ranges_are_those_of_the_spread(notebook: Notebook, entry: Entry) -> Iterable[str]:
    for number, _, piece in pieces(notebook):
        for found in RANGE.finditer(piece):
            if as_count(found["count"]) != len(entry["seeds"]):
                yield f"cell {number}: {found[0]!r}, but the spread has {len(entry['seeds'])} seeds"
            if not any(spans(spread, found["low"], found["high"]) for spread in entry["figures"].values()):
                ends = [
                    f"{spread['min']} to {spread['max']}" for spread in entry["figures"].values() if "min" in spread
                ]
                yield f"cell {number}: {found[0]!r} are the ends of no figure; there are {', '.join(ends)}"


def spans(spread: Entry, low: str, high: str) -> bool:
    """Whether two numbers of prose are the ends of a figure's spread."""
    end = next(quantities(high))
    scale = 100 if end.hundredths else 1
    pairs = [(low, spread.get("min")), (end.shown, spread.get("max"))]
    quoted = [(next(quantities(shown)), abs(value) * scale) for shown, value in pairs if value is not None]
    return bool(quoted) and all(rounds_to(value, each) or value == each.value for each, value in quoted)


@rule
def counts_of_seeds_are_those_of_claims(notebook: Notebook, entry: Entry) -> Iterable[str]:
    counts = {(count["held"], count["of"]) for count in entry["claims"].values()}
    for number, _, piece in pieces(notebook):
        for found in HELD.finditer(piece):
            if (as_count(found[1]), as_count(found[2])) not in counts:
                yield f"cell {number}: no claim held in {found[0]}"


# --- spread ---


@rule
def the_spread_is_of_this_lab(notebook: Notebook, entry: Entry) -> Iterable[str]:
    lab = notebook["metadata"]["courselab"]["id"]
    if entry["code"] != lab_code.figures_digest(notebook):
        yield f"the code has changed since: run `courselab spread {lab}` again"
    if len(entry["seeds"]) < LEAST_SEEDS or spreads.DEFAULT_SEED not in entry["seeds"]:
        yield f"seeds are {entry['seeds']}: at least {LEAST_SEEDS}, {spreads.DEFAULT_SEED} among them"
    names = {figure["name"] for figure in recorded(notebook)}
    if other := names ^ {*entry["figures"], *entry["claims"]}:
        yield f"recorded or measured, but not both: {', '.join(sorted(other))}"


@rule
def tolerances_fit_the_spread(notebook: Notebook, entry: Entry) -> Iterable[str]:
    """A tolerance covers the spread, and is at most twice as wide as that needs."""
    for figure in recorded(notebook):
        spread, expected, tolerance = entry["figures"].get(figure["name"]), figure["expected"], figure["tolerance"]
        if spread is None or expected is None:
            continue
        if "counts" in spread:
            if set(spread["counts"]) != {str(expected)}:
                yield f"{figure['name']} is expected to be {expected}, but came out as {spread['counts']}"
            continue
        needed = max(spread["max"] - expected, expected - spread["min"])
        ends = f"{figure['name']} is {spread['min']:g} to {spread['max']:g}, expected {expected:g} ± {tolerance:g}"
        if tolerance < needed * (1 - 1e-9):
            yield f"{ends}: too narrow by {needed - tolerance:.2g}"
        if tolerance > max(WIDEST * needed, FLOOR * abs(expected)) * (1 + 1e-9):
            yield f"{ends}: at most {max(WIDEST * needed, FLOOR * abs(expected)):.2g}"


@rule
def committed_figures_lie_in_the_spread(notebook: Notebook, entry: Entry) -> Iterable[str]:
    for figure in recorded(notebook):
        spread, value = entry["figures"].get(figure["name"], {}), figure["value"]
        if "min" in spread:
            slack = FLOOR * max(abs(spread["min"]), abs(spread["max"]))
            if not spread["min"] - slack <= value <= spread["max"] + slack:
                yield f"{figure['name']} is {value:g} here, {spread['min']:g} to {spread['max']:g} in the spread"


@rule
def claims_say_in_how_many_seeds_they_held(notebook: Notebook, entry: Entry) -> Iterable[str]:
    for figure in recorded(notebook):
        count = entry["claims"].get(figure["name"])
        if count and figure.get("held") != (held := f"{count['held']} of {count['of']}"):
            yield f'"{figure["name"]}" held in {held}, not in {figure.get("held")}'
