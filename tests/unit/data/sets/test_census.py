"""The real census: the publisher's rows, repeatable, and with exactly the faults that it says it has."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab import data
from courselab.data.faults import arrived_later
from courselab.data.sets import census

DATA = "census"


def test_columns_rows_and_types(clean):
    assert tuple(clean.columns) == census.COLUMNS
    assert len(clean) == 32_561
    assert all((clean[name].dtype == np.int64) == (name in census.NUMBERS) for name in census.COLUMNS)
    assert "?" not in clean.to_numpy()


def test_same_seed_same_rows_other_seed_other_rows(dirty, seed):
    pd.testing.assert_frame_equal(dirty, data.load("census", seed=seed))
    assert not dirty.equals(data.load("census", seed=seed + 1))


def test_the_rows_are_those_of_the_publisher(clean):
    # Published: 24.1 % above 50K, 66.9 % men, 89.6 % born in the United States, mean age 38.6, 46.0 % married.
    assert (clean["income"] == ">50K").mean() == pytest.approx(0.241, abs=0.0005)
    assert (clean["sex"] == "Male").mean() == pytest.approx(0.669, abs=0.0005)
    assert (clean["native_country"] == "United-States").mean() == pytest.approx(0.896, abs=0.0005)
    assert clean["age"].mean() == pytest.approx(38.6, abs=0.05)
    assert clean["age"].between(17, 90).all() and clean["hours_per_week"].between(1, 99).all()
    assert set(clean.columns[clean.isna().any()]) == {"workclass", "occupation", "native_country"}


def test_education_has_one_code_a_name(clean):
    """The exercise of c2w1-lab1 mends a code by its name."""
    pairs = clean[["education", "education_num"]].drop_duplicates()
    assert len(pairs) == 16 and pairs["education"].is_unique and pairs["education_num"].is_unique


def test_one_person_alone_has_the_country_that_the_labs_let_in_late(clean):
    assert (clean["native_country"] == "Holand-Netherlands").sum() == 1


def test_planted_faults_are_in_the_last_fifth_only(clean, dirty, faults, differing):
    changed = set().union(*(differing(clean, dirty, column) for column in census.COLUMNS))
    listed = {row for fault in faults.values() for row in fault.rows}
    assert changed == listed
    assert min(changed) >= arrived_later(len(clean))


@pytest.mark.parametrize(
    "column", ["age", "education_num", "native_country", "relationship", "workclass", "occupation", "income"]
)
def test_every_change_of_a_column_is_listed_for_it(clean, dirty, faults, column, differing):
    listed = [set(fault.rows) for fault in faults.values() if fault.column == column]
    assert differing(clean, dirty, column) == set().union(*listed)
    assert sum(map(len, listed)) == len(set().union(*listed))


@pytest.mark.parametrize(
    "name,is_faulty",
    [
        ("age out of range", lambda frame: frame["age"].isin([-1, 999])),
        ("education_num out of range", lambda frame: frame["education_num"] > 16),
        ("country in another code", lambda frame: frame["native_country"] == "USA"),
        ("relationship missing", lambda frame: frame["relationship"].isna()),
        ("income misspelt", lambda frame: frame["income"] == ">50K."),
    ],
)
def test_a_visible_fault_is_in_its_rows_and_nowhere_else(dirty, faults, name, is_faulty):
    assert faults[name].rows == tuple(np.flatnonzero(is_faulty(dirty)))
    assert faults[name].kind == "schema" and len(faults[name].rows) > 10


def test_workclass_drifted(clean, dirty, faults):
    rows = list(faults["workclass drifted"].rows)
    assert set(clean["workclass"].iloc[rows]) == {"Private"} and set(dirty["workclass"].iloc[rows]) == {"Local-gov"}
    start = arrived_later(len(dirty))
    early = dirty["workclass"][:start].value_counts(normalize=True)
    late = dirty["workclass"][start:].value_counts(normalize=True)
    assert (early - late).abs().max() > 0.15  # L-infinity; between the clean parts it is 0.007 (seed 42)


def test_the_women_s_occupation_drifts_in_their_slice_and_not_over_all_rows(clean, dirty, faults):
    rows = list(faults["women's occupation drifted"].rows)
    assert set(clean["sex"].iloc[rows]) == {"Female"} and set(clean["occupation"].iloc[rows]) == {"Exec-managerial"}
    assert set(dirty["occupation"].iloc[rows]) == {"Adm-clerical"}
    early = np.arange(len(dirty)) < arrived_later(len(dirty))

    def moved(those):
        """L-infinity of the occupation of some rows, late against early."""
        shares = [dirty["occupation"][those & when].value_counts(normalize=True) for when in (early, ~early)]
        return (shares[0] - shares[1]).abs().max()

    women = (dirty["sex"] == "Female").to_numpy()
    # The threshold of c2w1-lab1 is 0.05. Measured, whatever the seed: 0.029, 0.102 and 0.012.
    assert moved(early | ~early) < 0.04 and moved(women) > 0.08 and moved(~women) < 0.03


def test_flipped_labels_look_like_any_other(clean, dirty, faults):
    rows = list(faults["labels flipped"].rows)
    assert len(rows) == pytest.approx(0.03 * len(clean) / 5, rel=0.05)
    assert (dirty["income"].iloc[rows] != clean["income"].iloc[rows]).all()
    assert set(dirty["income"].iloc[rows]) == {"<=50K", ">50K"}


def test_small_tables_have_every_fault_and_tiny_ones_say_why_not():
    names = [fault.name for fault in data.planted("census", rows=500) if fault.rows]
    assert len(names) == 8
    assert len(data.load("census", rows=10, plant=False)) == 10
    with pytest.raises(ValueError, match="at least 100 rows"):
        data.load("census", rows=99)
    with pytest.raises(ValueError, match="at least 1 row"):
        data.load("census", rows=0)


def test_path_is_the_raw_format_of_the_clean_rows(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path))
    path = data.path("census", rows=200)
    first = path.read_text().split("\n")[0]
    assert first.count(", ") == 14 and path.read_text().endswith("\n\n")
    pd.testing.assert_frame_equal(census.parse(path), data.load("census", rows=200, plant=False))
    assert list(path.parent.iterdir()) == [path]
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
    assert data.path("census", rows=200) == path
    assert data.path("census", rows=201) != path


def test_a_cache_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path / "file"))
    with pytest.raises(data.DataUnavailable, match="set COURSELAB_DATA_CACHE to a folder"):
        data.path("census", rows=100)


LINE = ", ".join(
    str(value)
    for value in (
        39,
        "State-gov",
        77516,
        "Bachelors",
        13,
        "Never-married",
        "Adm-clerical",
        "Not-in-family",
        "White",
        "Male",
        2174,
        0,
        40,
        "?",
        "<=50K",
    )
)


def test_parse_tolerates_blank_lines_and_reads_missing(tmp_path):
    path = tmp_path / "adult.data"
    path.write_text(f"{LINE}\r\n{LINE}\n\n")
    frame = census.parse(path)
    assert len(frame) == 2 and frame["native_country"].isna().all() and frame["income"].tolist() == ["<=50K"] * 2


@pytest.mark.parametrize(
    "bad,message",
    [
        (LINE.rsplit(",", 1)[0], "line 2: 14 fields instead of 15"),
        (LINE + ", 1", "line 2: 16 fields instead of 15"),
        (LINE.replace("77516", "many"), 'line 2: fnlwgt is "many" instead of a whole number'),
    ],
)
def test_a_malformed_row_is_named(tmp_path, bad, message):
    path = tmp_path / "adult.data"
    path.write_text(f"{LINE}\n{bad}\n{LINE}\n")
    with pytest.raises(data.MalformedFile, match=message):
        census.parse(path)


words = (
    st.text(st.characters(blacklist_characters=",\n\r", blacklist_categories=("Cs",)), min_size=1, max_size=12)
    .map(lambda text: text.strip(" "))
    .filter(lambda text: text not in ("", "?", "nan"))
)
numbers = st.integers(-(2**62), 2**62)
record = st.tuples(*(numbers if name in census.NUMBERS else st.none() | words for name in census.COLUMNS))


@given(records=st.lists(record, min_size=1, max_size=8))
def test_what_is_written_is_parsed(tmp_path_factory, records):
    frame = pd.DataFrame(records, columns=list(census.COLUMNS), dtype=object).astype(
        dict.fromkeys(census.NUMBERS, np.int64)
    )
    path = Path(tmp_path_factory.mktemp("round")) / "adult.data"
    census.write(frame, path)
    back = census.parse(path)
    assert back.where(back.notna(), None).values.tolist() == frame.where(frame.notna(), None).values.tolist()
