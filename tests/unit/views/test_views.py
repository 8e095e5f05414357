"""Pictures: what they say in words, that they stay small and readable, and that odd data does not break them."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2

from courselab import views
from courselab.views.drawing.style import SKY, VERMILION
from courselab.views.drawing.words import label, number, one_line, percent
from courselab.views.tfdv.columns import columns_of, distance, pick_dataset, shares_below
from support.pictures import clipped, opened, whole

ODD = pd.DataFrame({
    "constant": [5] * 50,
    "empty": [np.nan] * 50,
    "empty text": pd.Series([None] * 50, dtype=object),
    "long": [f"A category whose name is far longer than any label should ever be, number {i % 3}" for i in range(50)],
    "unicode": ["Zürich", "東京", "München 🚀", "$5 and $6", "a\nb"] * 10,
    "naïve $x$": np.linspace(-1e9, 1e9, 50),
    "infinite": [np.inf, -np.inf] + [1.0] * 48,
    "flag": [True, False] * 25,
    "half": [np.nan, 1.5] * 25,
    "tiny": np.linspace(0, 1e-6, 50),
})  # fmt: skip


def census(rows: int, seed: int = 42) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "age": rng.normal(40, 10, rows).round(),
        "gain": rng.choice([0, 0, 0, 9000], rows),
        "work": rng.choice(["Private", "State", "Self"], rows, p=[0.7, 0.2, 0.1]),
        "sex": rng.choice(["Female", "Male"], rows),
    })  # fmt: skip


@pytest.fixture(scope="module")
def tfdv():
    import tensorflow_data_validation

    return tensorflow_data_validation


@pytest.fixture(scope="module")
def statistics(tfdv):
    return tfdv.generate_statistics_from_dataframe


@pytest.fixture(scope="module")
def train(statistics):
    return statistics(census(2000))


@pytest.fixture(scope="module")
def damaged(statistics):
    frame = census(1000, seed=7)
    frame.loc[:299, "work"] = np.nan
    frame.loc[600:, "sex"] = "X"
    return statistics(frame)


# --- the package


def test_importing_views_costs_nothing_and_pictures_need_no_tensorflow_and_no_pyplot():
    code = (
        "import sys; from courselab import views\n"
        "assert not {'matplotlib', 'numpy', 'pandas'} & set(sys.modules)\n"
        "from tensorflow_metadata.proto.v0 import schema_pb2, statistics_pb2, anomalies_pb2\n"
        "s = statistics_pb2.DatasetFeatureStatisticsList(); s.datasets.add()\n"
        "views.statistics(s).png(); views.schema(schema_pb2.Schema()).png(); views.confusion([0, 1], [0, 1]).png()\n"
        "views.anomalies(anomalies_pb2.Anomalies()).png(); views.curves({'loss': [2, 1]}).png()\n"
        "assert not {'tensorflow', 'matplotlib.pyplot'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_an_unknown_view_names_the_known_ones():
    with pytest.raises(AttributeError, match="anomalies, confusion"):
        _ = views.histogram


def test_a_picture_of_noise_still_fits_into_100_kb():
    noise = [np.random.default_rng(42).random((200, 200, 3)) for _ in range(12)]
    opened(views.grid(noise, columns=4))


# --- statistics


def test_one_data_set_in_words(train):
    view = views.statistics(train)
    whole(view)
    first, age, gain, work, _ = view.text.splitlines()
    assert first == "train (2,000 rows)"
    # The frame is the truth: 4 significant digits.
    frame = census(2000)
    assert f"mean {frame['age'].mean():.4g}" in age
    assert f"from {frame['age'].min():.0f} to {frame['age'].max():.0f}" in age
    assert f"zeros {percent((frame['gain'] == 0).mean())}" in gain
    assert f"most often Private {percent((frame['work'] == 'Private').mean())}" in work


def test_two_data_sets_show_the_worst_column_first(train, damaged):
    view = views.statistics(train, damaged)
    whole(view)
    lines = view.text.splitlines()
    assert lines[0] == "train (2,000 rows) and evaluation (1,000 rows)"
    order = [line.split(":")[0] for line in lines if ": gap " in line]
    assert order[:2] == ["sex", "work"]
    assert "sex: gap 0.400 (share of 'X' 0 % against 40 %)" in lines
    assert "work: gap 0.300 (missing 0 % against 30 %)" in lines


def test_columns_pick_and_order(train):
    view = views.statistics(train, columns=["work", "age"])
    assert [line.split(":")[0] for line in view.text.splitlines()[1:]] == ["work", "age"]
    with pytest.raises(KeyError, match=r"no column 'wrok'.*age, gain, work, sex"):
        views.statistics(train, columns=["wrok"])


@pytest.mark.parametrize(("columns", "ranked"), [(None, True), (["sex", "work"], True), (["work", "sex"], False)])
def test_an_overview_says_worst_first_only_where_it_is(train, damaged, columns, ranked):
    figure = views.statistics(train, damaged, columns=columns).figure
    titles = [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes]
    [title] = [title for title in titles if "widest gap" in title]
    assert ("worst first" in title) == ranked


def test_more_columns_than_panels_are_counted_and_named(statistics):
    view = views.statistics(statistics(pd.DataFrame({f"c{i:02}": [i, i + 1] for i in range(15)})))
    opened(view)
    assert view.text.splitlines()[-1] == "3 more columns not drawn: c12, c13, c14"


def test_slices_of_one_data_set(tfdv, tmp_path):
    from tensorflow_data_validation.utils import slicing_util

    frame = census(500)
    frame.to_csv(tmp_path / "rows.csv", index=False)
    slicer = slicing_util.get_feature_value_slicer({"sex": None})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sliced = tfdv.generate_statistics_from_csv(
            str(tmp_path / "rows.csv"), stats_options=tfdv.StatsOptions(experimental_slice_functions=[slicer])
        )
    assert views.statistics(sliced).text.startswith("train (500 rows)")
    text = views.statistics(sliced, names=("sex_Female", "sex_Male")).text
    counts = frame["sex"].value_counts()
    assert text.startswith(f"sex_Female ({counts['Female']} rows) and sex_Male ({counts['Male']} rows)")
    assert "sex: gap 1.000 (share of 'Female' 100 % against 0 %)" in text


@pytest.mark.parametrize("rows", [50, 1])
def test_odd_data_draws_without_a_warning(statistics, rows):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's own, about the mean of infinities
        stats = statistics(ODD[:rows])
        other = statistics(ODD.drop(columns=["flag"])[:1].assign(constant="x", extra=1))
    alone = views.statistics(stats)
    opened(alone)
    assert clipped(alone) == []
    assert "empty: number, missing 100 %" in alone.text
    assert "Zürich" in alone.text
    against = views.statistics(stats, other, ("old", "new"))
    opened(against)
    assert "constant: gap 1.000 (number against text)" in against.text
    assert "flag: gap 1.000 (only in old)" in against.text
    assert "extra: gap 1.000 (only in new)" in against.text
    assert "empty: gap 0.000 (missing 100 % against 100 %)" in against.text


def test_statistics_without_a_data_set_say_so():
    from tensorflow_metadata.proto.v0 import statistics_pb2

    with pytest.raises(ValueError, match="hold no data set"):
        views.statistics(statistics_pb2.DatasetFeatureStatisticsList())


def test_a_longer_range_alone_is_no_gap(statistics):
    # One far value stretches TFDV's equally wide buckets; nothing else differs between the two frames.
    values = np.random.default_rng(7).lognormal(0, 1, 5000)
    pair = [statistics(pd.DataFrame({"x": v})) for v in (values, np.append(values, 500.0))]
    first, second = (columns_of(pick_dataset(stats))["x"] for stats in pair)
    # 0.01: TFDV's deciles are sketches, good to about 1 %.
    assert distance(first, second, ("a", "b")).value <= 0.01
    # And a shift of the same values is seen through the stretched buckets: the truth is 0.26.
    third = columns_of(pick_dataset(statistics(pd.DataFrame({"x": np.append(values * 2, 500.0)}))))["x"]
    assert distance(second, third, ("a", "b")).value > 0.1


def test_the_curve_of_a_column_follows_the_data(statistics):
    values = np.random.default_rng(42).exponential(10, 4000)
    column = columns_of(pick_dataset(statistics(pd.DataFrame({"x": values}))))["x"]
    places = np.linspace(0, 40, 9)
    truth = np.array([(values < place).mean() for place in places])
    low, about, high = shares_below(column, places)
    # 0.01: TFDV's deciles are sketches; 0.03: and straight lines between deciles of a curved distribution.
    assert (low - 0.01 <= truth).all()
    assert (truth <= high + 0.01).all()
    assert np.abs(about - truth).max() < 0.03


def test_equal_data_gives_equal_text_and_picture(train):
    first, second = views.statistics(train), views.statistics(train)
    assert first.text == second.text
    assert first.png() == second.png()


# --- schema and anomalies


def test_schema_tells_type_presence_and_domain(tfdv, train):
    schema = tfdv.infer_schema(train)
    tfdv.set_domain(schema, "age", schema_pb2.FloatDomain(min=0, max=90))
    schema.default_environment.extend(["TRAINING", "SERVING"])
    tfdv.get_feature(schema, "sex").not_in_environment.append("SERVING")
    tfdv.get_feature(schema, "work").presence.min_fraction = 0.9
    view = views.schema(schema)
    whole(view)
    rows = {line.split()[0]: " ".join(line.split()) for line in view.text.splitlines()}
    assert rows["age"] == "age number required single 0 to 90"
    assert rows["work"] == "work text at least 90 % single 3: Private, Self, State"
    assert rows["sex"] == "sex text required, not in SERVING single 2: Female, Male"
    assert view.text.endswith("Environments: TRAINING, SERVING")


def test_schema_with_many_features_and_values_stays_in_bounds():
    schema = schema_pb2.Schema()
    for i in range(70):
        feature = schema.feature.add(name=f"a_feature_with_a_name_that_hardly_fits_{i}", type=1)
        feature.string_domain.value.extend(f"a value that is rather long {j}" for j in range(30))
    view = views.schema(schema)
    whole(view)
    assert "a_feature_with_a_name_that_hardly_fits_69" in view.text


def test_anomalies_with_drift(tfdv, train, damaged):
    schema = tfdv.infer_schema(train)
    tfdv.get_feature(schema, "sex").skew_comparator.infinity_norm.threshold = 0.05
    found = tfdv.validate_statistics(train, schema, serving_statistics=damaged)
    view = views.anomalies(found, names="training")
    whole(view)
    assert view.text.splitlines()[0] == "1 anomaly in training"
    rows = [" ".join(line.split()) for line in view.text.splitlines()]
    assert "sex skew L-infinity 0.4 0.05 over the threshold" in rows
    found = tfdv.validate_statistics(damaged, schema)
    text = views.anomalies(found).text
    assert text.startswith("2 anomalies")
    assert "Unexpected string values" in text


def test_no_anomalies_is_a_plain_sentence():
    view = views.anomalies(anomalies_pb2.Anomalies(), names=("evaluation",))
    opened(view)
    assert view.text == "No anomalies in evaluation."


# --- curves


def test_curves_mark_the_best_validation_epoch():
    history = {"loss": [3, 2, 1], "val_loss": [3.0, 1.5, 2], "auc": [0.5, 0.6, 0.7], "learning_rate": [1, 1, 1]}
    view = views.curves(history)
    opened(view)
    assert view.text.splitlines() == [
        "loss: train 3 to 1, validation 3 to 2; best validation 1.5 at epoch 2 of 3",
        "auc: train 0.5 to 0.7; best train 0.7 at epoch 3 of 3",
    ]


def test_curves_of_runs_that_stopped_at_different_epochs():
    class History:
        def __init__(self, values):
            self.history = {"loss": values}

    view = views.curves([History([4, 2]), History([2, 2, 1.0])], title="Two seeds")
    opened(view)
    assert view.text.splitlines() == [
        "Two seeds", "loss over 2 runs: train 3 to 1.5 (1 to 2); best train 1 at epoch 3 of 3",
    ]  # fmt: skip


def test_curves_side_by_side_and_with_a_broken_run():
    nan = float("nan")
    view = views.curves({"teacher": {"loss": [1, nan]}, "student": [{"loss": [nan, nan]}, {"loss": [3, 2]}]})
    opened(view)
    assert view.text.splitlines()[0] == "teacher, loss: train 1 to 1; best train 1 at epoch 1 of 2"
    assert "best train 2 at epoch 2 of 2" in view.text.splitlines()[1]


def test_curves_name_what_is_missing():
    with pytest.raises(KeyError, match=r"no metric 'f1'.*loss"):
        views.curves({"loss": [1, 2]}, metrics=["f1"])
    with pytest.raises(ValueError, match="history is empty"):
        views.curves({})


# --- images


def test_scenes_keep_the_colours_of_few_boxes_on_many_greys():
    noise = np.random.default_rng(0).normal(90, 25, (8, 96, 96)).clip(0, 255).astype(np.uint8)
    there = [[(10, 10, 30, 40, "3")], *[[] for _ in range(7)]]
    found = [[(60, 60, 80, 80, "1", 0.6)], *[[] for _ in range(7)]]
    picture = np.asarray(Image.open(io.BytesIO(views.scenes(noise, there, found).png())).convert("RGB")).astype(int)
    for colour in (VERMILION, SKY):
        red_green_blue = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(picture - red_green_blue).max(axis=-1) <= 8).sum() > 50


def test_scenes_count_found_missed_and_false():
    images = np.zeros((2, 40, 40))
    truth = [[(0, 0, 10, 10, "3"), (20, 20, 30, 30, "5")], [(5, 5, 15, 15, "7")]]
    found = [[(1, 0, 11, 10, "3", 0.9), (1, 0, 11, 10, "3", 0.4), (20, 20, 30, 30, "6", 0.8)], []]
    view = views.scenes(images, truth, found)
    opened(view)
    assert view.text.splitlines() == [
        "2 scenes with 3 boxes: 1 found, 2 missed, 2 false (overlap of 0.5 or more)",
        "scene 1: 1 found, missed: 5, false: 3 0.40 and 6 0.80",
        "scene 2: 0 found, missed: 7, false: none",
    ]
    stricter = views.scenes(images, truth, found, iou=0.9)
    assert "0 found, 3 missed, 3 false" in stricter.text
    with pytest.raises(ValueError, match="2 images, 1 lists"):
        views.scenes(images, truth[:1])


def test_grid_takes_grey_and_colour_and_says_what_is_hidden():
    view = views.grid([np.zeros((4, 6)), np.zeros((4, 6, 1)), np.zeros((4, 6, 3))], ["a", "b", "c"])
    opened(view)
    assert view.text == "3 images of 6 x 4 pixels\na; b; c"
    assert "the first 2 shown" in views.grid(np.zeros((5, 4, 4)), limit=2).text
    with pytest.raises(ValueError, match="no images"):
        views.grid([])
    with pytest.raises(ValueError, match="2 titles for 1 image"):
        views.grid([np.zeros((2, 2))], ["a", "b"])


# --- confusion


def test_confusion_counts_recall_and_balanced_accuracy():
    view = views.confusion([0, 0, 0, 1], [0, 0, 1, 0], names=["cat", "dog"])
    opened(view)
    assert view.text.splitlines()[1:] == [
        "accuracy 0.5, balanced accuracy 0.3333",
        "cat: 2 of 3 found (recall 0.6667), most often taken for dog (1)",
        "dog: 0 of 1 found (recall 0), most often taken for cat (1)",
    ]


def test_confusion_with_an_absent_class_many_classes_and_wrong_input():
    view = views.confusion(["a", "a"], ["a", "b"])
    assert "balanced accuracy 0.5" in view.text
    assert "b: 0 of 0 found (recall -)" in view.text
    many = views.confusion(np.arange(26), np.roll(np.arange(26), 1), names=[f"class number {i}" for i in range(26)])
    opened(many)
    assert clipped(many) == []
    with pytest.raises(ValueError, match="3 truths, 2 predictions"):
        views.confusion([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="5 is no class: names has 2 entries"):
        views.confusion([0, 5], [0, 1], names=["a", "b"])


# --- words


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1078.4, "1,078"), (0.012346, "0.01235"), (40.0, "40"), (1e12, "1e+12"), (float("nan"), "-"),
     (-2.5, "-2.5"), (99_999, "99,999"), (1e-7, "1e-07"), (float("-inf"), "-inf")],
)  # fmt: skip
def test_numbers_have_four_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.00001, "<0.1 %"), (0.034, "3.4 %"), (0.5, "50 %"), (0.99999, ">99.9 %"), (1, "100 %")],
)
def test_shares_never_round_to_nothing_or_all(share, text):
    assert percent(share) == text


@given(st.text(), st.integers(8, 40))
def test_labels_are_one_drawable_line(text, limit):
    line = label(text, limit)
    assert 0 < len(line) <= max(limit, 2)
    assert "\n" not in line


def test_long_names_keep_their_ends():
    assert [one_line(blank) for blank in ("", "\n", " ")] == ["''", r"'\n'", "' '"]
    assert one_line("a long name that ends in 1", 12) != one_line("a long name that ends in 2", 12)
