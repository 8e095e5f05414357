"""Start the fork servers that a set of kernelspecs needs, and wait for each as long as it gets on."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from courselab.runner import resources
from courselab.runner.kernels.connection import dial, last_words
from courselab.runner.kernels.launcher import START_ONLY, is_cold
from courselab.runner.kernels.preload import MODULES

POLL_SECONDS = 0.1
STILL_SECONDS = 30.0  # without a tick of CPU time: a slow disk still lets a process tick now and then
SERVER_BYTES = 1024**3  # what a server's imports weigh at most
MOST_SERVERS = 8


@dataclass(frozen=True)
class Start:
    """How the fork server of a kernelspec came to be ready: after how many seconds (0 if it was), or why it did not."""

    seconds: float
    problem: str | None = None


@dataclass
class Wait:
    """One server that is starting: where it will listen, since when, and when it was last seen to get on."""

    path: str
    began: float = field(default_factory=time.monotonic)
    ticks: int = -1
    moved: float = field(default_factory=time.monotonic)
    done: float = 0.0

    def share(self) -> float:
        """Return the share of its modules that is imported, 0 to 1; it never falls, though its file goes at the end."""
        done, everything = progress(self.path)
        self.done = max(self.done, done / everything if everything else 0.0)
        return self.done


def capacity() -> int:
    """Return how many fork servers may live here: as many as half the memory holds, at least 1 and at most 8."""
    import psutil

    memory = resources.memory_limit() or psutil.virtual_memory().total
    return max(1, min(MOST_SERVERS, memory // 2 // SERVER_BYTES))


def is_locked(path: str) -> bool:
    """Return whether a server lives that holds the lock file `path`."""
    with contextlib.suppress(FileNotFoundError), open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def progress(path: str) -> tuple[int, int]:
    """Return (modules imported, all) of a server that is starting; (0, 0) before its first."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        done, everything = Path(path + ".progress").read_text().split()
        return int(done), int(everything)
    return 0, 0


def ensure(
    names: Collection[str],
    watch: Callable[[str, float, float], None] | None = None,
    still_seconds: float = STILL_SECONDS,
) -> dict[str, Start]:
    """Have the fork servers of kernelspecs `names` ready, and return how each came to be: {name: Start}.

    All are started together, as a kernel of this process would start them. Each is waited for without a limit while
    it gets on, which is told by its CPU time: one that has not used any for `still_seconds` hangs and is left alone.
    Meanwhile `watch(name, seconds, share)` is called about ten times a second for each that is not ready: seconds
    since it was started, and which share (0 to 1) of its modules is imported.

    Kernelspecs that are not the course's are left out. So is everything where kernels are cold (COURSELAB_COLD, macOS).
    Where memory holds fewer servers than `names`, the later ones are left to their first kernel, with that `problem`.
    A `problem` is one sentence; kernels of that name start as ordinary ones or try again. Never raises for a server.
    """
    ours = [name for name in dict.fromkeys(names) if name in MODULES]
    if is_cold():
        return {}
    starts: dict[str, Start] = {}
    waiting: dict[str, Wait] = {}
    for position, name in enumerate(ours):
        if position >= capacity():
            starts[name] = Start(0.0, f"memory holds {capacity()} here: {name} starts with its first kernel")
            continue
        begun = begin(name)
        if isinstance(begun, Wait):
            waiting[name] = begun
        else:
            starts[name] = begun
    while waiting:
        for name, wait in list(waiting.items()):
            start = look(name, wait, still_seconds)
            if start:
                starts[name] = start
                del waiting[name]
            elif watch:
                watch(name, time.monotonic() - wait.began, wait.share())
        if waiting:
            time.sleep(POLL_SECONDS)
    return {name: starts[name] for name in ours}


def begin(name: str) -> Wait | Start:
    """Have a kernelspec's own launcher start its server: it alone sees the address that its kernels will look at."""
    from jupyter_client.kernelspec import NoSuchKernel

    from courselab.runner.kernels.kernelspecs import manager

    try:
        specification = manager().get_kernel_spec(name)
    except NoSuchKernel:
        return Start(0.0, f"the kernelspec {name} is not installed: run `courselab kernels install`")
    command = [*specification.argv[:-1], START_ONLY]
    environment = {**os.environ, **specification.env}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        return Start(0.0, done.stderr.strip().rpartition("\n")[2])
    return Wait(json.loads(done.stdout))


def look(name: str, wait: Wait, still_seconds: float) -> Start | None:
    """Return how a start ended, or None while the server gets on."""
    now = time.monotonic()
    if os.path.exists(wait.path):
        connection = dial(wait.path)
        if connection:
            connection.close()
            return Start(round(now - wait.began, 3))
    if not is_locked(wait.path + ".lock"):
        return Start(round(now - wait.began, 3), f"the fork server for {name} could not start: {last_words(wait.path)}")
    ticks = cpu_ticks(wait.path)
    if ticks != wait.ticks:
        wait.ticks, wait.moved = ticks, now
    if now - wait.moved > still_seconds:
        return Start(round(now - wait.began, 3), f"the fork server for {name} stood still for {still_seconds:.0f} s")
    return None


def cpu_ticks(path: str) -> int:
    """Return the CPU time in clock ticks that the server of an address has used, with its children; 0 if unknown."""
    with contextlib.suppress(OSError, ValueError):
        pid = int(Path(path + ".lock").read_text())
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))
    return 0
