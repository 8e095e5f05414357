"""What this machine lets a process have: cores and memory, as its limits say and not as the host has them.

Control groups of both versions are read, those of a container included (cgroups(7)). joblib knows the quota too, but
imports numpy for it, which costs more than the whole of this command's own start.
"""

import contextlib
import math
import os
from collections.abc import Iterator
from pathlib import Path

from courselab.ground import settings

CGROUP = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def cores() -> int:
    """Return how many CPU cores this process may use, at least 1: by affinity, and by its control groups' quotas.

    `docker run --cpus 1.5` on 64 cores gives 2: a quota is rounded up, as joblib and the JVM do.
    """
    # macOS cannot bind a process to cores, so it has no such call.
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([bound, *(math.ceil(quota) for quota in cpu_quotas())]))


def cpu_quotas() -> Iterator[float]:
    """Yield the cores that each control group above this process allows, where it has a quota."""
    for folder, version in groups("cpu"):
        with contextlib.suppress(OSError, ValueError):
            if version == 2:
                quota, period = (folder / "cpu.max").read_text().split()
            else:
                quota, period = ((folder / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
            if quota != "max" and int(quota) > 0:
                yield int(quota) / int(period)


def memory_limit() -> int | None:
    """Return the memory limit in bytes that holds for this process's control group, or None without one.

    The limit of any parent group binds as well, so the smallest on the way to the root counts.
    `COURSELAB_MEMORY_LIMIT` (bytes) stands in for it, for a machine whose limit is kept elsewhere.
    """
    if os.environ.get(settings.MEMORY_LIMIT):
        return int(os.environ[settings.MEMORY_LIMIT])
    limits = []
    for folder, version in groups("memory"):
        with contextlib.suppress(OSError, ValueError):
            limits.append(int((folder / ("memory.max" if version == 2 else "memory.limit_in_bytes")).read_text()))
    # Without a limit cgroup v1 reports a number near 2**63.
    return min((limit for limit in limits if limit < 2**60), default=None)


def memory_available() -> int:
    """Return how many bytes may still be taken here: what the machine has free, within this process's limit."""
    import psutil

    free, limit = psutil.virtual_memory().available, memory_limit()
    return free if limit is None else min(free, max(0, limit - memory_held()))


def memory_held() -> int:
    """Return the bytes that this process's control group holds and could not give back at once; 0 if unknown."""
    for folder, version in groups("memory"):
        with contextlib.suppress(OSError, ValueError):
            current = int((folder / ("memory.current" if version == 2 else "memory.usage_in_bytes")).read_text())
            stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
            return current - int(stat.get("inactive_file" if version == 2 else "total_inactive_file", 0))
    return 0


def groups(controller: str) -> Iterator[tuple[Path, int]]:
    """Yield (folder, version) of the control groups that bind this process, from its own up to the root of all."""
    for line in MEMBERSHIP.read_text().splitlines() if MEMBERSHIP.exists() else []:
        _, controllers, group = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        root = CGROUP / controller if controllers else CGROUP
        own = root / group.lstrip("/")
        for folder in (own, *(parent for parent in own.parents if parent.is_relative_to(root))):
            yield folder, 1 if controllers else 2
