"""The lineage that an ML Metadata store holds: which artifact made which, by what execution. Taught in c2w3-lab1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from ml_metadata.proto.metadata_store_pb2 import Artifact

from courselab.views.drawing.view import View, styled
from courselab.views.drawing.words import counted
from courselab.views.mlmd.lineage_picture import draw
from courselab.views.mlmd.store import Graph, Key, Thing, read_lineage

if TYPE_CHECKING:
    from ml_metadata import MetadataStore

MOST = 80  # boxes in one picture
Highlight: TypeAlias = int | str | Artifact


@styled
def lineage(
    store: MetadataStore,
    artifact: int | Artifact | None = None,
    highlight: Highlight | Iterable[Highlight] | None = None,
) -> View:
    """Draw which artifact made which, by what execution, from left to right, as the events of `store` tell it.

    `artifact`: an artifact or its id, to draw only what led to it; otherwise everything in the store is drawn.
    `highlight`: artifacts, ids or names of artifact types that stand out, with the way to them in dark ink (without
    it: `artifact`). Executions that a cache answered are counted with what they handed on, not drawn.

    Raises: ValueError when the store is empty or too large for one picture, or does not hold what is asked for.
    """
    start = None if artifact is None else _id(artifact)
    if start is not None and not store.get_artifacts_by_id([start]):
        raise ValueError(f"the store holds no artifact {start}: store.get_artifacts() lists those it holds")
    graph = read_lineage(store, start)
    if not graph.things:
        raise ValueError("the store is empty: put artifacts, executions and events into it first")
    if len(graph.things) > MOST:
        raise ValueError(
            f"{len(graph.things)} boxes are too many for one picture (at most {MOST}): "
            "give artifact=... to draw only what led to it"
        )
    marked = _marked(graph, artifact if highlight is None else highlight)
    heading = _heading(graph, start)
    return View(draw(graph, marked, heading), _text(graph, marked, heading))


def _id(artifact: int | Artifact) -> int:
    return artifact.id if isinstance(artifact, Artifact) else int(artifact)


def _marked(graph: Graph, highlight: Highlight | Iterable[Highlight] | None) -> set[Key]:
    """The keys of the artifacts that shall stand out."""
    if highlight is None:
        return set()
    many = [highlight] if isinstance(highlight, (int, str, Artifact)) else list(highlight)
    artifacts = [thing for thing in graph.things.values() if thing.kind == "artifact"]
    found = set()
    for each in many:
        keys = {t.key for t in artifacts if (t.type == each if isinstance(each, str) else t.id == _id(each))}
        if not keys:
            kinds = ", ".join(sorted({thing.type for thing in artifacts}))
            what = repr(each) if isinstance(each, str) else f"artifact {_id(each)}"
            raise ValueError(f"nothing to highlight: {what} is not in this lineage, which holds {kinds}")
        found |= keys
    return found


def _counts(graph: Graph) -> str:
    kinds = [key[0] for key in graph.things]
    return f"{counted(kinds.count('artifact'), 'artifact')}, {counted(kinds.count('execution'), 'execution')}"


def _heading(graph: Graph, start: int | None) -> str:
    subject = f"What led to {graph.things['artifact', start]}" if start is not None else "Lineage"
    return f"{subject}: {_counts(graph)}"


def _text(graph: Graph, marked: set[Key], heading: str) -> str:
    artifacts = [thing for key, thing in sorted(graph.things.items()) if key[0] == "artifact"]
    lines = [heading, *(_sentence(graph, thing, thing.key in marked) for thing in artifacts)]
    lines += [f"{thing.name} made nothing" for thing in _without_outputs(graph)]
    for key in sorted(marked):
        if sources := graph.sources(key):
            lines.append(f"{graph.things[key].name} goes back to {', '.join(map(str, sources))}")
    lines += [f"In {name}: {_inside(graph, members)}" for name, members in graph.contexts.items()]
    return "\n".join(lines)


def _inside(graph: Graph, members: frozenset[Key]) -> str:
    executions = {key for key in graph.things if key[0] == "execution"}
    if executions and members >= executions:
        return "every execution"
    keys = sorted(members & set(graph.things), key=lambda key: (key[0] != "execution", key))
    return _names([graph.things[key] for key in keys])


def _sentence(graph: Graph, thing: Thing, marked: bool) -> str:
    makers = [_made_by(graph, graph.things[key]) for key in sorted(graph.before(thing.key))]
    words = f"{thing}: {'; '.join(makers) or 'no producer in the store'}"
    if thing.key in graph.reused:
        words += f"; {counted(graph.reused[thing.key], 'cached execution')} handed it on"
    return words + (" [highlighted]" if marked else "")


def _made_by(graph: Graph, execution: Thing) -> str:
    inputs = _names([graph.things[key] for key in sorted(graph.before(execution.key))])
    return f"made by {execution.name} from {inputs}" if inputs else f"made by {execution.name}, which used no artifact"


def _names(things: list[Thing]) -> str:
    return ", ".join(thing.name for thing in things)


def _without_outputs(graph: Graph) -> list[Thing]:
    """Executions without outputs."""
    busy = {a for a, _ in graph.edges if a[0] == "execution"}
    return [thing for key, thing in sorted(graph.things.items()) if key[0] == "execution" and key not in busy]
