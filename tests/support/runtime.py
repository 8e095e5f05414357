"""Processes of a test: a socket folder of its own for fork servers, and waiting for what must come true."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from courselab.ground import settings
from courselab.runner.kernels import client
from courselab.runner.kernels.client import alive


@contextlib.contextmanager
def private_runtime() -> Iterator[Path]:
    """Give kernels a socket folder of their own: the fork servers of whoever runs these tests are left alone.

    Yields the folder of the sockets, which need not exist yet. Its name is short: a Unix socket's path may have 107
    characters.
    """
    with tempfile.TemporaryDirectory(prefix="lab-", dir="/tmp") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.delenv(settings.COLD, raising=False)
        patch.setenv(settings.KERNEL_PATIENCE, "110")  # a test that wants a warm kernel waits for it
        yield Path(folder) / "courselab"
        client.stop()


def wait_until(condition: Callable[[], object], seconds: float = 30, said: Callable[[], str] = str) -> None:
    """Wait until `condition()` holds; fail after `seconds`, a guard against hanging, with what `said()` returns."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"did not come true in {seconds} s {said()}")
        time.sleep(0.02)


def ended(*pids: int) -> None:
    """Wait until none of the processes lives; a zombie, which nobody has waited for yet, does not."""
    wait_until(lambda: not any(map(alive, pids)), said=lambda: f"alive: {[pid for pid in pids if alive(pid)]}")


def listeners(port: int) -> set[str]:
    """Return the addresses that listen on a TCP port of this machine."""
    found = (one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN)
    return {one.laddr.ip for one in found if one.laddr.port == port}


def closed(port: int) -> None:
    """Wait until nobody listens: a killed process is a zombie some milliseconds before its last thread lets go."""
    wait_until(lambda: not listeners(port), said=lambda: f"port {port} is open")
