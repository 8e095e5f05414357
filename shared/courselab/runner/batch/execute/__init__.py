"""Where the labs of a plan run: an executor takes tasks, says what is being done, and gives outcomes back.

`local` runs them on this machine. Another executor (a cluster's) has the same four methods.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from courselab.runner.batch.outcome import Outcome
from courselab.runner.batch.plan import Task


@dataclass
class Progress:
    """A lab that is being run: for how many seconds, and in which of its cells (0: its kernel is starting)."""

    task: Task
    seconds: float
    cell: int = 0
    cells: int = 0


class Executor(Protocol):
    """Runs tasks; whatever dies costs one of them."""

    def submit(self, task: Task) -> None:
        """Begin to run a task."""

    def outcomes(self, timeout: float) -> Iterator[tuple[Task, Outcome]]:
        """Yield the tasks that have ended since the last call; wait up to `timeout` seconds for one."""

    def running(self) -> list[Progress]:
        """Return what is being run now."""

    def stop(self) -> None:
        """End everything that runs and leave nothing behind."""
