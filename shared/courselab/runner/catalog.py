"""What the notebooks say of themselves, in course order."""

import difflib
import fnmatch
import glob
import json
import math
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from courselab.ground.errors import Sentence
from courselab.ground.limits import COURSES, IN_CATALOGUE
from courselab.ground.project import ROOT

SKIPPED = {".ipynb_checkpoints", ".git", ".venv", "node_modules"}


class WrongSelection(Sentence, ValueError):
    """Raised for a selector that matches no notebook; the message names near matches."""


@dataclass(frozen=True)
class Lab:
    """One notebook: its metadata, its place, and (`problem`) why it cannot be run, if it cannot.

    `budget` is {"seconds": CPU seconds on the reference machine, "mb": memory}, None where a notebook promises nothing.
    """

    id: str
    path: str
    title: str = ""
    course: int | None = None
    week: int | None = None
    kind: str = "notebook"
    kernel: str | None = None
    minutes: int | None = None
    budget: dict | None = None
    needs: tuple[str, ...] = ()
    problem: str | None = field(default=None, compare=False)

    def at(self, scale: str | None) -> "Lab":
        """Return the lab as it is run at a scale: its budget is a promise for "quick", at "full" there is none."""
        return replace(self, budget=None) if scale == "full" else self

    def listed(self) -> dict:
        """Return the entry of `courselab list --json`."""
        entry = asdict(self)
        entry.pop("problem")
        return {**entry, "needs": list(self.needs)}


def find_root(start: Path | str | None = None) -> Path:
    """Return the project root: the nearest folder from `start` upwards with pyproject.toml and a course folder.

    Falls back to the checkout that holds this package.
    """
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents, ROOT):
        if (folder / "pyproject.toml").is_file() and any((folder / course).is_dir() for course in COURSES):
            return folder
    return ROOT


def read_lab(file: Path, root: Path) -> Lab:
    """Return what notebook `file` says of itself; where that cannot be read, or is wrong, the lab has a `problem`."""
    path = relative(file, root)
    place = IN_CATALOGUE.fullmatch(path)
    known: dict[str, Any] = {"path": path, "id": re.sub(r"\.ipynb$", "", shortest(file, path))}
    if place:
        course, week, kind, number = place.groups()
        known |= {"id": f"c{course}w{week}-{kind}{number}", "course": int(course), "week": int(week), "kind": kind}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        metadata = content.get("metadata", {})
    except (OSError, ValueError, AttributeError) as error:
        return Lab(**known, title="(not readable)", problem=f"{path} is not a notebook: {error}")
    try:
        return Lab(**known | described(metadata), title=heading(content))
    except Wrong as error:
        return Lab(**known, title=heading(content), problem=f"The notebook's metadata {error}.")


class Wrong(ValueError):
    """Raised for metadata that say something wrongly; the message goes on after "its metadata"."""


def described(metadata: Any) -> dict[str, Any]:
    """Return what a notebook's metadata say of the lab. Raises Wrong."""
    about = entry(metadata, "courselab", dict, {}, 'a map such as {"id": "c2w1-lab1"}')
    kernelspec = entry(metadata, "kernelspec", dict, {}, "a map with the kernel's name")
    known = {
        "kernel": entry(kernelspec or {}, "name", str, None, "a text"),
        "budget": budget(about),
        "needs": tuple(entry(about, "needs", list, [], 'a list such as ["gpu"]')),
    }
    for name, kind in (("id", str), ("kind", str), ("minutes", int)):
        if name in about:
            known[name] = entry(about, name, kind, None, f"a {'number' if kind is int else 'text'}")
    if not all(isinstance(need, str) for need in known["needs"]):
        raise Wrong("should have texts in needs")
    return known


def entry(metadata: Any, name: str, kind: type, default: Any, wanted: str) -> Any:
    """Return an entry of a map, `default` where it is missing. Raises Wrong unless it is of the wanted kind.

    A `kernelspec` of null, which some editors write, is as good as none.
    """
    if not isinstance(metadata, dict):
        raise Wrong(f"should be a map, not {shown(metadata)}")
    value = metadata.get(name, default)
    if value is default or (name == "kernelspec" and value is None):
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Wrong(f"should have {wanted} as {name}, not {shown(value)}")
    return value


def budget(about: dict) -> dict | None:
    """Return the budget of a lab, None where it promises none. Raises Wrong."""
    wanted = 'a budget like {"seconds": 60, "mb": 1500}'
    if "budget" not in about:
        return None
    value = about["budget"]
    if not isinstance(value, dict) or not set(value) <= {"seconds", "mb"} or not value:
        raise Wrong(f"should have {wanted}, not {shown(value)}")
    for unit, amount in value.items():
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < 1e9:
            raise Wrong(f"should have {wanted}, where {unit} is {shown(amount)}")
    return {"seconds": math.inf, "mb": math.inf} | value if len(value) < 2 else dict(value)


