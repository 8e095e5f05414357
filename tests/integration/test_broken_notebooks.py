"""Each broken notebook costs itself alone, and its outcome says what broke, through the real command."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import psutil
import pytest

FIXTURES = Path(__file__).parent / "fixtures"
COMMAND = [sys.executable, "-m", "courselab.runner.cli"]

# notebook: (status, cell, name of the error, what the reason says)
OUTCOMES = {
    "good": ("passed", None, None, r"^wrote .*left behind\.txt$"),
    "figures_off": ("failed", None, None, r"^recall_at_05 is 0\.41, expected 0\.62 ± 0\.05$"),
    "name_error": ("failed", 3, "NameError", r"^cell 3: NameError: name 'undefined_name' is not defined$"),
    "out_of_order": ("failed", 2, "NameError", r"^cell 2: NameError: name 'later' is not defined$"),
    "endless_loop": ("failed", 3, "TimeLimit", r"^cell 3: no progress for \d+(\.\d+)? s > 5 s$"),
    "three_gigabytes": ("failed", 3, "MemoryLimit", r"^cell 3: [12]\.\d+ GB > 1\.5 GB$"),
    "fifty_megabytes": ("failed", 2, "OutputLimit", r"^cell 2: \d+(\.\d+)? MB of output > 40 MB$"),
    "kernel_killed": ("failed", 2, "KernelDied", r"^cell 2: the kernel was killed \(SIGKILL\)$"),
    "kernel_exits": ("failed", 2, "KernelDied", r"^cell 2: the kernel ended itself with exit status 3$"),
    "asks_input": ("failed", 2, "StdinNotImplementedError", r"a lab may not ask for input"),
    "unknown_kernel": ("failed", None, "UnknownKernel", r"There is no kernel julia-0\.1 here; there are: .*python3"),
    "uninstalled_kernel": ("failed", None, "UnknownKernel", r"run `courselab kernels install`"),
    "not_json": ("failed", None, "NotARunnableNotebook", r"not_json\.ipynb is not JSON .*restore it"),
    "nbformat_3": ("failed", None, "NotARunnableNotebook", r"old format 3: convert it with `jupyter nbconvert"),
    "missing_need": ("skipped", None, None, r"^needs no-such-program: it is not on PATH$"),
    "leaves_children": ("passed", None, None, None),
}


def courselab(*arguments, **options):
    """Run the command and return the finished process."""
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("broken")


@pytest.fixture(scope="module")
def finished(out, root):
    limits = ("--time-limit", 5, "--memory-limit", 1500)
    return courselab("run", FIXTURES, "--out", out, "--jobs", 2, "--json", *limits, cwd=root)


@pytest.fixture(scope="module")
def outcomes(finished):
    report = json.loads(finished.stdout)
    return {Path(lab["path"]).stem: lab for lab in report["labs"]}


def test_every_fixture_has_its_outcome_in_the_table():
    assert {file.stem for file in FIXTURES.glob("*.ipynb")} == set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome(name, outcomes):
    status, cell, error, reason = OUTCOMES[name]
    lab = outcomes[name]
    assert lab["status"] == status
    assert (lab["error"] or {}).get("cell") == cell
    assert (lab["error"] or {}).get("name") == error
    assert lab["reason"] is None if reason is None else re.search(reason, lab["reason"])
    if lab["error"]:
        assert lab["error"]["message"] == lab["reason"]


def test_one_bad_notebook_makes_the_command_fail_but_not_end(finished, outcomes):
    assert finished.returncode == 1
    assert len(outcomes) == len(OUTCOMES)


def test_the_report_holds_the_promised_fields_and_nothing_else(finished):
    report = json.loads(finished.stdout)
    assert set(report) == {"started", "finished", "wall_seconds", "jobs", "warm", "labs"}
    fields = {
        "id",
        "path",
        "status",
        "reason",
        "seconds",
        "cpu_seconds",
        "peak_mb",
        "over",
        "figures",
        "error",
        "output",
    }
    assert all(set(lab) == fields for lab in report["labs"])


def test_the_files_say_what_the_command_says(finished, out):
    assert json.loads((out / "report.json").read_text()) == json.loads(finished.stdout)
    suite = ElementTree.parse(out / "junit.xml").getroot()
    statuses = [status for status, *_ in OUTCOMES.values()]
    assert int(suite.get("failures")) == statuses.count("failed")
    assert int(suite.get("skipped")) == statuses.count("skipped")


def test_figures_are_in_the_report(outcomes):
    answer, seed = outcomes["good"]["figures"]
    assert answer == {"name": "answer", "value": 42, "expected": 42, "tolerance": 0, "ok": True}
    assert seed["expected"] is None
    assert [figure["ok"] for figure in outcomes["figures_off"]["figures"]] == [False, True]


def test_the_executed_notebook_shows_where_it_broke(outcomes):
    executed = nbformat.read(outcomes["three_gigabytes"]["output"], as_version=4)
    errors = [output for cell in executed.cells for output in cell.get("outputs", []) if output.output_type == "error"]
    assert [error.ename for error in errors] == ["MemoryLimit"]


def test_usage_is_metered(outcomes):
    assert outcomes["three_gigabytes"]["peak_mb"] > 1500
    # An idle kernel is some 60 MB and needs some CPU seconds of its own; a loop of 3 s takes most of a core.
    assert 20 < outcomes["good"]["peak_mb"] < 500
    assert outcomes["endless_loop"]["cpu_seconds"] > 1


def test_a_notebook_runs_beside_its_neighbours_and_what_it_wrote_is_kept(outcomes, out, root):
    executed = nbformat.read(outcomes["good"]["output"], as_version=4)
    assert "name_error.ipynb" in executed.cells[2].outputs[0].text
    assert not (FIXTURES / "left behind.txt").exists()
    [kept] = out.rglob("left behind.txt")
    assert str(kept) in outcomes["good"]["reason"]


def test_nothing_that_a_notebook_started_lives_on(outcomes):
    executed = nbformat.read(outcomes["leaves_children"]["output"], as_version=4)
    printed = "".join(output.text for output in executed.cells[1].outputs)
    pids = [int(pid) for pid in re.findall(r"\d+", printed)]
    assert len(pids) == 2
    assert not any(map(psutil.pid_exists, pids))
    daemons = [p for p in psutil.process_iter(["cmdline"]) if "time.sleep(600)" in " ".join(p.info["cmdline"] or ())]
    assert not daemons


def test_parameters_reach_the_notebook(tmp_path, root):
    done = courselab(
        "run", FIXTURES / "good.ipynb", "--out", tmp_path, "--scale", "full", "-p", "SEED", "-7", "--json", cwd=root
    )
    [lab] = json.loads(done.stdout)["labs"]
    assert "scale full, seed -7" in Path(lab["output"]).read_text()


def test_the_cell_number_is_the_readers_also_with_parameters(tmp_path, root):
    done = courselab("run", FIXTURES / "name_error.ipynb", "--out", tmp_path, "-p", "SEED", "7", "--json", cwd=root)
    [lab] = json.loads(done.stdout)["labs"]
    assert lab["error"]["cell"] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["good", "-p", "NOPE", "1"], r"good\.ipynb has no parameter NOPE\. It has: SCALE, SEED, THRESHOLD\."),
        (["out_of_order", "--scale", "full"], r"has no parameter SCALE"),
        (["good", "--scale", "huge"], r"--scale is quick or full, not huge"),
        (["good", "-p", "SEED"], r"-p takes a name and a value"),
        (["goood"], r"Nothing matches .*goood\.ipynb"),
    ],
)
def test_a_wrong_command_says_what_to_change_and_runs_nothing(arguments, sentence, tmp_path, root):
    name, *options = arguments
    done = courselab("run", FIXTURES / f"{name}.ipynb", "--out", tmp_path / "out", *options, cwd=root)
    assert done.returncode == 2
    assert re.search(sentence, done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_papermill_alone_can_use_the_engine(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            "--engine",
            "courselab",
            FIXTURES / "kernel_killed.ipynb",
            tmp_path / "o.ipynb",
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "KernelDied: the kernel was killed (SIGKILL)" in done.stderr


@pytest.mark.parametrize("first", ["papermill", "courselab.runner.batch.engine", "courselab.runner.batch.client"])
def test_engine_and_papermill_can_be_imported_in_any_order(first):
    code = (
        f"import {first}; import papermill, courselab.runner.batch.engine as e; print(e.MeteredEngine.nb_kernel_name)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_offline_has_loopback_and_nothing_else(tmp_path, root):
    source = nbformat.read(FIXTURES / "good.ipynb", as_version=4)
    source.cells[2].source = (
        "import socket\n"
        "print([name for _, name in socket.if_nameindex()])\n"
        'with socket.create_server(("127.0.0.1", 0)) as server:\n'
        "    socket.create_connection(server.getsockname()).close()"
    )
    nbformat.write(source, tmp_path / "loopback.ipynb")
    done = courselab("run", tmp_path / "loopback.ipynb", "--out", tmp_path / "out", "--offline", "--json", cwd=root)
    [lab] = json.loads(done.stdout)["labs"]
    assert lab["status"] == "passed", lab["reason"]
    executed = nbformat.read(lab["output"], as_version=4)
    assert executed.cells[2].outputs[0].text.strip() == "['lo']"


def test_offline_fails_loudly_where_the_namespace_cannot_be_made(tmp_path, root, monkeypatch):
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: no permission' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    done = courselab("run", FIXTURES / "good.ipynb", "--out", tmp_path / "out", "--offline", cwd=root)
    assert done.returncode == 2
    assert "cannot make a network namespace here (bwrap: no permission)" in done.stderr
    assert not (tmp_path / "out").exists()


def test_offline_without_bubblewrap_names_the_cure(tmp_path, root, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = courselab("run", FIXTURES / "good.ipynb", "--out", tmp_path / "out", "--offline", cwd=root)
    assert done.returncode == 2
    assert "apt install bubblewrap" in done.stderr


def test_an_environment_that_claims_to_be_offline_is_not_believed(tmp_path, root, monkeypatch):
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    monkeypatch.setenv("COURSELAB_OFFLINE", "1")
    done = courselab("run", FIXTURES / "good.ipynb", "--out", tmp_path / "out", "--offline", cwd=root)
    assert done.returncode == (2 if others else 0)
    assert all(name in done.stderr for name in others)
