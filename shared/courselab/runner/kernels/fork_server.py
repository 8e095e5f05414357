"""A process that has imported the heavy modules once and forks one kernel for each launcher that asks."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import selectors
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from courselab.ground import settings
from courselab.runner.kernels import child, exit_handlers, supervisor
from courselab.runner.kernels.address import Unavailable, address
from courselab.runner.kernels.preload import preload
from courselab.runner.kernels.warming import capacity, is_locked

IDLE_SECONDS = 30 * 60
TURN_SECONDS = 2.0  # how soon a server sees that it is stale, or one too many


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the request of a launcher and the file descriptors it came with; `ConnectionError` if it is cut short.

    Whoever connects and hangs up only wanted to know whether a server listens: {"do": "nothing"}.
    """
    connection.settimeout(5)
    head, descriptors, _, _ = socket.recv_fds(connection, 4, 250)
    if not head:
        return {"do": "nothing"}, descriptors
    try:
        length = struct.unpack("!I", head)[0]
        body = b""
        while len(body) < length:
            chunk = connection.recv(length - len(body))
            if not chunk:
                raise ConnectionError("a request cut short")
            body += chunk
        return json.loads(body), descriptors
    except (OSError, ValueError, struct.error):
        close_all(descriptors)
        raise


def close_all(descriptors: list[int]) -> None:
    """Close file descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


def peer(connection: socket.socket) -> tuple[int, int]:
    """Return (process id, user id) of the other end of a Unix socket (SO_PEERCRED, unix(7))."""
    pid, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return pid, uid


def has_hung_up(connection: socket.socket) -> bool:
    """Return whether a launcher closed its end: it waited too long, and is an ordinary kernel by now."""
    return bool(select.select([connection], [], [], 0)[0]) and connection.recv(1, socket.MSG_PEEK) == b""


class Forked(Exception):
    """Raised in a forked kernel, to leave the server's loop at once; carries what makes a kernel of it."""

    def __init__(self, request: dict[str, Any]):
        super().__init__(request)
        self.request = request


