"""`courselab run` takes any notebook a person has: with its neighbours, its tags and its settings."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support.notebooks import code, write

COMMAND = [sys.executable, "-m", "courselab.runner.cli", "run"]
LONG = "n" * 240


def courselab(*arguments, cwd=None):
    """Run the command and return the finished process."""
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, cwd=cwd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder as a person has it: notebooks, a module, data, and a large file beside them."""
    place = tmp_path_factory.mktemp("mine")
    (place / "data.csv").write_text("a,b\n1,2\n")
    (place / "helper_beside.py").write_text("def f(x):\n    return x + 1\n")
    (place / "sub").mkdir()
    (place / "sub" / "deep.txt").write_text("deep")
    (place / "large.bin").write_bytes(b"x" * 12_000_000)
    write(
        place / "reads.ipynb",
        "print(open('data.csv').read(), open('sub/deep.txt').read())",
        "len(open('large.bin').read())",
    )
    write(place / "imports.ipynb", "import helper_beside; print(helper_beside.f(1))")
    write(place / "writes.ipynb", "open('result.txt', 'w').write('mine'); open('data.csv', 'a').write('3,4')")
    write(place / "raises.ipynb", code("1/0", "raises-exception"), "print('went on')")
    write(place / "raises_missing.ipynb", code("print('no error')", "raises-exception"), "print('went on')")
    write(place / "skips.ipynb", code("1/0", "skip-execution"), "print('went on')")
    write(place / "magics.ipynb", "%nosuchmagic")
    write(place / "asserts.ipynb", "x = 1\nassert x == 2")
    write(place / "exits.ipynb", "exit()", "print('after')")
    write(place / f"{LONG}.ipynb", "print('long')")
    settings = write(place / "times_out.ipynb", "import time; time.sleep(60)")
    change(settings, execution={"timeout": 2})
    change(write(place / "allows.ipynb", "1/0", "print('went on')"), execution={"allow_errors": True})
    write(place / "no_kernel.ipynb", "print('any')", kernel=None)
    write(place / "other_kernel.ipynb", "print('any')", kernel="julia-1.9")
    half = write(place / "half.ipynb", "print('HALF')")
    half.write_text(half.read_text().replace("HALF", "\\ud83d"))
    change(write(place / "needs.ipynb", "1"), courselab={"needs": "gpu"})
    return place


