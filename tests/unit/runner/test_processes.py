"""Ending what a lab started stops at fork servers and the supervisors of their kernels: other labs' hang below them."""

import contextlib
import json
import subprocess
import sys

import psutil
import pytest

from courselab.runner import processes
from courselab.runner.kernels import client
from support.runtime import ended

SLEEP = "import time; time.sleep(600)"
# A process with a child; what it is called with stands in its command line.
PARENT = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True); {SLEEP}"
# A lab's worker with a child of its own and with what fell to it, which it then ends with all below it.
WORKER = f"""
import json, subprocess, sys
from courselab.runner import processes
processes.answer_for_orphans()
def start(*words):
    child = subprocess.Popen([sys.executable, "-c", {PARENT!r}, *words], stdout=subprocess.PIPE)
    return [child.pid, int(child.stdout.readline())]
started = {{"own": start(), "server": start(sys.argv[1])}}
print(json.dumps(started), flush=True)
processes.kill_children()
print("done", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("called", [client.SUPERVISOR, client.FORK_SERVER])
def test_a_worker_ends_its_own_and_leaves_a_fork_server_and_a_supervisor_with_their_children(called):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, called], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    started = {}
    try:
        started = json.loads(worker.stdout.readline())
        assert worker.stdout.readline() == "done\n"
        ended(*started["own"])
        assert [pid for pid in started["server"] if not client.alive(pid)] == []
    finally:
        worker.kill()
        worker.communicate()
        for pid in started.get("server", []):
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()


def test_a_process_that_was_reaped_in_between_is_passed_over():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    process = psutil.Process(gone.pid)
    gone.wait()
    processes.kill([process])
    assert processes.descendants(process) == []
