"""Programs as children of this process that never outlive it: the kernel kills them when we die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05
_TETHER = Path(__file__).with_name("tether.py")


def tethered(command: Sequence[str], *, cwd: str | Path, env: Mapping[str, str], log: Any) -> subprocess.Popen:
    """Start a command in a session of its own that the kernel kills when we die; `log` gets all that it writes."""
    tied = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), *command]
    return _from_lasting_thread(
        lambda: subprocess.Popen(
            tied,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    )


def finish(
    command: Sequence[str], *, cwd: str | Path, env: Mapping[str, str], tick: Callable[[], object]
) -> tuple[int, str]:
    """Run a tethered command to its end, calling `tick` meanwhile; return its exit code and all that it wrote."""
    with tempfile.TemporaryFile() as log:
        process = tethered(command, cwd=cwd, env=env, log=log)
        try:
            while process.poll() is None:
                tick()
                time.sleep(POLL_SECONDS)
        finally:  # reached with the process alive after Ctrl-C
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.seek(0)
        return process.returncode, log.read().decode("utf-8", errors="replace")


def _from_lasting_thread(popen: Callable[[], subprocess.Popen]) -> subprocess.Popen:
    """Start a process from a thread that outlives it: the parent-death signal comes when the starting *thread* ends."""
    if threading.current_thread() is threading.main_thread():
        return popen()
    started: Future = Future()

    def keep() -> None:
        try:
            process = popen()
        except BaseException as error:
            started.set_exception(error)
            return
        started.set_result(process)
        process.wait()

    threading.Thread(target=keep, daemon=True, name="courselab-service").start()
    return started.result()
