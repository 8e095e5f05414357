"""The folder that a notebook from outside the course runs in: a copy of its own, and what it wrote there."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from courselab.runner.batch.options import MEGABYTE
from courselab.runner.notebook import RUN_PREFIX

MOST_BYTES = 500 * MEGABYTE  # a file that does not fit any more is linked
MOST_ENTRIES = 5000  # beyond them a whole folder is linked
SKIPPED = {".git", ".hg", ".svn", ".venv", "__pycache__", ".ipynb_checkpoints", "node_modules"}
MADE_BY_RUNNING = {"__pycache__", ".ipynb_checkpoints"}


@dataclass
class Copy:
    """A copy of folder `source` at `target`, so that whatever the notebook overwrites, the originals stay.

    Files are copied up to 500 MB together, those of a folder before those of its subfolders. What lies beyond, what
    may not be read, and a folder elsewhere that `source` links to, are links in the copy: `linked` tells which, as a
    write through one of them reaches the original. A link to a place inside `source` leads to its copy.
    """

    source: Path
    target: Path
    known: dict[Path, tuple[int, int]] = field(default_factory=dict)
    linked: list[Path] = field(default_factory=list)
    bytes: int = 0

    def make(self) -> "Copy":
        """Copy the folder and return this."""
        self.source, self.target = self.source.resolve(), self.target.resolve()
        self._folder(self.source, self.target)
        return self

    def _folder(self, source: Path, target: Path) -> None:
        # The homes of the labs that run now, this one's among them, may lie in the folder itself: in /tmp they do.
        entries = [entry for entry in os.scandir(source) if entry.name not in SKIPPED]
        entries = [entry for entry in entries if not entry.name.startswith(RUN_PREFIX) and readable(entry)]
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(entries, key=lambda entry: (entry.is_dir(), entry.name)):
            self._entry(entry, target / entry.name)

    def _entry(self, entry: os.DirEntry, place: Path) -> None:
        original = Path(entry.path).resolve()
        if entry.is_symlink() and self._is_copied(original):
            place.symlink_to(self.target / original.relative_to(self.source))
        elif not self._taken(entry, place):
            place.symlink_to(original)
            self.linked.append(place.relative_to(self.target))

    def _is_copied(self, original: Path) -> bool:
        return original.is_relative_to(self.source) and not SKIPPED & set(original.relative_to(self.source).parts)

    def _taken(self, entry: os.DirEntry, place: Path) -> bool:
        """Copy a file or folder; return whether it fits and may be read."""
        try:
            if entry.is_dir(follow_symlinks=False) and self._few():
                self._folder(Path(entry.path), place)
                return True
            if entry.is_file() and self._fits(entry):
                self._file(Path(entry.path), place)
                return True
        except PermissionError:
            pass
        return False

    def _few(self) -> bool:
        return len(self.known) + len(self.linked) < MOST_ENTRIES

    def _fits(self, entry: os.DirEntry) -> bool:
        return self._few() and self.bytes + entry.stat().st_size <= MOST_BYTES

    def _file(self, source: Path, place: Path) -> None:
        shutil.copy2(source, place)
        stat = place.stat()
        self.known[place] = (stat.st_size, stat.st_mtime_ns)
        self.bytes += stat.st_size

    def written(self) -> list[Path]:
        """Return the files that are new or changed since the copy was made, in order; links are nobody's news."""
        found = []
        for folder, names, files in os.walk(self.target):
            names[:] = [name for name in names if name not in MADE_BY_RUNNING]
            for file in (Path(folder) / name for name in files):
                if file.is_symlink() or not file.is_file():
                    continue
                stat = file.stat()
                if self.known.get(file) != (stat.st_size, stat.st_mtime_ns):
                    found.append(file)
        return sorted(found)

    def keep_written(self, beside: Path) -> list[Path]:
        """Move what was written into the folder `beside`, replacing it; return the files, relative to it."""
        shutil.rmtree(beside, ignore_errors=True)
        kept = []
        for file in self.written():
            name = file.relative_to(self.target)
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, beside / name)
            kept.append(name)
        return kept


def readable(entry: os.DirEntry) -> bool:
    """Return whether an entry is a file or folder: no socket or pipe, no link to nowhere or to itself."""
    try:
        return entry.is_file() or entry.is_dir()
    except OSError:
        return False
