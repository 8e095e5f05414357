"""What a process hands down to a program that it starts, and how a forked kernel comes by it all the same.

A client (JupyterLab, papermill) starts the launcher, which an ordinary kernel would simply replace. A warm kernel is
a fork of another process, so each property goes one of three ways:

=========================================  ==========================================================================
environment, folder, umask, arguments      sent; the environment that imports read is part of the address as well
standard streams, inheritable descriptors  sent as descriptors (SCM_RIGHTS), so terminals stay terminals
nice, scheduling policy, hard limits       sent; part of the address for a user who could not take them back
affinity, soft limits                      sent; numerical libraries that counted cores earlier are told (`child`)
oom_score_adj, coredump_filter, timer      sent; they are files of /proc that a process may write
slack
ignored and blocked signals                sent; Python's own (SIGPIPE, SIGXFSZ) are the same in both
soft limit of the stack                    address: libc reads it once, for the size of every later thread's stack
user, groups, capabilities                 address: taking another's is not a kernel's right, even where it could
no-new-privileges, seccomp                 address, by number of filters: a filter cannot be read or taken
control groups                             address: a process cannot always join one, and a group's limits must hold
namespaces, root folder, personality,      address: fixed at a process's start
security label
session, process group                     neither: a kernel is its own session, as Jupyter has it
I/O priority, memory policy, keyring       neither: no file tells them. ionice, numactl and keyctl need `--cold`
=========================================  ==========================================================================

A child that cannot take what was sent says so, and its launcher becomes an ordinary kernel.
Standard library alone: the launcher runs with `-I -S`, without the packages of the environment.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Callable

CAP_SYS_NICE, CAP_SYS_RESOURCE = 1 << 23, 1 << 24  # linux/capability.h
LIMITS = {name: getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
LIMITS.pop("RLIMIT_OFILE", None)  # the old name of RLIMIT_NOFILE
FILES = ("oom_score_adj", "coredump_filter", "timerslack_ns")
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
IDENTITY = ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp_filters")


class Refused(Exception):
    """A forked child may not take a property; the message says which and why."""


def text(name: str) -> str | None:
    """Return the content of a file of /proc/self without its last line break, or None where it cannot be read."""
    try:
        with open(f"/proc/self/{name}", encoding="utf-8", errors="surrogateescape") as file:
            return file.read().rstrip("\n\0")
    except OSError:
        return None


def status() -> dict[str, str]:
    """Return /proc/self/status as {field: value}."""
    lines = (text("status") or "").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def privileged(capability: int, fields: dict[str, str]) -> bool:
    """Return whether this process may take back what it gave up: it has the capability, and on the whole machine."""
    if not int(fields.get("CapEff", "0"), 16) & capability:
        return False
    return (text("uid_map") or "").split() == ["0", "0", "4294967295"]


def bound() -> list[object]:
    """Return what cannot be handed over: processes that differ in it never share a fork server."""
    fields, root = status(), os.stat("/")
    # Hard limits, nice and policy belong to it only for those who can lower and never raise them.
    limits = {} if privileged(CAP_SYS_RESOURCE, fields) else {name: pair[1] for name, pair in read_limits().items()}
    scheduling = [] if privileged(CAP_SYS_NICE, fields) else [read_nice(), *read_scheduler()]
    return [
        [fields.get(name) for name in IDENTITY], [text("cgroup"), text("personality"), text("attr/current")],
        [link(f"/proc/self/ns/{space}") for space in NAMESPACES], [root.st_dev, root.st_ino],
        resource.getrlimit(resource.RLIMIT_STACK)[0], sorted(limits.items()), scheduling,
    ]  # fmt: skip


def link(path: str) -> str | None:
    """Return where a symbolic link points, or None where there is none."""
    try:
        return os.readlink(path)
    except OSError:
        return None


def read_nice() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def apply_nice(value: int) -> None:
    os.setpriority(os.PRIO_PROCESS, 0, value)


def read_scheduler() -> list[int]:
    """Return [policy with its reset-on-fork flag, real-time priority]."""
    return [os.sched_getscheduler(0), os.sched_getparam(0).sched_priority]


def apply_scheduler(value: list[int]) -> None:
    os.sched_setscheduler(0, value[0], os.sched_param(value[1]))


def read_affinity() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def apply_affinity(value: list[int]) -> None:
    os.sched_setaffinity(0, value)


def read_limits() -> dict[str, list[int]]:
    """Return {RLIMIT_NAME: [soft, hard]}, bytes or seconds as getrlimit(2) has them; -1 is no limit."""
    return {name: list(resource.getrlimit(number)) for name, number in LIMITS.items()}


def apply_limits(value: dict[str, list[int]]) -> None:
    for name, pair in value.items():
        if list(resource.getrlimit(LIMITS[name])) != pair:
            resource.setrlimit(LIMITS[name], (pair[0], pair[1]))


def read_umask() -> int:
    value = os.umask(0)
    os.umask(value)
    return value


def apply_umask(value: int) -> None:
    os.umask(value)


def read_files() -> dict[str, str | None]:
    return {name: text(name) for name in FILES}


def apply_files(value: dict[str, str]) -> None:
    """Write those that differ; `coredump_filter` is read in hexadecimal without a prefix."""
    for name, content in value.items():
        if content is not None and content != text(name):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(f"0x{content}" if name == "coredump_filter" else content)


def read_ignored() -> list[int]:
    """Return the signals that this process was started with as ignored, and Python's own two."""
    return [number for number in every_signal() if signal.getsignal(number) == signal.SIG_IGN]


