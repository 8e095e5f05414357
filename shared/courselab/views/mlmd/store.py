"""The one reader of an ML Metadata store: who made what, and what ran in a pipeline run. Public API only.

Events say how an execution and an artifact meet. *Made* is what an OUTPUT or DECLARED_OUTPUT event names, *used* what
an INPUT or DECLARED_INPUT event names. PENDING_OUTPUT counts as neither: TFX registers it before a component runs and
turns it into OUTPUT when the artifact is final, so what a failed or running component leaves pending was never made
(tfx.orchestration.portable.mlmd.event_lib: "not finalized"). INTERNAL_OUTPUT is a resolver's: it *picked* an artifact
that another execution made; in a run it hands that on. Taught in c2w3-lab1, which walks the same events by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ml_metadata.proto.metadata_store_pb2 import Artifact, Context, Event, Execution

from courselab.views.drawing.words import counted

if TYPE_CHECKING:
    from ml_metadata import MetadataStore

USED = frozenset({Event.INPUT, Event.DECLARED_INPUT})
MADE = frozenset({Event.OUTPUT, Event.DECLARED_OUTPUT})
PICKED = frozenset({Event.INTERNAL_OUTPUT})

PIPELINE, RUN, NODE = "pipeline", "pipeline_run", "node"  # TFX's context types
Key = tuple[str, int]  # ("artifact", 3) or ("execution", 2)


@dataclass(frozen=True)
class Thing:
    """An artifact or an execution as a reader knows it; `place` is the end of an artifact's URI, or its name."""

    kind: str
    id: int
    type: str
    place: str = ""

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def name(self) -> str:
        return f"{self.type} {self.id}"

    def __str__(self) -> str:
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True)
class Step:
    """A component in a run: its name, its state, its seconds, and the steps whose outputs of this run it used."""

    name: str
    state: str  # of the execution: "COMPLETE", "CACHED", "FAILED", ...
    seconds: float
    after: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One run of a pipeline: its steps in the order they started, and its place among all runs, counted from 1."""

    name: str
    pipeline: str
    place: int
    total: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Graph:
    """What a store, or a part of it, says: edges run from inputs to executions and from executions to outputs."""

    things: dict[Key, Thing]
    edges: tuple[tuple[Key, Key], ...]
    reused: dict[Key, int] = field(default_factory=dict)  # artifact: how often a cached execution handed it on
    contexts: dict[str, frozenset[Key]] = field(default_factory=dict)  # "run 2 (Run)": all that it holds in the store

    def before(self, key: Key) -> list[Key]:
        """What leads straight to a thing."""
        return [a for a, b in self.edges if b == key]

    def ancestors(self, keys: Iterable[Key]) -> set[Key]:
        """The things and everything that led to them."""
        found, waiting = set(), list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += self.before(key)
        return found

    def sources(self, key: Key) -> list[Thing]:
        """The artifacts that a thing goes back to and that nothing in the store went into; empty for a source."""
        found = self.ancestors([key]) - {key}
        return [self.things[k] for k in sorted(found) if k[0] == "artifact" and self._comes_from_outside(k)]

    def _comes_from_outside(self, key: Key) -> bool:
        return not any(self.before(execution) for execution in self.before(key))


def read_lineage(store: MetadataStore, artifact_id: int | None = None) -> Graph:
    """Return the whole store as a Graph, or what led to one artifact."""
    events = _all_events(store) if artifact_id is None else _events_upstream(store, artifact_id)
    artifacts = store.get_artifacts() if artifact_id is None else _artifacts(store, events, artifact_id)
    executions = store.get_executions_by_id(sorted({event.execution_id for event in events}))
    if artifact_id is None:
        executions = store.get_executions()
    reused = _reused(events, executions)
    kept = [each for each in executions if each.id not in reused]
    things = [*_named_artifacts(artifacts), *_named_executions(kept)]
    by_key = {thing.key: thing for thing in sorted(things, key=lambda t: t.key)}
    return Graph(by_key, _edges(events, by_key), _reuses(events, reused), _contexts(store, set(by_key)))


def _all_events(store: MetadataStore) -> list:
    ids = sorted(execution.id for execution in store.get_executions())
    return store.get_events_by_execution_ids(ids) if ids else []


def _events_upstream(store: MetadataStore, artifact_id: int) -> list:
    """The events of everything that led to an artifact, nearest first."""
    events, seen, waiting = [], {artifact_id}, [artifact_id]
    while waiting:
        made = [e for e in store.get_events_by_artifact_ids(waiting) if e.type in MADE]
        makers = sorted({event.execution_id for event in made})
        used = [e for e in store.get_events_by_execution_ids(makers) if e.type in USED] if makers else []
        events += made + used
        waiting = sorted({event.artifact_id for event in used} - seen)
        seen |= set(waiting)
    return events


def _artifacts(store: MetadataStore, events: list, artifact_id: int) -> list[Artifact]:
    return store.get_artifacts_by_id(sorted({artifact_id, *(event.artifact_id for event in events)}))


def _reused(events: list, executions: Sequence[Execution]) -> set[int]:
    """Cached executions all of whose outputs have another maker: they made nothing, the first run did."""
    cached = {e.id for e in executions if e.last_known_state == Execution.CACHED}
    really = {e.artifact_id for e in events if e.type in MADE and e.execution_id not in cached}
    alone = {e.execution_id for e in events if e.type in MADE and e.artifact_id not in really}
    return cached - alone


def _reuses(events: list, reused: set[int]) -> dict[Key, int]:
    again = [("artifact", e.artifact_id) for e in events if e.type in MADE and e.execution_id in reused]
    return {key: again.count(key) for key in again}


def _edges(events: list, things: dict[Key, Thing]) -> tuple[tuple[Key, Key], ...]:
    edges = set()
    for event in events:
        artifact, execution = ("artifact", event.artifact_id), ("execution", event.execution_id)
        if artifact in things and execution in things and event.type in USED | MADE:
            edges.add((artifact, execution) if event.type in USED else (execution, artifact))
    # Changed in place: used and made by one execution, which therefore did not make it.
    return tuple(sorted((a, b) for a, b in edges if not (a[0] == "execution" and (b, a) in edges)))


def _named_artifacts(artifacts: Iterable[Artifact]) -> list[Thing]:
    return [Thing("artifact", a.id, a.type, _place(a.uri) or a.name) for a in artifacts]


def _named_executions(executions: Iterable[Execution]) -> list[Thing]:
    return [Thing("execution", e.id, _short(e.type)) for e in executions]


def _short(name: str) -> str:
    """TFX names an execution's type by its class: "tfx.components.schema_gen.component.SchemaGen"."""
    return name.rpartition(".")[2] if re.fullmatch(r"\w+(\.\w+)+", name) else name


