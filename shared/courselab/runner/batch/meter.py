"""Weighs a kernel and all it starts, and ends it when a limit is met. Budgets are judged afterwards, in `worker`."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from courselab.ground.start_log import Starts
from courselab.runner.batch.options import MEGABYTE, Limits
from courselab.runner.kernels import client
from courselab.runner.processes import descendants, kill

INTERVAL_SECONDS = 0.25
MOST_OF_INTERVAL = 0.05  # of a core, for looking


@dataclass(frozen=True)
class Exceeded:
    """A limit that was met: in which cell (its index in the running notebook), and the figures in words."""

    index: int
    name: str
    message: str


def exceeding(value: float, limit: float, unit: str) -> str:
    """Return "value unit > limit unit", with as many decimals as the limit has, or more to tell the two apart."""
    shown = len(f"{limit:g}".partition(".")[2])
    for digits in range(shown, shown + 4):
        left = f"{value:.{digits}f}"
        if float(left) > limit:
            break
    return f"{left} {unit} > {limit:g} {unit}"


def memory_exceeding(mb: float, limit: float) -> str:
    """Return the same for megabytes, in GB from 1000 MB."""
    return exceeding(mb / 1000, round(limit / 1000, 3), "GB") if limit >= 1000 else exceeding(mb, round(limit), "MB")


class Usage:
    """What a tree of processes uses: memory now and at its peak, CPU time of the living and the dead.

    `peak_mb` is what the tree would weigh alone: the first process with all that it shares with its fork server, and
    what each other adds. `sample` returns what the tree takes from the machine now, which counts what it shares with
    others in part (PSS), so that the sum over all labs is what the machine has given.
    """

    def __init__(self, root: int):
        self.root = psutil.Process(root)
        self.seen: dict[psutil.Process, float] = {}
        self.peak_mb = 0.0
        self.cpu_seconds = 0.0

    def sample(self) -> float:
        """Look once; return the memory that the tree takes now, in MB."""
        alive = self.alive()
        weights = [weight(process) for process in alive]
        reaped = 0.0
        for process in alive:
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                self.seen[process] = times.user + times.system
                reaped += self.seen[process] + times.children_user + times.children_system
        # Two lower bounds: own times of all ever seen; times of the living with the children they waited for.
        self.cpu_seconds = max(self.cpu_seconds, sum(self.seen.values()), reaped)
        shared_out = sum(each.pss for each in weights) / MEGABYTE
        own = [each.rss if process == self.root else each.uss for process, each in zip(alive, weights, strict=True)]
        self.peak_mb = max(self.peak_mb, sum(own) / MEGABYTE, shared_out)
        return shared_out

    def alive(self) -> list[psutil.Process]:
        """Return the living processes of the tree, those too that their parents left behind; no fork server."""
        found: dict[psutil.Process, None] = {}
        for process in (self.root, *client.left_to_supervisor(self.root), *self.seen):
            with contextlib.suppress(psutil.Error):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    found[process] = None
                    found |= dict.fromkeys(descendants(process))
        return list(found)


@dataclass(frozen=True)
class Weight:
    """Memory of one process in bytes: its own alone, shared out among its sharers, and all that it has in memory."""

    uss: int = 0
    pss: int = 0
    rss: int = 0


def weight(process: psutil.Process) -> Weight:
    """Return what a process weighs (resident memory where no more is to be had, nothing if it is gone)."""
    try:
        memory = process.memory_full_info()
        return Weight(memory.uss, getattr(memory, "pss", memory.rss), memory.rss)
    except psutil.AccessDenied:
        with contextlib.suppress(psutil.Error):
            rss = process.memory_info().rss
            return Weight(rss, rss, rss)
    except psutil.Error:
        pass
    return Weight()


class Meter:
    """Samples a kernel from a thread of its own; `exceeded` says which limit was met, and the kernel is then gone.

    Seconds count from the last sign of progress: a cell that began or put something out, or a server that starts.
    `tell` gets {"cell": its number, "of": how many} whenever a cell begins.
    """

    def __init__(self, limits: Limits, starts: Starts | None = None, tell: Callable[[dict], object] | None = None):
        self.limits, self.starts, self.tell = limits, starts or Starts(None), tell
        self.index = 0
        self.output_bytes = 0
        self.exceeded: Exceeded | None = None
        self.usage: Usage | None = None
        self.moved = time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, kernel: int, launcher: int) -> None:
        """Begin to watch the kernel process and its launcher (the same process when cold)."""
        self.usage, self.launcher = Usage(kernel), psutil.Process(launcher)
        self.moved = time.monotonic()
        self._thread = threading.Thread(target=self._watch, args=(self.usage,), name="meter", daemon=True)
        self._thread.start()

    def cell(self, index: int, count: int) -> None:
        """Note that a cell begins: its index in the running notebook, which has `count` of them."""
        self.index, self.moved = index, time.monotonic()
        if self.tell:
            self.tell({"cell": index + 1, "of": count})

    def stop(self) -> None:
        """Take a last sample and end the thread."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def leave_nothing(self) -> None:
        """Kill what the kernel started and left behind, whoever adopted it."""
        if self.usage:
            kill(self.usage.alive())

    def _watch(self, usage: Usage) -> None:
        while True:
            began = time.process_time()
            self._compare(usage.sample())
            cost = time.process_time() - began  # a kernel with many processes must not cost a core to watch
            if self.exceeded or self._stop.wait(max(INTERVAL_SECONDS, cost / MOST_OF_INTERVAL)):
                break
        if not self.exceeded:
            usage.sample()

    def _compare(self, memory: float) -> None:
        """End the kernel if it takes more memory than it may, or has shown no progress for too long."""
        if self.starts.under_way():
            self.moved = time.monotonic()
        idle = time.monotonic() - self.moved
        if self.limits.mb is not None and memory > self.limits.mb:
            self.end("MemoryLimit", memory_exceeding(memory, self.limits.mb))
        elif idle > self.limits.seconds:
            self.end("TimeLimit", "no progress for " + exceeding(idle, self.limits.seconds, "s"))

    def count_output(self, size: int) -> None:
        """Add `size` bytes of output, which is a sign of progress; end the kernel when it is too much."""
        self.output_bytes += size
        self.moved = time.monotonic()
        if self.output_bytes > self.limits.output_mb * MEGABYTE:
            said = exceeding(self.output_bytes / MEGABYTE, self.limits.output_mb, "MB")
            self.end("OutputLimit", said.replace(" > ", " of output > "))

    def end(self, name: str, message: str) -> None:
        """Note the first limit that was met and kill the kernel, all it started, and its launcher."""
        if self.exceeded is None:
            self.exceeded = Exceeded(self.index, name, message)
        kill([*self.usage.alive(), self.launcher] if self.usage else [])
