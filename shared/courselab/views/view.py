"""The one kind of object that every view returns, and the one look that every picture has.

Figures are made without pyplot, so that a notebook's inline backend never shows one a second time.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH = 9.5  # inches: a notebook cell on a laptop
DPI = 110
LARGEST_PNG = 100_000  # bytes

# Okabe and Ito's colours, told apart with every common form of colour blindness.
BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9"
INK, GREY, PALE = "#222222", "#666666", "#DDDDDD"
CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)

STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same picture on every machine
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # "$5" in a category is a price, not mathematics
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.labelcolor": GREY,
    "axes.edgecolor": "#AAAAAA",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": mpl.cycler(color=CYCLE),
    "axes.formatter.useoffset": False,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 2.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


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
                if len(data) <= LARGEST_PNG:
                    return data
        return data

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.text}


def styled(function: Callable[..., View]) -> Callable[..., View]:
    """Run a function that draws in the look of the house, whatever the notebook has set."""

    @functools.wraps(function)
    def inner(*args: object, **kwargs: object) -> View:
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


def _with_palette(picture: object, colours: int) -> bytes:
    buffer = io.BytesIO()
    picture.quantize(colours, dither=0).save(buffer, format="png", optimize=True)
    return buffer.getvalue()
