"""Pictures as a notebook gets them: small enough, the same in words, and no text cut off at the edge."""

from __future__ import annotations

import base64
import io

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.text import Text
from PIL import Image

from courselab import views
from courselab.ground import limits
from courselab.views.drawing.style import STYLE


def png(view: views.View) -> bytes:
    """Return the PNG that a notebook keeps, once it is small enough and its words are the view's own."""
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["text/plain"] == view.text
    data = base64.b64decode(bundle["image/png"])
    assert len(data) <= limits.MAX_FIGURE_BYTES
    return data


def opened(view: views.View) -> Image.Image:
    """Return the picture, decoded."""
    return Image.open(io.BytesIO(png(view)))


def whole(view: views.View) -> Image.Image:
    """Return the picture, decoded, once no text reaches over its edge."""
    assert clipped(view) == []
    return opened(view)


def clipped(view: views.View) -> list[str]:
    """Return the texts that reach over the edge of the picture."""
    figure = view.figure
    with mpl.rc_context(STYLE):
        figure.canvas.draw()
    renderer, (width, height) = figure.canvas.get_renderer(), figure.canvas.get_width_height()
    ticks = {t for axes in figure.findobj(Axes) for t in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible() and t not in ticks]
    texts += [t for axes in figure.findobj(Axes) if axes.axison for t in _drawn_ticks(axes)]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    return [text for text, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1]


def _drawn_ticks(axes: Axes) -> list[Text]:
    """Tick labels inside the axes' limits; matplotlib keeps some outside and does not draw them."""
    pairs = ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
    return [
        tick.label1
        for axis, (a, b) in pairs
        for tick in axis.get_major_ticks()
        if min(a, b) <= tick.get_loc() <= max(a, b)
    ]
