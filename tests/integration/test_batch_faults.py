"""What is killed while labs run costs what was running, no more: every kill here is a real one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
import pytest

from courselab.runner.kernels import client, kernelspecs
from support import notebooks
from support.runtime import private_runtime, wait_until

COMMAND = [sys.executable, "-m", "courselab.runner.cli"]
KERNELS = ("python3", "courselab-plain")
SLEEPER = f"sleep 7{os.getpid()}.5"  # of this test run alone: another one on this machine has its own


@pytest.fixture(scope="module", autouse=True)
def runtime():
    """A socket folder of our own: fork servers of whoever runs these tests are left alone."""
    kernelspecs.install()
    with private_runtime():
        yield


def write_lab(folder: Path, name: str, source: str, kernel: str) -> Path:
    """Write a notebook with one cell of prose and one of code."""
    about = {"id": name, "kind": "fixture", "budget": {"seconds": 120, "mb": 1000}}
    return notebooks.write(folder / f"{name}.ipynb", notebooks.prose(f"# {name}"), source, kernel=kernel, **about)


class Batch:
    """Two quick labs and one that waits for a file `go`; each leaves a mark for every time it was run."""

    def __init__(self, folder: Path, kernel: str):
        self.folder, self.out, self.marks = folder, folder / "out", folder / "marks"
        self.go = folder / "go"
        self.marks.mkdir()
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = {**os.environ, "TMPDIR": str(self.temporary)}
        mark = f"import os, pathlib, subprocess, time\nmarks = pathlib.Path({str(self.marks)!r})\n"
        mark += "(marks / '%s').open('a').write(f'{os.getpid()}\\n')\n"
        wait = f"subprocess.Popen({SLEEPER.split()})\n"
        wait += f"while not pathlib.Path({str(self.go)!r}).exists():\n    time.sleep(0.05)"
        labs = folder / "labs"  # alone in their folder: what lies beside a notebook is part of its key
        labs.mkdir()
        self.labs = [
            write_lab(labs, "a-quick", mark % "a-quick", kernel),
            write_lab(labs, "b-waits", mark % "b-waits" + wait, kernel),
            write_lab(labs, "c-quick", mark % "c-quick", kernel),
        ]

    def command(self, *options: str) -> list[str]:
        return [*COMMAND, "run", *map(str, self.labs), "--out", str(self.out), "--jobs", "2", "--json", *options]

    def start(self) -> subprocess.Popen:
        """Start the command and wait until the quick labs are journalled and the slow one is inside its cell."""
        process = subprocess.Popen(
            self.command(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        wait_until(lambda: self.under_way() or process.poll() is not None, seconds=90)
        assert self.under_way(), process.communicate()[1]
        return process

    def under_way(self) -> bool:
        return self.journalled() == {"a-quick", "c-quick"} and self.runs("b-waits") == 1

    def journalled(self) -> set[str]:
        path = self.out / "journal.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return {entry["lab"]["id"] for entry in map(json.loads, lines) if entry["event"] == "outcome"}

    def runs(self, name: str) -> int:
        mark = self.marks / name
        return len(mark.read_text().splitlines()) if mark.exists() else 0

    def kernel(self) -> int:
        return int((self.marks / "b-waits").read_text().split()[-1])

    def again(self, *options: str) -> tuple[dict, str]:
        """Let the slow lab end, run the same command, and return the report and stderr."""
        self.go.touch()
        done = subprocess.run(self.command(*options), capture_output=True, text=True, env=self.environment)
        return json.loads(done.stdout), done.stderr


def left_behind() -> list[str]:
    """Return the command lines of sleeping children and of workers that live on."""
    lines = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if SLEEPER in line]


@pytest.fixture(params=KERNELS)
def batch(request, tmp_path):
    return Batch(tmp_path, request.param)


@pytest.mark.timeout(300)
def test_after_a_kill_of_the_command_only_what_is_missing_runs(batch):
    process = batch.start()
    kernel = batch.kernel()
    process.kill()
    process.communicate()
    wait_until(lambda: not psutil.pid_exists(kernel) and not left_behind())
    wait_until(lambda: not list(batch.temporary.glob("courselab-run-*")))

    report, said = batch.again()
    assert [lab["status"] for lab in report["labs"]] == ["passed"] * 3
    assert "2 of 3 labs are kept from the unfinished run of" in said and "--fresh" in said
    assert [batch.runs(name) for name in ("a-quick", "b-waits", "c-quick")] == [1, 2, 1]
    assert "kept from the unfinished run of" in report["labs"][0]["reason"]
    assert report["labs"][0]["seconds"] > 0


@pytest.mark.timeout(300)
def test_a_killed_worker_is_an_outcome_and_leaves_nothing(batch):
    process = batch.start()
    [worker] = [child for child in psutil.Process(process.pid).children() if child.name() != "sleep"]
    kernel = batch.kernel()
    os.kill(worker.pid, signal.SIGKILL)
    report = json.loads(process.communicate(timeout=60)[0])
    waits = report["labs"][1]
    assert (waits["status"], waits["error"]["name"]) == ("failed", "WorkerDied")
    assert "killed (SIGKILL)" in waits["reason"]
    wait_until(lambda: not psutil.pid_exists(kernel) and not left_behind())
    again, said = batch.again()
    assert [lab["status"] for lab in again["labs"]] == ["passed"] * 3
    assert "2 of 3 labs are kept from the run of" in said
    assert batch.runs("a-quick") == 1


@pytest.mark.timeout(300)
def test_a_killed_kernel_fails_its_lab_alone(batch):
    process = batch.start()
    os.kill(batch.kernel(), signal.SIGKILL)
    report = json.loads(process.communicate(timeout=60)[0])
    assert process.returncode == 1
    assert [lab["status"] for lab in report["labs"]] == ["passed", "failed", "passed"]
    assert report["labs"][1]["error"] == {
        "cell": 2,
        "name": "KernelDied",
        "message": "cell 2: the kernel was killed (SIGKILL)",
    }
    wait_until(lambda: not left_behind())


@pytest.mark.timeout(300)
def test_a_killed_fork_server_fails_the_labs_it_carried_and_the_same_command_runs_only_those(tmp_path):
    batch = Batch(tmp_path, "courselab-plain")
    process = batch.start()
    [server] = [server for server in client.status() if batch.kernel() in [each["pid"] for each in server["kernels"]]]
    os.kill(server["pid"], signal.SIGKILL)
    report = json.loads(process.communicate(timeout=60)[0])
    assert [lab["status"] for lab in report["labs"]] == ["passed", "failed", "passed"]
    assert report["labs"][1]["error"]["name"] == "KernelDied"
    wait_until(lambda: not left_behind())
    again, said = batch.again()
    assert [lab["status"] for lab in again["labs"]] == ["passed"] * 3
    assert "2 of 3 labs are kept from the run of" in said
    assert [batch.runs(name) for name in ("a-quick", "b-waits", "c-quick")] == [1, 2, 1]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_stops_its_labs_and_says_how_to_go_on(tmp_path, number):
    batch = Batch(tmp_path, "python3")
    process = batch.start()
    kernel = batch.kernel()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped: 2 of 3 labs have ended. The same command goes on from there." in said
    assert not psutil.pid_exists(kernel) and not left_behind()
    batch.again()
    assert [batch.runs(name) for name in ("a-quick", "b-waits", "c-quick")] == [1, 2, 1]


@pytest.mark.timeout(300)
def test_a_run_that_ended_well_starts_afresh_and_so_does_fresh(tmp_path):
    batch = Batch(tmp_path, "python3")
    batch.again()
    batch.again()
    assert batch.runs("a-quick") == 2
    process = subprocess.Popen(batch.command(), stdout=subprocess.PIPE, text=True)
    process.communicate()
    (tmp_path / "out" / "journal.jsonl").write_text(
        "".join(line for line in (tmp_path / "out" / "journal.jsonl").open() if '"finish"' not in line)
    )
    _, said = batch.again("--fresh")
    assert batch.runs("a-quick") == 4
    assert "kept" not in said


@pytest.mark.timeout(300)
def test_a_changed_cell_runs_again_and_changed_prose_does_not(tmp_path):
    batch = Batch(tmp_path, "python3")
    batch.go.touch()
    batch.labs.append(write_lab(tmp_path / "labs", "d-fails", "1 / 0", "python3"))
    batch.again()
    for name, index in (("a-quick", 0), ("c-quick", 1)):
        nb = nbformat.read(tmp_path / "labs" / f"{name}.ipynb", as_version=4)
        nb.cells[index].source += "\n# changed"
        nbformat.write(nb, tmp_path / "labs" / f"{name}.ipynb")
    batch.again()
    assert [batch.runs(name) for name in ("a-quick", "b-waits", "c-quick")] == [1, 1, 2]


@pytest.mark.timeout(300)
def test_two_commands_cannot_write_to_one_folder(tmp_path):
    batch = Batch(tmp_path, "python3")
    process = batch.start()
    second = subprocess.run(batch.command(), capture_output=True, text=True)
    assert second.returncode == 2
    assert "Another `courselab run` writes to" in second.stderr
    batch.go.touch()
    process.communicate(timeout=60)
    assert process.returncode == 0
