"""One run of a TFX pipeline as it stands in the metadata store: what ran, what came from the cache, how long it took.

Taught in c2w2-lab2; c2w3-lab1 reads the same store by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from courselab.views.view import BLUE, GREY, INK, VERMILION, View, bare, new_figure, styled
from courselab.views.words import counted, label, one_line

RUN, PIPELINE, NODE = "pipeline_run", "pipeline", "node"  # TFX's context types
OUTPUTS = ("OUTPUT", "DECLARED_OUTPUT", "PENDING_OUTPUT")
_WORDS = {"COMPLETE": "ran", "CACHED": "cached", "FAILED": "failed", "CANCELED": "canceled", "RUNNING": "running"}
_LOOK = {"ran": (BLUE, "white", "solid"), "cached": ("white", INK, "dashed"), "failed": (VERMILION, "white", "solid")}


@dataclass(frozen=True)
class Step:
    """A component in a run: its name, its state in one word, its seconds, and whose outputs of this run it reads."""

    name: str
    state: str
    seconds: float
    after: tuple[str, ...]


@styled
def pipeline(store: object, run: int | str = -1, title: str = "") -> View:
    """Draw the components of one pipeline run as boxes in the order of their data.

    `store`: an ml_metadata MetadataStore. `run`: a position among the store's runs, oldest first, or a run id;
    the default is the newest.

    Raises: ValueError when the store has no such run.
    """
    found, place, total = _find(store, run)
    steps, name = _steps(store, found)
    if not steps:
        raise ValueError(f"run {found.name} of the store has no executions: look at one that was started")
    heading = title or f"Pipeline {one_line(name)}, run {place} of {total}"
    return View(_figure(steps, heading), _text(steps, heading))


def _find(store: object, run: int | str) -> tuple[object, int, int]:
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


def _steps(store: object, run: object) -> tuple[list[Step], str]:
    """The run's steps in the order they started, and the pipeline's name."""
    executions = sorted(store.get_executions_by_context(run.id), key=lambda execution: execution.id)
    contexts = {e.id: {c.type: c.name for c in store.get_contexts_by_execution(e.id)} for e in executions}
    pipeline_name = next((found[PIPELINE] for found in contexts.values() if PIPELINE in found), run.name)
    names = {e.id: _node(e, contexts[e.id]) for e in executions}
    readers, makers = _events(store, list(names))
    steps = []
    for execution in executions:
        sources = {maker for artifact in readers.get(execution.id, ()) for maker in makers.get(artifact, ())}
        after = tuple(names[source] for source in sorted(sources) if source != execution.id)
        # MLMD counts milliseconds; the last update of a finished execution is its end.
        seconds = (execution.last_update_time_since_epoch - execution.create_time_since_epoch) / 1000
        steps.append(Step(names[execution.id], _state(execution), seconds, after))
    return steps, pipeline_name


def _node(execution: object, contexts: dict[str, str]) -> str:
    """The component's id in its pipeline: TFX names the context "pipeline.id"."""
    full = contexts.get(NODE) or execution.type.rpartition(".")[2] or f"execution {execution.id}"
    return full.removeprefix(f"{contexts.get(PIPELINE, '')}.")


def _state(execution: object) -> str:
    name = type(execution).State.Name(execution.last_known_state)
    return _WORDS.get(name, name.lower())


def _events(store: object, ids: list[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """(execution -> artifacts it read, artifact -> executions of this run that gave it out)."""
    readers: dict[int, set[int]] = {}
    makers: dict[int, set[int]] = {}
    for event in store.get_events_by_execution_ids(ids) if ids else []:
        if type(event).Type.Name(event.type) in OUTPUTS:
            makers.setdefault(event.artifact_id, set()).add(event.execution_id)
        else:
            readers.setdefault(event.execution_id, set()).add(event.artifact_id)
    return readers, makers


def _columns(steps: list[Step]) -> dict[str, int]:
    """How many steps stand before each one on its longest way through the pipeline."""
    depth: dict[str, int] = {}
    for step in steps:  # a step starts after those it reads from, so theirs are known
        depth[step.name] = max((depth.get(source, -1) + 1 for source in step.after), default=0)
    return depth


def _places(steps: list[Step]) -> dict[str, tuple[int, float]]:
    """Each step's (column, height): the steps of a column stand around the middle line, the first above."""
    depth = _columns(steps)
    stacks: dict[int, list[str]] = {}
    for step in reversed(steps):  # later steps on top: their long arrows run above the others
        stacks.setdefault(depth[step.name], []).append(step.name)
    return {name: (column, (len(stack) - 1) / 2 - i) for column, stack in stacks.items()
            for i, name in enumerate(stack)}  # fmt: skip


def _figure(steps: list[Step], heading: str):
    places = _places(steps)
    columns = 1 + max(column for column, _ in places.values())
    highest = max(height for _, height in places.values())
    figure = new_figure(1.75 + 1.8 * highest)
    axes = figure.add_subplot()
    bare(axes)
    axes.set(xlim=(-0.48, max(columns, 4) - 0.52), ylim=(-highest - 0.75, highest + 0.85))
    axes.set_title(heading)
    for step in steps:
        for source in step.after:
            _arrow(axes, places[source], places[step.name], bend=0.25 if highest else 0.13)  # one row: a low figure
        _box(axes, places[step.name], step, size=10 if columns <= 5 else 60 / (columns + 1))
    return figure


def _box(axes: Axes, place: tuple[int, float], step: Step, size: float) -> None:
    x, y = place
    face, ink, line = _LOOK.get(step.state, ("#F2F2F2", INK, "dotted"))
    shape = FancyBboxPatch((x - 0.36, y - 0.26), 0.72, 0.52, boxstyle="round,pad=0,rounding_size=0.05",
                           facecolor=face, edgecolor=GREY, linestyle=line, linewidth=1.2, zorder=3)  # fmt: skip
    axes.add_patch(shape)
    axes.text(x, y + 0.08, label(step.name, 20), color=ink, ha="center", va="center", fontsize=size,
              fontweight="bold", zorder=4)  # fmt: skip
    axes.text(x, y - 0.12, f"{step.state}, {_seconds(step.seconds)}", color=ink, ha="center", va="center",
              fontsize=size - 1, zorder=4)  # fmt: skip


def _arrow(axes: Axes, start: tuple[int, float], end: tuple[int, float], bend: float) -> None:
    """From box to box; over or under the boxes between when there are any."""
    (x0, y0), (x1, y1) = start, end
    way = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 1}
    if x1 - x0 == 1:
        axes.annotate("", (x1 - 0.36, y1), (x0 + 0.36, y0), arrowprops=way, zorder=2)
        return
    side = 1 if y1 >= 0 else -1
    arc = {"connectionstyle": f"arc3,rad={-side * bend}"}
    axes.annotate("", (x1 - 0.2, y1 + side * 0.26), (x0, y0 + side * 0.26), arrowprops=way | arc, zorder=2)


def _seconds(value: float) -> str:
    return "<0.1 s" if value < 0.1 else f"{value:,.1f} s" if value < 100 else f"{value:,.0f} s"


def _text(steps: list[Step], heading: str) -> str:
    states = [step.state for step in steps]
    tally = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    lines = [f"{heading}: {counted(len(steps), 'component')}, {tally}"]
    for step in steps:
        source = f", after {' and '.join(step.after)}" if step.after else ""
        lines.append(f"{step.name}: {step.state}, {_seconds(step.seconds)}{source}")
    return "\n".join(lines)
