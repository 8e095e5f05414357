"""A launcher's part in a warm kernel's life: ask the fork server for it, pass on signals, end as it ends."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time

from . import inheritance
from .address import Unavailable
from .connection import POLL_SECONDS, Start, connect, send_request

TYPE_CHECKING = False  # `typing` costs 5 ms
if TYPE_CHECKING:
    from typing import NoReturn

PATIENCE = "COURSELAB_KERNEL_PATIENCE"  # courselab.ground.settings
# papermill and nbclient give a kernel 60 s; an ordinary one may need 15 of them after this wait.
PATIENCE_SECONDS = 40.0
ANSWER_SECONDS = 10.0  # from the request to the kernel's process id: a server that listens forks in 0.1 s
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
LABEL = "kernel"  # with the kernel's process id, the name of a launcher that has one


def patience() -> float:
    """Return for how many seconds to wait for a server; `Unavailable` if the environment names no number."""
    said = os.environ.get(PATIENCE, PATIENCE_SECONDS)
    try:
        return float(said)
    except ValueError:
        raise Unavailable(f"{PATIENCE} is {said!r}, which is no number of seconds") from None


def ask(name: str, argv: list[str]) -> tuple[socket.socket, bytes, int]:
    """Return the connection to the server that forked a kernel, what it sent so far, and the kernel's process id."""
    started = time.monotonic()
    deadline = started + patience()
    descriptors = inherited_descriptors()
    request = {"do": "fork", "argv": argv, "env": dict(os.environ), "descriptors": descriptors}
    while True:
        connection = connect(name, deadline)
        connection.settimeout(max(1.0, min(ANSWER_SECONDS, deadline - time.monotonic())))
        try:
            send_request(connection, {**request, "inherited": inheritance.read()}, descriptors)
            received = first_line(connection)
        except TimeoutError:
            connection.close()
            raise Unavailable(f"the fork server for {name} does not answer") from None
        except (BrokenPipeError, ConnectionResetError):
            received = b""
        if received:
            answer = json.loads(received.splitlines()[0])
            if "refused" in answer:
                raise Unavailable(answer["refused"])
            return connection, received, answer["kernel"]
        connection.close()  # it ended, or made way for another, between our dialling and its answer
        if time.monotonic() > deadline:
            raise Unavailable(f"the fork server for {name} hangs up")
        time.sleep(POLL_SECONDS)


def first_line(connection: socket.socket) -> bytes:
    """Return what comes up to the first line's end, or nothing from a server that hangs up before."""
    received = b""
    while b"\n" not in received:
        chunk = connection.recv(4096)
        if not chunk:
            return b""
        received += chunk
    return received


def inherited_descriptors() -> list[int]:
    """Return the descriptors that a program in this one's place would have: the streams, and what else was passed."""
    found = sorted(int(name) for name in os.listdir("/proc/self/fd"))
    kept = []
    for number in found:
        with contextlib.suppress(OSError):  # that of the listing itself is closed by now
            if os.get_inheritable(number):
                kept.append(number)
    return kept


def call_oneself(kernel: int) -> None:
    """Put the kernel's process id into this process's name, where `ps` and `client.kernel_pid` find it."""
    with open("/proc/self/comm", "w") as comm:
        comm.write(f"{LABEL}:{kernel}")


def follow(connection: socket.socket, received: bytes) -> int:
    """Pass signals on until the kernel ends; return its exit status as a shell would give it.

    A signal's number is written straight into the socket by the interpreter (`set_wakeup_fd`). If whoever started
    this process goes away, this process ends, and the kernel with it.
    """
    parent = os.getppid()
    connection.setblocking(False)
    for number in FORWARDED:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(connection.fileno(), warn_on_full_buffer=False)
    while os.getppid() == parent:
        if not select.select([connection], [], [], 1.0)[0]:
            continue
        chunk = connection.recv(4096)
        if not chunk:
            break
        received += chunk
    exits = [json.loads(line)["exit"] for line in received.splitlines() if b'"exit"' in line]
    return exits[-1] if exits else 1


def die_as(status: int) -> NoReturn:
    """End as the kernel ended: with its exit code, or by the signal that killed it, so that a client can tell."""
    if status < 0:
        signal.set_wakeup_fd(-1)
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def start(name: str) -> None:
    """Serve `launcher.py KERNELSPEC --start`: have the server started if none lives, and print its socket's path."""
    attempt = Start(name)
    connection = attempt.step()
    if connection:
        connection.close()
    print(json.dumps(attempt.path))


def serve(name: str, argv: list[str]) -> NoReturn:
    """Stand in for a warm kernel of kernelspec `name` until it ends; `Unavailable` if there is none to be had."""
    try:
        connection, received, kernel = ask(name, argv)
    except OSError as problem:
        raise Unavailable(f"the fork server for {name} cannot be reached ({problem})") from None
    call_oneself(kernel)
    die_as(follow(connection, received))
