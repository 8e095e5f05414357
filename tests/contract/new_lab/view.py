"""How often each face came up: a throw-away view, `shared/courselab/views/scores/throws.py` of the same lab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courselab.views.drawing.view import View, new_figure, styled

if TYPE_CHECKING:
    import pandas as pd


@styled
def throws(eyes: pd.Series) -> View:
    """Draw a bar for each face."""
    counts = eyes.value_counts().sort_index()
    figure = new_figure(2.5)
    figure.subplots().bar(counts.index, counts)
    return View(figure, "; ".join(f"face {face}: {count} throws" for face, count in counts.items()))
