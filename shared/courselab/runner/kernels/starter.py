"""A moment's process between a launcher and a fork server, so that the server is nobody's child.

`python -I -S starter.py KERNELSPEC SOCKET LOCK_DESCRIPTOR` begins a session of its own, forks and ends. The orphan
falls to the nearest process that answers for orphans; `client.owns` knows it from its first moment, because this
program's command line names this file.
"""

from __future__ import annotations

import contextlib
import os
import sys

FORK_SERVER = "courselab.runner.kernels.fork_server"
# A kernel writes an ordinary kernel's command line over the server's, and has this much room for it at least.
ROOM = " " * 400


def become_server(name: str, path: str, lock: int) -> None:
    """Turn this process into the fork server: neutral values, no descriptors but the lock, and its id in the lock."""
    # A script without packages around it: this folder becomes the package that its modules' imports mean (PEP 366).
    sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    globals()["__package__"] = "kernels"
    from . import inheritance

    inheritance.neutralise()
    os.write(lock, str(os.getpid()).encode())
    os.chdir(os.path.dirname(path))  # `-m` looks for modules here, and this folder has none; the server goes on to /
    log = os.open(path + ".log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate((nothing, log, log)):
        os.dup2(source, target)
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor > 2 and descriptor != lock:
            with contextlib.suppress(OSError):  # that of the listing itself is closed by now
                os.close(descriptor)
    os.execv(sys.executable, [sys.executable, "-m", FORK_SERVER, name, path, str(lock), ROOM])


def main() -> None:
    """Fork away from whoever started this program."""
    os.setsid()
    if os.fork() == 0:
        become_server(sys.argv[1], sys.argv[2], int(sys.argv[3]))


if __name__ == "__main__":
    main()
