"""Watch over forked kernels: pass signals in, tell the launcher how a kernel ended, leave no process behind.

Standard library alone, because a fork server that must give its memory back executes this file in its own place:
its kernels stay its children.
"""

import contextlib
import ctypes
import json
import os
import selectors
import signal
import socket
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h


def prctl(option, value):
    """Call prctl(2); `OSError` if the kernel refuses."""
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def children():
    """Return the process ids of this process's children, read from the kernel's own list."""
    with open(f"/proc/self/task/{os.getpid()}/children") as listing:
        return [int(word) for word in listing.read().split()]


class Supervisor:
    """Holds one socket per kernel: closed by the launcher, the kernel ends; the kernel ended, the launcher is told."""

    def __init__(self):
        self.kernels = {}  # pid -> {"connection": socket, "launcher": pid}
        self.selector = selectors.DefaultSelector()
        self.wake, self._wake_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector.register(self.wake, selectors.EVENT_READ, self.reap)
        self.stopping = False
        prctl(PR_SET_CHILD_SUBREAPER, 1)

    def listen_to_signals(self):
        """End on SIGTERM and SIGINT, reap on SIGCHLD; each only wakes the loop, so nothing runs in a handler."""
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, *_):
        self.stopping = True

    def add(self, pid, connection, launcher):
        """Watch kernel `pid`, asked for by process `launcher` over `connection`."""
        connection.setblocking(False)
        self.kernels[pid] = {"connection": connection, "launcher": launcher}
        self.selector.register(connection, selectors.EVENT_READ, lambda: self.hear(pid))

    def hear(self, pid):
        """Pass the signal numbers that a launcher wrote to its kernel's process group; its silence ends the kernel."""
        try:
            numbers = self.kernels[pid]["connection"].recv(256)
        except ConnectionResetError:
            numbers = b""
        for number in numbers or [signal.SIGKILL]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)
        if not numbers:
            self.selector.unregister(self.kernels[pid]["connection"])

    def reap(self):
        """Collect ended children, then end whatever an ended kernel left behind (it falls to us as its subreaper)."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.wake, 256):
                pass
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    break
                if pid in self.kernels:
                    self.farewell(pid, os.waitstatus_to_exitcode(status))
        self.sweep()

    def farewell(self, pid, status):
        """Tell the launcher the exit status (negative: the signal) and forget the kernel."""
        connection = self.kernels.pop(pid)["connection"]
        with contextlib.suppress(KeyError):
            self.selector.unregister(connection)
        with contextlib.suppress(OSError):
            connection.setblocking(True)
            connection.sendall(json.dumps({"exit": status}).encode() + b"\n")
        connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def sweep(self):
        """Kill adopted processes: a child of ours that is no kernel was left behind by one."""
        for pid in children():
            if pid not in self.kernels:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def turn(self, timeout):
        """Wait up to `timeout` seconds and answer what came; return whether anything came."""
        events = self.selector.select(timeout)
        for key, _ in events:
            key.data()
        return bool(events)

    def end_kernels(self):
        """Kill every kernel and all they started, and wait until they are gone."""
        for pid in list(self.kernels):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        while children():
            self.reap()
            self.selector.select(0.05)

    def shrink(self):
        """Replace this process by a bare supervisor of the same kernels, which weighs 10 MB instead of the imports."""
        state = [[pid, kernel["connection"].fileno(), kernel["launcher"]] for pid, kernel in self.kernels.items()]
        for _, descriptor, _ in state:
            os.set_inheritable(descriptor, True)
        os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), json.dumps(state)])


def main():
    """Serve `supervisor.py STATE` after `shrink`: watch the kernels until the last one has ended."""
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    for pid, descriptor, launcher in json.loads(sys.argv[1]):
        supervisor.add(pid, socket.socket(fileno=descriptor), launcher)
    supervisor.reap()  # one may have ended while the program was replaced
    while supervisor.kernels and not supervisor.stopping:
        supervisor.turn(60)
    supervisor.end_kernels()


if __name__ == "__main__":
    main()
