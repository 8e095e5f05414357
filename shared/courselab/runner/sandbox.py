"""Processes cut off by bubblewrap: the command run again with no network but loopback, and whether that works here."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from courselab.ground import settings
from courselab.ground.errors import Sentence

MARK = settings.OFFLINE
NAMESPACE = (
    "bwrap", "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-net", "--unshare-pid", "--die-with-parent",
)  # fmt: skip


class NoNamespace(Sentence):
    """Raised when the network cannot be cut off; the message says why and what to do."""


def inside() -> bool:
    """Return whether this process was started by `again`; raise NoNamespace if it can reach more than loopback."""
    if os.environ.get(MARK) != "1":
        return False
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    if others:
        raise NoNamespace(f"{MARK}=1 is set, but there are network interfaces ({', '.join(others)}): unset it.")
    return True


def again(arguments: list[str]) -> int:
    """Run `courselab ARGUMENTS` in a network namespace that has only loopback; return its exit status."""
    check()
    # Fork servers of the namespace end with it, and so must the folder of their sockets.
    with tempfile.TemporaryDirectory(prefix="courselab-off-") as runtime:
        environment = {**os.environ, MARK: "1", "XDG_RUNTIME_DIR": runtime}
        command = [*NAMESPACE, sys.executable, "-m", "courselab.runner.cli", *arguments]
        process = subprocess.Popen(command, env=environment)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                process.send_signal(signal.SIGCONT)  # the terminal sent Ctrl-C to the command itself; wait for it


def check() -> None:
    """Raise NoNamespace if bubblewrap is missing or may not make the namespace."""
    if sys.platform != "linux" or not shutil.which("bwrap"):
        raise NoNamespace("--offline needs bubblewrap: `apt install bubblewrap` (Linux), or run without --offline.")
    cause = refusal()
    if cause:
        raise NoNamespace(
            f"--offline cannot make a network namespace here ({cause}): "
            "allow unprivileged user namespaces, or run without --offline."
        )


def refusal() -> str | None:
    """Return why bubblewrap may make no namespace here, in its own words; None where it may."""
    tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, text=True, timeout=20)
    if tried.returncode == 0:
        return None
    return (tried.stderr or tried.stdout).strip() or f"it ended with {tried.returncode}"
