"""The picture of a pipeline run, on small metadata stores made by hand."""

from __future__ import annotations

import time

import matplotlib as mpl
import pytest
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.transforms import Bbox
from ml_metadata import MetadataStore
from ml_metadata.proto import metadata_store_pb2 as mlmd

from courselab import views
from courselab.views.drawing.style import DPI, STYLE
from courselab.views.mlmd.pipeline import _seconds
from courselab.views.mlmd.store import read_run
from support.pictures import opened

COMPLETE, CACHED, FAILED = mlmd.Execution.COMPLETE, mlmd.Execution.CACHED, mlmd.Execution.FAILED


class Book:
    """Writes runs into a store in memory, as a TFX pipeline named "census" would."""

    def __init__(self, pipeline: str = "census") -> None:
        config = mlmd.ConnectionConfig()
        config.fake_database.SetInParent()
        self.store, self.pipeline = MetadataStore(config), pipeline
        kinds = ("pipeline", "pipeline_run", "node")
        self.types = {kind: self.store.put_context_type(mlmd.ContextType(name=kind)) for kind in kinds}
        self.execution_type = self.store.put_execution_type(mlmd.ExecutionType(name="a.b.Component"))
        self.artifact_type = self.store.put_artifact_type(mlmd.ArtifactType(name="Thing"))

    def context(self, kind: str, name: str) -> mlmd.Context:
        return mlmd.Context(type_id=self.types[kind], name=name)

    def thing(self) -> int:
        return self.store.put_artifacts([mlmd.Artifact(type_id=self.artifact_type)])[0]

    def step(self, run, node, reads=(), gives=(), state=COMPLETE, pause=0.0, pending=(), picks=()) -> None:
        execution = mlmd.Execution(type_id=self.execution_type, last_known_state=mlmd.Execution.RUNNING)
        events = [(mlmd.Artifact(id=i, type_id=self.artifact_type), mlmd.Event(type=kind))
                  for kind, ids in ((mlmd.Event.INPUT, reads), (mlmd.Event.OUTPUT, gives),
                                    (mlmd.Event.PENDING_OUTPUT, pending), (mlmd.Event.INTERNAL_OUTPUT, picks))
                  for i in ids]  # fmt: skip
        contexts = [self.context("pipeline", self.pipeline), self.context("pipeline_run", run)]
        contexts += [self.context("node", f"{self.pipeline}.{node}")] if node else []
        number = self.store.put_execution(execution, events, contexts, reuse_context_if_already_exist=True)[0]
        time.sleep(pause)
        finished = self.store.get_executions_by_id([number])[0]
        finished.last_known_state = state
        self.store.put_executions([finished])


@pytest.fixture
def book() -> Book:
    """Two runs of Gen -> Stats -> Schema -> Transform; in the second only Transform did any work."""
    book = Book()
    examples, stats, schema, graph, other = (book.thing() for _ in range(5))
    for run, state, made in (("first", COMPLETE, graph), ("second", CACHED, other)):
        book.step(run, "Gen", gives=[examples], state=state)
        book.step(run, "Stats", [examples], [stats], state, pause=0.15 if run == "first" else 0)
        book.step(run, "Schema", [stats], [schema], state)
        book.step(run, "Transform", [examples, schema], [made], COMPLETE)
    return book


def test_the_newest_run_is_drawn_and_says_what_came_from_the_cache(book):
    lines = views.pipeline(book.store).text.splitlines()
    assert lines[0] == "Pipeline census, run 2 of 2: 4 components, 3 cached, 1 ran"
    assert lines[1].startswith("Gen: cached, ") and "after" not in lines[1]
    assert lines[4].startswith("Transform: ran, ") and lines[4].endswith(", after Gen and Schema")


def test_an_artifact_from_the_cache_is_drawn_from_its_step_in_this_run_not_from_the_run_that_made_it(book):
    assert [line.count("Gen") for line in views.pipeline(book.store, 1).text.splitlines()[1:]] == [1, 1, 0, 1]


@pytest.mark.parametrize("run", [0, -2, "first"])
def test_a_run_is_chosen_by_position_or_by_name(book, run):
    lines = views.pipeline(book.store, run, title="Cold").text.splitlines()
    assert lines[0] == "Cold: 4 components, 4 ran"
    stats = next(line for line in lines if line.startswith("Stats"))
    assert float(stats.split(", ")[1].removesuffix(" s")) >= 0.1  # it slept for 0.15 s


@pytest.mark.parametrize(("run", "message"), [(2, "2 runs"), (-3, "2 runs"), ("third", "first, second")])
def test_a_run_that_is_not_there_is_named_with_those_that_are(book, run, message):
    with pytest.raises(ValueError, match=message):
        views.pipeline(book.store, run)


def test_an_empty_store_says_to_run_the_pipeline_first():
    with pytest.raises(ValueError, match="run the pipeline first"):
        views.pipeline(Book().store)


