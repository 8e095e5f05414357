"""Panels in rows with an image each, for a view to draw on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from courselab.views.drawing.style import WIDTH
from courselab.views.drawing.view import bare, new_figure
from courselab.views.drawing.words import counted, label


def checked(images: Sequence, titles: Sequence[str] | None) -> tuple[list[np.ndarray], list[str]]:
    """The images as arrays and a title for each. Raises ValueError without images, or with another number of titles."""
    pictures = [_picture(image) for image in images]
    if not pictures:
        raise ValueError("there are no images to show")
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"{counted(len(titles), 'title')} for {counted(len(pictures), 'image')}: give one each")
    return pictures, [str(title) for title in titles] if titles is not None else [""] * len(pictures)


def _picture(image: object) -> np.ndarray:
    array = np.asarray(image)
    return array[..., 0] if array.ndim == 3 and array.shape[-1] == 1 else array


def panels(images: list[np.ndarray], titles: list[str], columns: int) -> tuple[Figure, list[Axes]]:
    """Draw each image under its title, `columns` in a row; return the figure and its panels, empty ones too."""
    across = min(columns, len(images))
    down = -(-len(images) // across)
    side = min(WIDTH / across, 3.2)
    tallest = max(image.shape[0] / image.shape[1] for image in images)
    figure = new_figure(down * (side * min(tallest, 2) + (0.28 if any(titles) else 0.06)) + 0.1, width=side * across)
    axes = list(figure.subplots(down, across, squeeze=False).flat)
    for panel in axes:
        bare(panel)
    for panel, image, title in zip(axes, images, titles, strict=False):
        panel.imshow(image, interpolation="nearest", **_scale(image))
        if title:
            panel.set_title(label(title, max(6, int(side * 11))), fontsize=9, fontweight="normal")
    return figure, axes


def _scale(image: np.ndarray) -> dict[str, object]:
    """Grey images from 0 to 255 or 0 to 1 keep their brightness; other ranges are stretched."""
    if image.ndim == 3:
        return {}
    low, high = float(image.min()), float(image.max())
    if image.dtype == np.uint8:
        low, high = 0, 255
    elif low >= 0 and high <= 1:
        low, high = 0, 1
    return {"cmap": "gray", "vmin": low, "vmax": high}