def apply_ignored(value: list[int]) -> None:
    """Give every signal the disposition that an interpreter just started would give it."""
    for number in every_signal():
        if number in value:
            signal.signal(number, signal.SIG_IGN)
        elif number == signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
        elif signal.getsignal(number) != signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)


def every_signal() -> list[int]:
    """Return the signals whose disposition may be set (all but SIGKILL and SIGSTOP)."""
    return sorted(set(map(int, signal.valid_signals())) - {signal.SIGKILL, signal.SIGSTOP})


def read_blocked() -> list[int]:
    return sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, [])))


def apply_blocked(value: list[int]) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, value)


def apply_folder(value: str) -> None:
    os.chdir(value)


# In the order in which a child takes them: a tight limit last, for it may hinder the others.
SENT: dict[str, tuple[Callable[[], object], Callable[..., None]]] = {
    "folder": (os.getcwd, apply_folder),
    "umask": (read_umask, apply_umask),
    "scheduler": (read_scheduler, apply_scheduler),
    "nice": (read_nice, apply_nice),
    "affinity": (read_affinity, apply_affinity),
    "files": (read_files, apply_files),
    "ignored signals": (read_ignored, apply_ignored),
    "blocked signals": (read_blocked, apply_blocked),
    "limits": (read_limits, apply_limits),
}


def read() -> dict[str, object]:
    """Return all that is sent, by name."""
    return {name: reader() for name, (reader, _) in SENT.items()}


def take(values: dict[str, object]) -> None:
    """Make this process have what another sent; `Refused` where the system does not allow it."""
    for name, (reader, apply) in SENT.items():
        try:
            if name in ("folder", "ignored signals") or reader() != values[name]:
                apply(values[name])
        except (OSError, ValueError) as problem:
            raise Refused(f"a forked kernel may not take this process's {name} ({problem})") from None


def neutralise() -> None:
    """Rid this process of what its starter gave it and a fork server must not hand to its kernels.

    What `bound` counts into the address stays as it is.
    """
    fields = status()
    apply_umask(0o022)
    apply_ignored([])
    apply_blocked([])
    apply_affinity(list(range(os.sysconf("SC_NPROCESSORS_CONF"))))  # as far as the cpuset goes
    if privileged(CAP_SYS_NICE, fields):
        apply_scheduler([os.SCHED_OTHER, 0])
        apply_nice(0)
    for number in set(LIMITS.values()):
        soft, hard = resource.getrlimit(number)
        if privileged(CAP_SYS_RESOURCE, fields):
            hard = highest(number)
        soft = {resource.RLIMIT_STACK: soft, resource.RLIMIT_CORE: 0}.get(number, hard)  # a core would hold all imports
        resource.setrlimit(number, (soft, hard))
    with contextlib.suppress(PermissionError):  # a user may go back to what the system gave, which may be higher
        apply_files({"oom_score_adj": "0"})


def highest(number: int) -> int:
    """Return the highest value that a limit may have: none, but for open files, which the system counts."""
    if number != resource.RLIMIT_NOFILE:
        return resource.RLIM_INFINITY
    with open("/proc/sys/fs/nr_open") as file:
        return int(file.read())
