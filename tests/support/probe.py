"""Runs in a kernel: reads all that the kernel can tell about itself and prints it as JSON, one entry a property."""

import asyncio
import atexit
import faulthandler
import gc
import json
import locale
import logging
import multiprocessing
import os
import random
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import warnings
from pathlib import Path

import matplotlib
import matplotlib.pyplot
import numpy
import pandas
import sklearn.linear_model
import threadpoolctl

numpy.ones((300, 300)) @ numpy.ones((300, 300))  # numerical libraries start their threads
STATUS = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
CONNECTION_FILE = next(word for word in sys.argv if word.endswith(".json"))


def content(path):
    return Path(path).read_text().replace(CONNECTION_FILE, "CONNECTION_FILE")


def plain(value):
    """A value without what names this run: its connection file and addresses in memory.

    Not its process id: none of the properties holds it, and a process of the number of matplotlib's port, 8988, would
    read its own there.
    """
    words = str(value).replace(CONNECTION_FILE, "CONNECTION_FILE")
    return " ".join(word for word in words.replace(">", " ").split() if not word.startswith("0x"))


def umask():
    value = os.umask(0)
    os.umask(value)
    return value


def descriptors():
    found = {}
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        try:
            found[number] = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue  # that of the listing itself
    kinds = sorted(
        target.partition(":")[0] for number, target in found.items() if number > 2 and "/profile_default" not in target
    )
    return {"streams": [found[number].partition(":")[0] for number in (0, 1, 2)], "others": kinds}


def orphans():
    """What becomes of processes whose parent ends: nothing that this one would have to wait for."""
    for _ in range(20):
        subprocess.run("(sleep 0.05 &)", shell=True)
    time.sleep(0.3)
    listing = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    left = len(Path(listing).read_text().split())
    try:
        return left, os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return left, "no child"


def main_module():
    main = sys.modules["__main__"]
    names = ("__name__", "__doc__", "__file__", "__spec__", "__package__", "__loader__")
    return {name: plain(getattr(main, name, "absent")) for name in names}


PROPERTIES = {
    # what the system keeps of a process
    "nice": lambda: os.getpriority(os.PRIO_PROCESS, 0),
    "scheduler": lambda: [os.sched_getscheduler(0), os.sched_getparam(0).sched_priority],
    "affinity": lambda: sorted(os.sched_getaffinity(0)),
    "limits": lambda: {n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT_")},
    "umask": umask,
    "users": lambda: [os.getresuid(), os.getresgid(), os.getgroups()],
    "capabilities": lambda: {n: STATUS[n] for n in STATUS if n.startswith("Cap")},
    "no new privileges": lambda: STATUS["NoNewPrivs"],
    "seccomp": lambda: [STATUS["Seccomp"], STATUS.get("Seccomp_filters")],
    "oom_score_adj": lambda: content("/proc/self/oom_score_adj"),
    "coredump_filter": lambda: content("/proc/self/coredump_filter"),
    "timer slack": lambda: content("/proc/self/timerslack_ns"),
    "control groups": lambda: content("/proc/self/cgroup"),
    "namespaces": lambda: {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")},
    "personality": lambda: content("/proc/self/personality"),
    "session": lambda: [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    "terminal": lambda: [os.isatty(number) for number in (0, 1, 2)],
    "descriptors": descriptors,
    "signal dispositions": lambda: {n: STATUS[n] for n in ("SigIgn", "SigBlk", "SigCgt")},
    "signal handlers": lambda: {
        s.name: plain(signal.getsignal(s))
        for s in signal.valid_signals()
        if isinstance(s, signal.Signals) and signal.getsignal(s) is not signal.SIG_DFL
    },
    "threads of the system": lambda: int(dict(STATUS)["Threads"]),
    "name": lambda: content("/proc/self/comm"),
    "command line": lambda: " ".join(content("/proc/self/cmdline").split("\0")).strip(),
    "environment in /proc": lambda: sorted(content("/proc/self/environ").strip("\0").split("\0")),
    "orphans": orphans,
    # what the interpreter keeps
    "folder": os.getcwd,
    "environment": lambda: {n: v for n, v in os.environ.items() if n not in ("COURSELAB_COLD", "KERNEL_NUMBER")},
    "arguments": lambda: [plain(sys.argv), plain(sys.orig_argv), sys.executable],
    "path": lambda: sys.path,
    "flags": lambda: [plain(sys.flags), plain(sys._xoptions), sys.warnoptions],
    "locale": lambda: [
        locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(), sys.getfilesystemencoding(),
    ],
    "time zone": lambda: [time.tzname, time.timezone],
    "streams": lambda: [
        [plain(type(s)), s.encoding, s.errors, getattr(s, "line_buffering", None)]
        for s in (sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__)
    ],
    "threads": lambda: sorted(plain(t.name) for t in threading.enumerate()),
    "garbage collection": lambda: [gc.isenabled(), gc.get_threshold(), gc.get_debug(), len(gc.callbacks)],
    "frozen objects": lambda: gc.get_freeze_count() > 0,
    "recursion": sys.getrecursionlimit,
    "switch interval": sys.getswitchinterval,
    "exit handlers": atexit._ncallbacks,
    "faulthandler": faulthandler.is_enabled,
    "hooks": lambda: [plain(h) for h in (sys.excepthook, sys.displayhook, sys.breakpointhook, sys.unraisablehook)],
    "event loop policy": lambda: plain(type(asyncio.get_event_loop_policy())),
    "main module": main_module,
    "importers": lambda: [[plain(f) for f in sys.meta_path], len(sys.path_hooks)],
    "warning filters": lambda: sorted(plain(f) for f in warnings.filters),
    "logging": lambda: {
        str(name): [logging.getLogger(name).level, [plain(h) for h in logging.getLogger(name).handlers]]
        for name in (None, "matplotlib", "asyncio", "tornado", "traitlets")
    },
    "multiprocessing": lambda: [
        multiprocessing.get_start_method(), multiprocessing.current_process().name,
        multiprocessing.process.ORIGINAL_DIR, multiprocessing.active_children(),
    ],
    "temporary folder": tempfile.gettempdir,
    # what libraries keep
    "cores": lambda: [os.cpu_count(), len(os.sched_getaffinity(0))],
    "numerical threads": lambda: sorted(
        [pool["internal_api"], pool["num_threads"]] for pool in threadpoolctl.threadpool_info()
    ),
    "scikit-learn": sklearn.get_config,
    "matplotlib": lambda: [matplotlib.get_backend(), plain(matplotlib.rcParams)],
    "pandas": lambda: [
        pandas.get_option(n) for n in ("display.max_columns", "display.max_rows", "display.width", "mode.copy_on_write")
    ],
    "numpy errors": numpy.geterr,
    # what no two kernels may share
    "random": random.random,
    "numpy's random": lambda: float(numpy.random.rand()),
    "numpy's generators": lambda: float(numpy.random.default_rng().random()),
    "unique ids": lambda: [uuid.uuid4().hex, uuid.uuid1().hex],
    "secrets": secrets.token_hex,
    "temporary names": tempfile.mktemp,
    "multiprocessing's key": lambda: multiprocessing.current_process().authkey.hex(),
    "hash of a word": lambda: hash("a"),
}  # fmt: skip


def read(name):
    try:
        return PROPERTIES[name]()
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


print("\n" + json.dumps({name: read(name) for name in PROPERTIES}, default=str))
