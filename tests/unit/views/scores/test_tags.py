"""Errors by tag: the picture says in words what it draws."""

import pandas as pd
import pytest

from courselab import views
from support.pictures import opened

TABLE = pd.DataFrame(
    {
        "images": [0.15, 0.5],
        "errors": [0.4, 0.52],
        "accuracy": [0.85, 0.94],
        "ceiling": [0.98, 0.99],
        "gain": [0.021, 0.025],
    },
    index=["noisy", "slanted"],
)


def test_every_tag_is_told_with_its_shares_and_its_gain():
    view = views.tags(TABLE, title="Where the errors lie")
    title, noisy, slanted = view.text.splitlines()
    assert title == "Where the errors lie"
    assert noisy == "noisy: 15 % of the images, 40 % of the errors; accuracy 0.85, ceiling 0.98, gain 2.1 points"
    assert slanted.endswith("gain 2.5 points") and "52 % of the errors" in slanted


def test_the_picture_opens_and_is_small():
    assert opened(views.tags(TABLE)).width > 500


def test_a_tag_at_its_ceiling_and_one_above_it_can_be_drawn():
    views.tags(TABLE.assign(gain=[0.0, -0.01])).png()


@pytest.mark.parametrize(("table", "missing"), [(TABLE[:0], "rows"), (TABLE.drop(columns="ceiling"), "ceiling")])
def test_what_is_missing_is_named(table, missing):
    with pytest.raises(ValueError, match=f"missing: {missing}"):
        views.tags(table)
