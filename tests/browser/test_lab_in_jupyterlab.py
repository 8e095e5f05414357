"""What a learner sees: JupyterLab as `make lab` starts it, one lab opened and run in a real browser.

The lab is copied first, because JupyterLab saves what it runs. With COURSELAB_PICTURES=docs the test takes the README's
picture, docs/lab.png.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from tenacity import retry, stop_after_delay, wait_fixed

from courselab.runner.catalog import Catalog

TOKEN = "browser-test"
RED = '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]'
PREFERRED = "course2/week1/lab1_validate_data_with_tfdv.ipynb"
MILLISECONDS = 1000


@pytest.fixture(scope="module")
def lab(root: Path) -> Path:
    """The lab that is opened: the one that the README shows, or the catalogue's first."""
    return root / PREFERRED if (root / PREFERRED).exists() else root / Catalog.load(root).labs[0].path


@pytest.fixture
def port() -> int:
    """A free port on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def jupyter(root: Path, lab: Path, port: int, tmp_path: Path) -> Iterator[str]:
    """JupyterLab with the course's configuration and a newcomer's home, serving a copy of the lab; its address."""
    course = tmp_path / "course"
    course.mkdir()
    shutil.copy(lab, course / lab.name)
    environment = {**os.environ, "HOME": str(tmp_path)}
    command = [Path(sys.executable).parent / "jupyter-lab", "--config", root / "shared/jupyter/jupyter_lab_config.py"]
    command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={course}", f"--IdentityProvider.token={TOKEN}"]
    command += ["--ServerApp.open_browser=False", f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}"]
    with open(tmp_path / "server.log", "w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=course)
        try:
            answers(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
    assert is_free(port)


@retry(stop=stop_after_delay(90), wait=wait_fixed(0.2), reraise=True)
def answers(address: str) -> None:
    """Wait until a server answers."""
    httpx.get(address, timeout=5).raise_for_status()


def is_free(port: int) -> bool:
    """Whether nobody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def run_all(page: Page, code_cells: int) -> None:
    """Choose Run > Run All Cells and wait until each code cell shows its number: "[*]" or "[ ]" until it has run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        """count => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
                      .filter(prompt => /^\\[\\d+\\]/.test(prompt.innerText)).length === count""",
        arg=code_cells,
        timeout=300 * MILLISECONDS,
    )


def open_lab(page: Page, address: str, name: str) -> None:
    """Open a notebook in JupyterLab and wait until its kernel is ready."""
    page.goto(f"{address}/lab/tree/{name}?token={TOKEN}")
    # The indicator says idle before there is a kernel, too.
    page.wait_for_function(
        """() => document.querySelector('.jp-Toolbar-kernelName')?.innerText.startsWith('Course lab')
                 && document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'""",
        timeout=180 * MILLISECONDS,
    )


def clear_outputs(page: Page) -> None:
    """Forget the committed outputs, so that what is seen afterwards came out now."""
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()


def show_every_cell(page: Page) -> None:
    """Scroll to the end and back: JupyterLab draws a cell when it first comes into view."""
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    for number in range(cells.count()):
        cells.nth(number).scroll_into_view_if_needed()


def code_cells(lab: Path) -> int:
    """How many code cells a notebook has."""
    return sum(cell["cell_type"] == "code" for cell in json.loads(lab.read_text())["cells"])


def questions(page: Page) -> list[str]:
    """What JupyterLab asks or announces: dialogs and notices on top of the page."""
    return page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()


def picture_widths(page: Page) -> list[int]:
    """The natural width of each picture among the outputs; 0 is a picture that was not drawn."""
    script = "images => images.map(image => image.naturalWidth)"
    return page.locator(".jp-OutputArea-output img").evaluate_all(script)


def test_a_lab_runs_in_jupyterlab_without_a_question_or_a_red_line(page: Page, jupyter: str, lab: Path) -> None:
    open_lab(page, jupyter, lab.name)
    assert questions(page) == []
    clear_outputs(page)
    run_all(page, code_cells(lab))
    show_every_cell(page)
    assert questions(page) == []
    assert page.locator(RED).all_inner_texts() == []
    widths = picture_widths(page)
    assert widths
    assert min(widths) > 0
    if folder := os.environ.get("COURSELAB_PICTURES"):
        take_picture(page, Path(folder) / "lab.png")


def take_picture(page: Page, path: Path) -> None:
    """Save what the reader sees around the lab's first picture."""
    page.locator(".jp-OutputArea-output img").first.scroll_into_view_if_needed()
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
