"""Turns a fork of the server into an ipykernel that cannot be told from one that was started the ordinary way."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib.util
import io
import itertools
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing import process as multiprocessing_process
from typing import Any

import setproctitle

from courselab.runner.kernels import inheritance, late_settings, supervisor


def leave_the_server(parent: int, argv: list[str]) -> None:
    """Take the first steps after the fork: end with the supervisor, an own session, an ordinary kernel's name."""
    supervisor.prctl(supervisor.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died between the fork and the line above
    os.setsid()
    # Without this variable the title goes over the environment in /proc too; the client's environment replaces it.
    # The library's first use is here and not in the server: that alone rewrites the words by which a server is known.
    os.environ["SPT_NOENV"] = "1"
    setproctitle.setproctitle(" ".join([sys.executable, "-m", "ipykernel_launcher", *argv]))
    with open("/proc/self/comm", "w") as comm:
        comm.write(os.path.basename(sys.executable))
    signal.set_wakeup_fd(-1)


class Legacy:
    """What the server's imports leave to each kernel: calls that make it forget, and variables that imports set."""

    def __init__(self, forget: list[Callable[[], None]], environment: Mapping[str, str]):
        self.forget, self.environment = forget, dict(environment)
        launcher = importlib.util.find_spec("ipykernel_launcher")
        self.script = (launcher and launcher.origin) or "ipykernel_launcher.py"
        self.cores = os.sched_getaffinity(0)

    def become_kernel(self, request: dict[str, Any]) -> None:
        """Have all that the kernel has which a launcher asked for; `run` serves it."""
        connection: socket.socket = request["connection"]
        try:
            inheritance.take(request["inherited"])
        except inheritance.Refused as problem:
            connection.sendall(json.dumps({"refused": str(problem)}).encode() + b"\n")
            os._exit(1)
        connection.sendall(json.dumps({"kernel": os.getpid()}).encode() + b"\n")
        connection.close()
        take_descriptors(request["received"], request["descriptors"])
        self.take_environment(request["env"])
        self.forget_the_parent(request["inherited"]["folder"])
        sys.argv = [self.script, *request["argv"]]
        sys.orig_argv[:] = [sys.executable, "-m", "ipykernel_launcher", *request["argv"]]

    def leave_what_is_shared(self) -> None:
        """Forget the handlers by which this process would, at its end, take away what other processes use."""
        for forget in self.forget:
            forget()

    def take_environment(self, environment: Mapping[str, str]) -> None:
        """Have the client's environment, and what the imports would have added to it."""
        os.environ.clear()
        os.environ.update({**self.environment, **environment})

    def forget_the_parent(self, folder: str) -> None:
        """Renew what Python settled once for the server: folder, time zone, random state, keys, streams, pools."""
        tempfile.tempdir = None
        time.tzset()
        random.seed()
        sys.modules["numpy"].random.seed()
        # Workers that are spawned go to this folder to import what lies beside a notebook, and prove to know the key.
        multiprocessing_process.ORIGINAL_DIR = folder  # type: ignore[attr-defined]
        multiprocessing_process.current_process().authkey = os.urandom(32)
        if isinstance(sys.__stdout__, io.TextIOWrapper):
            sys.__stdout__.reconfigure(line_buffering=sys.__stdout__.isatty())
        threading._counter = itertools.count(1).__next__  # type: ignore[attr-defined]  # for the names of threads
        self.leave_what_is_shared()
        cores = os.sched_getaffinity(0)
        if cores != self.cores:
            late_settings.limit_threads(len(cores))
        gc.enable()


def take_descriptors(received: list[int], wanted: list[int]) -> None:
    """Move the descriptors that came with a request to the numbers that they had in the launcher."""
    beyond = max([*wanted, 2]) + 1
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, beyond) for descriptor in received]
    for descriptor in received:
        os.close(descriptor)
    for source, target in zip(moved, wanted, strict=True):
        os.dup2(source, target)
        os.close(source)


def run() -> None:
    """Be the kernel: what `ipykernel_launcher` does, with the supervisor as the parent to watch."""
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(None)
    with contextlib.suppress(AttributeError):  # a kernel of another kind has no shell
        late_settings.watch(app.shell)
    app.start()
