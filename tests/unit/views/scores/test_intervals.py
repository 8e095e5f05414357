"""Pictures of estimates and of what labels buy: their words, their size, and what they refuse."""

import pytest

from courselab import views
from support.pictures import opened


def test_intervals_say_value_and_range_of_each_measure():
    view = views.intervals(
        {"kappa": {"before": (0.6, 0.5, 0.7), "after": 0.85}, "coverage": {"after": (0.9, 0.8, 1)}},
        title="Agreement",
        marks={"chance": 0.0},
    )
    assert view.text.splitlines() == [
        "Agreement", "kappa, before: 0.6 (0.5 to 0.7)", "kappa, after: 0.85", "coverage, after: 0.9 (0.8 to 1)",
        "chance: 0",
    ]  # fmt: skip
    assert opened(view).width > 600
    first, second = view.figure.axes
    assert [label.get_text() for label in first.get_yticklabels()] == ["before", "after"]
    assert len(second.lines) == 3  # interval and dot of "after", and the mark


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ((0.6, 0.85), ["0.60", "0.85"]),
        ((0.855, 0.8527), ["0.855", "0.853"]),
        ((0.85271, 0.85274), ["0.8527", "0.8527"]),
        ((0.5, 0.5), ["0.50", "0.50"]),
    ],
)
def test_intervals_write_as_many_decimals_as_tell_the_values_apart(values, written):
    (axes,) = views.intervals({"kappa": dict(zip("ab", values, strict=True))}).figure.axes
    assert [text.get_text() for text in axes.texts] == written


@pytest.mark.parametrize("measures", [{}, {"kappa": {}}])
def test_intervals_need_an_estimate(measures):
    with pytest.raises(ValueError, match="at least one estimate"):
        views.intervals(measures)


def test_an_estimate_outside_its_interval_is_refused():
    with pytest.raises(ValueError, match=r"'before': 0\.8 does not lie between 0\.5 and 0\.7"):
        views.intervals({"kappa": {"before": (0.8, 0.5, 0.7)}})


def test_growth_says_mean_and_range_at_start_middle_and_end():
    view = views.growth(
        [10, 20, 30], {"random": [[0.5, 0.6, 0.7], [0.7, 0.8, 0.9]]}, title="Labels", marks={"all": 0.95}
    )
    assert view.text.splitlines() == [
        "Labels",
        "random, mean of 2: 0.6 (0.5 to 0.7) at 10, 0.7 (0.6 to 0.8) at 20, 0.8 (0.7 to 0.9) at 30 labels",
        "all: 0.95",
    ]
    assert opened(view).width > 600


@pytest.mark.parametrize("largest", [3, 18, 100, 3000])
def test_growth_writes_its_ticks_where_they_stand(largest):
    view = views.growth([1, largest], {"random": [[0.5, 0.6]]})
    (axes,) = view.figure.axes
    view.figure.draw_without_rendering()
    written = [float(label.get_text().replace(",", "").replace("\u2212", "-")) for label in axes.get_xticklabels()]
    assert written == list(axes.get_xticks())


@pytest.mark.parametrize("runs", [[[0.5]], [0.5, 0.6], []])
def test_growth_refuses_runs_of_another_length(runs):
    with pytest.raises(ValueError, match="'random' needs 2 scores in each run"):
        views.growth([10, 20], {"random": runs})
