"""Ask the fork servers what they hold, stop them, and tell whose a process is."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from courselab.runner.kernels import launcher, request, supervisor
from courselab.runner.kernels.address import Unavailable, runtime_directory
from courselab.runner.kernels.connection import STARTER, dial, send_request
from courselab.runner.kernels.starter import FORK_SERVER
from courselab.runner.kernels.warming import Start, ensure, is_locked, progress

__all__ = ["FORK_SERVER", "SUPERVISOR", "Start", "alive", "ensure", "kernel_pid", "owns", "sockets", "status", "stop"]

SUPERVISOR = os.path.abspath(supervisor.__file__)
LAUNCHER = os.path.abspath(launcher.__file__)
ANSWER_SECONDS = 2.0
SUFFIXES = ("", ".lock", ".log", ".progress")


def paths(pattern: str) -> list[str]:
    """Return the files of this user's runtime folder that match a pattern, sorted."""
    try:
        return sorted(str(path) for path in Path(runtime_directory()).glob(pattern))
    except Unavailable:
        return []


def addresses() -> list[str]:
    """Return the socket paths that have a lock, whether a server lives or not: one that starts has no socket yet."""
    return [path.removesuffix(".lock") for path in paths("*.lock")]


def sockets() -> list[str]:
    """Return the socket paths of this user's fork servers, living or not."""
    return paths("*.sock")


def ask(path: str, verb: str) -> dict[str, Any] | None:
    """Return a server's answer to "status" or "stop"; None where no server listens, or none answers in 2 seconds."""
    connection = dial(path, ANSWER_SECONDS)
    if connection is None:
        return None
    try:
        with connection:
            send_request(connection, {"do": verb})
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return json.loads(answer) if answer else None
    except (TimeoutError, ConnectionError):
        return None


def status() -> list[dict[str, Any]]:
    """Return one dictionary per living fork server: name, pid, started, kernels (pid and launcher of each) and state.

    The state is "ready", "starting" (then with "done" and "all" modules) or "does not answer": such a server is
    stopped or hangs, and what is known of it is what its lock says.
    """
    return [server for server in map(describe, addresses()) if server]


def describe(path: str) -> dict[str, Any] | None:
    """Return the state of the server at an address, or None where none lives."""
    answer = ask(path, "status") if os.path.exists(path) else None
    if answer:
        return {**answer, "state": "ready"}
    if not is_locked(path + ".lock"):
        return None
    name, pid = Path(path).name.rpartition("-")[0], holder(path)
    started = os.stat(path + ".lock").st_mtime
    known: dict[str, Any] = {"name": name, "pid": pid, "started": started, "kernels": []}
    if os.path.exists(path):
        return {**known, "state": "does not answer"}
    done, everything = progress(path)
    return {**known, "state": "starting", "done": done, "all": everything}


def holder(path: str) -> int | None:
    """Return the process id of the server that holds an address's lock, if it is one."""
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int(Path(path + ".lock").read_text()))
        return process.pid if owns(process) else None
    return None


def stop(wait_seconds: float = 10.0) -> list[str]:
    """Stop every fork server of this user with its kernels; return the names of those that ran.

    A server that does not end in `wait_seconds`, or does not answer, is killed. Files that a killed server left are
    removed.
    """
    servers = {path: server for path in addresses() if (server := describe(path))}
    deadline = time.monotonic() + wait_seconds
    for path, server in servers.items():
        if server["state"] == "ready":
            ask(path, "stop")
    for path, server in servers.items():
        end(path, server, deadline)
    for half_made in paths("*.new"):
        Path(half_made).unlink(missing_ok=True)
    remove_leftovers({*addresses(), *sockets()})
    return [server["name"] for server in servers.values()]


def end(path: str, server: dict[str, Any], deadline: float) -> None:
    """Wait until a server has let go of its lock; kill it if it was never going to, or has not by the deadline.

    Its lock tells more than its process id: a killed process is a zombie while its threads still hold its files.
    """
    while is_locked(path + ".lock"):
        late = time.monotonic() > deadline
        if late and not server["pid"]:
            return  # whoever holds it is no server, and not ours to kill
        if server["pid"] and (late or server["state"] != "ready"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(server["pid"], signal.SIGKILL)
        time.sleep(0.02)


def remove_leftovers(addresses: Iterable[str]) -> None:
    """Remove the files of the addresses where no server lives."""
    for path in addresses:
        if not is_locked(path + ".lock"):
            for suffix in SUFFIXES:
                Path(path + suffix).unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Return whether process `pid` exists and is not a zombie."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def owns(process: psutil.Process) -> bool:
    """Return whether a process is a fork server, about to become one, or the supervisor of one of its kernels.

    These are no lab's: weighing and killing stop at them. A kernel is not, nor what it starts, for all that they are
    forks of a server: they carry an ordinary kernel's command line.
    """
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return any(word in words for word in (FORK_SERVER, SUPERVISOR, STARTER))


def left_to_supervisor(kernel: psutil.Process) -> list[psutil.Process]:
    """Return what a warm kernel's processes left behind: its supervisor's other children. None for an ordinary one."""
    with contextlib.suppress(psutil.Error):
        parent = kernel.parent()
        if parent and SUPERVISOR in parent.cmdline():
            return [process for process in parent.children() if process != kernel]
    return []


def kernel_pid(launcher_pid: int, wait_seconds: float = 10.0) -> int:
    """Return the process id of the kernel behind a launcher: the launcher itself when it became the kernel.

    No server is asked: a launcher that has a kernel says so in its own name (`comm`). One that has yet to get its
    kernel is waited for.
    """
    deadline = time.monotonic() + wait_seconds
    while is_undecided(launcher_pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        label, _, kernel = Path(f"/proc/{launcher_pid}/comm").read_text().strip().partition(":")
        if label == request.LABEL and kernel.isdigit():
            return int(kernel)
    return launcher_pid


def is_undecided(launcher_pid: int) -> bool:
    """Return whether a process is a launcher that neither has a kernel nor has become one."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        words = Path(f"/proc/{launcher_pid}/cmdline").read_text().split("\0")
        label = Path(f"/proc/{launcher_pid}/comm").read_text().partition(":")[0]
        return LAUNCHER in words and label != request.LABEL
    return False
