"""The anatomy of a lab: one function a rule, each of which returns what is wrong in words, nothing when all is well.

A rule takes the parsed notebook (plain JSON) and its place. `RULES` lists them all; test_anatomy.py shows each of them
a notebook that breaks it.
"""

import ast
import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import nbformat

from courselab.data.dataset import find, names
from courselab.figures import MIME
from courselab.ground import limits
from courselab.runner.kernels.kernelspecs import NAMES

Notebook = dict[str, Any]
Cell = dict[str, Any]
Rule = Callable[[Notebook, PurePosixPath], Iterable[str]]

PLACE = re.compile(r"course(?P<course>\d)/week(?P<week>\d)/lab(?P<number>\d+)_[a-z0-9_]+\.ipynb")
TAGS = {"title", "objectives", "parameters", "setup", "exercise", "summary", "record", "nbval-check-output"}
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Put a rule on the list."""
    RULES.append(function)
    return function


def complaints(notebook: Notebook, place: PurePosixPath) -> list[str]:
    """Return what every rule has to say, each line with the rule's name."""
    return [f"{each.__name__}: {line}" for each in RULES for line in each(notebook, place)]


# --- reading a notebook ---


def text(cell: Cell) -> str:
    """The source of a cell."""
    return "".join(cell["source"])


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return cell["metadata"].get("tags", [])


def tagged(notebook: Notebook, tag: str) -> str:
    """The source of all cells with a tag."""
    return "\n".join(text(cell) for cell in notebook["cells"] if tag in tags(cell))


def numbered(notebook: Notebook, kind: str) -> Iterator[tuple[int, Cell]]:
    """(number as a reader counts, cell) of every cell of a kind: code or markdown."""
    return ((number, cell) for number, cell in enumerate(notebook["cells"], 1) if cell["cell_type"] == kind)


def outputs(notebook: Notebook) -> Iterator[tuple[int, dict[str, Any]]]:
    """(cell number, output) of every output."""
    return ((number, output) for number, cell in numbered(notebook, "code") for output in cell["outputs"])


def said(output: dict[str, Any]) -> str:
    """All that an output says in text."""
    data = output.get("data", {})
    parts = [output.get("text", ""), *(data.get(mime, "") for mime in ("text/plain", "text/html", "text/markdown"))]
    return "\n".join("".join(part) for part in parts)


def calls(source: str, name: str) -> list[ast.Call]:
    """The calls of a dotted name ("lab.start") in a piece of code."""
    nodes = ast.walk(ast.parse(source))
    return [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == name]


def image_size(mime: str, value: str | list[str]) -> int:
    """Bytes of an image as a browser gets it."""
    joined = "".join(value)
    return len(joined.encode()) if mime == "image/svg+xml" else len(base64.b64decode(joined))


# --- the file ---


