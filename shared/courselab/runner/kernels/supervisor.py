"""Watches over one forked kernel: passes signals in, tells the launcher how it ended, leaves no process behind.

A process of its own between the fork server and the kernel. What a kernel's processes leave behind falls to this one,
as it would fall to init under an ordinary kernel, so a notebook sees no strangers among its children; and whatever is
still there when the kernel ends is ended with it. Standard library alone: it weighs 10 MB, and goes on when its server
makes way for another.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
GO_ON = b"go on"  # from a server that retires; one that dies says nothing, and its kernels end


def prctl(option: int, value: int) -> None:
    """Call prctl(2); `OSError` if the kernel refuses."""
    import ctypes

    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def children(pid: int | None = None) -> list[int]:
    """Return the process ids of the children of a process (this one by default), from the system's own list."""
    pid = pid or os.getpid()
    with open(f"/proc/{pid}/task/{pid}/children") as listing:
        return [int(word) for word in listing.read().split()]


def become(kernel: int, launcher: socket.socket, server: socket.socket) -> None:
    """Turn this process, the parent of `kernel`, into its supervisor; what it holds of the imports is given back."""
    for connection in (launcher, server):
        connection.set_inheritable(True)
    state = json.dumps([kernel, launcher.fileno(), server.fileno()])
    os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), state])


class Supervisor:
    """Holds one socket to the launcher: closed over there, the kernel ends; the kernel ended, the launcher is told."""

    def __init__(self, kernel: int, launcher: socket.socket, server: socket.socket):
        self.kernel, self.launcher, self.server = kernel, launcher, server
        self.status: int | None = None
        self.selector = selectors.DefaultSelector()
        self.wake, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector.register(self.wake, selectors.EVENT_READ, self.reap)
        for connection, answer in ((launcher, self.hear), (server, self.hear_server)):
            connection.setblocking(False)
            self.selector.register(connection, selectors.EVENT_READ, answer)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.end())

    def hear(self) -> None:
        """Pass signal numbers from the launcher to the kernel's process group; its silence ends the kernel."""
        try:
            numbers = self.launcher.recv(256)
        except ConnectionResetError:
            numbers = b""
        for number in numbers:
            self.send(number)
        if not numbers:
            self.selector.unregister(self.launcher)
            self.end()

    def hear_server(self) -> None:
        """Go on alone when the server says so; end the kernel when it is gone without a word."""
        try:
            said = self.server.recv(256)
        except ConnectionResetError:
            said = b""
        self.selector.unregister(self.server)
        if said != GO_ON:
            self.end()

    def send(self, number: int) -> None:
        """Send a signal to the kernel's process group, which exists for as long as the kernel is not reaped."""
        if self.status is not None:
            return
        if os.getpgid(self.kernel) == self.kernel:
            os.killpg(self.kernel, number)
        else:
            os.kill(self.kernel, number)  # it has only just been forked, and is in the server's group still

    def end(self) -> None:
        """End the kernel, however busy it is."""
        self.send(signal.SIGKILL)

    def reap(self) -> None:
        """Collect ended children, the kernel and what its processes left to this one."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.wake, 256):
                pass
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    break
                if pid == self.kernel:
                    self.status = os.waitstatus_to_exitcode(status)

    def watch(self) -> int:
        """Serve until the kernel has ended; return its exit status, negative if a signal ended it."""
        self.reap()  # it may have ended while the program was replaced
        while self.status is None:
            for key, _ in self.selector.select():
                key.data()
        return self.status

    def farewell(self, status: int) -> None:
        """Tell the launcher how the kernel ended, then end all that is left of it."""
        with contextlib.suppress(OSError):
            self.launcher.setblocking(True)
            self.launcher.sendall(json.dumps({"exit": status}).encode() + b"\n")
        self.launcher.close()
        while left := children():
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.reap()
            self.selector.select(0.05)


def main() -> None:
    """Serve `supervisor.py STATE` after `become`."""
    kernel, launcher, server = json.loads(sys.argv[1])
    supervisor = Supervisor(kernel, socket.socket(fileno=launcher), socket.socket(fileno=server))
    supervisor.farewell(supervisor.watch())


if __name__ == "__main__":
    main()
