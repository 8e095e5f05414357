"""The real files that ship: what they hold is what the labs will teach with, counted again here."""

import io
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

from courselab import data
from courselab.data.dataset import SHIPPED, Dataset, find, names
from courselab.data.sets import covertype, fashion_mnist, glyphs, qm9

REAL = [name for name in names() if find(name).shipped]


@lru_cache(maxsize=4)
def real(name, **options):
    """The shipped form of a set, whole and without faults, whatever "embedded" means today; not to be changed."""
    return find(name).make(SHIPPED, seed=42, plant=False, **options)[0]


def counts(column):
    return column.value_counts().to_dict()


@pytest.mark.parametrize("name", REAL)
def test_every_row_is_read_and_a_sample_keeps_the_files_order(name):
    form, choices = find(name), [{}]
    if name in ("fashion_mnist", "playing_cards"):
        choices = [{"part": "train"}, {"part": "test"}]
    if name == "azure_llm":
        choices = [{"service": "code"}, {"service": "conversation"}]
    assert sum(len(real(name, **choice)) for choice in choices) == form.shipped.rows
    some, _ = form.make(SHIPPED, seed=7, rows=25, plant=False)
    assert len(some) == 25
    if isinstance(some, pd.DataFrame):
        whole = real(name, **choices[0])
        expected = whole.sample(25, random_state=7).sort_index().reset_index(drop=True)
        pd.testing.assert_frame_equal(some, expected)


def test_more_rows_than_there_are_is_one_sentence():
    with pytest.raises(ValueError, match='"german_credit" has 1,000 rows: rows=1,001 is too many'):
        data.load("german_credit", rows=1_001)
    with pytest.raises(ValueError, match='"fashion_mnist" has 3,000 rows: rows=3,001 is too many'):
        data.load("fashion_mnist", rows=3_001, part="test")


def test_an_array_form_is_sampled_in_order_with_the_seed():
    some, again = (data.load("fashion_mnist", rows=50, seed=3, part="test") for _ in range(2))
    whole = real("fashion_mnist", part="test")
    at = [int(np.flatnonzero((whole.images == image).all(axis=(1, 2)))[0]) for image in some.images]
    assert (some.images == again.images).all() and at == sorted(at) and (whole.labels[at] == some.labels).all()


def test_a_set_with_both_forms_says_which_is_embedded():
    assert {find(name).form("embedded") for name in REAL} == {"shipped"}
    with pytest.raises(ValueError, match='needs embedded="generated" or embedded="shipped": it has both forms'):
        Dataset("a.b", generate=glyphs.generate, shipped=find("comments").shipped)


@pytest.mark.parametrize("name", [name for name in REAL if find(name).original])
def test_what_ships_of_a_public_original_is_that_file_byte_for_byte(name, tmp_path):
    from hashlib import sha256

    (file,) = find(name).shipped.files
    file.unpack(tmp_path / "raw")
    raw = (tmp_path / "raw").read_bytes()
    assert (len(raw), sha256(raw).hexdigest()) == (find(name).original.bytes, find(name).original.sha256)


def test_a_set_whose_columns_were_renamed_has_no_raw_file():
    with pytest.raises(data.DataUnavailable, match="no raw file"):
        data.path("energy_efficiency")


@pytest.mark.parametrize("name", ["sms_spam", "german_credit", "qm9", "metro_traffic", "covertype", "open_bandit"])
def test_the_raw_file_is_what_ships_and_a_part_of_it_is_written_alike(name, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path))
    whole, part = data.path(name), data.path(name, rows=40)
    assert list(whole.parent.iterdir()) == [whole] and whole.parent != part.parent and whole.name == part.name
    lines = whole.read_text(encoding="utf-8").splitlines()
    if name == "qm9":
        assert set(part.read_text().split(qm9.END)) <= set(whole.read_text().split(qm9.END))
    elif find(name).parse:
        assert set(part.read_text(encoding="utf-8").splitlines()) <= set(lines)
    else:
        assert len(pd.read_csv(part)) == 40 and part.read_text().splitlines()[0] == lines[0]


def test_penguins():
    plain, skewed = data.load("penguins"), data.load("penguins_skewed")
    rows, columns = np.nonzero((plain != skewed).to_numpy())
    assert (rows.tolist(), plain.columns[columns].tolist()) == ([1], ["culmen_length_mm"])
    assert skewed.loc[1, "culmen_length_mm"] == -1 and plain.drop(columns="species").stack().between(0, 1).all()


