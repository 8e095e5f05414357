"""Directions on a compass, as a wind rose (polar histogram), and where two kinds of mean point. Taught in c2w4-lab1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.projections.polar import PolarAxes

from courselab.views.drawing.style import BLUE, CYCLE, INK, SKY
from courselab.views.drawing.view import View, new_figure, styled
from courselab.views.drawing.words import counted, label, number, one_line, percent

SECTORS = 36  # of ten degrees each
_ACROSS = 3
_COLOURS = (CYCLE[1], CYCLE[2], CYCLE[3], CYCLE[4])  # of the means; blue is for the data


@styled
def directions(
    samples: Mapping[str, Sequence[float]], means: Mapping[str, Mapping[str, float]] | None = None, title: str = ""
) -> View:
    """Draw directions in degrees (0 north, 90 east) as a wind rose of 10-degree sectors: one panel a sample.

    `samples`: {panel: directions}; `means`: {panel: {name: direction}}, each an arrow.

    Raises: ValueError without a finite direction, for more than four names of means, or a panel that is not there.
    """
    degrees = {str(name): _finite(name, each) for name, each in samples.items()}
    means = {str(panel): dict(each) for panel, each in (means or {}).items()}
    kinds = list(dict.fromkeys(kind for each in means.values() for kind in each))
    if not degrees or set(means) - set(degrees):
        raise ValueError(
            f"directions() needs a sample for each panel: samples for {', '.join(degrees) or 'none'}, "
            f"means for {', '.join(means) or 'none'}"
        )
    if len(kinds) > len(_COLOURS):
        raise ValueError(f"directions() tells {len(_COLOURS)} kinds of mean apart, not {len(kinds)}")
    across = min(len(degrees), _ACROSS)
    down = -(-len(degrees) // across)
    figure = new_figure(3.5 * down + 0.3 * bool(kinds) + 0.3 * bool(title), width=9.5 if across == 3 else 3.6 * across)
    figure.set_layout_engine("constrained", h_pad=0.15)  # inches: a polar panel's title else touches the edge
    panels = figure.subplots(down, across, squeeze=False, subplot_kw={"projection": "polar"}).flat
    for axes, (name, each) in zip(panels, degrees.items(), strict=False):
        _panel(axes, name, each, means.get(name, {}), kinds)
    for axes in figure.axes[len(degrees) :]:
        axes.remove()
    if kinds:
        arrows = [Line2D([], [], color=_COLOURS[i], linewidth=3, label=label(kind, 40)) for i, kind in enumerate(kinds)]
        figure.legend(handles=arrows, loc="outside lower center", ncols=len(kinds))
    if title:
        figure.suptitle(label(title, 80), x=0.01, ha="left", fontweight="bold")
    return View(figure, _text(degrees, means, title))


def _finite(name: object, values: Sequence[float]) -> np.ndarray:
    degrees = np.asarray(values, dtype=float).ravel()
    degrees = degrees[np.isfinite(degrees)] % 360
    if not len(degrees):
        raise ValueError(f"{str(name)!r} has no finite direction")
    return degrees


def _shares(degrees: np.ndarray) -> np.ndarray:
    """The share of each sector (36,); the first is centred on north."""
    width = 360 / SECTORS
    sector = np.floor((degrees + width / 2) / width).astype(int) % SECTORS
    return np.bincount(sector, minlength=SECTORS) / len(degrees)


def _panel(axes: PolarAxes, name: str, degrees: np.ndarray, means: Mapping[str, float], kinds: list[str]) -> None:
    shares = _shares(degrees)
    middle = np.radians(np.arange(SECTORS) * 360 / SECTORS)
    axes.bar(middle, shares / shares.max(), width=2 * np.pi / SECTORS, color=SKY, edgecolor="white", linewidth=0.6)
    for kind, degree in means.items():
        colour = _COLOURS[kinds.index(kind)]
        axes.annotate(
            "",
            xy=(np.radians(degree), 1.04),
            xytext=(0, 0),
            zorder=4,
            arrowprops={
                "arrowstyle": "-|>",
                "color": colour,
                "linewidth": 2.6,
                "mutation_scale": 16,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_xticks(np.radians(np.arange(0, 360, 45)), ["N", "45", "E", "135", "S", "225", "W", "315"])
    axes.set_ylim(0, 1.08)
    axes.set_yticks([])
    axes.tick_params(axis="x", colors=INK, pad=1)
    axes.spines["polar"].set_color(BLUE)
    axes.set_title(label(name, 34), loc="center", pad=14)


def _text(degrees: Mapping[str, np.ndarray], means: Mapping[str, Mapping[str, float]], title: str) -> str:
    lines = [title or "Directions in degrees, 0 is north and 90 east"]
    for name, each in degrees.items():
        shares = _shares(each)
        top = int(shares.argmax())
        facts = [f"{counted(len(each), 'direction')}, most ({percent(float(shares[top]))}) around {top * 10}"]
        facts += [f"{one_line(kind)} {number(float(degree))}" for kind, degree in means.get(name, {}).items()]
        lines.append(f"{one_line(name)}: {', '.join(facts)}")
    return "\n".join(lines)
