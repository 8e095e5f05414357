"""The outcomes of a run, appended as they come: whatever is killed, what was finished stays known.

`journal.jsonl` holds one JSON object a line: {"event": "start" | "resume", "command", "at"}, one {"event": "outcome",
"key", "at", "lab"} per lab, and {"event": "finish", "ok", "at"}.
"""

import datetime
import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from courselab.runner.batch.report import Outcome
from courselab.runner.notebook import write_atomically

NAME = "journal.jsonl"


class Busy(RuntimeError):
    """Raised when another command writes to the same folder."""


@dataclass
class Past:
    """What a journal says of the last command: its digest, when it began, how it ended, the newest outcomes."""

    command: str | None = None
    started: str | None = None
    ok: bool | None = None
    outcomes: dict[str, tuple[str, Outcome]] = field(default_factory=dict)

    def kept(self, command: str) -> dict[str, tuple[str, Outcome]]:
        """Return {path: (key, outcome)} of what passed, if it was the same command and did not end all well."""
        if self.command != command or self.ok:
            return {}
        return {path: kept for path, kept in self.outcomes.items() if kept[1].status == "passed"}

    def told(self) -> str:
        """Return what to call that run: "the unfinished run of 2026-11-20 20:31"."""
        began = datetime.datetime.fromisoformat(self.started).astimezone().strftime("%Y-%m-%d %H:%M")
        return f"the {'unfinished run' if self.ok is None else 'run'} of {began}"


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def parse(content: bytes) -> Past:
    """Return what a journal says. A torn last line, which a kill may leave, is as if it had not been written."""
    past = Past()
    for line in content.split(b"\n")[:-1]:
        entry = json.loads(line)
        if entry["event"] == "start":
            past = Past(entry["command"], entry["at"])
        elif entry["event"] == "resume":
            past.ok = None
        elif entry["event"] == "outcome":
            outcome = Outcome.model_validate(entry["lab"])
            past.outcomes[outcome.path] = (entry["key"], outcome)
        elif entry["event"] == "finish":
            past.ok = entry["ok"]
    return past


class Journal:
    """The journal in a run's output folder; only one command at a time may hold it."""

    def __init__(self, folder: Path):
        self.path = folder / NAME
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = open(folder / ".lock", "a")  # noqa: SIM115 - held until the process ends
        try:
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"Another `courselab run` writes to {folder}: wait for it, or name another --out.") from error

    def past(self) -> Past:
        """Return what the journal holds, an empty Past if there is none."""
        return parse(self.path.read_bytes()) if self.path.exists() else Past()

    def start(self, command: str) -> None:
        """Begin anew: replace what was there."""
        entry = {"event": "start", "command": command, "at": now()}
        write_atomically(self.path, json.dumps(entry) + "\n")

    def resume(self, command: str) -> None:
        """Go on with what is there, cutting off a torn last line."""
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):
            os.truncate(self.path, whole)
        self._append({"event": "resume", "command": command, "at": now()})

    def outcome(self, key: str | None, outcome: Outcome) -> None:
        """Keep one outcome."""
        self._append({"event": "outcome", "key": key, "at": now(), "lab": outcome.model_dump()})

    def finish(self, ok: bool) -> None:
        """Note that the command came to its end."""
        self._append({"event": "finish", "ok": ok, "at": now()})

    def _append(self, entry: dict) -> None:
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
