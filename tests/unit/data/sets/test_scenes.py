"""Scenes of digits: boxes that fit, handwriting that is never in both parts, hard cases that are there."""

import io

import numpy as np
import pytest
from PIL import Image

from courselab import data
from courselab.data.png import encode_png
from courselab.data.sets.scenes import FADED, STROKES, TOUCHING


@pytest.fixture(scope="module")
def scenes(seed):
    return data.load("scenes", seed=seed)


@pytest.fixture(scope="module")
def faults(seed):
    return {fault.name: set(fault.rows) for fault in data.planted("scenes", seed=seed)}


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0) / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))


def test_shapes_and_ranges(scenes):
    assert scenes.images.shape == (400, 96, 96) and scenes.images.dtype == np.uint8
    for boxes, labels in zip(scenes.boxes, scenes.labels, strict=True):
        assert boxes.shape == (len(labels), 4) and 1 <= len(labels) <= 5
        assert (boxes[:, :2] >= 0).all() and (boxes[:, 2:] <= 96).all() and (boxes[:, :2] < boxes[:, 2:]).all()
    assert {label for labels in scenes.labels for label in labels} == set(range(10))
    assert {len(labels) for labels in scenes.labels} == {1, 2, 3, 4, 5}


def test_same_seed_same_scenes(scenes, seed):
    again = data.load("scenes", seed=seed)
    assert (again.images == scenes.images).all()
    assert all((a == b).all() for a, b in zip(again.boxes, scenes.boxes, strict=True))
    assert (data.load("scenes", seed=seed + 1).images != scenes.images).any()


def test_digits_overlap_only_where_they_touch(scenes):
    for boxes, hard in zip(scenes.boxes, scenes.hard, strict=True):
        for i in range(len(boxes)):
            for j in range(i):
                touching = hard[i] == hard[j] == TOUCHING
                assert overlap(boxes[i], boxes[j]) <= (0.35 if touching else 0.0)


def test_a_box_holds_its_digit(scenes):
    """Inside a plain digit's box it is clearly brighter than in a frame of two pixels around it."""
    brighter = []
    for image, boxes, hard in zip(scenes.images.astype(float), scenes.boxes, scenes.hard, strict=True):
        for (x0, y0, x1, y1), kind in zip(boxes, hard, strict=True):
            if not kind:
                wide = image[max(y0 - 2, 0) : y1 + 2, max(x0 - 2, 0) : x1 + 2]
                inside = image[y0:y1, x0:x1]
                frame = (wide.sum() - inside.sum()) / (wide.size - inside.size)
                brighter.append(inside.mean() - frame)
    assert np.mean(np.array(brighter) > 10) > 0.97  # a stroke beside a digit may brighten its frame


def test_training_and_test_scenes_share_no_handwriting(scenes, seed):
    test = data.load("scenes", seed=seed, part="test", rows=300)
    used = [{int(sample) for samples in part.samples for sample in samples} for part in (scenes, test)]
    assert not used[0] & used[1]
    assert len(test) == 300


def test_labels_are_those_of_the_samples(scenes):
    from sklearn.datasets import load_digits

    target = load_digits().target
    assert all((target[samples] == labels).all() for samples, labels in zip(scenes.samples, scenes.labels, strict=True))


def test_the_planted_cases_are_in_their_scenes_and_nowhere_else(scenes, faults):
    for name in (FADED, TOUCHING):
        there = {number for number, hard in enumerate(scenes.hard) if name in hard}
        assert faults[name] == there and len(there) > 20
    assert len(faults[STROKES]) > 40
    # Scenes with strokes have more bright pixels outside all boxes than the others.
    bright = []
    for image, boxes in zip(scenes.images, scenes.boxes, strict=True):
        outside = np.ones((96, 96), dtype=bool)
        for x0, y0, x1, y1 in boxes:
            outside[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1] = False
        bright.append(((image > np.median(image) + 50) & outside).sum())
    has = np.isin(np.arange(len(scenes)), list(faults[STROKES]))
    assert np.median(np.array(bright)[has]) > 5 * max(1, np.median(np.array(bright)[~has]))


def test_faded_digits_are_fainter(scenes):
    contrast = {"": [], FADED: []}
    for image, boxes, hard in zip(scenes.images.astype(float), scenes.boxes, scenes.hard, strict=True):
        for (x0, y0, x1, y1), kind in zip(boxes, hard, strict=True):
            if kind in contrast:
                contrast[kind].append(np.percentile(image[y0:y1, x0:x1], 95) - np.median(image))
    assert np.median(contrast[FADED]) < 0.6 * np.median(contrast[""])


def test_nothing_is_planted_without_plant(seed):
    plain = data.load("scenes", seed=seed, plant=False, rows=100)
    assert {kind for hard in plain.hard for kind in hard} == {""}


def test_png_round_trip(scenes):
    image = scenes.images[0]
    assert (np.asarray(Image.open(io.BytesIO(encode_png(image)))) == image).all()
    colour = np.stack([image] * 3, axis=-1)
    assert (np.asarray(Image.open(io.BytesIO(encode_png(colour)))) == colour).all()


def test_wrong_part_and_wrong_source_are_one_sentence():
    with pytest.raises(ValueError, match='choose "train" or "test"'):
        data.load("scenes", part="validation")
    with pytest.raises(data.DataUnavailable, match='use source="embedded"'):
        data.load("scenes", "download")
    with pytest.raises(data.DataUnavailable, match="no raw file"):
        data.path("scenes")
