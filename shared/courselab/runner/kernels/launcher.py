"""What a kernelspec starts: ask the fork server for a kernel, pass on signals, end when the kernel ends.

Runs with `-I -S`, so it sees the standard library alone and is up in 20 ms. Where no warm kernel is to be had it
becomes an ordinary `ipykernel_launcher` in place, so a client sees one process either way.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# jupyter_client and papermill give a kernel 60 s; an ordinary one needs a few of them after this wait.
PATIENCE_SECONDS = 45.0
# Read by an interpreter or library while it is imported: a server started under other values cannot stand in.
IMPORT_ENVIRONMENT = (
    "HOME", "LANG", "LC_", "PYTHON", "LD_", "MALLOC_", "MPL", "TF_", "TFX_", "KERAS_", "XLA_", "CUDA_", "NVIDIA_",
    "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "GRPC_", "ABSL_", "PROTOCOL_BUFFERS_", "ARROW_",
)  # fmt: skip
# ipykernel warns about unencrypted TCP at every start; these kernels listen on the loopback interface alone.
KERNEL_OPTIONS = ("--log-level=ERROR",)
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


class Unavailable(Exception):
    """No warm kernel can be had; the message says why."""


def runtime_directory():
    """Return the private folder of this user's sockets, made if missing; `Unavailable` if someone else owns it."""
    base = os.environ.get("XDG_RUNTIME_DIR") or ""
    path = os.path.join(base, "courselab") if os.path.isdir(base) else f"/tmp/courselab-{os.getuid()}"
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
        raise Unavailable(f"{path} is not a folder that only you can enter; remove it, or set XDG_RUNTIME_DIR")
    return path


def address(name, environment=os.environ):
    """Return the socket path of the one server that may serve kernelspec `name` here and now.

    The name digests all that makes an imported process usable: interpreter, installed packages (the folder's time
    changes with every install), this folder's code, the environment read at import, and the namespaces, since a fork
    stays in its parent's network.
    """
    # Not sys.prefix: without `site` it is that of the interpreter behind the virtual environment.
    library = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "lib")
    packages = os.path.join(library, f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
    code = sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(HERE) if entry.name.endswith(".py"))
    parts = [
        name, sys.executable, sys.version, os.stat(packages).st_mtime_ns, code,
        sorted(item for item in environment.items() if item[0].startswith(IMPORT_ENVIRONMENT)),
        [os.readlink(f"/proc/self/ns/{space}") for space in ("mnt", "net", "pid", "user")],
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    return os.path.join(runtime_directory(), f"{name}-{digest}.sock")


def dial(path):
    """Return a connected socket, or None where no server listens."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    return connection


def lock(path):
    """Return a locked file descriptor that makes its holder the only server for `path`, or None if one has it."""
    while True:
        descriptor = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(path + ".lock") and os.stat(path + ".lock").st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        os.close(descriptor)  # its last holder removed the file between our open and our lock


def start_server(name, path, descriptor):
    """Start the fork server as a process of its own session; it keeps `descriptor`, and so the lock, for its life."""
    command = [sys.executable, "-P", "-m", "courselab.runner.kernels.fork_server", name, path, str(descriptor)]
    environment = {name: value for name, value in os.environ.items() if name != "TMPDIR"}  # it may outlive the folder
    with open(path + ".log", "wb") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment,
            start_new_session=True, pass_fds=[descriptor],
        )  # fmt: skip
    os.close(descriptor)
    return server


def connect(name, patience=PATIENCE_SECONDS):
    """Return a socket to the server for `name`, started if none runs; `Unavailable` when it is not ready in time."""
    path, deadline, server = address(name), time.monotonic() + patience, None
    while time.monotonic() < deadline:
        connection = dial(path)
        if connection:
            return connection
        if server is None:
            descriptor = lock(path)
            server = start_server(name, path, descriptor) if descriptor is not None else None
        elif server.poll() is not None:
            raise Unavailable(f"the fork server for {name} ended while it was starting; its log is {path}.log")
        time.sleep(0.02)
    raise Unavailable(f"the fork server for {name} was not ready in {patience:.0f} s")


def send_request(connection, request, descriptors=()):
    """Send one JSON request, and file descriptors with it: 4 bytes of length, then the text."""
    body = json.dumps(request).encode()
    socket.send_fds(connection, [struct.pack("!I", len(body))], list(descriptors))
    connection.sendall(body)


def follow(connection):
    """Pass signals on until the kernel ends; return its exit status as a shell would give it.

    A signal's number is written straight into the socket by the interpreter (`set_wakeup_fd`). If whoever started
    this process goes away, this process ends, and the server ends the kernel.
    """
    parent, received = os.getppid(), b""
    connection.setblocking(False)
    for number in FORWARDED:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(connection.fileno(), warn_on_full_buffer=False)
    while os.getppid() == parent:
        if not select.select([connection], [], [], 1.0)[0]:
            continue
        chunk = connection.recv(4096)
        if not chunk:
            break
        received += chunk
    exits = [json.loads(line)["exit"] for line in received.splitlines() if b'"exit"' in line]
    return exits[-1] if exits else 1


def become_ordinary(connection_file):
    """Turn this process into an ordinary ipykernel."""
    os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", "-f", connection_file, *KERNEL_OPTIONS])


def die_as(status):
    """End as the kernel ended: with its exit code, or by the signal that killed it, so that a client can tell."""
    if status < 0:
        signal.set_wakeup_fd(-1)
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def main():
    """Serve `launcher.py KERNELSPEC CONNECTION_FILE`."""
    name, connection_file = sys.argv[1], os.path.abspath(sys.argv[2])
    if os.environ.get("COURSELAB_COLD") == "1" or sys.platform != "linux":
        become_ordinary(connection_file)
    try:
        connection = connect(name)
        umask = os.umask(0)
        os.umask(umask)
        argv = ["-f", connection_file, *KERNEL_OPTIONS]
        state = {"argv": argv, "cwd": os.getcwd(), "env": dict(os.environ), "umask": umask}
        send_request(connection, {"do": "fork", **state}, [0, 1, 2])
    except (Unavailable, OSError) as problem:
        print(f"courselab: {problem}; this kernel starts as an ordinary one.", file=sys.stderr, flush=True)
        become_ordinary(connection_file)
    die_as(follow(connection))


if __name__ == "__main__":
    main()
