"""Scenes with the boxes that are there and the boxes that were found. Taught in c1w1-lab1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from courselab.apps.boxes import overlap
from courselab.views.drawing.style import GREEN, SKY, VERMILION
from courselab.views.drawing.view import View, styled
from courselab.views.drawing.words import counted, label, number, one_line
from courselab.views.images.panels import checked, panels

# (x0, y0, x1, y1), (x0, y0, x1, y1, label) or (x0, y0, x1, y1, label, confidence); pixels, origin top left
Box = Sequence


@styled
def scenes(
    images: Sequence,
    boxes: Sequence[Sequence[Box]],
    found: Sequence[Sequence[Box]] | None = None,
    titles: Sequence[str] | None = None,
    *,
    iou: float = 0.5,
    columns: int = 4,
    limit: int = 12,
) -> View:
    """Draw the boxes that are there (dashed) and the boxes that were found (solid), and count who missed what.

    A box is (x0, y0, x1, y1), then a label and a confidence if it has them; pixels, origin top left. A found box is
    right when it overlaps one not yet found with the same label by `iou` or more; the most confident choose first. The
    first `limit` scenes are drawn, all are counted. Taught in c1w1-lab1.

    Raises: ValueError when the numbers of images and of lists of boxes differ.
    """
    images, titles = checked(images, titles)
    for name, each in (("boxes", boxes), ("found", found)):
        if each is not None and len(each) != len(images):
            raise ValueError(f"one list of {name} is needed for each image: {len(images)} images, {len(each)} lists")
    judged = [_judge(truth, found[i] if found is not None else [], iou) for i, truth in enumerate(boxes)]
    figure, axes = panels(images[:limit], titles[:limit], columns)
    for panel, truth, i in zip(axes, boxes, range(limit), strict=False):
        _boxes(panel, truth, found[i] if found is not None else None, judged[i])
    if found is not None:
        _legend(figure)
    return View(figure, _scene_text(boxes, found, judged, titles, limit, iou))


def _judge(truth: Sequence[Box], found: Sequence[Box], iou: float) -> tuple[set[int], set[int]]:
    """Which true boxes were found, and which found boxes are right, by position."""
    hit, right = set(), set()
    for i in sorted(range(len(found)), key=lambda i: -(_confidence(found[i]) or 0)):
        open_ones = [k for k, box in enumerate(truth) if k not in hit and _same_label(box, found[i])]
        best = max(open_ones, key=lambda k: overlap(truth[k], found[i]), default=None)
        if best is not None and overlap(truth[best], found[i]) >= iou:
            hit.add(best)
            right.add(i)
    return hit, right


def _same_label(a: Box, b: Box) -> bool:
    return len(a) < 5 or len(b) < 5 or str(a[4]) == str(b[4])


def _confidence(box: Box) -> float | None:
    return float(box[5]) if len(box) > 5 else None


def _boxes(axes: Axes, truth: Sequence[Box], found: Sequence[Box] | None, judged: tuple[set[int], set[int]]) -> None:
    hit, right = judged
    for i, box in enumerate(truth):
        missed = found is not None and i not in hit
        if found is None:
            _box(axes, box, GREEN, "--")
        else:
            _box(axes, box, SKY if missed else "white", "--", words=missed, below=True)
    for i, box in enumerate(found or []):
        _box(axes, box, GREEN if i in right else VERMILION, "-")


def _box(axes: Axes, box: Box, colour: str, line: str, words: bool = True, below: bool = False) -> None:
    from matplotlib.patches import Rectangle

    # Pixel centres lie on whole numbers, so a box from edge to edge starts half a pixel earlier.
    x, y = float(box[0]) - 0.5, float(box[1]) - 0.5
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    axes.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=colour, linewidth=1.8, linestyle=line))
    text = _words(box)
    if words and text:
        room = 0.1 * axes.get_ylim()[0]  # near the edge of the picture, write inside the box
        inside = y + height > axes.get_ylim()[0] - room if below else y < room
        axes.annotate(
            text,
            (x, y + height if below else y),
            xytext=(2, 2 if below == inside else -2),
            fontsize=8,
            textcoords="offset points",
            color="black" if colour == SKY else "white",
            va="bottom" if below == inside else "top",
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.0, "alpha": 0.9},
        )


def _words(box: Box) -> str:
    confidence = _confidence(box)
    parts = [label(box[4], 12)] if len(box) > 4 else []
    return " ".join(parts + ([f"{confidence:.2f}"] if confidence is not None else []))


def _legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D

    kinds: tuple[tuple[str, Any, str], ...] = (
        (GREEN, "-", "found, right"),
        (VERMILION, "-", "found, wrong"),
        (SKY, "--", "there, missed"),
        ("white", "--", "there, found"),
    )
    lines = [Line2D([], [], color=colour, linestyle=line, label=text) for colour, line, text in kinds]
    # On grey, as on the pictures: the boxes that are there and were found are white.
    figure.legend(
        handles=lines,
        loc="outside lower center",
        ncols=4,
        frameon=True,
        facecolor="0.35",
        labelcolor="white",
        framealpha=1,
    )


def _scene_text(boxes, found, judged, titles: list[str], limit: int, iou: float) -> str:
    there = sum(map(len, boxes))
    head = f"{counted(len(boxes), 'scene')} with {counted(there, 'box', 'boxes')}"
    if found is None:
        lines = [_scene_line(i, titles[i], f"there: {_list(each)}") for i, each in enumerate(boxes[:limit])]
        return "\n".join([head, *lines])
    right = sum(len(each[1]) for each in judged)
    given = sum(map(len, found))
    head += f": {right} found, {there - right} missed, {given - right} false (overlap of {number(iou)} or more)"
    lines = [head]
    for i, (hit, good) in enumerate(judged[:limit]):
        missed = [box for k, box in enumerate(boxes[i]) if k not in hit]
        wrong = [box for k, box in enumerate(found[i]) if k not in good]
        lines.append(_scene_line(i, titles[i], f"{len(good)} found, missed: {_list(missed)}, false: {_list(wrong)}"))
    return "\n".join(lines)


def _scene_line(i: int, title: str, facts: str) -> str:
    return f"{one_line(title) if title else f'scene {i + 1}'}: {facts}"


def _list(boxes: Sequence[Box]) -> str:
    names = [_words(box) or "a box" for box in boxes]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "none"
