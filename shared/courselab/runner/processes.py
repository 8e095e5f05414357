"""Trees of processes: who descends from whom, ending them, and what stops at a fork server."""

import contextlib
import signal
import sys
from collections.abc import Iterable

import psutil

from courselab.runner.kernels import client
from courselab.runner.kernels.supervisor import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl


def descendants(process: psutil.Process) -> list[psutil.Process]:
    """Return the children of a process and theirs, stopping at fork servers, retired ones too.

    A fork server falls to the nearest process that answers for orphans, which may be a lab's worker; below it run the
    kernels of all labs, with the servers that those started. It is nobody's, and it ends its kernels itself.
    """
    found = []
    with contextlib.suppress(psutil.Error):
        for child in process.children():
            if not client.owns(child):
                found += [child, *descendants(child)]
    return found


def kill(processes: Iterable[psutil.Process]) -> None:
    """Send SIGKILL to each process that still lives."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)


def kill_children() -> None:
    """Kill all that descends from this process, except fork servers and what descends from them: it is other labs'."""
    for _ in range(3):  # a killed parent may have forked in between
        children = descendants(psutil.Process())
        if not children:
            return
        kill(children)
        psutil.wait_procs(children, timeout=2)


def answer_for_orphans() -> None:
    """Make this process the one to which what its descendants leave behind falls (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have this process sent a signal when its parent dies (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, number)