def change(path: Path, **metadata) -> None:
    """Set metadata of a notebook file."""
    content = json.loads(path.read_text())
    content["metadata"] |= metadata
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def finished(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = courselab(".", "--out", out, "--jobs", 2, "--kernel", "python3", "--json", cwd=folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before, "originals were changed"
    return out, done


@pytest.fixture(scope="module")
def labs(finished):
    return {Path(lab["path"]).stem: lab for lab in json.loads(finished[1].stdout)["labs"]}


@pytest.mark.parametrize("name", ["reads", "imports", "raises", "skips", "allows", "no_kernel", "other_kernel", LONG])
def test_what_a_person_has_runs(labs, name):
    assert labs[name]["status"] == "passed", labs[name]["reason"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("raises_missing", "cell 1: the cell is tagged raises-exception, and raised nothing"),
        ("magics", "cell 1: UsageError: Line magic function `%nosuchmagic` not found."),
        ("asserts", "cell 1: AssertionError: assert x == 2"),
        ("times_out", "cell 1: it took more than the 2 s that the notebook allows a cell"),
        ("half", "cell 1 holds half a character"),
        ("needs", 'should have a list such as ["gpu"] as needs, not "gpu"'),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(labs, name, reason):
    assert labs[name]["status"] == "failed"
    assert reason in labs[name]["reason"]


def test_a_notebook_that_exits_passes_and_says_what_was_not_run(labs):
    assert labs["exits"]["status"] == "passed"
    assert labs["exits"]["reason"] == "cell 1 ended the kernel with exit(): 1 code cell after it was not run."


def test_what_a_notebook_wrote_is_kept_beside_its_output_and_named(labs):
    beside = Path(labs["writes"]["output"]).with_name("writes_files")
    assert (beside / "result.txt").read_text() == "mine"
    assert (beside / "data.csv").read_text() == "a,b\n1,2\n3,4"
    assert str(beside / "result.txt") in labs["writes"]["reason"]
    assert not (Path(labs["reads"]["output"]).with_name("reads_files")).exists()


def test_one_bad_notebook_costs_one_line(finished, labs):
    out, done = finished
    assert done.returncode == 1
    assert len(labs) == 16
    suite = ElementTree.parse(out / "junit.xml").getroot()
    [told] = [case.find("failure") for case in suite if case.get("name").endswith("asserts")]
    assert "assert x == 2" in told.text and "AssertionError" in told.text


def test_a_folder_of_ones_own_is_used_as_it_is(tmp_path):
    write(tmp_path / "nb" / "a.ipynb", "open('here.txt', 'w').write(open('there.txt').read())")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "there.txt").write_text("x")
    done = courselab(tmp_path / "nb", "--cwd", tmp_path / "work", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "work" / "here.txt").read_text() == "x"


def test_a_damaged_journal_costs_what_stood_in_it(tmp_path):
    for name in "ab":
        write(tmp_path / "nb" / f"{name}.ipynb", f"print('{name}')" if name == "a" else "1/0")
    courselab(tmp_path / "nb", "--out", tmp_path / "out")
    journal = tmp_path / "out" / "journal.jsonl"
    lines = journal.read_text().splitlines()
    lines[2] = lines[2][:20]
    journal.write_text("\n".join([*lines, ""]))
    for options in ([], ["--fresh"]):
        done = courselab(tmp_path / "nb", "--out", tmp_path / "out", "--json", *options)
        assert done.returncode == 1
        assert [lab["status"] for lab in json.loads(done.stdout)["labs"]] == ["passed", "failed"]
        if not options:
            assert "journal.jsonl is damaged in line 3: what stood there is run again." in done.stderr


def test_a_changed_tag_or_neighbour_runs_again_what_had_passed(tmp_path):
    write(tmp_path / "nb" / "a.ipynb", code("1/0", "skip-execution"), "open('data.csv').read()")
    write(tmp_path / "nb" / "bad.ipynb", "1/0")
    (tmp_path / "nb" / "data.csv").write_text("1")

    def statuses():
        report = json.loads(courselab(tmp_path / "nb", "--out", tmp_path / "out", "--json").stdout)
        return [(lab["status"], "kept" in (lab["reason"] or "")) for lab in report["labs"]]

    assert statuses() == [("passed", False), ("failed", False)]
    assert statuses() == [("passed", True), ("failed", False)]
    (tmp_path / "nb" / "data.csv").write_text("22")
    assert statuses() == [("passed", False), ("failed", False)]
    write(tmp_path / "nb" / "a.ipynb", code("1/0"), "open('data.csv').read()")
    assert statuses() == [("failed", False), ("failed", False)]


@pytest.mark.parametrize("value", ["[2024-01-01]", "{a: [1, 2.5, null]}"])
def test_a_parameter_comes_through_as_json_has_it(tmp_path, value):
    write(tmp_path / "a.ipynb", code("X = None", "parameters"), "print(repr(X))")
    done = courselab(tmp_path / "a.ipynb", "-p", "X", value, "--out", tmp_path / "out", "--json")
    [lab] = json.loads(done.stdout)["labs"]
    assert lab["status"] == "passed", lab["reason"]
    expected = "['2024-01-01']" if "2024" in value else "{'a': [1, 2.5, None]}"
    assert expected in Path(lab["output"]).read_text()


def test_the_command_runs_where_the_output_cannot_be_written_with_one_sentence(tmp_path):
    write(tmp_path / "a.ipynb", "1")
    (tmp_path / "file").write_text("no folder")
    done = courselab(tmp_path / "a.ipynb", "--out", tmp_path / "file" / "out")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "name another --out" in done.stderr
    assert os.fspath(tmp_path / "file") in done.stderr
