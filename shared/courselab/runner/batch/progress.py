"""What a person sees on stderr while labs run: a bar a lab on a terminal, one line a finished lab elsewhere."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from courselab.runner.batch.meter import time_factor
from courselab.runner.batch.report import Outcome
from courselab.runner.batch.run import Job, Watcher

COLOURS = {"passed": "green", "cached": "green", "skipped": "yellow", "failed": "red"}


class Terminal(Watcher):
    """Shows a run on stderr. It refreshes only when told: the command stays single-threaded, since it forks."""

    def __init__(self):
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[told]}"),
            console=self.console,
            auto_refresh=False,
            transient=True,
        )
        self.shown: dict[str, int] = {}

    def __enter__(self):
        if self.console.is_terminal:
            self.bars.start()
        return self

    def __exit__(self, *_):
        if self.console.is_terminal:
            self.bars.stop()

    def note(self, sentence: str) -> None:
        self.console.print(Text(sentence))

    def begin(self, tasks) -> None:
        self.total = self.bars.add_task("labs", total=len(tasks), told=f"0 of {len(tasks)}")
        self.left = {task.lab.path for task in tasks}
        self.count = len(tasks)

    def tick(self, jobs: list[Job]) -> None:
        """Show each running lab's seconds against its budget."""
        if not self.console.is_terminal:
            return
        for job in jobs:
            lab, elapsed = job.task.lab, time.monotonic() - job.began
            budget = lab.budget["seconds"] * time_factor()
            if lab.path not in self.shown:
                self.shown[lab.path] = self.bars.add_task(f"  {lab.id}", total=budget, told="")
            self.bars.update(
                self.shown[lab.path], completed=min(elapsed, budget), told=f"{elapsed:.0f} s of {budget:g} s"
            )
        self.bars.refresh()

    def done(self, outcome: Outcome) -> None:
        """Say how a lab ended, in one line."""
        line = Text(f"{outcome.status:8}", style=COLOURS[outcome.status])
        line.append(f"{outcome.id}  ", style="default")
        line.append(f"{outcome.seconds:.1f} s", style="default")
        if outcome.reason:
            line.append(f"  {' '.join(outcome.reason.split())}", style="default")
        self.console.print(line)
        if outcome.path in self.left:
            self.left.discard(outcome.path)
            finished = self.count - len(self.left)
            self.bars.update(self.total, completed=finished, told=f"{finished} of {self.count}")
        if outcome.path in self.shown:
            self.bars.remove_task(self.shown.pop(outcome.path))
