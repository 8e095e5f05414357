"""The starts of servers: services write a line each, the runner reads them, takes them off the budget and tells them.

A line is JSON: {"service", "pid"} with "begins" (seconds since the epoch) or, at its end, "start_seconds".
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from pathlib import Path

from courselab.ground import settings


def report(service: str, seconds: float | None = None) -> None:
    """Append one line about a start to the file that COURSELAB_SERVICE_LOG names; nothing where it is not set.

    Without `seconds` the start begins now. One write of one short line in append mode: services that start at the
    same time do not mix their lines.
    """
    target = os.environ.get(settings.START_LOG)
    if not target:
        return
    line: dict[str, object] = {"service": service, "pid": os.getpid()}
    line |= {"begins": time.time()} if seconds is None else {"start_seconds": round(seconds, 3)}
    handle = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (json.dumps(line) + "\n").encode())
    finally:
        os.close(handle)


def short(service: str) -> str:
    """Return a server's name as part of a figure's: "label_studio", or the module of "package.module:app".

    A module called like the app in it says nothing, so its folder stands in front: "detector_app" of
    "apps.detector.app:app".
    """
    module, _, app = service.partition(":")
    *folders, name = module.split(".")
    return re.sub(r"\W", "_", f"{folders[-1]}_{name}" if folders and name == app else name)


class Starts:
    """What a lab's services reported to the file `log`."""

    def __init__(self, log: Path | None):
        self.log = log

    def lines(self) -> list[dict]:
        """Return the reports so far; a line that is still being written is not among them."""
        text = self.log.read_text() if self.log and self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def figures(self) -> list[dict]:
        """Return the start of each server as a figure of the report: measured, nothing expected."""
        starts = [(short(line["service"]), line["start_seconds"]) for line in self.lines() if "start_seconds" in line]
        seen: Counter[str] = Counter()
        figures = []
        for name, seconds in starts:
            seen[name] += 1
            again = f"_{seen[name]}" if seen[name] > 1 else ""
            figures.append({"name": f"{name}_start_seconds{again}", "value": seconds})
        return figures

    def under_way(self) -> bool:
        """Return whether a server is starting now."""
        lines = self.lines()
        return sum("begins" in line for line in lines) > sum("start_seconds" in line for line in lines)
