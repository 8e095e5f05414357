"""The heat map of correlations: copies stand side by side, and the words name them."""

import numpy as np
import pandas as pd
import pytest

from courselab import views


def frame() -> pd.DataFrame:
    """Two copies, one of them upside down, far apart in the frame, and two columns of noise."""
    rng = np.random.default_rng(1)
    size = rng.normal(size=200)
    other = rng.normal(size=(200, 2))
    return pd.DataFrame({"radius": size, "a": other[:, 0], "b": other[:, 1], "smallness": -size + 0.01 * other[:, 0]})


def test_copies_stand_side_by_side_and_are_named() -> None:
    view = views.correlations(frame(), title="Nuclei")
    ticks = [tick.get_text() for tick in view.figure.axes[0].get_yticklabels()]
    assert abs(ticks.index("radius") - ticks.index("smallness")) == 1
    lines = view.text.splitlines()
    assert lines[:2] == ["Nuclei", "1 pair of 6 with |r| above 0.9; the strongest:"]
    assert set(lines[2].removesuffix(": -1.00").split(" and ")) == {"radius", "smallness"}
    assert len(view.png()) < 100_000


@pytest.mark.parametrize("columns", [["radius"], ["radius", "same"]])
def test_what_has_no_correlation_is_refused(columns: list[str]) -> None:
    with pytest.raises(ValueError, match=r"two columns|same has one value only"):
        views.correlations(frame().assign(same=1.0)[columns])
