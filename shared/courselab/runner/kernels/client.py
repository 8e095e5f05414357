"""Ask the fork servers what they hold, and stop them."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

from courselab.runner.kernels.launcher import Unavailable, dial, runtime_directory, send_request

CGROUP = Path("/sys/fs/cgroup")


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


def memory_limit():
    """Return the memory limit in bytes that holds for this process's control group, or None without one.

    The limit of any parent group binds as well, so the smallest on the way to the root counts (cgroups(7)).
    `COURSELAB_MEMORY_LIMIT` (bytes) stands in for it, for a machine whose limit is kept elsewhere.
    """
    if os.environ.get("COURSELAB_MEMORY_LIMIT"):
        return int(os.environ["COURSELAB_MEMORY_LIMIT"])
    limits, groups = [], Path("/proc/self/cgroup")
    for line in groups.read_text().splitlines() if groups.exists() else []:
        _, controllers, group = line.split(":", 2)
        root, name = (CGROUP, "memory.max") if not controllers else (CGROUP / "memory", "memory.limit_in_bytes")
        if controllers and "memory" not in controllers.split(","):
            continue
        for folder in (root / group.lstrip("/"), *(root / group.lstrip("/")).parents):
            with contextlib.suppress(OSError, ValueError):
                limits.append(int((folder / name).read_text()))
    # Without a limit cgroup v1 reports a number near 2**63.
    return min((limit for limit in limits if limit < 2**60), default=None)
