"""DATA.md: each data set with its source, licence, citation, changes and digest, and the labs that load it.

Written by `courselab pages` from `courselab.data.sets` and the notebooks: CC BY and others ask that it be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LOADS = re.compile(r"""data\.(?:load|path|planted)\(\s*["'](\w+)["']""")


def text(root: Path, labs: Iterable[Any]) -> str:
    """Return the whole page; `labs` are the catalogue's, whose code cells are searched for what they load."""
    from courselab.data.dataset import find, names
    from courselab.runner.pages import render

    users = _users(root, labs)
    entries = [_entry(find(name), users.get(name, [])) for name in names()]
    shipped = [file for name in names() if (form := find(name).shipped) for file in form.files]
    return render(
        "data.md.j2", entries=entries, count=len(shipped), megabytes=sum(file.bytes for file in shipped) / 1e6
    )


def loaded(sources: Iterable[str]) -> set[str]:
    """Return the names of the data sets that the sources of code cells load."""
    return {name for source in sources for name in LOADS.findall(source)}


def _users(root: Path, labs: Iterable[Any]) -> dict[str, list[Any]]:
    """For each data set the labs that load it, in course order."""
    from courselab.runner import notebook

    users: dict[str, list[Any]] = {}
    for lab in labs:
        cells = notebook.read(root / lab.path).cells
        for name in loaded(cell.source for cell in cells if cell.cell_type == "code"):
            users.setdefault(name, []).append(lab)
    return users


def _entry(data: Any, labs: list[Any]) -> dict[str, Any]:
    """What the page says of one data set."""
    from importlib import import_module

    about = (import_module(data.module).__doc__ or "").partition("\n")[0]
    return {
        "name": data.name,
        "about": about,
        "forms": data.forms,
        "embedded": data.form("embedded") if data.forms else "",
        "shipped": data.shipped,
        "original": data.original,
        "withheld": data.withheld,
        "labs": [{"id": lab.id, "link": Path(lab.path).as_posix()} for lab in labs],
    }
