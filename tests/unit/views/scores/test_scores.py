"""The views of scores and tallies: their words tell the numbers, their pictures stay small and whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import views
from support.pictures import opened


@pytest.fixture(params=(42, 7))
def folds(request):
    return np.random.default_rng(request.param).normal(0.9, 0.02, 50)


def test_scores_tell_mean_and_spread_of_each_name(folds):
    view = views.scores({"all": folds, "few": folds - 0.1}, baseline=0.5, baseline_name="a coin", axis="accuracy")
    lines = view.text.splitlines()
    assert lines[0] == "accuracy, mean ± standard deviation"
    assert lines[1].startswith(f"all: {folds.mean():.3f} ± {folds.std():.3f} (")
    assert lines[2].startswith(f"few: {folds.mean() - 0.1:.3f} ± {folds.std():.3f} (")
    assert lines[1].endswith("50 values)") and lines[-1] == "a coin: 0.5"
    assert opened(view).width > 700


def test_every_value_is_drawn_once_in_the_colour_of_its_variant(folds):
    view = views.scores({"many": {"before": folds, "inside": folds[:9]}, "few": {"before": folds[:3]}})
    dots = [each for each in view.figure.axes[0].collections if len(each.get_offsets())]
    clouds = [each for each in dots if type(each).__name__ == "PathCollection"]
    assert [len(each.get_offsets()) for each in clouds] == [50, 9, 3]
    colours = [tuple(each.get_facecolor()[0]) for each in clouds]
    assert colours[0] == colours[2] != colours[1]
    np.testing.assert_allclose(clouds[1].get_offsets()[:, 0], folds[:9])
    assert "many, inside:" in view.text and "few, before:" in view.text


def test_names_and_numbers_stay_inside_the_opened(folds):
    name = "a name far longer than any axis label should ever be allowed to grow"
    view = views.scores({name: folds}, title="t" * 200)
    view.figure.canvas.draw()
    renderer, width = view.figure.canvas.get_renderer(), view.figure.canvas.get_width_height()[0]
    axes = view.figure.axes[0]
    boxes = [text.get_window_extent(renderer) for text in (*axes.texts, *axes.get_yticklabels())]
    assert all(box.x0 >= -1 and box.x1 <= width + 1 for box in boxes)


def test_scores_leave_out_what_is_not_a_number_and_refuse_nothing_at_all():
    assert "x: 0.500 ± 0.000 (0.5 to 0.5, 1 value)" in views.scores({"x": [0.5, np.nan]}).text
    with pytest.raises(ValueError, match="'empty' has no finite score"):
        views.scores({"empty": [np.nan]})
    with pytest.raises(ValueError, match="at least one name"):
        views.scores({})


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_a_tally_counts_every_number(values):
    view = views.tally(values, axis="patients", zero="as many")
    told = dict(line.split(": ") for line in view.text.splitlines()[1:])
    counts = {f"{n:+d}" if n else "0 (as many)": values.count(n) for n in {*values, 0}}
    assert {name: int(words.split()[0]) for name, words in told.items()} == counts
    heights = [bar.get_height() for bar in view.figure.axes[0].patches]
    assert sum(heights) == len(values)


def test_a_tally_marks_losses_ties_and_gains_apart():
    view = views.tally([-1, 0, 2], title="A hundred splits")
    colours = [bar.get_facecolor() for bar in view.figure.axes[0].patches if bar.get_height()]
    assert len(set(colours)) == 3
    assert view.text.startswith("A hundred splits\n")
    opened(view)
    with pytest.raises(ValueError, match="at least one number"):
        views.tally([])


def test_equal_data_gives_equal_pictures(folds):
    first, second = (views.scores({"all": folds}) for _ in range(2))
    assert first.png() == second.png()
