"""A server as a process: its health, its log, and its end, which comes whatever happens to us.

c1w1-lab1 serves a model with it, c1w3-lab1 an annotation server.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx

from courselab.ground import start_log
from courselab.ground.errors import Sentence
from courselab.services.child import POLL_SECONDS, tethered
from courselab.services.patience import Patience
from courselab.services.port import HOST, PortTaken, free_port, holds, is_taken

SLOW_SECONDS, STOP_SECONDS = 2.0, 5.0
PORT_TRIES = 3
LOG_LINES = 12


class ServiceFailed(Sentence):
    """A server did not become ready: says why, what to do, and shows the last lines of its log."""

    def __init__(self, sentence: str, log: str = "") -> None:
        lines = log.strip().splitlines()[-LOG_LINES:]
        super().__init__("\n".join([sentence, *(f"  | {line}" for line in lines)]))


class Service(ABC):
    """A context manager around one server process; subclasses say which command, and where its health is.

    Attributes while it runs: `url`, `port`, `pid`, `start_seconds` (from the call of `start` until it was healthy).
    It binds loopback only, in a session of its own.
    """

    name = "service"
    health = "/health"
    final_refusals: frozenset[int] = frozenset()  # answers of `health` after which waiting is in vain
    cure = "see the log below"

    def __init__(
        self, *, cwd: str | Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 30.0
    ) -> None:
        self.cwd = Path.cwd() if cwd is None else Path(cwd).resolve()
        self.env, self.timeout = dict(env or {}), timeout
        self.port = 0
        self.start_seconds = 0.0
        self._process: subprocess.Popen | None = None
        self._log: Any = None
        self._owner = os.getpid()
        self._said = False

    @abstractmethod
    def command(self, port: int) -> Sequence[str]:
        """Return the command that serves on this port of 127.0.0.1."""

    def environment(self) -> dict[str, str]:
        """Return the server's environment variables: ours, with `env` added."""
        return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **self.env}

    def prepare(self) -> None:  # noqa: B027 - a hook that most servers do not need
        """Make what must be there before the process; called once for each port that is tried."""

    def progress(self, seconds: float) -> None:
        """Say that the server is still starting; called at every look at it."""
        if seconds > SLOW_SECONDS and not self._said:
            self._said = True
            print(f"Starting {self.name} ...", flush=True)

    def clean(self) -> None:  # noqa: B027 - a hook that most servers do not need
        """Remove what `prepare` made; called when the process has ended."""

    @property
    def url(self) -> str:
        """The address, as http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise ServiceFailed(f"{self.name} has not been started: use it in a with statement.")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the server process lives."""
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """Return everything the server has written so far; works after its end too."""
        if self._log is None:
            return ""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode("utf-8", errors="replace")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the server and return when it is healthy. Raises ServiceFailed; leaves nothing running then."""
        if self.running:
            return self
        began, self._said = time.monotonic(), False
        start_log.report(self.name)
        try:
            self._start_on_a_free_port()
        except BaseException:  # Ctrl-C too: whoever does not get the server must not leave it behind
            self.stop()
            raise
        finally:
            self.start_seconds = time.monotonic() - began
            start_log.report(self.name, self.start_seconds)
        return self

    def _start_on_a_free_port(self) -> None:
        for attempt in range(PORT_TRIES):
            self.port = free_port()
            self.prepare()
            self._spawn()
            try:
                self._wait()
            except PortTaken:
                self.stop()
                if attempt == PORT_TRIES - 1:
                    raise ServiceFailed(
                        f"{self.name} found its port taken {PORT_TRIES} times: try again.", self.log()
                    ) from None
            else:
                return

    def stop(self) -> None:
        """Stop the server and all it started: SIGTERM, after 5 s SIGKILL. Does nothing the second time."""
        process = self._process
        if process is None or os.getpid() != self._owner:  # a fork of us does not own the server
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            atexit.unregister(self.stop)
            self.clean()

    def _spawn(self) -> None:
        # An unlinked file: readable as long as we live, and never left behind.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the service is known
        self._process = tethered(self.command(self.port), cwd=self.cwd, env=self.environment(), log=self._log)
        atexit.register(self.stop)

    def _wait(self) -> None:
        """Return when the health address answers 200 and the answer is our process's own."""
        began, answer, listening = time.monotonic(), "no answer", False
        patience = Patience(self.pid, self.timeout)
        with httpx.Client(trust_env=False, timeout=2.0) as client:
            while not patience.spent(listening):
                self._check_alive()
                listening = holds(self.pid, self.port)  # a stranger's healthy answer is not ours
                if listening:
                    status = _status(client, self.url + self.health)
                    if status == 200:
                        return
                    answer = f"status {status}" if status else "no answer"
                    if status in self.final_refusals:
                        break
                self.progress(time.monotonic() - began)
                time.sleep(POLL_SECONDS)
        raise ServiceFailed(
            f"{self.name} runs but {self.health} did not answer 200 within {self.timeout:g} s "
            f"(last: {answer}): {self.cure}.",
            self.log(),
        )

    def _check_alive(self) -> None:
        if self.running:
            return
        if is_taken(self.port):
            raise PortTaken
        code = self._process.returncode if self._process else None
        lines = [line.strip() for line in self.log().splitlines() if line.strip()]
        cause = lines[-1] if lines else "it wrote nothing"
        raise ServiceFailed(
            f"{self.name} ended with exit code {code} before it was ready ({cause}): mend that and start it again.",
            self.log(),
        )


def _status(client: httpx.Client, url: str) -> int | None:
    try:
        return client.get(url).status_code
    except httpx.HTTPError:
        return None
