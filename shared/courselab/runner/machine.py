"""What this machine lets a process have: cores and memory, as its limits say and not as the host has them."""

import contextlib
import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def cores():
    """Return how many CPU cores this process may use."""
    # macOS and Windows cannot bind a process to cores, so they have no such call.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_limit():
    """Return the memory limit in bytes that holds for this process's control group, or None without one.

    The limit of any parent group binds as well, so the smallest on the way to the root counts (cgroups(7)).
    `COURSELAB_MEMORY_LIMIT` (bytes) stands in for it, for a machine whose limit is kept elsewhere.
    """
    if os.environ.get("COURSELAB_MEMORY_LIMIT"):
        return int(os.environ["COURSELAB_MEMORY_LIMIT"])
    limits, groups = [], Path("/proc/self/cgroup")
    for line in groups.read_text().splitlines() if groups.exists() else []:
        _, controllers, group = line.split(":", 2)
        root, name = (CGROUP, "memory.max") if not controllers else (CGROUP / "memory", "memory.limit_in_bytes")
        if controllers and "memory" not in controllers.split(","):
            continue
        for folder in (root / group.lstrip("/"), *(root / group.lstrip("/")).parents):
            with contextlib.suppress(OSError, ValueError):
                limits.append(int((folder / name).read_text()))
    # Without a limit cgroup v1 reports a number near 2**63.
    return min((limit for limit in limits if limit < 2**60), default=None)
