"""The meter counts children, the dead ones too, and says a breach so that it reads as one."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.ground.start_log import Starts
from courselab.runner.batch.meter import Meter, Usage, exceeding, memory_exceeding
from courselab.runner.batch.options import Limits
from courselab.runner.kernels import client

BURN = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass\n"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (exceeding(61.2, 60, "s"), "61 s > 60 s"),
        (exceeding(3.12, 3, "s"), "3.1 s > 3 s"),
        (exceeding(60.004, 60, "s"), "60.004 s > 60 s"),
        (memory_exceeding(1940, 1500), "1.9 GB > 1.5 GB"),
        (memory_exceeding(1501, 1500), "1.501 GB > 1.5 GB"),
        (memory_exceeding(932.4, 900), "932 MB > 900 MB"),
    ],
)
def test_a_breach_reads_as_one(said, expected):
    assert said == expected


@given(st.floats(0.01, 1e5), st.floats(1.001, 100))
def test_the_number_on_the_left_is_never_the_smaller(limit, factor):
    left, _, right = exceeding(round(limit, 2) * factor + 0.01, round(limit, 2), "s").partition(" s > ")
    assert float(left) > float(right.removesuffix(" s"))


def test_the_time_of_children_that_ended_is_counted():
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\nsys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
    )
    usage = Usage(parent.pid)
    deadline = time.monotonic() + 30
    while usage.cpu_seconds < 0.6 and time.monotonic() < deadline:
        time.sleep(0.1)
        usage.sample()
    ended = usage.cpu_seconds
    parent.communicate(b"")
    usage.sample()
    assert ended >= 0.6
    assert usage.cpu_seconds >= ended


def test_memory_of_children_counts_against_the_limit():
    hog = "import time\nblock = bytearray(b'x') * 200_000_000\ntime.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {hog!r}])"]
    )
    meter = Meter(Limits(seconds=50, mb=150))
    meter.cell(4, 9)
    meter.start(parent.pid, parent.pid)
    assert parent.wait(timeout=45) == -9
    meter.stop()
    assert (meter.exceeded.index, meter.exceeded.name) == (4, "MemoryLimit")
    deadline = time.monotonic() + 10
    while meter.usage.alive() and time.monotonic() < deadline:
        time.sleep(0.05)  # the kill has been sent; the kernel needs a moment to take 200 MB down
    assert not meter.usage.alive()


def test_a_process_that_is_gone_weighs_nothing():
    child = subprocess.Popen(["true"])
    usage = Usage(child.pid)
    child.wait()
    assert usage.sample() == 0
    assert os.getpid() not in [process.pid for process in usage.alive()]


def test_the_start_of_a_server_is_progress(tmp_path):
    log = tmp_path / "services.jsonl"
    starts = Starts(log)
    assert not starts.under_way() and starts.figures() == []
    log.write_text(json.dumps({"service": "slow", "begins": time.time() - 30}) + "\n")
    assert starts.under_way()
    with log.open("a") as lines:
        lines.write(json.dumps({"service": "slow", "start_seconds": 41.5}) + "\n" + '{"service": "torn')
    assert not starts.under_way()
    assert starts.figures() == [{"name": "slow_start_seconds", "value": 41.5}]


def test_a_cell_without_progress_meets_the_limit_and_one_that_talks_does_not():
    silent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    meter = Meter(Limits(seconds=1))
    meter.cell(2, 3)
    meter.start(silent.pid, silent.pid)
    for _ in range(6):
        time.sleep(0.4)
        meter.count_output(10)
    assert meter.exceeded is None
    assert silent.wait(timeout=30) == -9
    meter.stop()
    assert (meter.exceeded.index, meter.exceeded.name) == (2, "TimeLimit")
    assert meter.exceeded.message.startswith("no progress for ") and meter.exceeded.message.endswith(" > 1 s")


def test_what_forks_share_with_their_parent_is_theirs_alone_in_the_report():
    """A warm kernel shares its imports with the fork server and with other labs: none of them makes it lighter."""
    code = """
import os, sys, time
block = bytearray(b"x") * 200_000_000
children = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
    children.append(pid)
print(*children, flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    kernels = [int(pid) for pid in parent.stdout.readline().split()]
    try:
        usage = Usage(kernels[0])
        taken = usage.sample()
        assert usage.peak_mb > 200 > 100 > taken
    finally:
        for pid in (*kernels, parent.pid):
            os.kill(pid, signal.SIGKILL)
        parent.wait()


def test_each_start_of_a_server_is_a_figure_of_its_own(tmp_path):
    starts = [("label-studio", 31.5), ("courselab.apps.detector.app:app", 0.5)]
    starts += [("courselab.apps.detector.app:app", 0.25), ("service:app", 0.75)]
    lines = [json.dumps({"service": service, "start_seconds": seconds}) + "\n" for service, seconds in starts]
    (tmp_path / "log").write_text("".join(lines))
    named = {figure["name"]: figure["value"] for figure in Starts(tmp_path / "log").figures()}
    assert named == {
        "label_studio_start_seconds": 31.5,
        "detector_app_start_seconds": 0.5,
        "detector_app_start_seconds_2": 0.25,
        "service_start_seconds": 0.75,
    }


def test_what_a_fork_server_carries_is_left_alone():
    """A worker's cleaning up once killed the servers of other labs: their kernels' fork server had fallen to it."""
    sleeper = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    worker = f"""
import subprocess, sys
from courselab.runner.kernels.client import FORK_SERVER
from courselab.runner.processes import kill_children
def start(*words):
    return subprocess.Popen([sys.executable, "-c", {sleeper!r}, *words], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)
server, own = start(FORK_SERVER), start()
print(server.pid, server.stdout.readline().strip(), own.pid, own.stdout.readline().strip())
kill_children()
"""
    done = subprocess.run([sys.executable, "-c", worker], capture_output=True, text=True, check=True)
    server, carried, own, started = map(int, done.stdout.split())
    try:
        assert [client.alive(pid) for pid in (server, carried)] == [True, True]
        assert [client.alive(pid) for pid in (own, started)] == [False, False]
    finally:
        for pid in (server, carried):
            os.kill(pid, signal.SIGKILL)


def test_what_a_killed_kernel_left_behind_is_ended():
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    kernel = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    started = int(kernel.stdout.readline())
    meter = Meter(Limits())
    meter.start(kernel.pid, kernel.pid)
    meter.usage.sample()
    kernel.kill()
    kernel.wait()
    meter.stop()
    assert client.alive(started)
    meter.leave_nothing()
    deadline = time.monotonic() + 20
    while client.alive(started) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not client.alive(started)
