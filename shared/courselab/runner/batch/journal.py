"""The outcomes of a run, appended as they come: whatever is killed, what was finished stays known.

`journal.jsonl` holds one JSON object a line: {"event": "start" | "resume", "command", "at"}, one {"event": "outcome",
"key", "at", "lab"} per lab, and {"event": "finish", "ok", "at", "machine"}.
"""

import datetime
import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from courselab.ground.errors import Sentence
from courselab.ground.files import write_atomically
from courselab.runner.batch.outcome import Machine, Outcome

NAME = "journal.jsonl"


class Busy(Sentence):
    """Raised when another command writes to the same folder."""


@dataclass
class Past:
    """What a journal says of the last command: its digest, when it began, how it ended, the newest outcomes."""

    command: str | None = None
    started: str | None = None
    ok: bool | None = None
    outcomes: dict[str, tuple[str, Outcome]] = field(default_factory=dict)
    machine: Machine = field(default_factory=Machine)
    damaged: list[int] = field(default_factory=list)  # numbers of lines that cannot be read

    def kept(self, command: str) -> dict[str, tuple[str, Outcome]]:
        """Return {path: (key, outcome)} of what passed, if it was the same command and did not end all well."""
        if self.command != command or self.ok:
            return {}
        return {path: kept for path, kept in self.outcomes.items() if kept[1].status == "passed"}

    def told(self) -> str:
        """Return what to call that run: "the unfinished run of 2026-11-20 20:31"."""
        if self.started is None:
            return "an earlier run"
        began = datetime.datetime.fromisoformat(self.started).astimezone().strftime("%Y-%m-%d %H:%M")
        return f"the {'unfinished run' if self.ok is None else 'run'} of {began}"


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def parse(content: bytes) -> Past:
    """Return what a journal says.

    A torn last line, which a kill may leave, is as if it had not been written; any other line that cannot be read is
    passed over and told, and costs what it said.
    """
    past = Past()
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            past = told(past, json.loads(line))
        except (ValueError, KeyError, TypeError):  # pydantic's ValidationError is a ValueError
            past.damaged.append(number)
    return past


def told(past: Past, entry: dict) -> Past:
    """Return the past with one more entry."""
    if entry["event"] == "start":
        return Past(entry["command"], entry["at"], damaged=past.damaged)
    if entry["event"] == "resume":
        past.ok = None
    elif entry["event"] == "outcome":
        outcome = Outcome.model_validate(entry["lab"])
        past.outcomes[outcome.path] = (entry["key"], outcome)
    elif entry["event"] == "finish":
        past.ok, past.machine = entry["ok"], Machine.model_validate(entry.get("machine", {}))
    return past


class Journal:
    """The journal in a run's output folder, which only one command at a time may hold; `start` makes the folder."""

    def __init__(self, folder: Path):
        self.path = folder / NAME
        self._lock: IO | None = None
        if folder.is_dir():
            self.hold()

    def hold(self) -> None:
        """Make the folder if need be and lock it. Raises Busy."""
        if self._lock:
            return
        folder = self.path.parent
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
        self.hold()
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

    def finish(self, ok: bool, machine: Machine) -> None:
        """Note that the command came to its end, and on what machine."""
        self._append({"event": "finish", "ok": ok, "at": now(), "machine": machine.model_dump()})

    def _append(self, entry: dict) -> None:
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
