"""Generated texts are what `courselab pages` would write now, and it leaves the authors' own lines alone."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from courselab.runner import pages
from support import notebooks

LAB = "course2/week1/lab1_validate_data.ipynb"


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    """A small working tree with one lab whose page has not been written."""
    for name in ("pyproject.toml", "environment.yml"):
        shutil.copy(root / name, tmp_path)
    markers = f"{pages.empty('courses')}\n\n{pages.empty('bench')}"
    (tmp_path / "README.md").write_text(f"# Labs\n\nBefore.\n\n{markers}\n\nAfter.\n")
    about = {"id": "c2w1-lab1", "kind": "lab", "minutes": 70, "budget": {"seconds": 60, "mb": 1200}, "needs": ["gpu"]}
    title, takes = "# Course 2 · Week 1 · Lab 1: Validate data", "**Takes** ages."
    notebooks.write(tmp_path / LAB, notebooks.prose(title, "title"), notebooks.prose(takes, "objectives"), **about)
    return tmp_path


def test_generated_files_are_up_to_date(root: Path) -> None:
    stale = [path.as_posix() for path in pages.write(root, check=True)]
    assert stale == [], "type 'make pages'"


def test_check_names_stale_files_and_writes_nothing(tree: Path) -> None:
    before = (tree / LAB).read_text()
    stale = {path.as_posix() for path in pages.write(tree, check=True)}
    assert stale == {"README.md", "DATA.md", "binder/environment.yml", "course2/README.md", LAB}
    assert (tree / LAB).read_text() == before
    assert not (tree / "course2" / "README.md").exists()


def test_writing_twice_changes_nothing_more(tree: Path) -> None:
    pages.write(tree)
    assert pages.write(tree) == []


def test_pages_say_what_the_catalogue_knows(tree: Path) -> None:
    pages.write(tree)
    page = (tree / "course2" / "README.md").read_text()
    assert page.startswith("# Course 2: The data life cycle")
    assert "[Lab 1: Validate data](week1/lab1_validate_data.ipynb) | 70 | 60 s, 1,200 MB | gpu |" in page
    readme = (tree / "README.md").read_text()
    assert "| [2. The data life cycle](course2/README.md) | 1 | 2 | 1,200 MB |" in readme
    assert "| 1. Machine learning in production | none yet | | |" in readme


def test_lab_gets_its_takes_line_and_its_badge(tree: Path) -> None:
    pages.write(tree)
    title, objectives = ("".join(cell["source"]) for cell in json.loads((tree / LAB).read_text())["cells"])
    assert objectives == "**Takes** 70 minutes to read and try; at most 60 s of computing and 1,200 MB."
    assert title.endswith(f"({pages.binder_link(tree, LAB)})")


def test_authors_lines_around_the_markers_stay(tree: Path) -> None:
    pages.write(tree)
    page = tree / "course2" / "README.md"
    page.write_text(page.read_text().replace("cycle\n", "cycle\n\nWhy data first.\n"))
    (tree / LAB).write_text((tree / LAB).read_text().replace('"minutes": 70', '"minutes": 45'))
    pages.write(tree)
    assert "Why data first." in page.read_text()
    assert "| 45 | 60 s" in page.read_text()
    assert (tree / "README.md").read_text().endswith("After.\n")


def test_measured_figures_come_from_the_bench_file(tree: Path) -> None:
    part = {
        "notebooks": ["a"],
        "seconds": {"slow tool": 12.34, "courselab run": 2.0},
        "fork_server_start_seconds": 9.9,
        "times_as_long_as_courselab": {"slow tool": 6.17, "courselab run": 1.0},
    }
    machine = {"cores": 2, "memory_gb": 25.3, "load_before": 0.1, "system": "Linux x86_64", "python": "3.11.7"}
    (tree / "docs").mkdir(exist_ok=True)
    small = {**part, "seconds": {**part["seconds"], "in process": 8.0}}
    small["times_as_long_as_courselab"] = {**part["times_as_long_as_courselab"], "in process": 4.0}
    figures = {"date": "2026-01-02", "machine": machine, "small": small, "labs": part}
    (tree / "docs" / "bench.json").write_text(json.dumps(figures))
    pages.write(tree)
    text = (tree / "README.md").read_text()
    assert "Measured on 2026-01-02: 2 cores" in text
    assert "| slow tool | 12.3 s (6.2) | 12.3 s (6.2) |" in text
    assert "| in process | 8.0 s (4.0) | – |" in text, "a tool that does not take part on the labs"
    assert text.index("| courselab run |") < text.index("| slow tool |")


def test_missing_markers_are_named_with_the_cure(tree: Path) -> None:
    (tree / "README.md").write_text("# Labs\n")
    with pytest.raises(ValueError, match="Found 0 pairs of 'courses' markers"):
        pages.write(tree)


def test_binder_installs_what_the_root_environment_does(root: Path) -> None:
    ours = yaml.safe_load((root / "environment.yml").read_text())
    binders = yaml.safe_load((root / "binder" / "environment.yml").read_text())
    assert ours["dependencies"] == binders["dependencies"]
    assert "python=3.11" in ours["dependencies"]
