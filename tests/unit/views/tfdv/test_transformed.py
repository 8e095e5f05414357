"""The view of columns before and after a transformation: its words tell both sides, odd columns do not break it."""

import numpy as np
import pandas as pd
import pytest

from courselab import views
from support.pictures import opened


@pytest.fixture(params=(42, 7))
def frames(request):
    rng = np.random.default_rng(request.param)
    before = pd.DataFrame({"miles": rng.lognormal(1, 0.8, 500), "payment": rng.choice(["Cash", "Card"], 500)})
    after = pd.DataFrame({
        "log": np.log1p(before["miles"]),
        "bucket": pd.qcut(before["miles"], 4, labels=False),
        "code": before["payment"].map({"Cash": 0, "Card": 1}),
    })  # fmt: skip
    return before, after


def test_each_raw_column_is_told_beside_what_was_made_of_it(frames):
    before, after = frames
    view = views.transformed(before, after, {"miles": ["log", "bucket"], "payment": ["code"]})
    _, miles, payment = view.text.splitlines()
    raw, _, outputs = miles.partition("; made of it: ")
    assert raw.startswith("miles: ") and f"mean {before['miles'].mean():,.4g}"[:8] in raw
    assert outputs.startswith("log: ") and "bucket: 4 values (0 25 %, 1 25 %, 2 25 %, 3 25 %)" in outputs
    share = (before["payment"] == "Cash").mean() * 100
    assert f"Cash {share:.1f}".removesuffix(".0") in payment and f"0 {share:.1f}".removesuffix(".0") in payment
    assert opened(view).width > 700


def test_panels_stand_in_rows_and_titles_name_the_columns(frames):
    view = views.transformed(*frames, {"miles": ["log", "bucket"], "payment": ["code"]}, title="A heading")
    titles = [axes.get_title(loc="left") for axes in view.figure.axes if axes.axison]
    assert titles == ["miles", "log", "bucket", "payment", "code"]
    assert view.text.startswith("A heading\n")


def test_missing_infinite_and_empty_columns_are_told_and_drawn():
    before = pd.DataFrame({"gaps": [1.5, np.nan, np.inf, 4.5], "empty": [np.nan] * 4, "text": [None, "a", "a", "b"]})
    after = pd.DataFrame({"many": [f"name {i}" for i in range(40)]})
    view = views.transformed(before, after, {"gaps": [], "empty": ["many"], "text": []})
    opened(view)
    assert "gaps: 1.5 to 4.5, mean 3, deviation 1.5, 50 % missing; made of it: nothing" in view.text
    assert "empty: no values, 100 % missing" in view.text and "others 80 %" in view.text
    assert "text: 2 values (a 66.7 %, b 33.3 %), 25 % missing" in view.text


def test_what_is_not_there_is_named(frames):
    with pytest.raises(KeyError, match="no column 'mile' before the transformation; there are miles, payment"):
        views.transformed(*frames, {"mile": ["log"]})
    with pytest.raises(KeyError, match="no column 'lug' after the transformation"):
        views.transformed(*frames, {"miles": ["lug"]})
    with pytest.raises(ValueError, match="at least one raw column"):
        views.transformed(*frames, {})


def test_equal_data_gives_equal_pictures(frames):
    first, second = (views.transformed(*frames, {"miles": ["log"]}) for _ in range(2))
    assert first.png() == second.png()