def shown(value: Any) -> str:
    """Return a value as JSON has it, cut short."""
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def shortest(file: Path, path: str) -> str:
    """Return how a person here would call a file: from the current folder where it lies below it, else `path`."""
    file, here = file.resolve(), Path.cwd().resolve()
    return file.relative_to(here).as_posix() if path.startswith("/") and file.is_relative_to(here) else path


def heading(content: dict) -> str:
    """Return the text of the first heading in a notebook's JSON, or an empty string."""
    for cell in content.get("cells", []):
        if cell.get("cell_type") != "markdown":
            continue
        for line in "".join(cell.get("source", "")).splitlines():
            if line.startswith("#"):
                return line.lstrip("#").strip()
    return ""


def relative(file: Path, root: Path) -> str:
    """Return `file` relative to `root` with forward slashes, or its absolute path if it lies elsewhere."""
    file = file.resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()


def position(lab: Lab) -> tuple:
    """Return the sort key of course order: labs of a week by number, then its assignments."""
    number = re.search(r"(\d+)$", lab.id)
    return (lab.course or 0, lab.week or 0, lab.kind != "lab", int(number[1]) if number else 0, lab.path)


class Catalog:
    """The notebooks of a project in course order."""

    def __init__(self, root: Path, labs: list[Lab]):
        self.root = root
        self.labs = labs

    @classmethod
    def load(cls, root: Path | str | None = None) -> "Catalog":
        """Read `course*/week*/*.ipynb` under `root` (found from the current folder when not given)."""
        root = Path(root).resolve() if root else find_root()
        files = (file for course in COURSES for file in (root / course).glob("week*/*.ipynb"))
        labs = [read_lab(file, root) for file in files if IN_CATALOGUE.fullmatch(relative(file, root))]
        return cls(root, sorted(labs, key=position))

    def select(self, *selectors: str) -> list[Lab]:
        """Return the labs that any selector names, each once, in course order; other notebooks follow.

        A selector is a lab id, a folder, a glob over paths or ids, or any .ipynb file. Without one: all labs.
        Raises WrongSelection for a selector that matches nothing.
        """
        if not selectors:
            return list(self.labs)
        found = {lab.path: lab for selector in selectors for lab in self.matching(selector)}
        listed = [lab for lab in self.labs if lab.path in found]
        return listed + [lab for path, lab in found.items() if lab not in listed]

    def matching(self, selector: str) -> list[Lab]:
        """Return the notebooks that one selector names: what lies in the current folder comes first."""
        for find in (self.here, self.by_id, self.under_root, self.by_glob):
            found = find(selector)
            if found:
                return found
        raise WrongSelection(self.nothing(selector))

    def here(self, selector: str) -> list[Lab]:
        """Return what a path or glob names, seen from the current folder."""
        if any(character in selector for character in "*?["):
            places = [Path(name) for name in sorted(glob.glob(selector, recursive=True))]
        else:
            places = [Path(selector)]
        labs = [lab for place in places for lab in self.at(place)]
        return list({lab.path: lab for lab in labs}.values())

    def at(self, place: Path) -> list[Lab]:
        """Return the notebook in a file, or those under a folder: the course's alone where there are some."""
        if place.is_file() and place.suffix == ".ipynb":
            path = relative(place, self.root)
            return [lab for lab in self.labs if lab.path == path] or [read_lab(place, self.root)]
        if not place.is_dir():
            return []
        path = relative(place, self.root)
        under = "" if path == "." else f"{path}/"
        labs = [lab for lab in self.labs if lab.path.startswith(under)]
        if labs:
            return labs
        files = (file for file in sorted(place.rglob("*.ipynb")) if not SKIPPED & set(file.relative_to(place).parts))
        return [read_lab(file, self.root) for file in files]

    def by_id(self, selector: str) -> list[Lab]:
        """Return the labs of an id."""
        return [lab for lab in self.labs if lab.id == selector]

    def under_root(self, selector: str) -> list[Lab]:
        """Return what a path names, seen from the project's root."""
        return self.at(self.root / selector.rstrip("/"))

    def by_glob(self, selector: str) -> list[Lab]:
        """Return the labs whose id or path matches a glob."""
        pattern = selector.rstrip("/").removeprefix("./")
        return [lab for lab in self.labs if fnmatch.fnmatch(lab.id, pattern) or globbed(lab.path, pattern)]

    def nothing(self, selector: str) -> str:
        """Return the sentence for a selector that matches nothing."""
        folders = {parent.as_posix() for lab in self.labs for parent in Path(lab.path).parents} - {"."}
        known = [*(lab.id for lab in self.labs), *(lab.path for lab in self.labs), *sorted(folders)]
        near = difflib.get_close_matches(selector, known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`courselab list` shows what there is."
        return f"Nothing matches {selector!r}: {hint}"


def globbed(path: str, pattern: str) -> bool:
    """Return whether a path, or a folder above it, matches a glob."""
    return any(fnmatch.fnmatch(part, pattern) for part in (path, *(p.as_posix() for p in Path(path).parents)))
