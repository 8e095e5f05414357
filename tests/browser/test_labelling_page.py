"""What an annotator sees: a task of the data labelling lab in a real Label Studio, in a real browser.

With COURSELAB_PICTURES set the test takes the lab's picture, course1/week3/labelling_page.png.
"""

import ast
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from courselab import data
from courselab.ground.limits import MAX_FIGURE_BYTES
from courselab.services import label_studio

LAB = "course1/week3/lab1_data_labeling.ipynb"
PICTURE = "course1/week3/labelling_page.png"
MILLISECONDS = 1000


def choice(value: str) -> list[dict]:
    """The result part of an annotation or a prediction."""
    return [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [value]}}]


def constant(root: Path, name: str) -> str:
    """A text that the lab assigns to a name: the picture shows the lab's own interface and instruction."""
    for cell in json.loads((root / LAB).read_text())["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.parse("".join(cell["source"])).body:
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
                    return ast.literal_eval(node.value)
    raise LookupError(f"{LAB} has no {name}")


@pytest.fixture(scope="module")
def server() -> Iterator:
    """A Label Studio with the lab's annotators."""
    with label_studio(annotators=("anna", "ben")) as running:
        yield running


@pytest.fixture
def tasks(root: Path, server) -> tuple[int, list[int]]:
    """The lab's project with six texts, an answer suggested for each: its number, and the tasks' in the lab's order."""
    owner = server.client()
    project = owner.projects.create(
        title="Feelings",
        label_config=constant(root, "INTERFACE"),
        maximum_annotations=2,
        expert_instruction=constant(root, "INSTRUCTION"),
        show_instruction=True,
    )
    rows = data.load("vader_tweets").drop(columns="ratings")
    request = [
        {
            "data": {"text": row.text, "row": row.Index},
            "predictions": [{"model_version": "words-1", "score": 0.9, "result": choice("positive")}],
        }
        for row in rows.head(6).itertuples()
    ]
    answer = owner.projects.import_tasks(id=project.id, request=request, return_task_ids=True)
    return project.id, answer.task_ids


@pytest.fixture
def viewport() -> dict[str, int]:
    """The size of the lab's picture in pixels."""
    return {"width": 1120, "height": 560}


def log_in(page: Page, server, name: str) -> None:
    """Log in as an annotator, as a person does."""
    account = server.account(name)
    page.goto(f"{server.url}/user/login/")
    page.fill("#email", account.email)
    page.fill("#password", account.password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)


def test_an_annotator_corrects_a_suggestion(page: Page, root: Path, server, tasks: tuple[int, list[int]]) -> None:
    project, (*_, shown) = tasks
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    log_in(page, server, "anna")
    page.goto(f"{server.url}/projects/{project}/data?task={shown}")
    choices = [page.locator("label.lsf-choice__checkbox", has_text=value) for value in ("positive", "negative")]
    suggested, other = choices
    suggested.wait_for()
    assert suggested.locator("input").is_checked(), "the model's answer is suggested"
    if os.environ.get("COURSELAB_PICTURES"):
        take_picture(page, root / PICTURE)
    other.click()
    page.get_by_test_id("bottombar-submit-button").click()
    page.get_by_test_id("bottombar-update-button").wait_for()  # saved: the button is another one now
    (task,) = [each for each in server.client().projects.exports.as_json(project) if each["annotations"]]
    assert task["id"] == shown
    (annotation,) = task["annotations"]
    assert server.names()[annotation["completed_by"]] == "anna"
    assert annotation["result"][0]["value"] == {"choices": ["negative"]}
    assert hosts == {f"127.0.0.1:{server.port}"}


def take_picture(page: Page, path: Path) -> None:
    """Save what the annotator sees, with a palette so that it stays small."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(96, dither=0).save(path, format="png", optimize=True)
    assert path.stat().st_size <= MAX_FIGURE_BYTES
