"""Ask the fork servers what they hold, and stop them."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

from courselab.runner.kernels.launcher import Unavailable, dial, runtime_directory, send_request


def sockets():
    """Return the socket paths of this user's fork servers, living or not."""
    try:
        return sorted(str(path) for path in Path(runtime_directory()).glob("*.sock"))
    except Unavailable:
        return []


def ask(path, verb):
    """Return a server's answer to "status", "stop" or "retire" as a dictionary, or None where no server listens."""
    connection = dial(path)
    if connection is None:
        return None
    with connection:
        connection.settimeout(10)
        send_request(connection, {"do": verb})
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return json.loads(answer) if answer else None


def status():
    """Return one dictionary per living fork server: name, pid, started, kernels (pid and launcher of each)."""
    return [answer for answer in (ask(path, "status") for path in sockets()) if answer]


def stop(wait_seconds=10.0):
    """Stop every fork server of this user with its kernels; return the names of those that ran.

    A server that does not end in `wait_seconds` is killed. Sockets that a killed server left are removed.
    """
    running = [answer for answer in (ask(path, "stop") for path in sockets()) if answer]
    deadline = time.monotonic() + wait_seconds
    for server in running:
        while alive(server["pid"]):
            if time.monotonic() > deadline:
                os.kill(server["pid"], signal.SIGKILL)
            time.sleep(0.02)
    for path in sockets():
        if dial(path) is None:
            for leftover in (path, path + ".log", path + ".lock"):
                Path(leftover).unlink(missing_ok=True)
    return [server["name"] for server in running]


def alive(pid):
    """Return whether process `pid` exists and is not a zombie."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def kernel_pid(launcher):
    """Return the process id of the kernel behind process `launcher`: the launcher itself when it became the kernel."""
    for server in status():
        for kernel in server["kernels"]:
            if kernel["launcher"] == launcher:
                return kernel["pid"]
    return launcher
