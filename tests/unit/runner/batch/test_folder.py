"""The copy of a folder in which a foreign notebook runs: the originals stay whatever it does, what it wrote is kept."""

import os
import shutil

import pytest

from courselab.runner.batch import folder
from courselab.runner.batch.folder import Copy
from courselab.runner.notebook import RUN_PREFIX


@pytest.fixture
def source(tmp_path):
    made = tmp_path / "my notebooks"
    (made / "data of 2026" / "raw").mkdir(parents=True)
    (made / "a first.ipynb").write_text("{}")
    (made / "data of 2026" / "raw" / "x y.csv").write_text("a,b\n1,2\n")
    return made


@pytest.fixture
def copy(source, tmp_path):
    """Return a function that makes the copy of the folder as it is by then."""
    return lambda: Copy(source, tmp_path / "run" / "work").make()


def contents(place):
    """Every file under a folder, {path: text}."""
    return {path.relative_to(place): path.read_text() for path in place.rglob("*") if path.is_file()}


def test_a_copy_holds_the_same_files_and_links_none(source, copy):
    made = copy()
    assert contents(made.target) == contents(source)
    assert made.linked == made.written() == []


def test_whatever_the_notebook_overwrites_the_originals_stay(source, copy):
    (source / "model.bin").write_bytes(b"m" * 20_000_000)
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*")}
    made = copy()
    for path in [path for path in made.target.rglob("*") if path.is_file()]:
        path.write_text("overwritten")
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*")} == before
    assert (source / "model.bin").stat().st_size == 20_000_000


def test_what_is_new_or_changed_is_moved_and_nothing_else(source, copy, tmp_path):
    made = copy()
    (made.target / "data of 2026" / "raw" / "x y.csv").write_text("a,b\n1,3\n")  # as long as it was
    (made.target / "new folder").mkdir()
    (made.target / "new folder" / "plot 1.svg").write_text("<svg/>")
    (made.target / "__pycache__").mkdir()
    (made.target / "__pycache__" / "helper.pyc").write_text("")
    beside = tmp_path / "out" / "first_files"
    beside.mkdir(parents=True)
    (beside / "of an earlier run.txt").write_text("")
    kept = made.keep_written(beside)
    assert [name.as_posix() for name in kept] == ["data of 2026/raw/x y.csv", "new folder/plot 1.svg"]
    assert sorted(contents(beside)) == kept
    assert (beside / kept[0]).read_text() == "a,b\n1,3\n"


def test_what_does_not_fit_is_linked_and_told_and_what_fits_is_copied(source, copy, monkeypatch):
    monkeypatch.setattr(folder, "MOST_BYTES", 1000)
    (source / "large.bin").write_bytes(b"l" * 2000)
    made = copy()
    assert [name.as_posix() for name in made.linked] == ["large.bin"]
    assert (made.target / "large.bin").resolve() == source / "large.bin"
    assert not (made.target / "data of 2026" / "raw" / "x y.csv").is_symlink()
    (made.target / "large.bin").unlink()
    (made.target / "large.bin").write_text("mine")  # put in the link's place: the notebook's own
    assert made.written() == [made.target / "large.bin"]
    assert (source / "large.bin").stat().st_size == 2000


def test_a_folder_beyond_the_most_entries_is_one_link(source, copy, monkeypatch):
    monkeypatch.setattr(folder, "MOST_ENTRIES", 1)
    made = copy()
    assert [name.as_posix() for name in made.linked] == ["data of 2026"]
    assert (made.target / "data of 2026").resolve() == source / "data of 2026"


@pytest.mark.parametrize("name", [".git", ".venv", "node_modules", "__pycache__", ".ipynb_checkpoints"])
def test_folders_of_tools_are_left_out(source, copy, name):
    (source / name).mkdir()
    (source / name / "much").write_text("")
    assert not (copy().target / name).exists()


def test_a_link_to_a_folder_elsewhere_stays_a_link_and_is_told(source, copy, tmp_path):
    elsewhere = tmp_path / "large data"
    elsewhere.mkdir()
    (elsewhere / "part.csv").write_text("1")
    (source / "data").symlink_to(elsewhere)
    made = copy()
    assert (made.target / "data" / "part.csv").read_text() == "1"
    assert [name.as_posix() for name in made.linked] == ["data"]
    assert made.written() == []


def test_a_link_to_a_file_elsewhere_is_copied(source, copy, tmp_path):
    (tmp_path / "shared.csv").write_text("1")
    (source / "mine.csv").symlink_to(tmp_path / "shared.csv")
    made = copy()
    (made.target / "mine.csv").write_text("2")
    assert (tmp_path / "shared.csv").read_text() == "1"
    assert made.written() == [made.target / "mine.csv"]


def test_a_link_within_the_folder_leads_to_the_copy(source, copy):
    (source / "latest").symlink_to("data of 2026")
    (source / "latest.csv").symlink_to(source / "data of 2026" / "raw" / "x y.csv")
    made = copy()
    (made.target / "latest" / "new.csv").write_text("1")
    (made.target / "latest.csv").write_text("2")
    assert not (source / "data of 2026" / "new.csv").exists()
    assert (source / "data of 2026" / "raw" / "x y.csv").read_text() == "a,b\n1,2\n"
    assert [path.name for path in made.written()] == ["new.csv", "x y.csv"]
    assert made.linked == []


def test_a_link_that_goes_round_ends(source, copy):
    (source / "data of 2026" / "up").symlink_to("..")
    (source / "self").symlink_to("self")
    (source / "nowhere").symlink_to("gone")
    made = copy()
    assert (made.target / "data of 2026" / "up").resolve() == made.target
    assert made.written() == made.linked == []


def test_what_may_not_be_read_is_linked_and_costs_nothing_else(source, copy, monkeypatch):
    real = shutil.copy2

    def refuse(path, place):
        if path.name == "secret.key":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, place)

    monkeypatch.setattr(shutil, "copy2", refuse)
    (source / "secret.key").write_text("")
    made = copy()
    assert [name.as_posix() for name in made.linked] == ["secret.key"]
    assert (made.target / "a first.ipynb").is_file()


def test_a_pipe_or_socket_is_passed_over(source, copy):
    os.mkfifo(source / "pipe")
    assert not os.path.lexists(copy().target / "pipe")


def test_a_notebook_in_the_folder_of_all_runs_is_copied_without_them(source):
    mine, other = source / f"{RUN_PREFIX}1", source / f"{RUN_PREFIX}2"
    (other / "work").mkdir(parents=True)
    (other / "work" / "large.bin").write_text("")
    made = Copy(source, mine / "work").make()
    assert sorted(path.name for path in made.target.iterdir()) == ["a first.ipynb", "data of 2026"]
