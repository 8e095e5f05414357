"""A process that has imported the heavy modules once and forks one kernel for each launcher that asks."""

import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import struct
import sys
import tempfile
import threading
import time

from courselab.runner import machine
from courselab.runner.kernels import client
from courselab.runner.kernels.launcher import address, dial, send_request
from courselab.runner.kernels.preload import preload
from courselab.runner.kernels.supervisor import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, Supervisor, prctl

IDLE_SECONDS = 30 * 60
SMALL_MACHINE_BYTES = 4 * 1024**3


def receive(connection):
    """Return the request of a launcher and the file descriptors it came with; `ConnectionError` if it is cut short."""
    connection.settimeout(5)
    head, descriptors, _, _ = socket.recv_fds(connection, 4, 3)
    if len(head) < 4:
        raise ConnectionError("a request without a length")
    body, length = b"", struct.unpack("!I", head)[0]
    while len(body) < length:
        chunk = connection.recv(length - len(body))
        if not chunk:
            raise ConnectionError("a request cut short")
        body += chunk
    return json.loads(body), descriptors


def peer(connection):
    """Return (process id, user id) of the other end of a Unix socket (SO_PEERCRED, unix(7))."""
    pid, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return pid, uid


class Forked(Exception):
    """Raised in a forked child, to leave the server's loop at once; carries the launcher's request."""

    def __init__(self, request):
        super().__init__(request)
        self.request = request


class ForkServer:
    """Listens on a socket and forks; `serve` returns in the server when it ends, and raises `Forked` in a child."""

    def __init__(self, name, path, environment):
        self.name, self.path, self.environment = name, path, environment
        self.started = self.busy_until = time.time()
        self.supervisor = Supervisor()
        self.idle_seconds = float(os.environ.get("COURSELAB_KERNEL_IDLE", IDLE_SECONDS))
        self.retired = False

    def listen(self):
        """Bind the socket under a temporary name and rename it: whoever sees it can connect."""
        self.listener = socket.socket(socket.AF_UNIX)
        temporary = f"{self.path}.{os.getpid()}"
        self.listener.bind(temporary)
        os.chmod(temporary, 0o600)
        self.listener.listen(64)
        os.rename(temporary, self.path)
        self.supervisor.selector.register(self.listener, selectors.EVENT_READ, self.accept)

    def serve(self):
        """Answer until told to stop, retired, stale, or idle for `idle_seconds`."""
        self.supervisor.listen_to_signals()
        while not (self.supervisor.stopping or self.retired):
            self.retired = self.is_stale()
            if self.supervisor.kernels:
                self.busy_until = time.time()
            elif time.time() - self.busy_until > self.idle_seconds:
                break
            self.supervisor.turn(min(self.idle_seconds, 60.0) / 4)

    def is_stale(self):
        """Return whether no launcher will come again: packages or code have changed, or the socket is gone."""
        return not os.path.exists(self.path) or address(self.name, self.environment) != self.path

    def accept(self):
        """Answer one connection: fork a kernel, tell the state, stop, or retire."""
        connection, _ = self.listener.accept()
        pid, uid = peer(connection)
        if uid != os.getuid():
            connection.close()
            return
        try:
            request, descriptors = receive(connection)
        except (OSError, ValueError) as problem:
            print(f"refused a request: {problem}", flush=True)
            connection.close()
            return
        if request["do"] == "fork":
            self.fork(connection, pid, request, descriptors)
            return
        self.supervisor.stopping = self.supervisor.stopping or request["do"] == "stop"
        self.retired = self.retired or request["do"] == "retire"
        connection.sendall(json.dumps(self.state()).encode())
        connection.close()

    def fork(self, connection, launcher, request, descriptors):
        """Fork: the child leaves the loop with the request, the server watches it."""
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            raise Forked({**request, "descriptors": descriptors, "server": server, "connection": connection})
        for descriptor in descriptors:
            os.close(descriptor)
        self.supervisor.add(pid, connection, launcher)

    def state(self):
        """Return what `courselab kernels status` shows; times are seconds since the epoch."""
        kernels = [{"pid": pid, "launcher": kernel["launcher"]} for pid, kernel in self.supervisor.kernels.items()]
        return {"name": self.name, "pid": os.getpid(), "started": self.started, "kernels": kernels}

    def leave(self):
        """Take the address away, then end the kernels, or (retired) hand them to a bare supervisor."""
        for leftover in (self.path, self.path + ".log", self.path + ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)
        self.listener.close()
        if self.retired and self.supervisor.kernels:
            self.supervisor.shrink()
        self.supervisor.end_kernels()


def become_kernel(server, request):
    """Turn a forked child into an ipykernel: own session, signals, streams, folder, environment and random state."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != request["server"]:
        os._exit(1)  # the server died between the fork and the line above
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    close_server(server, request["connection"])
    for target, descriptor in enumerate(request["descriptors"]):
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.umask(request["umask"])
    os.chdir(request["cwd"])
    # ipykernel ends itself when its parent is not the process named here, and a fork's parent is the server.
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(request["server"]))
    forget_the_parent()
    sys.argv = ["ipykernel_launcher.py", *request["argv"]]
    importlib.import_module("ipykernel.kernelapp").launch_new_instance()


def close_server(server, connection):
    """Close what belongs to the server: a socket kept open here would keep other launchers waiting."""
    for kernel in server.supervisor.kernels.values():
        kernel["connection"].close()
    os.close(server.supervisor.wake)
    os.close(server.supervisor._wake_writer)
    server.supervisor.selector.close()
    server.listener.close()
    connection.close()
    os.close(server.lock)


def forget_the_parent():
    """Renew what Python settled once for the parent: temporary folder, time zone, random state, garbage collection."""
    tempfile.tempdir = None
    time.tzset()
    random.seed()
    sys.modules["numpy"].random.seed()
    gc.enable()


def make_room(path):
    """On a small machine retire the other servers: at most one holds its imports in memory at a time."""
    limit = machine.memory_limit()
    if limit is None or limit >= SMALL_MACHINE_BYTES:
        return
    for other in client.sockets():
        connection = dial(other) if other != path else None
        if connection:
            send_request(connection, {"do": "retire"})
            connection.recv(65536)
            connection.close()


def main():
    """Serve `python -m courselab.runner.kernels.fork_server KERNELSPEC SOCKET LOCK_DESCRIPTOR`."""
    name, path, lock = sys.argv[1], sys.argv[2], int(sys.argv[3])
    environment = dict(os.environ)  # as the launcher saw it; an import may add to it
    os.set_inheritable(lock, False)
    make_room(path)
    gc.disable()
    preload(name)
    gc.collect()
    gc.freeze()  # forks share these pages as long as the collector does not write to them
    if threading.active_count() > 1:
        print(f"threads before the first fork: {threading.enumerate()}", flush=True)
    server = ForkServer(name, path, environment)
    server.lock = lock
    server.listen()
    try:
        server.serve()
    except Forked as child:
        request = child.request
    else:
        server.leave()
        return
    become_kernel(server, request)


if __name__ == "__main__":
    main()
