"""`courselab spread`: how far labs' figures move with the seed."""

import sys
from pathlib import Path

from rich.console import Console

from courselab.runner import spread as spreading
from courselab.runner.batch.options import Options
from courselab.runner.batch.outcome import Report
from courselab.runner.batch.servers import Servers
from courselab.runner.cli.asking import fail, selected
from courselab.runner.cli.run import batch
from courselab.runner.notebook import NotARunnableNotebook


def measure(select: list[str] | None, *, count: int, jobs: int | None, out: Path) -> int:
    """Measure how far labs' figures move with the seed and show it; return the exit status."""
    root, labs = selected(select)
    wanted = spreading.seeds(count)
    servers = Servers()
    servers.begin(lab.kernel for lab in labs)

    def run(some: list, seed: int) -> Report:
        print(f"SEED {seed}, {wanted.index(seed) + 1} of {len(wanted)}", file=sys.stderr, flush=True)
        return batch(some, root, out / f"seed{seed}", Options(jobs=jobs, parameters={"SEED": seed}), servers)

    try:
        known = spreading.measure(labs, root, out, wanted, run)
    except (ValueError, NotARunnableNotebook) as wrong:
        fail(wrong, status=1)
    Console(highlight=False).print(spreading.table(known, wanted))
    for line in spreading.counts(known, wanted):
        print(line)
    problems = [each.problem for each in known if each.problem]
    for problem in problems:
        told = f"{problem} What the other seeds gave is kept; the same command goes on from there."
        print(f"courselab: {told}", file=sys.stderr)
    return 1 if problems else 0