def test_weather_has_its_real_faults():
    frame = real("weather")
    assert counts(frame["origin"]).keys() == {"EWR", "JFK", "LGA"}
    assert round(frame["wind_speed"].max()) == 1_048 and frame["pressure"].isna().sum() == 2_729
    gaps = frame.groupby("origin")["time"].apply(lambda times: (times.diff() > pd.Timedelta(hours=1)).sum())
    assert gaps.between(14, 17).all()
    assert frame["time"].dt.year.isin([2013, 2014]).all()  # the last hours of the year in New York


def test_motion_is_140_recordings_of_ten_people_at_50_hz():
    frame = real("motion")
    one = frame.groupby("recording").first()
    assert len(one) == 140 and one["subject"].nunique() == 10 and set(one["side"]) == {"left", "right"}
    assert counts(one["exercise"]) == dict.fromkeys(("PEN", "ABD", "FEL", "IR", "ER", "TRAP", "ROW"), 20)
    assert (frame.groupby("recording")[["subject", "exercise", "side"]].nunique() == 1).all().all()
    assert frame["time"].diff()[frame["recording"].diff() == 0].to_numpy() == pytest.approx(0.02)
    assert frame.loc[0, ["ax", "ay", "az"]].tolist() == [-1.083608, -0.018609, -0.02726]
    size = np.sqrt((frame[["ax", "ay", "az"]] ** 2).sum(axis=1))
    assert size.median() == pytest.approx(1.0, abs=0.1)  # gravity


def test_comments_of_five_videos_follow_one_rule_mostly():
    frame = real("comments")
    assert counts(frame["label"]) == {"spam": 1_005, "ham": 951} and frame["video"].nunique() == 5
    assert frame.columns.tolist() == ["video", "date", "text", "label"]
    hit = frame["text"].str.contains(r"https?:|www\.|\.com|subscrib|check out|my channel", case=False)
    spam = frame["label"] == "spam"
    assert hit.mean() == pytest.approx(0.435, abs=0.03) and spam[hit].mean() == pytest.approx(0.982, abs=0.015)


def test_fashion_mnist_classes_and_how_hard_they_are():
    train, test = data.load("fashion_mnist"), data.load("fashion_mnist", part="test")
    assert train.images.shape == (12_000, 28, 28) and test.images.shape == (3_000, 28, 28)
    sizes = np.bincount(train.labels)
    assert len(sizes) == 10 and (sizes.min(), sizes.max()) == (1_122, 1_244)
    some = train.take(slice(4_000))
    model = LogisticRegression(max_iter=100).fit(some.images.reshape(4_000, -1) / 255, some.labels)
    told = model.predict(test.images.reshape(3_000, -1) / 255)
    assert (told == test.labels).mean() == pytest.approx(0.823, abs=0.02)
    recall = {name: (told == at)[test.labels == at].mean() for at, name in enumerate(train.names)}
    assert min(recall, key=recall.get) == "Shirt" and recall["Trouser"] > 0.9
    with pytest.raises(data.UnknownData, match='choose "train" or "test"'):
        data.load("fashion_mnist", part="validation")


@given(st.lists(st.integers(0, 66), unique=True))
def test_some_photographs_are_those_asked_for(which):
    photographs = TEST_CARDS.take(which)
    assert photographs.files == [TEST_CARDS.files[i] for i in which]


TEST_CARDS = find("playing_cards").make(SHIPPED, seed=42, part="test")[0]


def test_playing_cards_have_boxes_inside_their_pictures():
    train = data.load("playing_cards")
    assert (len(train), len(TEST_CARDS)) == (296, 67)
    labels = np.concatenate(train.labels + TEST_CARDS.labels)
    got = dict(zip(train.names, np.bincount(labels).tolist(), strict=True))
    assert got == {"nine": 115, "ten": 100, "jack": 113, "queen": 106, "king": 118, "ace": 118}
    for part in (train, TEST_CARDS):
        for at in range(len(part)):
            width, height = Image.open(io.BytesIO(part.jpeg[at])).size
            boxes = part.boxes[at]
            assert 1 <= len(boxes) == len(part.labels[at]) <= 5 and max(width, height) == 288
            assert (boxes[:, :2] < boxes[:, 2:]).all() and (boxes >= 0).all()
            assert (boxes[:, 2] <= width + 1).all() and (boxes[:, 3] <= height + 1).all()
    assert train.image(0).shape[2] == 3 and train.image(0).dtype == np.uint8


