"""A slow start of a fork server, with others at work on the machine, costs seconds and no lab."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from courselab.runner.kernels import client, kernelspecs
from support.kernels import PLAIN
from support.notebooks import write
from support.runtime import private_runtime

SLOWED_SECONDS = 60
BUSY = 8


@pytest.fixture(scope="module", autouse=True)
def runtime():
    """A socket folder of our own: no server is up when the command begins."""
    kernelspecs.install()
    with private_runtime() as folder:
        yield folder


@pytest.fixture(scope="module")
def busy():
    """Eight processes that take every core they get."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    yield
    for process in started:
        process.kill()
        process.wait()


def servers_of(folder) -> list[psutil.Process]:
    """Return the fork servers whose sockets lie in a folder, those too that are still starting."""
    found = []
    for process in psutil.process_iter():
        try:
            if client.owns(process) and any(str(folder) in word for word in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def slow_down(folder, until: float, done: threading.Event) -> None:
    """Let the servers in a folder run a twentieth of the time: they make progress, and are not ready before `until`."""
    while time.monotonic() < until and not done.is_set():
        servers = servers_of(folder)
        for number, seconds in ((signal.SIGSTOP, 0.95), (signal.SIGCONT, 0.05)):
            for server in servers:
                try:
                    os.kill(server.pid, number)
                except ProcessLookupError:
                    continue
            time.sleep(seconds)


@pytest.mark.alone
@pytest.mark.timeout(900)
def test_a_server_that_takes_a_minute_on_a_busy_machine_fails_no_lab_and_weighs_on_none(runtime, busy, tmp_path):
    about = {"kernel": PLAIN, "budget": {"seconds": 60, "mb": 1500}}
    week, out = tmp_path / "course1" / "week1", tmp_path / "out"
    heavy = "import time; block = bytearray(b'x') * 400_000_000; time.sleep(3)"
    write(week / "lab1_heavy.ipynb", heavy, **about)
    write(week / "lab2_light.ipynb", "import time; time.sleep(3)", **about)
    write(week / "lab3_works.ipynb", "import sklearn; print(sklearn.__version__)", **about)
    (tmp_path / "pyproject.toml").touch()
    command = [sys.executable, "-m", "courselab.runner.cli", "run", "--jobs", "2", "--json", "--out", str(out)]
    done = threading.Event()
    slower = threading.Thread(target=slow_down, args=(runtime, time.monotonic() + SLOWED_SECONDS, done))
    slower.start()
    try:
        finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    finally:
        done.set()
        slower.join()
    assert finished.returncode == 0, finished.stdout + finished.stderr
    labs = {lab["path"].split("_")[-1]: lab for lab in json.loads(finished.stdout)["labs"]}
    assert [lab["status"] for lab in labs.values()] == ["passed"] * 3
    heavy, light = labs["heavy.ipynb"]["peak_mb"], labs["light.ipynb"]["peak_mb"]
    assert heavy > light + 350, "a lab's memory is its own"
    journal = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]
    took = journal[-1]["machine"]["server_seconds"]
    assert took[PLAIN] > SLOWED_SECONDS / 2, "the start was slowed, and is counted apart"
    assert all(lab["seconds"] < took[PLAIN] for lab in labs.values()), "nobody's seconds hold the server's"
