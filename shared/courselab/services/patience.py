"""How long to wait for a process that starts: seconds in which it computes do not count.

So a slow or busy machine has its time, and a server that hangs is given up as soon as on a fast one (c1w1-lab2).
"""

from __future__ import annotations

import time

WINDOW = 1.0  # seconds between two looks at the CPU clock
SHARE = 0.05  # of a core: who uses less does nothing
CEILING = 10  # times the patience, whatever the process computes


class Patience:
    """`seconds` of waiting for the process `pid`; see the module."""

    def __init__(self, pid: int, seconds: float) -> None:
        self.pid, self.seconds, self.idle = pid, seconds, 0.0
        self._began = self._looked = time.monotonic()
        self._used = 0.0

    def spent(self, listening: bool) -> bool:
        """Whether the patience is at its end; a server that is `listening` computes for whoever asks, so all counts."""
        now = time.monotonic()
        if now - self._looked >= min(WINDOW, self.seconds):
            used = _cpu_seconds(self.pid)
            if listening or used - self._used < SHARE * (now - self._looked):
                self.idle += now - self._looked
            self._looked, self._used = now, used
        return self.idle >= self.seconds or now - self._began >= CEILING * self.seconds


def _cpu_seconds(pid: int) -> float:
    """CPU seconds that a process has used so far; 0 for one that has ended."""
    import psutil

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system
