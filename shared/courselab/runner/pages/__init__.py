"""Write what the catalogue already knows into READMEs, labs and Binder's environment: `courselab pages`.

In a README only the lines between a pair of markers are written; the text around them is the author's.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from courselab.runner.pages import data_page

COURSES = {
    1: "Machine learning in production",
    2: "The data life cycle",
    3: "Modelling pipelines",
    4: "Deploying models",
}
BADGE = "https://mybinder.org/badge_logo.svg"
NOTE = "written by `courselab pages`"


@dataclass(frozen=True)
class Course:
    """One course as the READMEs show it; `labs` are the catalogue's, in course order."""

    number: int
    title: str
    labs: tuple[Any, ...]

    @property
    def hours(self) -> int:
        """Hours of work, rounded up."""
        return -(-sum(lab.minutes for lab in self.labs) // 60)

    @property
    def mb(self) -> int:
        """The largest memory budget among the labs, in MB."""
        return max(lab.budget["mb"] for lab in self.labs)


def write(root: Path, check: bool = False) -> list[Path]:
    """Bring every generated text under `root` up to date; return the files that were not, relative to `root`.

    With `check` nothing is written.
    """
    pages = Pages(Path(root))
    stale = [path for path, text in pages.texts() if not path.exists() or path.read_text() != text]
    if not check:
        for path, text in pages.texts():
            if path in stale:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    return [path.relative_to(root) for path in stale]


class Pages:
    """The generated texts of one working tree."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def labs(self) -> list[Any]:
        """All labs and assignments of the catalogue, in course order; ValueError when one does not describe itself."""
        from courselab.runner.catalog import Catalog

        labs = Catalog.load(self.root).labs
        for lab in labs:
            if lab.problem or lab.minutes is None:
                raise ValueError(lab.problem or f"{lab.path} needs minutes in its courselab metadata.")
        return labs

    @cached_property
    def courses(self) -> list[Course]:
        """The four courses, those without a lab too."""
        return [
            Course(number, title, tuple(lab for lab in self.labs if lab.course == number))
            for number, title in COURSES.items()
        ]

    def texts(self) -> Iterable[tuple[Path, str]]:
        """Yield (file, the whole text it should have) for every generated file."""
        yield self.root / "README.md", self.readme()
        yield self.root / "DATA.md", data_page.text(self.root, self.labs)
        yield self.root / "binder" / "environment.yml", self.binder_environment()
        for course in self.courses:
            if course.labs:
                yield self.root / f"course{course.number}" / "README.md", self.course_page(course)
        for lab in self.labs:
            if lab.kind == "lab":
                yield self.root / lab.path, self.notebook(lab)

    def readme(self) -> str:
        """The root README with the table of courses and the measured figures."""
        text = between((self.root / "README.md").read_text(), "courses", render("courses.md.j2", courses=self.courses))
        figures = self.root / "docs" / "bench.json"
        if not figures.exists():
            return text
        return between(text, "bench", render("bench.md.j2", **measured(json.loads(figures.read_text()))))

    def course_page(self, course: Course) -> str:
        """A course's README: the author's opening, then its labs week by week."""
        path = self.root / f"course{course.number}" / "README.md"
        text = path.read_text() if path.exists() else f"# Course {course.number}: {course.title}\n\n{empty('labs')}\n"
        weeks = {
            week: [self._row(lab) for lab in labs] for week, labs in groupby(course.labs, key=lambda lab: lab.week)
        }
        return between(text, "labs", render("labs.md.j2", weeks=weeks, badge=BADGE))

    def _row(self, lab: Any) -> dict[str, Any]:
        return {
            "name": lab.title.split(" · ")[-1],
            "link": quote(Path(lab.path).relative_to(f"course{lab.course}").as_posix()),
            "minutes": lab.minutes,
            "seconds": lab.budget["seconds"],
            "mb": lab.budget["mb"],
            "needs": ", ".join(lab.needs),
            "binder": binder_link(self.root, lab.path),
        }

    def notebook(self, lab: Any) -> str:
        """A lab's file with its Binder badge and its Takes line as the metadata have them."""
        from courselab.runner import notebook

        path = self.root / lab.path
        nb = notebook.read(path)
        lines = {
            "title": ("[![Binder]", f"[![Binder]({BADGE})]({binder_link(self.root, lab.path)})"),
            "objectives": ("**Takes**", takes(lab)),
        }
        sources = [cell.source for cell in nb.cells]
        for cell in nb.cells:
            for tag in notebook.tags(cell) & set(lines):
                cell.source = with_line(cell.source, *lines[tag])
        return notebook.text(nb) if [cell.source for cell in nb.cells] != sources else path.read_text()

    def binder_environment(self) -> str:
        """Binder's environment.yml: the root one, less the name, which Binder gives itself."""
        head = "# Written by `courselab pages` from ../environment.yml, which Binder does not read.\n"
        lines = (self.root / "environment.yml").read_text().splitlines()
        kept = [line for line in lines if line and not line.startswith(("#", "name:"))]
        return head + "\n".join(kept) + "\n"


def takes(lab: Any) -> str:
    """Return the line that tells a reader what a lab costs, from its metadata."""
    seconds, mb = lab.budget["seconds"], lab.budget["mb"]
    return f"**Takes** {lab.minutes} minutes to read and try; at most {seconds} s of computing and {mb:,} MB."


def repository(root: Path) -> str:
    """Return "owner/name" of the public repository, from pyproject.toml, the one place that has it."""
    urls = tomllib.loads((root / "pyproject.toml").read_text())["project"].get("urls", {})
    found = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)/?", urls.get("Repository", ""))
    if found is None:
        raise ValueError('pyproject.toml needs Repository = "https://github.com/OWNER/NAME" under [project.urls].')
    return found[1]


