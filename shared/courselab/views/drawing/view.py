"""The one kind of object that every view returns: a picture, and the same facts in words.

Figures are made without pyplot, so that a notebook's inline backend never shows one a second time.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from courselab.ground.limits import MAX_FIGURE_BYTES
from courselab.views.drawing.style import DPI, STYLE, WIDTH

if TYPE_CHECKING:
    from PIL import Image

P = ParamSpec("P")


class View:
    """A picture and the same facts in words.

    `figure` is a matplotlib Figure, `text` what a screen reader or a text-only notebook gets.
    """

    def __init__(self, figure: Figure, text: str) -> None:
        self.figure = figure
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def png(self) -> bytes:
        """The picture as PNG of at most 100 KB: a palette always, since a lab holds several; then fewer pixels."""
        from PIL import Image

        for dpi in (DPI, 80, 60, 45):
            picture = Image.open(io.BytesIO(_rendered(self.figure, dpi))).convert("RGB")
            for colours in (128, 48):
                data = _with_palette(picture, colours)
                if len(data) <= MAX_FIGURE_BYTES:
                    return data
        return data

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.text}


def styled(function: Callable[P, View]) -> Callable[P, View]:
    """Run a function that draws in the look of the house, whatever the notebook has set."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> View:
        with mpl.rc_context(STYLE):
            return function(*args, **kwargs)

    return inner


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure that pyplot does not know of; sizes in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def bare(axes: Axes) -> None:
    """Take frame, ticks and grid away, for pictures of things and of text."""
    axes.set_axis_off()
    axes.grid(False)


def _rendered(figure: Figure, dpi: int) -> bytes:
    buffer = io.BytesIO()
    # Ticks are made while drawing, so the look must hold here too. No metadata: equal pictures are equal files.
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def _with_palette(picture: Image.Image, colours: int) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    # Octree, not the median cut: that merges the few pixels of a coloured box with the many greys around it.
    method = Image.Quantize.FASTOCTREE
    picture.quantize(colours, method=method, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True)
    return buffer.getvalue()
