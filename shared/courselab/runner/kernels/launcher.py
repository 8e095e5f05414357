"""What a kernelspec starts: a program that becomes an ordinary kernel, or stands in for a warm one.

Runs with `-I -S`, so it sees the standard library alone and is up in 20 ms. Where no warm kernel is to be had (macOS
among others) it becomes an ordinary `ipykernel_launcher` in place, so a client sees one process either way. Linux and
macOS only: a Windows program cannot turn into another.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` costs 5 ms
if TYPE_CHECKING:
    from typing import NoReturn

COLD = "COURSELAB_COLD"  # courselab.ground.settings
# ipykernel warns about unencrypted TCP at every start; these kernels listen on the loopback interface alone.
KERNEL_OPTIONS = ("--log-level=ERROR",)
START_ONLY = "--start"


def become_ordinary(connection_file: str) -> NoReturn:
    """Turn this process into an ordinary ipykernel."""
    os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", "-f", connection_file, *KERNEL_OPTIONS])


def is_cold() -> bool:
    """Return whether kernels are ordinary ones here: on demand, and on every system but Linux."""
    return os.environ.get(COLD) == "1" or sys.platform != "linux"


def main() -> None:
    """Serve `launcher.py KERNELSPEC CONNECTION_FILE`, or `launcher.py KERNELSPEC --start` (see `request.start`)."""
    name, connection_file = sys.argv[1], os.path.abspath(sys.argv[2])
    if is_cold():
        become_ordinary(connection_file)
    # A script without packages around it: this folder becomes the package that its modules' imports mean (PEP 366).
    sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    globals()["__package__"] = "kernels"
    from . import address, request

    try:
        if sys.argv[2] == START_ONLY:
            request.start(name)
        else:
            request.serve(name, ["-f", connection_file, *KERNEL_OPTIONS])
    except address.Unavailable as problem:
        if sys.argv[2] == START_ONLY:
            sys.exit(f"{problem}")
        print(f"courselab: {problem}; this kernel starts as an ordinary one.", file=sys.stderr, flush=True)
        become_ordinary(connection_file)


if __name__ == "__main__":
    main()
