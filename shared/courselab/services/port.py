"""Loopback ports: a free one, and whose it is."""

from __future__ import annotations

import socket
from contextlib import suppress

import psutil

HOST = "127.0.0.1"


class PortTaken(Exception):
    """Somebody took the port between our choice and the server's start."""


def free_port() -> int:
    """Return a loopback port that is free now; it may be taken a moment later."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_taken(port: int) -> bool:
    """Return whether somebody holds a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is not taken
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def holds(pid: int, port: int) -> bool:
    """Return whether a process, or one that it started, listens on a port."""
    with suppress(psutil.Error):
        ours = psutil.Process(pid)
        for process in (ours, *ours.children(recursive=True)):
            with suppress(psutil.Error):
                for connection in process.net_connections("tcp"):
                    if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                        return True
    return False