@rule
def is_valid_nbformat_4_5(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    if (notebook["nbformat"], notebook["nbformat_minor"]) != (4, 5):
        yield f"nbformat is {notebook['nbformat']}.{notebook['nbformat_minor']}"
    try:
        nbformat.validate(nbformat.from_dict(notebook))
    except nbformat.ValidationError as error:
        yield str(error).splitlines()[0]


@rule
def ids_are_unique(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    yield from (f"cell id {each!r} stands twice" for each in sorted(set(ids)) if ids.count(each) > 1)


@rule
def describes_itself(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    about = notebook["metadata"].get("courselab", {})
    if set(about) != {"id", "kind", "minutes", "budget", "needs"}:
        yield f"courselab metadata has {sorted(about)}"
        return
    found = PLACE.fullmatch(place.as_posix())
    expected = f"c{found['course']}w{found['week']}-lab{found['number']}" if found else None
    if about["id"] != expected or about["kind"] != "lab":
        yield f"{about['kind']} {about['id']} lies at {place}"
    if not 5 <= about["minutes"] <= 180:
        yield f"{about['minutes']} minutes"


@rule
def budget_is_affordable(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    budget = notebook["metadata"].get("courselab", {}).get("budget", {})
    pipeline = notebook["metadata"].get("kernelspec", {}).get("name") == "courselab-tfx"
    seconds = limits.PIPELINE_SECONDS if pipeline else limits.LAB_SECONDS
    if not 0 < budget.get("seconds", 0) <= seconds:
        yield f"{budget.get('seconds')} s, at most {seconds}"
    if not 0 < budget.get("mb", 0) <= limits.LAB_MB:
        yield f"{budget.get('mb')} MB, at most {limits.LAB_MB}"


@rule
def kernel_is_ours(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    name = notebook["metadata"].get("kernelspec", {}).get("name")
    if name not in NAMES:
        yield f"kernel {name}"


@rule
def file_is_small(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    size = len(json.dumps(notebook, indent=1, ensure_ascii=False).encode())
    if size > limits.MAX_FILE_BYTES:
        yield f"{size // 1000} KB"


# --- the order of things ---


@rule
def has_25_to_45_cells(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    if not limits.CELLS[0] <= len(notebook["cells"]) <= limits.CELLS[1]:
        yield f"{len(notebook['cells'])} cells"


@rule
def code_cells_are_short(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    for number, cell in numbered(notebook, "code"):
        lines = len(text(cell).splitlines())
        if lines > limits.LONGEST_CELL:
            yield f"cell {number} has {lines} lines"


@rule
def tags_stand_in_order(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    """title, objectives, parameters, setup, ..., exercise (a block), summary, record (claims, then figures)."""
    roles = [[tag for tag in tags(cell) if not tag.startswith("nbval")] for cell in notebook["cells"]]
    unknown = {tag for cell in notebook["cells"] for tag in tags(cell)} - TAGS
    if unknown:
        yield f"unknown tags {sorted(unknown)}"
    order = [role[0] for role in roles if role]
    exercises, records = order.count("exercise"), order.count("record")
    end = [*["exercise"] * exercises, "summary", *["record"] * records]
    expected = ["title", "objectives", "parameters", "setup", *end]
    if order != expected or exercises == 0 or records not in (1, 2):
        yield f"tags are {order}"
    elif roles[:4] != [[tag] for tag in expected[:4]] or roles[-len(end) :] != [[tag] for tag in end]:
        yield "cells without a tag stand before the set-up or after the exercise"


@rule
def title_fits_the_path(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    found = PLACE.fullmatch(place.as_posix())
    if not found:
        yield f"{place} is not courseC/weekW/labL_slug.ipynb"
        return
    start = f"# Course {found['course']} · Week {found['week']} · Lab {found['number']}: "
    first = (tagged(notebook, "title").splitlines() or [""])[0]
    if not first.startswith(start) or len(first) == len(start):
        yield f"{first!r} does not begin with {start!r} and a name"


@rule
def title_states_the_problem(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    prose = [line for line in tagged(notebook, "title").splitlines()[1:] if line and not line.startswith("[!")]
    if not prose or not prose[-1].rstrip().endswith((".", "?", "!")):
        yield "no sentence on the problem below the title"


@rule
def title_has_its_badge(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    slug = re.escape(place.as_posix().replace("/", "%2F"))
    badge = rf"\[!\[Binder\]\(https://[^)]+\)\]\(https://mybinder\.org/[^)]*{slug}\)"
    if not re.search(badge, tagged(notebook, "title")):
        yield "no Binder badge that opens this lab; `courselab pages` writes it"


@rule
def objectives_are_told(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    source = tagged(notebook, "objectives")
    for word in ("**You will**", "**You need**", "**Takes**"):
        if word not in source:
            yield f"no {word}"
    verbs = re.findall(r"^- ", source.partition("**You will**")[2].partition("**You need**")[0], re.MULTILINE)
    if not 3 <= len(verbs) <= 5:
        yield f"**You will** lists {len(verbs)} things, not 3 to 5"


@rule
def parameters_have_the_usual_defaults(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    wanted = {"SCALE": "quick", "SOURCE": "embedded", "SEED": 42}
    found = {}
    for node in ast.parse(tagged(notebook, "parameters")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                yield f"{ast.unparse(node)} is not a plain value"
        else:
            yield f"{ast.unparse(node)} is not NAME = value"
    yield from (f"{name} is {found.get(name)!r}" for name, value in wanted.items() if found.get(name) != value)


@rule
def setup_starts_the_lab(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    found = calls(tagged(notebook, "setup"), "lab.start")
    if [ast.unparse(call) for call in found] != ["lab.start(seed=SEED)"]:
        yield "the set-up cell does not call lab.start(seed=SEED) once"


@rule
def exercise_is_the_readers_turn(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    if "Your turn" not in tagged(notebook, "exercise"):
        yield "no 'Your turn'"
    code = "\n".join(text(cell) for _, cell in numbered(notebook, "code") if "exercise" in tags(cell))
    if not any(calls(code, f"check.{name}") for name in ("equals", "property", "raises")):
        yield "no check tells the reader whether the answer is right"


@rule
def summary_says_what_was_seen(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    if "What you saw" not in tagged(notebook, "summary"):
        yield "no 'What you saw'"


@rule
def record_is_last_and_holds(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    last = notebook["cells"][-1]
    found = calls(text(last), "lab.record") if last["cell_type"] == "code" else []
    if not found or not found[0].keywords:
        yield "the last cell does not call lab.record(name=...)"
        return
    figures = [figure for output in last["outputs"] for figure in output.get("data", {}).get(MIME, [])]
    if not figures:
        yield "the last cell shows no recorded figures"
    yield from (f"{figure['name']} is off: {figure['value']}" for figure in figures if not figure["ok"])


# --- outputs ---


@rule
def ran_from_top_to_bottom(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    counts = [cell["execution_count"] for _, cell in numbered(notebook, "code")]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}"


@rule
def has_no_error_and_no_stderr(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    for number, output in outputs(notebook):
        if output["output_type"] == "error":
            yield f"cell {number} ends in {output['ename']}"
        if output.get("name") == "stderr":
            yield f"cell {number} writes to stderr: {said(output)[:60]!r}"


@rule
def names_no_place_on_one_machine(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    pattern = re.compile(r"(?<![\w.:/~\]-])/(?:home|root|tmp|Users|usr|opt|var|mnt|work|workspace)/[\w.]|\b[A-Z]:\\\w")
    pieces = [(number, text(cell)) for kind in ("code", "markdown") for number, cell in numbered(notebook, kind)]
    pieces += [(number, said(output)) for number, output in outputs(notebook)]
    for number, piece in pieces:
        if found := pattern.search(piece):
            yield f"cell {number}: {piece[max(0, found.start() - 10) : found.end() + 20]!r}"


@rule
def shows_no_timings_of_a_run(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    noise = re.compile(r"CPU times:|Wall time:|\d ?[mµ]?s/step|\d(?:it|batch|B)/s\]|\d{1,2}:\d{2}:\d{2}\.\d{3,}")
    for number, cell in enumerate(notebook["cells"], 1):
        if {"execution", "papermill", "ExecuteTime"} & set(cell["metadata"]):
            yield f"cell {number} keeps when it ran in its metadata"
    for number, output in outputs(notebook):
        if found := noise.search(said(output)):
            yield f"cell {number} shows {found[0]!r}"


@rule
def shows_a_picture(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    if not any(mime.startswith("image/") for _, output in outputs(notebook) for mime in output.get("data", {})):
        yield "no picture"


@rule
def pictures_are_small(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    for number, output in outputs(notebook):
        for mime, value in output.get("data", {}).items():
            if mime.startswith("image/") and image_size(mime, value) > limits.MAX_FIGURE_BYTES:
                yield f"cell {number}: {image_size(mime, value) // 1000} KB"


@rule
def pictures_say_the_same_in_words(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    for number, output in outputs(notebook):
        data = output.get("data", {})
        words = "".join(data.get("text/plain", ""))
        if any(mime.startswith("image/") for mime in data) and (words.startswith("<") or len(words.split()) < 4):
            yield f"cell {number}: the picture's text is {words[:60]!r}; a view from courselab.views brings the facts"


@rule
def images_in_prose_have_alt_text(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    for number, cell in numbered(notebook, "markdown"):
        if re.search(r"!\[\s*\]\(", text(cell)):
            yield f"cell {number}: ![]( has no words for who cannot see it"
        if any(not re.search(r'\balt="[^"]+"', tag) for tag in re.findall(r"<img\b[^>]*>", text(cell))):
            yield f"cell {number}: <img> without alt"


# --- what never stands in a lab ---


@rule
def installs_and_fetches_nothing(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    installers = r"\b(?:pip3?|conda|mamba|apt|apt-get|uv(?: pip)?) install\b|^\s*%(?:pip|conda)"
    pattern = re.compile(rf"{installers}|\b(?:wget|curl)\s+\S", re.MULTILINE)
    for kind in ("code", "markdown"):
        for number, cell in numbered(notebook, kind):
            if found := pattern.search(text(cell)):
                yield f"cell {number}: {found[0].strip()!r}"


@rule
def asks_for_the_faults_it_loads(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    """`data.load` plants faults into some real sets: a lab asks `data.planted` for them, or says `plant=False`."""
    code = "\n".join(text(cell) for _, cell in numbered(notebook, "code"))
    for call, name in re.findall(r"(data\.load\(\"(\w+)\"[^)]*\))", code):
        told = "plant=" in call or f'data.planted("{name}"' in code
        if name in names() and find(name).plant_faults and not told:
            yield f"{call} has planted faults, and data.planted is never asked for them: plant=False?"


@rule
def has_no_emoji(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    emoji = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\u274e\u2753-\u2757\ufe0f]")
    pieces = [(number, text(cell)) for number, cell in enumerate(notebook["cells"], 1)]
    pieces += [(number, said(output)) for number, output in outputs(notebook)]
    yield from (f"cell {number}: {found[0]}" for number, piece in pieces if (found := emoji.search(piece)))


@rule
def does_not_announce_itself(notebook: Notebook, place: PurePosixPath) -> Iterable[str]:
    pattern = re.compile(r"\bin this (?:notebook|lab|tutorial),? (?:we|you)\b", re.IGNORECASE)
    for number, cell in numbered(notebook, "markdown"):
        if found := pattern.search(text(cell)):
            yield f"cell {number}: {found[0]!r}; begin with the problem"