def _place(uri: str) -> str:
    """The last two steps of a URI: enough to know it, and no folder of one machine."""
    steps = [step for step in uri.rpartition("://")[2].split("/") if step]
    return "/".join(steps[-2:])


def _contexts(store: MetadataStore, drawn: set[Key]) -> dict[str, frozenset[Key]]:
    """The contexts that hold some of what is drawn, and executions of several types: a run, not a pipeline's node."""
    held = {}
    for context in sorted(store.get_contexts(), key=lambda c: c.id):
        executions = store.get_executions_by_context(context.id)
        members = {("artifact", a.id) for a in store.get_artifacts_by_context(context.id)}
        members |= {("execution", e.id) for e in executions}
        if members & drawn and len({e.type_id for e in executions}) > 1:
            held[_context_name(context)] = frozenset(members)
    return held


def _context_name(context: Context) -> str:
    """TFX calls a run by the moment it began: its number says as much and is the same on every machine."""
    began = re.match(r"\d{4}-\d\d-\d\dT", context.name)
    return f"{context.type} {context.id}" if began else f"{context.name} ({context.type})"


def read_run(store: MetadataStore, run: int | str = -1) -> Run:
    """Return one run of a pipeline: by its position among the store's runs, oldest first, or by its id.

    Raises: ValueError when the store has no such run, or the run has no executions.
    """
    context, place, total = _find_run(store, run)
    executions = sorted(store.get_executions_by_context(context.id), key=lambda execution: execution.id)
    if not executions:
        raise ValueError(f"run {context.name} of the store has no executions: look at one that was started")
    contexts = {e.id: {c.type: c.name for c in store.get_contexts_by_execution(e.id)} for e in executions}
    pipeline = next((held[PIPELINE] for held in contexts.values() if PIPELINE in held), context.name)
    return Run(context.name, pipeline, place, total, _steps(store, executions, contexts))


def _find_run(store: MetadataStore, run: int | str) -> tuple[Context, int, int]:
    """The run's context, its place counted from 1, and how many runs there are."""
    runs = sorted(store.get_contexts_by_type(RUN), key=lambda context: context.id)
    if not runs:
        raise ValueError("the metadata store holds no pipeline run: run the pipeline first")
    names = [context.name for context in runs]
    if isinstance(run, str):
        if run not in names:
            raise ValueError(f"no run {run!r} in the store: it has {', '.join(names)}")
        place = names.index(run)
    elif -len(runs) <= run < len(runs):
        place = run % len(runs)
    else:
        raise ValueError(f"no run {run}: the store has {counted(len(runs), 'run')}, numbered from 0")
    return runs[place], place + 1, len(runs)


def _steps(
    store: MetadataStore, executions: Sequence[Execution], contexts: dict[int, dict[str, str]]
) -> tuple[Step, ...]:
    names = {e.id: _node(e, contexts[e.id]) for e in executions}
    events = store.get_events_by_execution_ids(list(names))
    givers: dict[int, set[int]] = {}  # artifact: executions of this run that made it, picked it, or had it cached
    for event in events:
        if event.type in MADE | PICKED:
            givers.setdefault(event.artifact_id, set()).add(event.execution_id)
    steps = []
    for execution in executions:
        used = [e.artifact_id for e in events if e.execution_id == execution.id and e.type in USED]
        before = {giver for artifact in used for giver in givers.get(artifact, ())} - {execution.id}
        # MLMD counts milliseconds; the last update of a finished execution is its end.
        seconds = (execution.last_update_time_since_epoch - execution.create_time_since_epoch) / 1000
        state = Execution.State.Name(execution.last_known_state)
        steps.append(Step(names[execution.id], state, seconds, tuple(names[giver] for giver in sorted(before))))
    return tuple(steps)


def _node(execution: Execution, contexts: dict[str, str]) -> str:
    """The component's id in its pipeline: TFX names the context "pipeline.id"."""
    full = contexts.get(NODE) or _short(execution.type) or f"execution {execution.id}"
    return full.removeprefix(f"{contexts.get(PIPELINE, '')}.")
