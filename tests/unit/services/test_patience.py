"""How long a server is waited for: idle seconds count, seconds of computing do not, and there is an end to it."""

import subprocess
import sys
import time

import pytest

from courselab.services.patience import CEILING, Patience

SECONDS = 0.4
BUSY, IDLE = "while True: pass", "import time; time.sleep(600)"


@pytest.fixture
def started():
    """Start a process that does nothing but what the code says; it ends with the test."""
    running = []

    def start(code):
        running.append(subprocess.Popen([sys.executable, "-S", "-c", code]))
        time.sleep(0.3)  # its interpreter computes while it starts
        return running[-1].pid

    yield start
    for process in running:
        process.kill()
        process.wait()


def waited(patience, listening=False):
    """Seconds until the patience is at its end; fails when it has none."""
    began = time.monotonic()
    while not patience.spent(listening):
        assert time.monotonic() - began < 5 * CEILING * SECONDS, "no end to it"
        time.sleep(0.02)
    return time.monotonic() - began


def test_an_idle_process_has_its_seconds_and_no_more(started):
    assert SECONDS <= waited(Patience(started(IDLE), SECONDS)) < CEILING * SECONDS


def test_a_process_that_computes_has_ten_times_as_long(started):
    assert waited(Patience(started(BUSY), SECONDS)) >= CEILING * SECONDS


def test_one_that_listens_computes_for_whoever_asks(started):
    assert waited(Patience(started(BUSY), SECONDS), listening=True) < CEILING * SECONDS


def test_one_that_has_ended_is_not_waited_for_longer(started):
    pid = started("pass")
    assert waited(Patience(pid, SECONDS)) < CEILING * SECONDS
