"""Correlations between columns as a heat map, copies side by side. Taught in c2w2-lab3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import counted, label, one_line

if TYPE_CHECKING:
    import pandas as pd

_CELL = 0.19  # inches a column takes
_TOLD = 6  # pairs named in the words


@styled
def correlations(frame: pd.DataFrame, limit: float = 0.9, title: str = "") -> View:
    """Draw the size of Pearson's r between all columns, dark where it is 1, columns that go together side by side.

    A column upside down is a copy too, so the sign is left out. The order is that of the leaves of an average-linkage
    clustering by 1 - |r|. The words name the strongest pairs and count those whose |r| lies above `limit`.

    Raises: ValueError for fewer than two columns, or one whose values are all the same (it has no correlation).
    """
    if frame.shape[1] < 2:
        raise ValueError("correlations() needs at least two columns")
    r = frame.corr()
    if constant := [str(name) for name in r if r[name].isna().all()]:
        raise ValueError(f"{', '.join(constant)} has one value only, and so no correlation: leave it out")
    r = r.iloc[(order := _order(r.to_numpy())), order]
    names = [label(str(name), 26) for name in r]
    side = 2.2 + _CELL * len(names)
    figure = new_figure(side - 0.4, width=side + 0.8)
    axes = figure.add_subplot()
    image = axes.imshow(r.abs(), cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0, labelsize=8)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, shrink=0.6, label="correlation |r|")
    if title:
        axes.set_title(label(title, 60))
    return View(figure, _text(r, limit, title))


def _order(r: np.ndarray) -> list[int]:
    """Places of the columns when those that correlate stand together."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - np.abs(np.nan_to_num(r))
    np.fill_diagonal(distance, 0)
    return leaves_list(linkage(squareform(distance, checks=False), "average", optimal_ordering=True)).tolist()


def _text(r: pd.DataFrame, limit: float, title: str) -> str:
    names = [one_line(str(name)) for name in r]
    rows, columns = np.triu_indices(len(names), k=1)
    pairs = sorted(zip(-np.abs(r.to_numpy()[rows, columns]), rows, columns, strict=True))
    above = sum(-strength > limit for strength, _, _ in pairs)
    lines = [title or f"Correlations between {counted(len(names), 'column')}"]
    lines.append(f"{counted(above, 'pair')} of {len(pairs)} with |r| above {limit:g}; the strongest:")
    lines += [f"{names[a]} and {names[b]}: {r.iloc[a, b]:.2f}" for _, a, b in pairs[:_TOLD]]
    return "\n".join(lines)