class ForkServer:
    """Listens on a socket and forks; `serve` returns in the server when it ends, and raises `Forked` in a kernel."""

    def __init__(self, name: str, path: str, environment: dict[str, str], lock: int):
        self.name, self.path, self.environment, self.lock = name, path, environment, lock
        self.started = self.busy_until = time.time()
        self.kernels: dict[int, dict[str, Any]] = {}  # a supervisor's pid -> its connection, launcher and kernel
        self.idle_seconds = float(os.environ.get(settings.KERNEL_IDLE, IDLE_SECONDS))
        self.stopping = self.retired = False
        self.selector = selectors.DefaultSelector()
        self.wake, self.wake_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def listen(self) -> None:
        """Bind the socket under a temporary name and rename it: whoever sees it can connect."""
        self.listener = socket.socket(socket.AF_UNIX)
        temporary = os.path.join(os.path.dirname(self.path), f"{os.getpid()}.new")
        self.listener.bind(temporary)
        os.chmod(temporary, 0o600)
        self.listener.listen(64)
        os.rename(temporary, self.path)

    def listen_to_signals(self) -> None:
        """End on SIGTERM and SIGINT, reap on SIGCHLD; each only wakes the loop, so nothing runs in a handler."""
        signal.set_wakeup_fd(self.wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def serve(self) -> None:
        """Answer until told to stop, stale, one too many, or idle for `idle_seconds`."""
        supervisor.prctl(supervisor.PR_SET_CHILD_SUBREAPER, 1)  # for what a killed supervisor leaves
        self.listen_to_signals()
        self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        self.selector.register(self.wake, selectors.EVENT_READ, self.reap)
        while not (self.stopping or self.retired):
            for key, _ in self.selector.select(min(self.idle_seconds / 4, TURN_SECONDS)):
                key.data()
            self.retired = self.retired or self.is_stale() or self.is_surplus()
            if self.kernels:
                self.busy_until = time.time()
                with contextlib.suppress(FileNotFoundError):
                    os.utime(self.path)  # tells the other servers which of them is idle longest
            elif time.time() - self.busy_until > self.idle_seconds:
                break

    def is_stale(self) -> bool:
        """Return whether no launcher will come again: packages or code have changed, or the socket is gone."""
        try:
            return not os.path.exists(self.path) or address(self.name, self.environment) != self.path
        except (Unavailable, OSError):
            return True

    def is_surplus(self) -> bool:
        """Return whether as many servers as may live were in use later than this one, or are starting."""
        later, own = 0, self.last_use(self.path)
        for file in Path(os.path.dirname(self.path)).glob("*.lock"):
            other = str(file).removesuffix(".lock")
            if other != self.path and self.last_use(other) > own and is_locked(str(file)):
                later += 1
        return later >= capacity()

    @staticmethod
    def last_use(path: str) -> tuple[float, str]:
        """Return a sort key for servers: when each was in use; one that is starting comes last."""
        with contextlib.suppress(FileNotFoundError):
            return os.stat(path).st_mtime, path
        return float("inf"), path

    def accept(self) -> None:
        """Answer one connection: fork a kernel, or tell the state and stop where asked."""
        connection, _ = self.listener.accept()
        pid, uid = peer(connection)
        if uid != os.getuid():
            connection.close()
            return
        try:
            request, descriptors = receive(connection)
            if request["do"] == "fork" and not has_hung_up(connection):
                self.fork(connection, pid, request, descriptors)
            elif request["do"] in ("status", "stop"):
                self.stopping = self.stopping or request["do"] == "stop"
                connection.sendall(json.dumps(self.state()).encode())
            close_all(descriptors)
        except (OSError, ValueError, struct.error) as problem:
            print(f"refused a request: {problem}", flush=True)
        connection.close()

    def fork(self, connection: socket.socket, launcher: int, request: dict[str, Any], descriptors: list[int]) -> None:
        """Fork a supervisor, which forks the kernel: the kernel leaves the loop with the request."""
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid:
            theirs.close()
            ours.setblocking(False)
            self.kernels[pid] = {"connection": ours, "launcher": launcher, "pid": None}
            self.selector.register(ours, selectors.EVENT_READ, lambda: self.hear(pid))
            return
        try:
            parent = os.getpid()
            kernel = os.fork()
            if kernel:
                supervisor.prctl(supervisor.PR_SET_CHILD_SUBREAPER, 1)
                theirs.sendall(struct.pack("!I", kernel))
                supervisor.become(kernel, connection, theirs)
            child.leave_the_server(parent, request["argv"])
        except BaseException:
            os._exit(1)  # never go on as a second server
        for unused in (ours, theirs):
            unused.close()
        raise Forked({**request, "received": descriptors, "connection": connection})

    def hear(self, pid: int) -> None:
        """Take down the process id of the kernel that a supervisor watches."""
        connection = self.kernels[pid]["connection"]
        with contextlib.suppress(ConnectionResetError):
            said = connection.recv(4)
            if said:
                self.kernels[pid]["pid"] = struct.unpack("!I", said)[0]
        self.selector.unregister(connection)

    def reap(self) -> None:
        """Collect ended supervisors, and end what a killed one left."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.wake, 256):
                pass
        with contextlib.suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                kernel = self.kernels.pop(pid, None)
                if kernel:
                    with contextlib.suppress(KeyError):
                        self.selector.unregister(kernel["connection"])
                    kernel["connection"].close()
        for pid in supervisor.children():
            if pid not in self.kernels:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def state(self) -> dict[str, Any]:
        """Return what `courselab kernels status` shows; times are seconds since the epoch."""
        kernels = [{"pid": k["pid"], "launcher": k["launcher"]} for k in self.kernels.values() if k["pid"]]
        return {"name": self.name, "pid": os.getpid(), "started": self.started, "kernels": kernels}

    def leave(self) -> None:
        """Take the address away, then end the kernels, or (retired) leave them to their supervisors."""
        for leftover in (self.path, self.path + ".log", self.path + ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)
        self.listener.close()
        for kernel in self.kernels.values():
            if self.retired:
                with contextlib.suppress(OSError):
                    kernel["connection"].sendall(supervisor.GO_ON)
            kernel["connection"].close()
        while not self.retired and supervisor.children():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, 0)

    def close(self) -> None:
        """Close what belongs to the server: a socket kept open in a kernel would keep other launchers waiting."""
        for kernel in self.kernels.values():
            kernel["connection"].close()
        for descriptor in (self.wake, self.wake_writer, self.lock):
            os.close(descriptor)
        self.selector.close()
        self.listener.close()


def report(path: str) -> Callable[[int, int], None]:
    """Return a function that keeps "done all" modules in `path`.progress, for whoever waits for this server."""

    def write(done: int, everything: int) -> None:
        # One write of one length over the old one: nobody reads a file that is empty for a moment.
        handle = os.open(path + ".progress", os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(handle, f"{done:4} {everything:4}".encode())
        os.close(handle)

    return write


def main() -> None:
    """Serve `python -m courselab.runner.kernels.fork_server KERNELSPEC SOCKET LOCK_DESCRIPTOR ROOM`."""
    name, path, lock = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder that `-m` put there; an ordinary kernel removes its own in the same way
    os.chdir("/")
    os.set_inheritable(lock, False)
    environment = dict(os.environ)  # as the launcher saw it; an import may add to it
    gc.disable()
    with exit_handlers.Record() as handlers:
        preload(name, report(path))
    added = {key: value for key, value in os.environ.items() if key not in environment}
    legacy = child.Legacy(handlers.of_this_process_alone(), added)
    # Forks share these pages as long as the collector does not write to them. No collection before: of a million
    # objects it would free a few thousand, and it takes a tenth of what the imports take.
    gc.freeze()
    if threading.active_count() > 1:
        print(f"threads before the first fork: {threading.enumerate()}", flush=True)
    server = ForkServer(name, path, environment, lock)
    server.listen()
    Path(path + ".progress").unlink(missing_ok=True)
    try:
        server.serve()
    except Forked as forked:
        request = forked.request
    else:
        if server.retired and server.kernels:
            legacy.leave_what_is_shared()  # the kernels that go on still use the folders that imports have made
        server.leave()
        return
    try:
        server.close()
        legacy.become_kernel(request)
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # the regular way out is the server's, and takes away what all kernels share
    child.run()


if __name__ == "__main__":
    main()
