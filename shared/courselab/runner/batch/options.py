"""What a batch is told: how many labs at once, with which parameters, and where the limits lie."""

from dataclasses import dataclass, field, replace
from pathlib import Path

MEGABYTE = 1_000_000
LEAST_MB, TIMES_BUDGET = 4000, 3


@dataclass(frozen=True)
class Limits:
    """What protects a batch from one notebook. Wide: a limit that a good lab meets is set wrongly.

    `seconds`: wall clock in which no cell begins and nothing is put out. `mb`: memory of a kernel and all it starts
    (None: what the machine can spare, shared out among the labs at once; for a lab that promises a budget at most
    three times that, but 4 GB in any case). `output_mb`: what a notebook puts out.
    """

    seconds: float = 1800.0
    mb: float | None = None
    output_mb: float = 40.0

    def for_lab(self, budget: dict | None, spare_mb: float) -> "Limits":
        """Return the limits of one lab, where the machine can spare `spare_mb` for it."""
        if self.mb is not None:
            return self
        wide = max(LEAST_MB, TIMES_BUDGET * budget["mb"]) if budget else spare_mb
        return replace(self, mb=min(spare_mb, wide))


@dataclass(frozen=True)
class Options:
    """How a command wants its labs run.

    `jobs` at once (None: as cores and memory allow); `parameters` for every lab; `scale` sets SCALE; `cold` starts
    ordinary kernels; `fresh` keeps nothing of an earlier run; `strict` makes "over budget" a failure, and
    `strict_when_calm` does so where the machine is calm enough to judge; `kernel` is for notebooks that name none, or
    one that is not here; `cwd` is the folder in which notebooks from outside the course run, instead of a copy of
    theirs.
    """

    jobs: int | None = None
    parameters: dict = field(default_factory=dict)
    scale: str | None = None
    cold: bool = False
    fresh: bool = False
    strict: bool = False
    strict_when_calm: bool = False
    kernel: str | None = None
    cwd: Path | None = None
    limits: Limits = Limits()

    @property
    def given(self) -> dict:
        """The parameters that every notebook gets, SCALE among them."""
        return {**({"SCALE": self.scale} if self.scale else {}), **self.parameters}
