"""A grid of images beside each other. Taught in c1w1-lab1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from courselab.views.drawing.view import View, styled
from courselab.views.drawing.words import counted, one_line
from courselab.views.images.panels import checked, panels


@styled
def grid(images: Sequence, titles: Sequence[str] | None = None, columns: int = 8, limit: int = 48) -> View:
    """Draw images beside each other: arrays of height x width, with 1, 3 or no channels; the first `limit` of them.

    Raises: ValueError without images, or with another number of titles.
    """
    images, titles = checked(images, titles)
    shown = images[:limit]
    figure, _ = panels(shown, titles[:limit], columns)
    hidden = len(images) - len(shown)
    lines = [f"{counted(len(images), 'image')} of {_sizes(images)}" + (f", the first {limit} shown" if hidden else "")]
    if any(titles):
        lines.append("; ".join(one_line(title) for title in titles[:limit]))
    return View(figure, "\n".join(lines))


def _sizes(images: list[np.ndarray]) -> str:
    sizes = {f"{image.shape[1]} x {image.shape[0]} pixels" for image in images}
    return sizes.pop() if len(sizes) == 1 else f"{len(sizes)} sizes"
