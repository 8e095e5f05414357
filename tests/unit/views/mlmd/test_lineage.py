"""Lineage: what a store says is what the picture and its words say, and the lab's walk reads any store."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import matplotlib as mpl
import ml_metadata as mlmd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from ml_metadata.proto import metadata_store_pb2 as pb

from courselab import views
from courselab.ground.project import ROOT
from courselab.views.drawing.graph_layout import arrange
from courselab.views.drawing.style import STYLE
from courselab.views.mlmd.lineage_picture import WIDE
from support.pictures import whole

LAB = ROOT / "course2" / "week3" / "lab1_ml_metadata.ipynb"
INPUT, OUTPUT = pb.Event.INPUT, pb.Event.OUTPUT


class Sketch:
    """A store made by hand: `artifact` and `execution` return ids."""

    def __init__(self, file: Path | None = None) -> None:
        config = pb.ConnectionConfig()
        if file is None:
            config.fake_database.SetInParent()
        else:
            config.sqlite.filename_uri = str(file)
        self.store = mlmd.MetadataStore(config)

    def artifact(self, kind: str, uri: str = "") -> int:
        type_id = self.store.put_artifact_type(pb.ArtifactType(name=kind))
        return self.store.put_artifacts([pb.Artifact(type_id=type_id, uri=uri)])[0]

    def execution(self, kind, used=(), made=(), contexts=(), cached=False, inward=INPUT, outward=OUTPUT) -> int:
        type_id = self.store.put_execution_type(pb.ExecutionType(name=kind))
        state = pb.Execution.CACHED if cached else pb.Execution.COMPLETE
        [number] = self.store.put_executions([pb.Execution(type_id=type_id, last_known_state=state)])
        events = [(each, inward) for each in used] + [(each, outward) for each in made]
        self.store.put_events([pb.Event(artifact_id=a, execution_id=number, type=way) for a, way in events])
        for context in contexts:
            self.store.put_attributions_and_associations(
                [pb.Attribution(artifact_id=each, context_id=context) for each in made],
                [pb.Association(execution_id=number, context_id=context)],
            )
        return number

    def context(self, kind: str, name: str) -> int:
        type_id = self.store.put_context_type(pb.ContextType(name=kind))
        return self.store.put_contexts([pb.Context(type_id=type_id, name=name)])[0]


@pytest.fixture
def sketch() -> Sketch:
    return Sketch()


@pytest.fixture
def diamond(sketch: Sketch) -> Sketch:
    """Data 1, statistics 2, schema 3 from them, and report 4 from both: two ways lead from 2 to 4."""
    data, stats = sketch.artifact("Examples", "v1/trips.csv"), sketch.artifact("ExampleStatistics", "v1/stats.pbtxt")
    schema, report = sketch.artifact("Schema", "v1/schema.pbtxt"), sketch.artifact("ExampleAnomalies")
    sketch.execution("StatisticsGen", [data], [stats])
    sketch.execution("SchemaGen", [stats], [schema])
    sketch.execution("ExampleValidator", [stats, schema], [report])
    return sketch


@pytest.fixture
def pipeline(tmp_path: Path) -> Sketch:
    """A store as a TFX pipeline leaves it after two runs, the second from the cache; class names as types."""
    sketch = Sketch(tmp_path / "metadata.sqlite")
    whole = sketch.context("pipeline", "taxi")
    node = {name: sketch.context("node", f"taxi.{name}") for name in ("CsvExampleGen", "StatisticsGen", "SchemaGen")}
    data = sketch.artifact("Examples", "/somewhere/root/CsvExampleGen/examples/1")
    stats = sketch.artifact("ExampleStatistics", "/somewhere/root/StatisticsGen/statistics/2")
    schema = sketch.artifact("Schema", "/somewhere/root/SchemaGen/schema/3")
    for cached in (False, True):
        run = sketch.context("pipeline_run", f"2026-01-0{1 + cached}T10:20:30.405060")
        for used, made, name in (((), data, "CsvExampleGen"), ([data], stats, "StatisticsGen"),
                                 ([stats], schema, "SchemaGen")):  # fmt: skip
            kind = "tfx.components.schema_gen.component.SchemaGen" if name == "SchemaGen" else name
            sketch.execution(kind, used, [made], [whole, run, node[name]], cached)
    # A resolver picks artifacts: its event is no making.
    sketch.execution("tfx.dsl.components.common.resolver.Resolver", (), [schema], outward=pb.Event.INTERNAL_OUTPUT)
    return sketch


def drawn(view: views.View) -> list[str]:
    return [text.get_text() for text in view.figure.findobj(Text) if text.get_text().strip()]


# --- the words


def test_a_diamond_in_words(diamond):
    view = views.lineage(diamond.store, highlight="ExampleAnomalies")
    whole(view)
    assert view.text.splitlines() == [
        "Lineage: 4 artifacts, 3 executions",
        "Examples 1 (v1/trips.csv): no producer in the store",
        "ExampleStatistics 2 (v1/stats.pbtxt): made by StatisticsGen 1 from Examples 1",
        "Schema 3 (v1/schema.pbtxt): made by SchemaGen 2 from ExampleStatistics 2",
        "ExampleAnomalies 4: made by ExampleValidator 3 from ExampleStatistics 2, Schema 3 [highlighted]",
        "ExampleAnomalies 4 goes back to Examples 1 (v1/trips.csv)",
    ]


def test_one_artifact_shows_only_what_led_to_it(diamond):
    by_id, by_proto = views.lineage(diamond.store, 3), views.lineage(diamond.store, diamond.store.get_artifacts()[2])
    assert by_id.text == by_proto.text
    assert by_id.png() == by_proto.png()
    lines = by_id.text.splitlines()
    assert lines[0] == "What led to Schema 3 (v1/schema.pbtxt): 3 artifacts, 2 executions"
    assert lines[3].endswith("[highlighted]")
    assert "Validator" not in by_id.text


def test_an_artifact_without_producer_stands_alone(diamond):
    view = views.lineage(diamond.store, 1)
    whole(view)
    assert view.text.splitlines() == [
        "What led to Examples 1 (v1/trips.csv): 1 artifact, 0 executions",
        "Examples 1 (v1/trips.csv): no producer in the store [highlighted]",
    ]


def test_two_contexts_are_told_and_set_executions_apart(sketch):
    runs = [sketch.context("Run", f"run {n}") for n in (1, 2)]
    everything = sketch.context("Experiment", "taxi")
    for run in runs:
        data, stats, schema = (sketch.artifact(k) for k in ("Examples", "ExampleStatistics", "Schema"))
        sketch.execution("StatisticsGen", [data], [stats], [run, everything])
        sketch.execution("SchemaGen", [stats], [schema], [run, everything])
    view = views.lineage(sketch.store)
    whole(view)
    assert "In run 1 (Run): StatisticsGen 1, SchemaGen 2, ExampleStatistics 2, Schema 3" in view.text.splitlines()
    assert "In run 2 (Run): StatisticsGen 3, SchemaGen 4, ExampleStatistics 5, Schema 6" in view.text.splitlines()
    assert drawn(view).count("run 1") == drawn(view).count("run 2") == 2
    assert view.text.splitlines()[-1] == "In taxi (Experiment): every execution"
    assert "taxi" not in drawn(view)  # holds all executions, so it tells none from another


def test_an_execution_without_output_and_one_that_changes_in_place(sketch):
    model, data = sketch.artifact("Model"), sketch.artifact("Examples")
    sketch.execution("Pusher", [model])
    sketch.execution("Tidy", [data], [data])
    lines = views.lineage(sketch.store).text.splitlines()
    assert "Examples 2: no producer in the store" in lines
    assert lines[-2:] == ["Pusher 1 made nothing", "Tidy 2 made nothing"]


def test_a_circle_in_the_record_is_drawn_and_ends(sketch):
    first, second = sketch.artifact("Model"), sketch.artifact("Model")
    sketch.execution("Train", [first], [second])
    sketch.execution("Rename", [second], [first])
    view = views.lineage(sketch.store, second)
    whole(view)
    assert "Model 1: made by Rename 2 from Model 2" in view.text.splitlines()


def test_long_names_and_odd_letters_stay_in_their_boxes(sketch):
    data = sketch.artifact("A type with a name far too long for any box", "s3://bucket/Zürich/東京 and more of it.csv")
    made = sketch.artifact("AnEndlessCamelCaseNameOfAnArtifactTypeThatGoesOn", "x" * 300)
    sketch.execution("supercalifragilisticexpialidocious", [data], [made])
    view = views.lineage(sketch.store)
    whole(view)
    with mpl.rc_context(STYLE):
        renderer = view.figure.canvas.get_renderer()
        wide = {t.get_text(): t.get_window_extent(renderer).width for t in view.figure.findobj(Text)[2:]}
    inside = {t: w for t, w in wide.items() if w and not t.startswith(("Lineage", "Square"))}
    assert max(inside.values()) <= WIDE * view.figure.dpi


# --- what cannot be drawn


def test_an_empty_store_and_what_is_not_in_a_store_are_said(sketch, diamond):
    with pytest.raises(ValueError, match="no artifact 99"):
        views.lineage(diamond.store, 99)
    with pytest.raises(ValueError, match=r"'Model' is not in this lineage, which holds Example.*Schema"):
        views.lineage(diamond.store, highlight="Model")
    with pytest.raises(ValueError, match="artifact 4 is not in this lineage"):
        views.lineage(diamond.store, 3, highlight=4)
    with pytest.raises(ValueError, match="the store is empty"):
        views.lineage(Sketch().store)


def test_too_many_boxes_ask_for_one_artifact(sketch):
    many = [sketch.artifact("Examples") for _ in range(81)]
    with pytest.raises(ValueError, match=r"81 boxes are too many.*artifact="):
        views.lineage(sketch.store)
    assert "1 artifact" in views.lineage(sketch.store, many[0]).text


# --- a pipeline's store


def test_a_cached_run_is_counted_and_not_drawn(pipeline):
    view = views.lineage(pipeline.store, 3)
    whole(view)
    lines = view.text.splitlines()
    assert lines[0] == "What led to Schema 3 (schema/3): 3 artifacts, 3 executions"
    assert lines[1] == (
        "Examples 1 (examples/1): made by CsvExampleGen 1, which used no artifact; 1 cached execution handed it on"
    )
    assert lines[3].startswith("Schema 3 (schema/3): made by SchemaGen 3 from ExampleStatistics 2; 1 cached")
    assert lines[4] == "Schema 3 goes back to Examples 1 (examples/1)"
    assert "/somewhere" not in view.text


def test_a_pipelines_contexts_are_told_without_its_nodes_and_clock(pipeline):
    text = views.lineage(pipeline.store, 3).text
    assert text.splitlines()[-3:] == [
        "In taxi (pipeline): every execution",
        "In pipeline_run 5: every execution",
        "In pipeline_run 6: Examples 1, ExampleStatistics 2, Schema 3",
    ]
    assert "10:20:30" not in text


def test_a_cached_execution_whose_first_run_is_gone_is_its_artifacts_maker(sketch):
    data = sketch.artifact("Examples")
    sketch.execution("CsvExampleGen", [], [data], cached=True)
    assert "made by CsvExampleGen 1" in views.lineage(sketch.store).text


def lab_function(name: str, **globals_: object):
    """A function as the lab defines it, with the names of the module level that it needs."""
    cells = ["".join(c["source"]) for c in json.loads(LAB.read_text())["cells"] if c["cell_type"] == "code"]
    [cell] = [cell for cell in cells if f"def {name}(" in cell]
    kept = [n for n in ast.parse(cell).body if isinstance(n, ast.FunctionDef) or ast.unparse(n).startswith("MADE")
            or ast.unparse(n).startswith("USED")]  # fmt: skip
    namespace = {"pb": pb, "mlmd": mlmd, **globals_}
    exec(compile(ast.Module(kept, []), str(LAB), "exec"), namespace)
    return namespace[name]


def test_the_walk_of_the_lab_reads_a_pipelines_store(pipeline):
    upstream = lab_function("upstream")
    which_data = lab_function("which_data", upstream=upstream)
    [schema] = pipeline.store.get_artifacts_by_type("Schema")
    assert upstream(pipeline.store, schema.id) == {3: 0, 2: 1, 1: 2}
    assert [data.id for data in which_data(pipeline.store, schema.id)] == [1]


def test_the_walk_of_the_lab_takes_the_shortest_of_two_ways_and_ends_in_a_circle(diamond):
    upstream = lab_function("upstream")
    assert upstream(diamond.store, 4) == {4: 0, 2: 1, 3: 1, 1: 2}
    assert upstream(diamond.store, 1) == {1: 0}
    diamond.execution("Sample", [4], [1])
    assert set(upstream(diamond.store, 1)) == {1, 2, 3, 4}


# --- the layout

GRAPHS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))
)


@given(GRAPHS)
def test_edges_run_to_the_right_and_nothing_overlaps(graph):
    count, pairs = graph
    edges = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    layout = arrange(range(count), edges)
    assert all(layout.column[a] < layout.column[b] for a, b in edges)
    for edge, route in layout.routes.items():
        assert [column for column, _ in route] == list(range(layout.column[edge[0]], layout.column[edge[1]] + 1))
    taken = [(layout.column[node], layout.row[node]) for node in range(count)]
    apart = [abs(b[1] - a[1]) for i, a in enumerate(taken) for b in taken[i + 1 :] if a[0] == b[0]]
    assert min(apart, default=1.0) > 0.999  # a row each, but for rounding
    assert min(layout.row.values()) >= 0
    assert max(layout.row.values()) < layout.rows


@given(GRAPHS)
def test_circles_do_not_hang_the_layout(graph):
    count, edges = graph
    layout = arrange(range(count), edges)
    assert set(layout.routes) == set(edges)
    assert layout.columns <= count + 1


def test_lines_pass_beside_boxes_and_parallel_chains_do_not_cross():
    layout = arrange("adbecf", [("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("d", "c")])
    assert layout.row["a"] == pytest.approx(layout.row["b"], abs=0.3)
    ways = [layout.row[node] < layout.row[other] for node, other in ("ad", "be", "cf")]
    assert len(set(ways)) == 1
    passed = dict(layout.routes["d", "c"])[1]
    assert min(abs(passed - layout.row[node]) for node in "be") > 0.7  # half a box and half a line: 0.725
