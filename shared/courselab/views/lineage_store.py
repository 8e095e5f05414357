"""Reads who made what out of an ML Metadata store, through its public API only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ml_metadata.proto.metadata_store_pb2 import Artifact, Context, Event, Execution

# A resolver's events (INTERNAL_...) say that something was picked, PENDING_OUTPUT that it may be made: nothing is made.
USED = frozenset({Event.INPUT, Event.DECLARED_INPUT})
MADE = frozenset({Event.OUTPUT, Event.DECLARED_OUTPUT})
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


def read(store: object, artifact_id: int | None = None) -> Graph:
    """Return the whole store as a Graph, or what led to one artifact."""
    events = _all_events(store) if artifact_id is None else _events_upstream(store, artifact_id)
    artifacts = store.get_artifacts() if artifact_id is None else _artifacts(store, events, artifact_id)
    executions = store.get_executions_by_id(sorted({event.execution_id for event in events}))
    if artifact_id is None:
        executions = store.get_executions()
    reused = _reused(events, executions)
    kept = [each for each in executions if each.id not in reused]
    things = [*_named_artifacts(store, artifacts), *_named_executions(store, kept)]
    by_key = {thing.key: thing for thing in sorted(things, key=lambda t: t.key)}
    return Graph(by_key, _edges(events, by_key), _reuses(events, reused), _contexts(store, set(by_key)))


def _all_events(store: object) -> list:
    ids = sorted(execution.id for execution in store.get_executions())
    return store.get_events_by_execution_ids(ids) if ids else []


def _events_upstream(store: object, artifact_id: int) -> list:
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


def _artifacts(store: object, events: list, artifact_id: int) -> list[Artifact]:
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


def _named_artifacts(store: object, artifacts: Iterable[Artifact]) -> list[Thing]:
    types = {each.id: each.name for each in store.get_artifact_types()}
    return [Thing("artifact", a.id, types[a.type_id], _place(a.uri) or a.name) for a in artifacts]


def _named_executions(store: object, executions: Iterable[Execution]) -> list[Thing]:
    types = {each.id: _short(each.name) for each in store.get_execution_types()}
    return [Thing("execution", e.id, types[e.type_id]) for e in executions]


def _short(name: str) -> str:
    """TFX names an execution's type by its class: "tfx.components.schema_gen.component.SchemaGen"."""
    return name.rpartition(".")[2] if re.fullmatch(r"\w+(\.\w+)+", name) else name


def _place(uri: str) -> str:
    """The last two steps of a URI: enough to know it, and no folder of one machine."""
    steps = [step for step in uri.rpartition("://")[2].split("/") if step]
    return "/".join(steps[-2:])


def _contexts(store: object, drawn: set[Key]) -> dict[str, frozenset[Key]]:
    """The contexts that hold some of what is drawn, and executions of several types: a run, not a pipeline's node."""
    types = {each.id: each.name for each in store.get_context_types()}
    held = {}
    for context in sorted(store.get_contexts(), key=lambda c: c.id):
        executions = store.get_executions_by_context(context.id)
        members = {("artifact", a.id) for a in store.get_artifacts_by_context(context.id)}
        members |= {("execution", e.id) for e in executions}
        if members & drawn and len({e.type_id for e in executions}) > 1:
            held[_context_name(context, types[context.type_id])] = frozenset(members)
    return held


def _context_name(context: Context, kind: str) -> str:
    """TFX calls a run by the moment it began: its number says as much and is the same on every machine."""
    return f"{kind} {context.id}" if re.match(r"\d{4}-\d\d-\d\dT", context.name) else f"{context.name} ({kind})"
