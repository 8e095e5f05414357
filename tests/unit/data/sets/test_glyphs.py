"""Glyphs: images that agree with their facts, and a known difficulty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import data
from courselab.data.sets.glyphs import drawing as glyphs


@pytest.fixture(scope="module")
def letters(seed):
    return data.load("glyphs", seed=seed)


@pytest.fixture(scope="module")
def few():
    return data.load("glyphs", seed=42, rows=60, letters="EFB")


def test_shapes_types_and_facts(letters):
    assert letters.images.shape == (8_000, 28, 28) and letters.images.dtype == np.uint8
    assert list(letters.facts) == [
        "label",
        "typeface",
        "family",
        "weight",
        "slant",
        "rotation",
        "shift_x",
        "shift_y",
        "fade",
        "noise",
    ]
    assert [glyphs.LETTERS[i] for i in letters.labels] == list(letters.facts.label)
    assert letters.facts.index.equals(data.load("glyphs", rows=8_000).facts.index)
    assert set(letters.facts.typeface) == set(glyphs.TYPEFACES) and len(glyphs.TYPEFACES) == 20
    assert letters.facts.label.value_counts().between(680, 920).all()  # 800 ± 27 expected
    assert letters.facts.groupby("family").typeface.nunique().eq(4).all()


def test_same_seed_same_glyphs(letters, seed):
    again = data.load("glyphs", seed=seed)
    assert (again.images == letters.images).all() and again.facts.equals(letters.facts)
    assert (data.load("glyphs", seed=seed + 1, rows=50).images != data.load("glyphs", seed=seed, rows=50).images).any()


def test_every_letter_differs_from_every_other_in_every_typeface():
    """A typeface without a letter would draw an empty box, the same for all."""
    facts = data.load("glyphs", rows=1, plant=False).facts.iloc[[0] * 200].reset_index(drop=True)
    facts["label"], facts["fade"] = list(glyphs.LETTERS) * 20, 0.0
    facts["typeface"] = np.repeat(list(glyphs.TYPEFACES), 10)
    drawn = glyphs.draw(facts).reshape(20, 10, -1)
    apart = np.abs(drawn[:, :, None] - drawn[:, None]).sum(axis=3) + np.eye(10) * 1e9
    assert apart.min() > 1_000  # grey levels summed: at least five pixels of full ink


def test_facts_are_what_is_drawn(letters):
    """Faded glyphs are fainter, noisy ones rougher, shifted ones further to that side."""
    clean, facts = glyphs.draw(letters.facts), letters.facts
    ink = clean - 40
    strength = np.percentile(ink, 99, axis=(1, 2))
    assert np.corrcoef(strength, 1 - facts.fade)[0, 1] > 0.8
    rough = (letters.images[:, :3, :3].astype(float)).std(axis=(1, 2))  # a corner without ink
    assert np.corrcoef(rough, facts.noise)[0, 1] > 0.8
    centre = (ink.sum(axis=1) * np.arange(28)).sum(axis=1) / ink.sum(axis=(1, 2))
    middle = facts.label.isin(list("AHI"))  # symmetric letters
    assert np.corrcoef(centre[middle], facts.shift_x[middle])[0, 1] > 0.8
    assert (clean.max(axis=(1, 2)) <= 240).all() and (clean.min(axis=(1, 2)) >= 40).all()


def test_rotation_is_counterclockwise():
    facts = data.load("glyphs", rows=1, plant=False).facts.assign(
        label="I", typeface="DejaVuSans", shift_x=0.0, shift_y=0.0, fade=0.0, rotation=40.0
    )
    ink = glyphs.draw(facts)[0] - 40
    columns = np.arange(28)
    top, bottom = ((rows * columns).sum() / rows.sum() for rows in (ink[:13], ink[15:]))
    assert top < bottom - 3  # the top leans to the left


def test_planted_cases_are_exactly_those_of_the_facts(letters, seed):
    found = {fault.name: set(fault.rows) for fault in data.planted("glyphs", seed=seed)}
    facts = letters.facts
    assert found[glyphs.TURNED] == set(np.flatnonzero(facts.rotation.abs() >= 30))
    assert found[glyphs.FADED] == set(np.flatnonzero(facts.fade >= 0.7))
    assert found[glyphs.NOISY] == set(np.flatnonzero(facts.noise >= 60))
    for name, share in glyphs.SHARES.items():
        assert len(found[name]) / 8_000 == pytest.approx(share, abs=0.02)
    plain = data.load("glyphs", seed=seed, rows=500, plant=False).facts
    assert plain.noise.max() <= 40 and plain.fade.max() <= 0.5 and plain.rotation.abs().max() <= 20


def test_logistic_regression_finds_them_as_hard_as_promised(letters):
    """Random split 0.70 to 0.74, unseen typefaces 0.55 to 0.56 over seeds 42, 7, 1 and 2."""
    from sklearn.linear_model import LogisticRegression

    pixels, unseen = letters.images.reshape(len(letters), -1) / 255, letters.facts.typeface.isin(glyphs.UNSEEN)
    unseen = unseen.to_numpy()
    scores = [
        _score(LogisticRegression(max_iter=25), pixels, letters.labels, test)
        for test in (np.arange(8_000) >= 6_000, unseen)
    ]
    assert scores[0] == pytest.approx(0.72, abs=0.05)
    assert scores[1] == pytest.approx(0.57, abs=0.05)


def _score(model, pixels, labels, test):
    return model.fit(pixels[~test], labels[~test]).score(pixels[test], labels[test])


def test_the_informed_reader_is_nearly_always_right_and_better_without_noise(letters):
    right = glyphs.informed_reader(letters) == letters.labels
    hard = ((letters.facts.noise >= 60) & (letters.facts.fade >= 0.7)).to_numpy()
    assert right[~hard].mean() > 0.99 > right[hard].mean() > 0.6


def test_take_keeps_images_labels_and_facts_together(few):
    for which in (few.labels == 1, np.array([5, 3, 8]), slice(10, 20)):
        some = few.take(which)
        assert (few.images[some.facts.index] == some.images).all()
        assert [few.letters[i] for i in some.labels] == list(some.facts.label)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=12))
def test_letters_are_some_of_a_to_j_each_once(text):
    good = text and len(set(text)) == len(text) and set(text) <= set(glyphs.LETTERS)
    if good:
        assert len(data.load("glyphs", rows=3, letters=text)) == 3
    else:
        with pytest.raises(ValueError, match="give some of ABCDEFGHIJ"):
            data.load("glyphs", rows=3, letters=text)


def test_no_download_and_no_raw_file():
    with pytest.raises(data.DataUnavailable, match='use source="embedded"'):
        data.load("glyphs", "download")
    with pytest.raises(data.DataUnavailable, match="no raw file"):
        data.path("glyphs")
