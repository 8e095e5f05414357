"""The detector finds what is there, says how sure it is, and survives a trip through a file."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from courselab import data
from courselab.apps.detector import model as detection

boxes = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40), st.integers(1, 40)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(boxes, boxes)
def test_overlap_is_a_share_that_does_not_depend_on_the_order(a, b):
    assert 0 <= detection.overlap(a, b) == detection.overlap(b, a) <= 1
    assert detection.overlap(a, a) == 1


def test_an_empty_canvas_proposes_nothing():
    assert detection.propose(np.full((96, 96), 40, np.uint8)) == []


def test_a_bright_patch_is_proposed_where_it_is():
    image = np.full((96, 96), 30, np.uint8)
    image[20:40, 50:64] = 220
    (found,) = detection.propose(image)
    assert detection.overlap(found, (50, 20, 64, 40)) > 0.8


@pytest.mark.parametrize("seed", [42, 7])
def test_it_learns_from_scenes_and_reads_other_handwriting(seed, tmp_path):
    train, test = data.load("scenes", seed=seed, rows=200), data.load("scenes", seed=seed, rows=60, part="test")
    inputs, classes = detection.examples(train)
    assert inputs.shape[1] == detection.SIDE**2 and set(classes) == set(range(11))
    fitted = LogisticRegression(C=0.3, max_iter=500).fit(inputs, classes)
    detector = detection.Detector(fitted.coef_, fitted.intercept_)
    surest = max(fitted.predict_proba(inputs[:1])[0][:10])
    assert detector.classify(inputs[0])[1] == pytest.approx(surest)
    right = total = 0
    for image, truth, labels in zip(test.images, test.boxes, test.labels, strict=True):
        found = detector.detect(image, 0.2)
        assert all(box[5] >= 0.2 for box in found)
        total += len(truth)
        right += sum(any(detection.overlap(box, t) > 0.5 and box[4] == n for t, n in zip(truth, labels, strict=True))
                     for box in found)  # fmt: skip
    assert right / total > 0.65  # 0.75 to 0.80 measured over six seeds
    detector.save(tmp_path / "detector.npz")
    again = detection.Detector.load(tmp_path / "detector.npz")
    assert again.detect(test.images[0], 0.2) == detector.detect(test.images[0], 0.2)
