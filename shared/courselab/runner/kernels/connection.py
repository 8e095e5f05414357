"""The way from a launcher to its fork server: dial it, start it where none runs, send requests.

Three files lie beside a server's socket: `.lock` is locked for as long as the server lives and holds its process id,
`.log` takes what it prints, `.progress` says how many of its modules are imported while it starts.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import sys
import time
from collections.abc import Sequence

from .address import HERE, Unavailable, address, resolved

STARTER = os.path.join(HERE, "starter.py")
POLL_SECONDS = 0.02


def dial(path: str, timeout: float = 5.0) -> socket.socket | None:
    """Return a connected socket with a time limit in seconds, or None where no server listens or its queue is full."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout)
    try:
        connection.connect(path)
    except (FileNotFoundError, ConnectionRefusedError, BlockingIOError, TimeoutError):
        connection.close()
        return None
    return connection


def lock(path: str) -> int | None:
    """Return a locked file descriptor that makes its holder the only server for `path`, or None if one has it."""
    while True:
        descriptor = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(path + ".lock") and os.stat(path + ".lock").st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        os.close(descriptor)  # its last holder removed the file between our open and our lock


def start_server(name: str, path: str, descriptor: int) -> None:
    """Start the fork server as nobody's child; it keeps `descriptor`, and so the lock, for its life."""
    import subprocess

    os.ftruncate(descriptor, 0)
    command = [sys.executable, "-I", "-S", STARTER, name, path, str(descriptor)]
    environment = {name: value for name, value in resolved(os.environ).items() if name != "TMPDIR"}  # it may outlive it
    try:
        subprocess.run(command, env=environment, pass_fds=[descriptor], stdin=subprocess.DEVNULL, check=True)
    except subprocess.CalledProcessError:
        raise Unavailable(f"the fork server for {name} could not be started; see {path}.log") from None
    finally:
        os.close(descriptor)


class Start:
    """One try to reach the server at a kernelspec's address: `step` is repeated until it gives a connection."""

    def __init__(self, name: str):
        self.name, self.path, self.waited = name, address(name), False

    def step(self) -> socket.socket | None:
        """Dial; start a server where none lives; `Unavailable` when the one waited for died before it listened."""
        connection = dial(self.path)
        if connection:
            return connection
        descriptor = lock(self.path)
        if descriptor is not None:
            if self.waited and died_starting(self.path):
                os.close(descriptor)
                raise Unavailable(
                    f"the fork server for {self.name} ended while it was starting: {last_words(self.path)}"
                )
            start_server(self.name, self.path, descriptor)
        self.waited = True
        return None


def died_starting(path: str) -> bool:
    """Return whether the server whose lock is free never listened: it left a log, and no socket."""
    return os.path.exists(path + ".log") and not os.path.exists(path)


def last_words(path: str) -> str:
    """Return the last line that a server printed, and where the others are."""
    try:
        with open(path + ".log", encoding="utf-8", errors="replace") as log:
            lines = log.read().split("\n")
    except FileNotFoundError:
        lines = []
    spoken = [line.strip() for line in lines if line.strip()]
    return f"{spoken[-1][:300]} (its log is {path}.log)" if spoken else f"it said nothing in {path}.log"


def connect(name: str, deadline: float) -> socket.socket:
    """Return a socket to the server for `name`, started if none runs; `Unavailable` if not ready by `deadline`.

    The deadline is one of `time.monotonic`. A server that is not ready is left warming: nothing hangs on this process.
    """
    start = Start(name)
    while True:
        connection = start.step()
        if connection:
            return connection
        if time.monotonic() > deadline:
            raise Unavailable(f"the fork server for {name} is not ready yet and goes on warming")
        time.sleep(POLL_SECONDS)


def send_request(connection: socket.socket, request: dict[str, object], descriptors: Sequence[int] = ()) -> None:
    """Send one JSON request, and file descriptors with it: 4 bytes of length, then the text."""
    body = json.dumps(request).encode()
    socket.send_fds(connection, [struct.pack("!I", len(body))], list(descriptors))
    connection.sendall(body)