def test_twenty_raters_agree_as_far_as_they_do():
    """On the sign: of the 3,200 texts with 20 ratings, and of all 4,200 by the first 20 ratings of each."""
    frame = data.load("vader_tweets")
    twenty = frame["ratings"].map(len) == 20
    assert twenty.sum() == 3_200 and frame.loc[~twenty, "ratings"].map(len).between(92, 99).all()
    assert frame["ratings"].map(min).min() == -4 and frame["ratings"].map(max).max() == 4
    signs = np.sign(np.stack(frame["ratings"].map(lambda ratings: ratings[:20])))
    agreed = (signs == signs[:, :1]).all(axis=1)
    assert agreed[twenty].mean() == pytest.approx(0.2116, abs=1e-4) and agreed.mean() == pytest.approx(0.2581, abs=1e-4)
    shares = np.array([(signs == sign).mean() for sign in (-1, 0, 1)])
    assert shares == pytest.approx([0.26, 0.20, 0.54], abs=0.005)


def test_diabetes_patients_labels_and_the_drift_of_payers():
    frame = data.load("diabetes_130")
    assert frame.shape == (101_766, 50) and frame["patient_nbr"].nunique() == 71_518
    assert counts(frame["readmitted"]) == {"NO": 54_864, ">30": 35_545, "<30": 11_357}
    assert frame["weight"].isna().mean() == pytest.approx(0.969, abs=0.001)
    assert "None" in set(frame["A1Cresult"])
    ordered = frame.sort_values("encounter_id")["payer_code"].fillna("?")
    early, late = (part.value_counts(normalize=True) for part in (ordered[: 101_766 // 3], ordered[-101_766 // 3 :]))
    assert early.sub(late, fill_value=0).abs().max() == pytest.approx(0.734, abs=0.01)


@pytest.mark.parametrize(
    ("table", "rows", "number", "text"),
    [
        ("admission_type_id", 8, 1, "Emergency"),
        ("discharge_disposition_id", 30, 19, "Expired at home. Medicaid only, hospice."),
        ("admission_source_id", 25, 7, "Emergency Room"),
    ],
)
def test_diabetes_numbers_have_meanings(table, rows, number, text):
    meanings = data.load("diabetes_130", table=table)
    assert len(meanings) == rows and meanings.set_index("id")["description"][number] == text
    assert set(data.load("diabetes_130")[table]) <= set(meanings["id"])


def test_an_unknown_table_or_service_is_one_sentence():
    with pytest.raises(data.UnknownData, match="choose one of encounters, admission_type_id"):
        data.load("diabetes_130", table="doctors")
    with pytest.raises(data.UnknownData, match='choose "code" or "conversation"'):
        data.load("azure_llm", service="chat")


def test_metro_traffic_has_its_real_faults():
    frame = data.load("metro_traffic")
    assert frame["date_time"].is_monotonic_increasing and frame["date_time"].duplicated().sum() == 7_629
    assert (frame["temp"] == 0).sum() == 10 and frame["rain_1h"].max() == 9_831.3
    assert frame["date_time"].diff().max().days == 307
    assert (frame["holiday"] != "None").sum() == 61


def test_covertype_classes():
    frame = data.load("covertype")
    assert counts(frame["Cover_Type"]) == {2: 45_328, 1: 33_894, 3: 5_721, 7: 3_282, 6: 2_779, 5: 1_519, 4: 439}
    assert len(covertype.COVERS) == 7 and frame["Soil_Type"].nunique() == 39
    assert set(frame["Wilderness_Area"]) == {"Rawah", "Neota", "Comanche", "Cache"}


def test_sms_spam_can_be_told_and_has_doubles():
    frame = data.load("sms_spam")
    assert counts(frame["label"]) == {"ham": 4_827, "spam": 747} and frame.duplicated().sum() == 403
    train, test = train_test_split(frame, random_state=0, stratify=frame["label"])
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10)).fit(train["text"], train["label"])
    assert model.score(test["text"], test["label"]) > 0.965


@pytest.mark.parametrize("name", ["sms_spam", "german_credit"])
def test_a_broken_line_is_named(name, tmp_path):
    path = tmp_path / "raw"
    find(name).write(data.load(name, rows=3), path)
    path.write_text(path.read_text(encoding="utf-8") + "half a li\n", encoding="utf-8")
    with pytest.raises(data.MalformedFile, match="line 4"):
        find(name).parse(path)


def test_credit_default_and_its_undocumented_codes():
    frame = data.load("credit_default")
    assert frame["default_payment_next_month"].mean() == pytest.approx(0.2212, abs=1e-4)
    assert set(frame["EDUCATION"]) == set(range(7)) and set(frame["SEX"]) == {1, 2}


def test_german_credit_risks_by_age():
    frame = data.load("german_credit")
    assert counts(frame["risk"]) == {"good": 700, "bad": 300}
    bad = (frame["risk"] == "bad").groupby(frame["age"] < 26).mean()
    assert bad[True] == pytest.approx(0.421, abs=0.001) and bad[False] == pytest.approx(0.272, abs=0.001)


def test_nhanes_outcome_and_groups():
    frame = data.load("nhanes")
    assert frame.shape == (9_932, 20) and sorted(counts(frame["race"]).values()) == [106, 1_735, 8_091]
    assert (frame["died"] & (frame["years"] <= 10)).mean() == pytest.approx(0.151, abs=0.002)
    assert frame["age"][frame["died"]].mean() > frame["age"][~frame["died"]].mean() + 10


def test_energy_efficiency_linear_error():
    frame = data.load("energy_efficiency")
    features, heat = frame.drop(columns=["heating_load", "cooling_load"]), frame["heating_load"]
    x, x_test, y, y_test = train_test_split(features, heat, random_state=0)
    error = LinearRegression().fit(x, y).predict(x_test) - y_test
    assert np.sqrt((error**2).mean()) == pytest.approx(3.16, abs=0.4)


def test_bike_sharing_grows():
    frame = data.load("bike_sharing")
    assert frame["cnt"].sum() == 3_292_679 and (frame["casual"] + frame["registered"] == frame["cnt"]).all()
    assert frame.groupby("yr")["cnt"].mean().round(1).tolist() == [143.8, 234.7]
    assert (frame["dteday"].dt.year == 2011 + frame["yr"]).all()


def test_nab_series_and_windows():
    frame = data.load("nab")
    assert counts(frame["series"]) == {
        "nyc_taxi": 10_320,
        "machine_temperature": 22_695,
        "ambient_temperature": 7_267,
        "cpu_asg_misconfiguration": 18_050,
        "ec2_request_latency": 4_032,
        "elb_request_count": 4_032,
    }
    assert frame.groupby("series")["anomaly"].mean().between(0.075, 0.105).all()


def test_nasa_http_peak_and_outage():
    frame = data.load("nasa_http")
    assert frame["requests"].sum() == 3_461_603 and frame["requests"].max() == 405
    assert frame["requests"].max() / frame["requests"].mean() == pytest.approx(9.9, abs=0.05)
    assert (frame["requests"] == 0).sum() == 2_939
    down = frame["minute"].between("1995-08-01 14:53", "1995-08-03 04:35")
    assert (frame.loc[down, "requests"] == 0).all() and down.sum() > 2_200


@pytest.mark.parametrize(("service", "variation"), [("code", 13.15), ("conversation", 1.09)])
def test_azure_llm_arrivals_come_in_bursts_or_not(service, variation):
    frame = data.load("azure_llm", service=service)
    gaps = frame["time"].diff().dt.total_seconds().dropna()
    assert gaps.std() / gaps.mean() == pytest.approx(variation, abs=0.01)


def test_open_bandit_decides_nothing():
    frame = data.load("open_bandit")
    assert frame["click"].sum() == 287 and counts(frame.groupby(["policy", "campaign"]).size()) == {10_000: 6}
    rate = frame.groupby("policy")["click"].mean()
    assert rate["random"] == pytest.approx(0.0043, abs=1e-4) and rate["bts"] == pytest.approx(0.0052, abs=1e-4)


def test_qm9_energies_follow_the_atoms():
    frame = data.load("qm9")
    atoms = pd.DataFrame(frame["atoms"].tolist()).fillna(0)
    assert set(atoms.columns) == {"C", "F", "H", "N", "O"}
    energy = frame["U0_atomization_kcal_mol"]
    error = (LinearRegression().fit(atoms, energy).predict(atoms) - energy).abs().mean()
    assert error == pytest.approx(19.0, abs=1.0) and energy.std() == pytest.approx(238, abs=5)


def test_a_broken_molecule_is_named(tmp_path):
    record = data.load("qm9", rows=1)["record"][0]
    path = tmp_path / "broken.sdf"
    path.write_text(record + record.replace(">  <gap_hartree>", ">  <gap>"))
    with pytest.raises(data.MalformedFile, match=r"broken\.sdf, record 2: KeyError"):
        qm9.parse(path)


def test_names_of_the_clothes():
    assert len(fashion_mnist.NAMES) == len(set(fashion_mnist.NAMES)) == 10
