"""Weighs a kernel and all it starts, and ends it when a budget is exceeded."""

import contextlib
import json
import os
import re
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

INTERVAL_SECONDS = 0.25
MAX_OUTPUT_BYTES = 10_000_000
FORK_SERVER = "courselab.runner.kernels.fork_server"


@dataclass(frozen=True)
class Breach:
    """A budget that was exceeded: in which cell (its index in the running notebook), and the figures in words."""

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
    return exceeding(mb / 1000, limit / 1000, "GB") if limit >= 1000 else exceeding(mb, limit, "MB")


def time_factor() -> float:
    """Return by how much seconds are stretched on this machine (COURSELAB_TIME_FACTOR, 1 unless set)."""
    return float(os.environ.get("COURSELAB_TIME_FACTOR", "1"))


class Usage:
    """What a tree of processes uses: memory now and at its peak, CPU time of the living and the dead."""

    def __init__(self, root: int):
        self.root = psutil.Process(root)
        self.seen: dict[psutil.Process, float] = {}
        self.peak_mb = 0.0
        self.cpu_seconds = 0.0

    def sample(self) -> float:
        """Look once; return the memory in use now, in MB (PSS, which shares out what forks share)."""
        alive = self.alive()
        memory = sum(map(memory_bytes, alive)) / 1e6
        reaped = 0.0
        for process in alive:
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                self.seen[process] = times.user + times.system
                reaped += self.seen[process] + times.children_user + times.children_system
        # Two lower bounds: own times of all ever seen; times of the living with the children they waited for.
        self.cpu_seconds = max(self.cpu_seconds, sum(self.seen.values()), reaped)
        self.peak_mb = max(self.peak_mb, memory)
        return memory

    def alive(self) -> list[psutil.Process]:
        """Return the living processes of the tree, those too that their parents left behind."""
        found = {}
        for process in (self.root, *self.seen):
            with contextlib.suppress(psutil.Error):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    found[process] = None
                    found |= dict.fromkeys(process.children(recursive=True))
        return list(found)


def memory_bytes(process: psutil.Process) -> int:
    """Return the proportional memory of a process in bytes (resident where PSS is not to be had, 0 if it is gone)."""
    try:
        memory = process.memory_full_info()
        return getattr(memory, "pss", memory.rss)
    except psutil.AccessDenied:
        with contextlib.suppress(psutil.Error):
            return process.memory_info().rss
    except psutil.Error:
        pass
    return 0


def kill(processes) -> None:
    """Send SIGKILL to each process that still lives."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)


def kill_children() -> None:
    """Kill all that descends from this process, except fork servers and what descends from them: it is other labs'."""
    for _ in range(3):  # a killed parent may have forked in between
        children = descendants(psutil.Process())
        if not children:
            return
        kill(children)
        psutil.wait_procs(children, timeout=2)


def descendants(process: psutil.Process) -> list[psutil.Process]:
    """Return the children of a process and theirs, stopping at fork servers.

    A fork server that a lab's kernel was the first to need falls to that lab's worker when its parent is gone, and
    below it run the kernels of all labs, with the servers that those started. It ends its kernels itself.
    """
    found = []
    with contextlib.suppress(psutil.Error):
        for child in process.children():
            if not is_fork_server(child):
                found += [child, *descendants(child)]
    return found


def is_fork_server(process: psutil.Process) -> bool:
    """Return whether a process is a fork server of the course's kernels."""
    with contextlib.suppress(psutil.Error):
        return FORK_SERVER in process.cmdline()
    return False


def short(service: str) -> str:
    """Return a server's name as part of a figure's: "label_studio", or the module of "package.module:app"."""
    return re.sub(r"\W", "_", service.partition(":")[0].rpartition(".")[2])


class Services:
    """The starts of servers that a lab reports in a file (COURSELAB_SERVICE_LOG): they are outside its time budget."""

    def __init__(self, log: Path | None):
        self.log = log

    def lines(self) -> list[dict]:
        """Return the reports so far; a line that is still being written is not among them."""
        text = self.log.read_text() if self.log and self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def figures(self) -> list[dict]:
        """Return the start of each server as a figure of the report: measured, nothing expected."""
        starts = [(short(line["service"]), line["start_seconds"]) for line in self.lines() if "start_seconds" in line]
        seen, figures = Counter(), []
        for name, seconds in starts:
            seen[name] += 1
            again = f"_{seen[name]}" if seen[name] > 1 else ""
            figures.append({"name": f"{name}_start_seconds{again}", "value": seconds})
        return figures

    def seconds(self) -> float:
        """Return the seconds spent on starts so far, with the one that is under way."""
        ended = self.figures()
        begun = [line["begins"] for line in self.lines() if "begins" in line]
        return sum(start["value"] for start in ended) + sum(time.time() - moment for moment in begun[len(ended) :])


class Meter:
    """Samples a kernel from a thread of its own; `breach` says which budget was exceeded, and the kernel is then gone.

    budget: {"seconds", "mb"}; seconds count from the first cell without the starts of `services`, and are stretched by
    COURSELAB_TIME_FACTOR.
    """

    def __init__(self, budget: dict, services: Services | None = None):
        self.services = services or Services(None)
        self.seconds = float(budget["seconds"]) * time_factor()
        self.mb = float(budget["mb"])
        self.index = 0
        self.output_bytes = 0
        self.breach: Breach | None = None
        self.usage: Usage | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, kernel: int, launcher: int) -> None:
        """Begin to watch the kernel process and its launcher (the same process when cold)."""
        self.usage, self.launcher = Usage(kernel), psutil.Process(launcher)
        self.started = time.monotonic()
        self._thread = threading.Thread(target=self._watch, name="meter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take a last sample and end the thread."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def leave_nothing(self) -> None:
        """Kill what the kernel started and left behind, whoever adopted it; a fork server is not the lab's alone."""
        if self.usage:
            kill(process for process in self.usage.alive() if not is_fork_server(process))

    def _watch(self) -> None:
        while True:
            memory = self.usage.sample()
            elapsed = time.monotonic() - self.started - self.services.seconds()
            if memory > self.mb:
                self.end("MemoryBudget", memory_exceeding(memory, self.mb))
            elif elapsed > self.seconds:
                self.end("TimeBudget", exceeding(elapsed, self.seconds, "s"))
            if self.breach or self._stop.wait(INTERVAL_SECONDS):
                break
        if not self.breach:
            self.usage.sample()

    def count_output(self, size: int) -> None:
        """Add `size` bytes of output, and end the kernel above 10 MB."""
        self.output_bytes += size
        if self.output_bytes > MAX_OUTPUT_BYTES:
            said = exceeding(self.output_bytes / 1e6, MAX_OUTPUT_BYTES / 1e6, "MB")
            self.end("OutputBudget", said.replace(" > ", " of output > "))

    def end(self, name: str, message: str) -> None:
        """Note the first breach and kill the kernel, all it started, and its launcher."""
        if self.breach is None:
            self.breach = Breach(self.index, name, message)
        kill([*self.usage.alive(), self.launcher])
