"""What a person sees on stderr while labs run: a bar a lab on a terminal, one line a finished lab elsewhere."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from courselab.runner.batch import execute
from courselab.runner.batch.outcome import Outcome
from courselab.runner.batch.plan import Task
from courselab.runner.batch.run import Watcher
from courselab.runner.report.summary import COLOURS, note
from courselab.runner.report.table import shortened

SLOW_SECONDS = 10


class Terminal(Watcher):
    """Shows a run on stderr. It refreshes only when told: the command stays single-threaded, since it forks."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[told]}"),
            console=self.console,
            auto_refresh=False,
            transient=True,
        )
        self.shown: dict[str, TaskID] = {}
        self.told: set[str] = set()

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.console.is_terminal:
            self.bars.stop()

    def note(self, sentence: str) -> None:
        self.console.print(Text(sentence))

    def begin(self, tasks: list[Task]) -> None:
        self.total = self.bars.add_task("labs", total=len(tasks), told=f"0 of {len(tasks)}")
        self.left = {task.lab.path for task in tasks}
        self.count = len(tasks)

    def tick(self, running: list[execute.Progress], servers: dict[str, tuple[float, float]]) -> None:
        """Show each running lab's seconds and cell, and each server that is starting."""
        if not self.console.is_terminal:
            self.tell_slow(servers)
            return
        for lab in running:
            where = f"cell {lab.cell} of {lab.cells}" if lab.cell else "its kernel starts"
            self.show(lab.task.lab.path, f"  {shortened(lab.task.lab.id)}", lab.cell, lab.cells, lab.seconds, where)
        for name, (seconds, share) in servers.items():
            self.show(name, f"  {name}", share, 1, seconds, "its imports, once for all its kernels")
        for name in set(self.shown) - {lab.task.lab.path for lab in running} - set(servers):
            self.bars.remove_task(self.shown.pop(name))
        self.bars.refresh()

    def show(self, key: str, title: str, done: float, total: float, seconds: float, where: str) -> None:
        """Show one bar, new or moved on."""
        if key not in self.shown:
            self.shown[key] = self.bars.add_task(title, told="")
        self.bars.update(self.shown[key], completed=done, total=total or None, told=f"{seconds:.0f} s, {where}")

    def tell_slow(self, servers: dict[str, tuple[float, float]]) -> None:
        """Where there is no terminal say once that a server takes its time."""
        for name, (seconds, _) in servers.items():
            if seconds > SLOW_SECONDS and name not in self.told:
                self.told.add(name)
                self.note(f"The fork server of {name} is starting; its labs begin when it is ready.")

    def done(self, outcome: Outcome) -> None:
        """Say how a lab ended, in one line."""
        line = Text(f"{outcome.status:8}", style=COLOURS[outcome.status])
        line.append(f"{shortened(outcome.id)}  ", style="default")
        line.append(f"{outcome.seconds:.1f} s", style="default")
        if said := note(outcome):
            line.append(f"  {said}", style="default")
        self.console.print(line)
        if outcome.path in self.left:
            self.left.discard(outcome.path)
            finished = self.count - len(self.left)
            self.bars.update(self.total, completed=finished, told=f"{finished} of {self.count}")