def test_a_run_without_executions_is_refused():
    book = Book()
    book.store.put_contexts([book.context("pipeline_run", "empty")])
    with pytest.raises(ValueError, match="empty"):
        views.pipeline(book.store)


def test_failed_and_running_steps_are_told_and_a_step_without_a_node_takes_its_types_name():
    book = Book()
    book.step("run", "Gen", state=FAILED)
    book.step("run", None, state=mlmd.Execution.RUNNING)
    text = views.pipeline(book.store).text
    assert "1 failed, 1 running" in text and "Component: running" in text


def test_the_picture_is_small_has_a_word_for_every_box_and_none_runs_out_of_its_box(book):
    view = views.pipeline(book.store)
    opened(view)
    axes = view.figure.axes[0]
    words = [text.get_text() for text in axes.texts]
    assert {"Gen", "Stats", "Schema", "Transform"} <= set(words)
    assert sum(word.startswith("cached") for word in words) == 3


@pytest.mark.parametrize("dpi", [DPI, 60])
@pytest.mark.parametrize("names", [
    ("CsvExampleGen", "StatisticsGen", "SchemaGen", "ExampleValidator"),
    ("ImportExampleGen", "StatisticsGen", "SchemaGen", "Transform", "Tuner", "Trainer"),
    ("MMMMMMMMMMMMMMMM", "WWWWWWWWWWWWWWWWWWWW", "Transform", "Tuner", "Trainer"),
    ("CsvExampleGen", "StatisticsGen", "ExampleValidator", "Transform", "Tuner", "Trainer", "Evaluator", "Pusher"),
])  # fmt: skip
def test_names_stay_inside_their_boxes(names, dpi):
    book = Book()
    last: list[int] = []
    for name in names:
        made = book.thing()
        book.step("run", name, last, [made], CACHED)
        last = [made]
    figure = views.pipeline(book.store).figure
    figure.set_dpi(dpi)
    axes = figure.axes[0]
    boxes = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    with mpl.rc_context(STYLE):  # as a picture is drawn for a notebook
        texts = [t.get_window_extent() for t in axes.texts[1:] if t.get_text()]
    assert len(boxes) == len(names) and len(texts) == 2 * len(names)
    assert all(
        any(b.x0 + 2 <= t.x0 and t.x1 <= b.x1 - 2 and b.y0 <= t.y0 and t.y1 <= b.y1 for b in boxes) for t in texts
    )


def test_the_longest_way_decides_the_columns_and_no_arrow_runs_through_a_box():
    book = Book()
    data, stats, schema = book.thing(), book.thing(), book.thing()
    book.step("run", "Gen", gives=[data])
    book.step("run", "Stats", [data], [stats])
    book.step("run", "Schema", [stats], [schema])
    book.step("run", "Validator", [stats, schema])
    book.step("run", "Transform", [data, schema])
    axes = views.pipeline(book.store).figure.axes[0]
    boxes = {text.get_text(): text.get_position()[0] for text in axes.texts if text.get_fontweight() == "bold"}
    assert boxes["Gen"] < boxes["Stats"] < boxes["Schema"] < boxes["Validator"] == boxes["Transform"]
    shapes = [patch.get_path().get_extents() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    inner = [Bbox([(s.x0 + 0.05, s.y0 + 0.05), (s.x1 - 0.05, s.y1 - 0.05)]) for s in shapes]
    lines = [patch.get_path() for patch in axes.patches if isinstance(patch, PathPatch)]
    assert len(lines) == 6 and not any(line.intersects_bbox(each, filled=False) for line in lines for each in inner)


def test_an_output_that_is_pending_was_not_made():
    book = Book()
    data, model = book.thing(), book.thing()
    book.step("run", "Gen", gives=[data])
    book.step("run", "Trainer", [data], pending=[model], state=FAILED)
    book.step("run", "Pusher", [model])
    assert [step.after for step in read_run(book.store).steps] == [(), ("Gen",), ()]
    text = views.lineage(book.store).text
    assert f"Thing {model}: no producer in the store" in text and "Component 2 made nothing" in text


def test_what_a_resolver_picked_comes_from_it_in_the_run_though_another_run_made_it():
    book = Book()
    model, verdict = book.thing(), book.thing()
    book.step("first", "Trainer", gives=[model])
    book.step("second", "latest_blessed_model", picks=[model])
    book.step("second", "Evaluator", [model], [verdict])
    assert [step.after for step in read_run(book.store).steps] == [(), ("latest_blessed_model",)]
    assert f"Thing {model}: made by Component 1, which used no artifact" in views.lineage(book.store).text


@pytest.mark.parametrize(("value", "words"), [(0.0, "<0.1 s"), (0.09, "<0.1 s"), (3.94, "3.9 s"), (1234.5, "1,234 s")])
def test_seconds_are_told_as_exactly_as_they_matter(value, words):
    assert _seconds(value) == words
