"""What lies beside a foreign notebook is part of its key: it may read any of it. The rest of the folder is not."""

import os

import pytest

from courselab.runner.batch.key import neighbours


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.ipynb").write_text("{}")
    (tmp_path / "data.csv").write_text("a,b\n")
    (tmp_path / "helper.py").write_text("x = 1\n")
    return tmp_path


def test_the_files_beside_it_are_told_by_name_size_and_time_in_order(folder):
    assert [name for name, _, _ in neighbours(folder)] == ["data.csv", "helper.py"]
    assert neighbours(folder) == neighbours(folder)
    assert neighbours(folder)[0][1] == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "data.csv").write_text("a,b\n1,2\n"),
        lambda folder: os.utime(folder / "helper.py", ns=(1, 1)),  # as long as it was, and written again
        lambda folder: (folder / "new.csv").write_text(""),
        lambda folder: (folder / "data.csv").unlink(),
        lambda folder: (folder / "data.csv").rename(folder / "data 2.csv"),
    ],
)
def test_a_neighbour_that_changes_comes_or_goes_changes_them(folder, change):
    before = neighbours(folder)
    change(folder)
    assert neighbours(folder) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "other.ipynb").write_text("{}"),
        lambda folder: (folder / "mine.ipynb").write_text('{"cells": []}'),  # the key has its cells already
        lambda folder: (folder / ".DS_Store").write_text(""),
        lambda folder: (folder / "nowhere").symlink_to(folder / "gone"),
    ],
)
def test_what_a_notebook_does_not_read_does_not(folder, change):
    before = neighbours(folder)
    change(folder)
    assert neighbours(folder) == before
