"""What ships of real data: every file is named by one set and is what that set says, small, its licence beside it."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from courselab.data.dataset import Dataset, find, names
from courselab.data.shipped import FOLDER, LICENCES, MAX_BYTES, MAX_FILE_BYTES
from courselab.runner.pages import data_page

SETS = [find(name) for name in names()]
SHIPPED = [data for data in SETS if data.shipped]


@pytest.mark.parametrize("name", names())
def test_a_set_is_found_under_the_name_of_its_module(name: str) -> None:
    data = find(name)
    assert isinstance(data, Dataset) and data.name == name
    assert data.forms or data.original, "a set has at least one form"


def test_every_file_is_named_by_exactly_one_set() -> None:
    lying = {path.name for path in FOLDER.iterdir() if path.is_file()}
    named = Counter(file.name for data in SHIPPED for file in data.shipped.files)
    assert set(named) == lying and set(named.values()) == {1}


@pytest.mark.parametrize("data", SHIPPED, ids=lambda data: data.name)
def test_a_file_is_what_its_set_says_and_small(data: Dataset) -> None:
    for file in data.shipped.files:
        content = file.path.read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (file.bytes, file.sha256)
        assert len(content) <= MAX_FILE_BYTES


def test_all_files_together_are_small_enough() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= MAX_BYTES


@pytest.mark.parametrize("data", SHIPPED, ids=lambda data: data.name)
def test_a_set_says_where_it_is_from_and_its_licence_travels_with_it(data: Dataset) -> None:
    form = data.shipped
    assert form.url.startswith("https://") and form.licence_page.startswith("https://")
    assert form.licence and len(form.citation) > 20 and form.changes.endswith(".")
    assert form.licence_texts, "at least one licence text"
    for name in form.licence_texts:
        assert len((LICENCES / name).read_text(encoding="utf-8")) > 100


def test_no_licence_text_is_left_over() -> None:
    used = {name for data in SHIPPED for name in data.shipped.licence_texts}
    assert {path.name for path in LICENCES.iterdir()} == used


@pytest.mark.parametrize("data", SETS, ids=lambda data: data.name)
def test_the_page_tells_of_every_set(root: Path, data: Dataset) -> None:
    page = (root / "DATA.md").read_text()
    assert f"## {data.name}\n" in page
    if data.shipped:
        wanted = (data.shipped.url, data.shipped.licence, data.shipped.citation, data.shipped.changes)
        assert all(text in page for text in (*wanted, *(file.sha256 for file in data.shipped.files)))


def test_the_page_names_the_labs_that_load_a_set(root: Path) -> None:
    page = (root / "DATA.md").read_text()
    entries = dict(part.split("\n", 1) for part in page.split("\n## ")[1:])
    for path in root.glob("course*/week*/*.ipynb"):
        nb = json.loads(path.read_text())
        for name in data_page.loaded("".join(cell["source"]) for cell in nb["cells"] if cell["cell_type"] == "code"):
            assert f"[{nb['metadata']['courselab']['id']}]" in entries[name]


def test_what_a_cell_loads_is_seen() -> None:
    cells = ['a = data.load("census", seed=1)', "data.planted(\n    'taxi')", 'data.path(name); load("x")']
    assert data_page.loaded(cells) == {"census", "taxi"}
