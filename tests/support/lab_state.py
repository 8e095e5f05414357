"""What an answer could change in a lab, kept and put back. It runs inside the lab's kernel, which has no `support`.

Names, data, dice and files come back as they were. Data is copied: arrays, frames, generators, protocol buffers, data
classes and what lists, tuples and dictionaries of them hold. Models, stores and connections are shared.
"""

import copy
import dataclasses
import filecmp
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

SHELL = {"In", "Out", "get_ipython", "exit", "quit", "open"}
DATA = {"numpy", "pandas"}


def fresh(value, seen):
    """Return a copy of data, and anything else as it is; what was one object stays one (`seen`: {id: its copy})."""
    if id(value) not in seen:
        seen[id(value)] = _fresh(value, seen)
    return seen[id(value)]


def _fresh(value, seen):
    kind = type(value)
    if kind in (list, tuple):
        return kind(fresh(each, seen) for each in value)
    if isinstance(value, dict):
        made = copy.copy(value)
        made.update((key, fresh(each, seen)) for key, each in value.items())
        return made
    if kind is set:
        return set(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        made = copy.copy(value)
        for field in dataclasses.fields(value):
            object.__setattr__(made, field.name, fresh(getattr(value, field.name), seen))
        return made
    if kind.__module__.split(".")[0] in DATA or (hasattr(kind, "DESCRIPTOR") and hasattr(kind, "CopyFrom")):
        return copy.deepcopy(value)
    return value


def own(names):
    """Return the lab's own names; those of the shell are left alone."""
    return {name: value for name, value in names.items() if not name.startswith("_") and name not in SHELL}


class State:
    """The state of a lab whose names are `names`, now."""

    def __init__(self, names):
        self.names = names
        self.kept = fresh(own(names), {})
        self.dice = random.getstate(), sys.modules["numpy"].random.get_state() if "numpy" in sys.modules else None
        self.room = tempfile.TemporaryDirectory()
        self.folder, self.files = Path.cwd(), Path(self.room.name) / "files"
        shutil.copytree(self.folder, self.files, symlinks=True)

    def forget(self):
        """Remove the copies of the files; `put_back` cannot be called any more."""
        self.room.cleanup()

    def put_back(self):
        """Give the lab its names, data, dice and files as they were."""
        for name in own(self.names).keys() - self.kept.keys():
            del self.names[name]
        self.names.update(fresh(self.kept, {}))
        random.setstate(self.dice[0])
        if self.dice[1]:
            sys.modules["numpy"].random.set_state(self.dice[1])
        os.chdir(self.folder)
        self._put_back_files()

    def _put_back_files(self):
        """Remove what is new and write what is changed, in place: a store that holds a file open keeps it."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if not os.path.lexists(self.files / path.relative_to(self.folder)):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        for twin in sorted(self.files.rglob("*")):
            path = self.folder / twin.relative_to(self.files)
            if twin.is_dir():
                path.mkdir(exist_ok=True)
            elif not path.exists() or not filecmp.cmp(twin, path, shallow=False):
                shutil.copyfile(twin, path)
