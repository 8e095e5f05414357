"""What became of a lab, and of a batch of them: the content of `report.json`."""

from typing import Any, Literal

from pydantic import BaseModel, field_serializer

from courselab.figures import Figure

OK = ("passed", "cached", "skipped")


class Error(BaseModel):
    """Where a lab broke: the cell as a reader counts it (None before the first), the error's name, a sentence.

    `source` and `traceback` are for junit.xml; report.json leaves them out.
    """

    cell: int | None
    name: str
    message: str
    source: str = ""
    traceback: str = ""


class Outcome(BaseModel):
    """What became of one lab.

    `seconds` are of the whole run; `cpu_seconds` of the kernel and its children, as this machine took them; `peak_mb`
    what the lab would weigh alone. `over` tells in words which promise of its budget it did not keep ("cpu 71 s >
    60 s", in seconds of the reference machine). `files` are those that a notebook from outside the course wrote,
    `linked` what of its folder was linked to the originals instead of copied.
    """

    id: str
    path: str
    status: Literal["passed", "failed", "cached", "skipped"]
    reason: str | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    over: list[str] = []
    figures: list[Figure] = []
    error: Error | None = None
    output: str | None = None
    files: list[str] = []  # these two are not in report.json, where `reason` names them
    linked: list[str] = []

    @field_serializer("figures")
    def entries(self, figures: list[Figure]) -> list[dict[str, object]]:
        """Return the figures as a notebook records them."""
        return [figure.entry() for figure in figures]

    @property
    def ok(self) -> bool:
        """Whether this outcome lets the batch pass."""
        return self.status in OK


class Machine(BaseModel):
    """What a batch ran on: its speed (1.0: the reference machine), whether others were at work, what servers took.

    `server_seconds` are those of each fork server's start; they are in nobody's seconds.
    """

    speed: float = 1.0
    busy: bool = False
    server_seconds: dict[str, float] = {}


class Report(BaseModel):
    """The content of `report.json`; `machine` stands in the journal: report.json has the promised fields alone."""

    started: str
    finished: str
    wall_seconds: float
    jobs: int
    warm: bool
    labs: list[Outcome]
    machine: Machine = Machine()

    @property
    def ok(self) -> bool:
        """Whether every lab passed, was cached, or was skipped for a stated need."""
        return all(lab.ok for lab in self.labs)


def failed(lab: Any, name: str, message: str, cell: int | None = None, **more: Any) -> Outcome:
    """Return the outcome of a lab that broke."""
    error = Error(cell=cell, name=name, message=message)
    return Outcome(id=lab.id, path=lab.path, status="failed", reason=message, error=error, **more)


def folder_notes(files: list[str], linked: list[str]) -> str | None:
    """Return the sentence for the files that a notebook wrote, kept beside its output, and for what is no copy."""
    wrote = f"wrote {some(files)}" if files else None
    links = f"not copied but linked, so a write reaches the original: {some(linked)}" if linked else None
    return "; ".join(filter(None, (wrote, links))) or None


def some(names: list[str]) -> str:
    """Return the first three names, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"
