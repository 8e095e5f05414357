"""What the notebooks say of themselves, in course order."""

import difflib
import fnmatch
import json
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import courselab

COURSES = ("course1", "course2", "course3", "course4")
FOREIGN_BUDGET = {"seconds": 600, "mb": 4000}
IN_CATALOGUE = re.compile(r"course(\d+)/week(\d+)/(lab|assignment)(\d+)[^/]*\.ipynb")


class WrongSelection(ValueError):
    """Raised for a selector that matches no notebook; the message names near matches."""


@dataclass(frozen=True)
class Lab:
    """One notebook: its metadata, its place, and (`problem`) why it cannot be read, if it cannot."""

    id: str
    path: str
    title: str = ""
    course: int | None = None
    week: int | None = None
    kind: str = "notebook"
    kernel: str | None = None
    minutes: int | None = None
    budget: dict = field(default_factory=lambda: dict(FOREIGN_BUDGET))
    needs: tuple[str, ...] = ()
    problem: str | None = field(default=None, compare=False)

    def at(self, scale: str | None) -> "Lab":
        """Return the lab as it is run at a scale: its budget is for "quick", at "full" it has any notebook's."""
        if scale != "full":
            return self
        return replace(self, budget={unit: max(self.budget[unit], most) for unit, most in FOREIGN_BUDGET.items()})

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
    package = Path(courselab.__file__).resolve().parents[2]
    for folder in (start, *start.parents, package):
        if (folder / "pyproject.toml").is_file() and any((folder / course).is_dir() for course in COURSES):
            return folder
    return package


def read_lab(file: Path, root: Path) -> Lab:
    """Return what notebook `file` says of itself; an unreadable one carries its `problem`."""
    path = relative(file, root)
    place = IN_CATALOGUE.fullmatch(path)
    known = {"path": path, "id": re.sub(r"\.ipynb$", "", path)}
    if place:
        course, week, kind, number = place.groups()
        known |= {"id": f"c{course}w{week}-{kind}{number}", "course": int(course), "week": int(week), "kind": kind}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        metadata = content.get("metadata", {})
    except (OSError, ValueError, AttributeError) as error:
        return Lab(**known, title="(not readable)", problem=f"{path} is not a notebook: {error}")
    about = metadata.get("courselab", {})
    known |= {name: about[name] for name in ("id", "kind", "minutes") if name in about}
    return Lab(
        **known,
        title=heading(content),
        kernel=metadata.get("kernelspec", {}).get("name"),
        budget={**FOREIGN_BUDGET, **about.get("budget", {})},
        needs=tuple(about.get("needs", ())),
    )


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
        """Return the labs that one selector names."""
        pattern = selector.rstrip("/")
        under = self.spelled(pattern)
        labs = [lab for lab in self.labs if lab.id == pattern or lab.path == under or lab.path.startswith(under + "/")]
        labs = labs or [lab for lab in self.labs if fnmatch.fnmatch(lab.id, pattern) or globbed(lab.path, under)]
        labs = labs or [read_lab(file, self.root) for file in self.files(pattern)]
        if not labs:
            raise WrongSelection(self.nothing(selector))
        return labs

    def spelled(self, pattern: str) -> str:
        """Return a selector as a path relative to the root: from the current folder if it exists there."""
        here = Path(pattern)
        inside = here.exists() and here.resolve().is_relative_to(self.root)
        return relative(here, self.root) if inside else here.as_posix().removeprefix("./")

    def files(self, pattern: str) -> list[Path]:
        """Return notebooks outside the catalogue: a file, or those under a folder."""
        for place in (Path(pattern), self.root / pattern):
            if place.is_file() and place.suffix == ".ipynb":
                return [place]
            if place.is_dir():
                return sorted(file for file in place.rglob("*.ipynb") if ".ipynb_checkpoints" not in file.parts)
        return []

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