def binder_link(root: Path, path: Path | str) -> str:
    """Return the address at which Binder opens the notebook `path`, which is relative to `root`."""
    return f"https://mybinder.org/v2/gh/{repository(root)}/HEAD?labpath={quote(Path(path).as_posix(), safe='')}"


def empty(name: str) -> str:
    """Return a pair of markers with nothing between them."""
    return f"<!-- {name}:begin ({NOTE}) -->\n<!-- {name}:end -->"


def between(text: str, name: str, body: str) -> str:
    """Return `text` with `body` between the markers `name`; ValueError when the text does not have the pair once."""
    pattern = re.compile(rf"(<!-- {name}:begin[^>]*-->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    new, count = pattern.subn(lambda found: f"{found[1]}\n{body.strip()}\n\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"Found {count} pairs of '{name}' markers, not one: put in\n{empty(name)}")
    return new


def render(template: str, **values: Any) -> str:
    """Return a template of `runner/pages/templates` filled with values; a missing value is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(loader=PackageLoader("courselab.runner.pages"), undefined=StrictUndefined)
    return environment.get_template(template).render(**values)


def with_line(source: str, start: str, line: str) -> str:
    """Return `source` with `line` in place of the one that begins with `start`, or as a last paragraph of its own."""
    lines = source.splitlines()
    places = [number for number, old in enumerate(lines) if old.startswith(start)]
    if places:
        lines[places[0]] = line
    else:
        lines += ["", line]
    return "\n".join(lines)


def measured(bench: dict) -> dict:
    """Return what `make bench` wrote as the columns of a table, the fastest tool first."""
    labs = ", ".join(bench.get("labs", {}).get("notebooks", []))
    titles = {"small": "four small TensorFlow notebooks", "labs": f"labs: {labs}"}
    parts = [{**bench[name], "title": title} for name, title in titles.items() if name in bench]
    for part in parts:
        part["seconds"] = dict(sorted(part["seconds"].items(), key=lambda item: item[1]))
    return {"date": bench["date"], "machine": bench["machine"], "parts": parts}
