"""How fast this machine is, beside the one on which the labs' budgets were set: a fixed job of half a second.

A budget counts CPU seconds of the reference machine. CPU time hardly depends on what else runs, but on the processor,
so one measurement scales the marks of a whole batch. It is told in the report.
"""

import hashlib
import time
from dataclasses import dataclass

# CPU seconds of `job` on the reference machine, where `import tensorflow` takes 8 of them.
REFERENCE_SECONDS = 0.5
ROUNDS, WORDS = 8, 82_000
# Above this share of wall clock over CPU time others are at work; a calm machine shows 1.00 to 1.05.
BUSY = 1.25


@dataclass(frozen=True)
class Speed:
    """`factor`: 1.0 for the reference machine, 0.4 for one that is 2.5 times slower. `busy`: others were at work."""

    factor: float
    busy: bool

    def reference(self, cpu_seconds: float) -> float:
        """Return how many CPU seconds the reference machine would have needed."""
        return cpu_seconds * self.factor

    def told(self) -> str:
        """Return the sentence for a report."""
        others = ", and others are at work on it" if self.busy else ""
        return f"This machine runs at {self.factor:.2f} of the reference machine's speed{others}."


class Pacer:
    """Measures the machine's speed a round at a time, between other things; a batch need not wait for it."""

    def __init__(self) -> None:
        self.rounds: list[tuple[float, float]] = []

    def step(self) -> None:
        """Do one more round of the job, a sixteenth of a second, unless all are done."""
        if len(self.rounds) < ROUNDS:
            self.rounds.append(clocked())

    def result(self) -> Speed:
        """Return the speed, after the rounds that are left; the fastest counts, as noise only slows."""
        while len(self.rounds) < ROUNDS:
            self.step()
        cpu = min(cpu for cpu, _ in self.rounds)
        share = sum(wall for _, wall in self.rounds) / sum(cpu for cpu, _ in self.rounds)
        return Speed(round(REFERENCE_SECONDS / (cpu * ROUNDS), 3), share > BUSY)


def measure() -> Speed:
    """Run the job (about half a second) and return what it says."""
    return Pacer().result()


def clocked() -> tuple[float, float]:
    """Return (CPU seconds, wall seconds) of one round of the job."""
    cpu, wall = time.process_time(), time.perf_counter()
    job()
    return time.process_time() - cpu, time.perf_counter() - wall


def job() -> int:
    """Do what an interpreter does all day: make objects, look them up, sort, format, and hash some bytes."""
    table: dict[str, int] = {}
    for number in range(WORDS):
        word = f"{number * 7919 % 104729:x}"
        table[word] = table.get(word, 0) + number
    ordered = sorted(table.items(), key=lambda item: (item[1], item[0]))
    digest = hashlib.sha256(repr(ordered).encode())
    for _ in range(8):
        digest.update(digest.digest() * 32_768)
    return len(table) + digest.digest()[0]
