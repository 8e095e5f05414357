"""Boxes and arrows of a laid-out graph, in axes that count inches from the top left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from courselab.views.drawing.view import bare, new_figure

Point = tuple[float, float]  # inches
HEAD = (0.09, 0.045)  # inches: length of an arrow's head, half its breadth


def canvas(height: float, width: float) -> tuple[Figure, Axes]:
    """Return a new figure of this size and axes that fill it, x to the right and y down in inches."""
    figure = new_figure(height, width)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    bare(axes)
    axes.set(xlim=(0, width), ylim=(height, 0))
    return figure, axes


def box(axes: Axes, middle: Point, width: float, height: float, rounding: float = 0.0, **look: Any) -> None:
    """Draw a box around its middle; `rounding`: radius of the corners; `look`: of a matplotlib patch."""
    corner = (middle[0] - width / 2, middle[1] - height / 2)
    style = f"round,pad=0,rounding_size={rounding}" if rounding else "square,pad=0"
    axes.add_patch(FancyBboxPatch(corner, width, height, boxstyle=style, zorder=3, **look))


def arrow(axes: Axes, points: Sequence[Point], width: float, ink: str) -> None:
    """Draw an arrow from box to box, both `width` wide, through the middles of the columns that it passes."""
    start, *passed, end = points
    half = width / 2
    vertices, codes = [(start[0] + half, start[1])], [Path.MOVETO]
    for x, y in [*passed, end]:
        before, height = vertices[-1]
        bend = (x - half - before) / 2
        vertices += [(before + bend, height), (x - half - bend, y), (x - half, y)]
        codes += [Path.CURVE4] * 3
        if (x, y) != end:
            vertices.append((x + half, y))
            codes.append(Path.LINETO)
    axes.add_patch(PathPatch(Path(vertices, codes), fill=False, edgecolor=ink, linewidth=1.1, zorder=2))
    x, y = end[0] - half, end[1]
    long, broad = HEAD
    axes.add_patch(Polygon([(x, y), (x - long, y - broad), (x - long, y + broad)], color=ink, linewidth=0, zorder=2))
