"""A small detector for the scenes of digits: propose regions, then classify each. Taught in c1w1-lab1.

A region is a connected patch that is brighter than its surroundings; a softmax classifier with eleven classes (ten
digits and "no digit") gives each its label and confidence. It is the two-stage idea of R-CNN (Girshick et al., 2014)
with the smallest parts that do the work, so it trains in a second and needs no TensorFlow where it serves. The lab
prints `propose`, `crop` and `Detector`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

from courselab.apps.boxes import Box
from courselab.apps.boxes import overlap as overlap  # the lab calls it beside propose and examples

NO_DIGIT = 10
SIDE = 12  # pixels: a region is scaled to SIDE x SIDE before it is classified
SMALLEST, LARGEST = (5, 9), (40, 40)  # width, height in pixels of a region that can hold a digit
FAINTEST = 14.0  # grey levels above the surroundings, smoothed
ONE_LEVEL = (0.3,)  # of the brightest patch of the same image
FOUR_LEVELS = (0.2, 0.3, 0.45, 0.6)


def propose(image: np.ndarray, levels: Sequence[float] = ONE_LEVEL) -> list[Box]:
    """Return the regions of a grey image (h, w) uint8 that may hold a digit, as (x0, y0, x1, y1) in pixels.

    With several levels of brightness the same digit is often found at more than one, in boxes that differ a little.
    """
    grey = image.astype(float)
    lift = ndimage.gaussian_filter(grey, 1.0) - ndimage.gaussian_filter(grey, 14.0)
    found: dict[Box, None] = {}  # in the order of finding, each once
    for level in levels:
        bright = ndimage.binary_dilation(lift > max(FAINTEST, level * lift.max()))
        for rows, columns in ndimage.find_objects(ndimage.label(bright)[0]):
            width, height = columns.stop - columns.start, rows.stop - rows.start
            if SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]:
                # One pixel less on each side: the patch was widened by one above.
                found[columns.start + 1, rows.start + 1, columns.stop - 1, rows.stop - 1] = None
    return list(found)


def crop(image: np.ndarray, box: Box) -> np.ndarray:
    """Return a region as SIDE * SIDE numbers from 0 (its darkest pixel) to 1 (its brightest)."""
    x0, y0, x1, y1 = box
    patch = np.asarray(Image.fromarray(image[y0:y1, x0:x1]).resize((SIDE, SIDE)), dtype=float)
    patch -= patch.min()
    return (patch / max(patch.max(), 1.0)).ravel()


def examples(scenes: Any, levels: Sequence[float] = ONE_LEVEL, enough: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Return the proposed regions of scenes as numbers (n, SIDE * SIDE) and their classes (n,), 0-9 or NO_DIGIT.

    A region has the label of the digit that it overlaps by `enough` or more, and NO_DIGIT otherwise.
    """
    inputs, classes = [], []
    for image, boxes, labels in zip(scenes.images, scenes.boxes, scenes.labels, strict=True):
        for region in propose(image, levels):
            shares = [overlap(region, box) for box in boxes]
            best = int(np.argmax(shares))
            inputs.append(crop(image, region))
            classes.append(int(labels[best]) if shares[best] >= enough else NO_DIGIT)
    return np.array(inputs), np.array(classes)


class Detector:
    """Proposes at some levels, then classifies with a softmax of `weights` (11, SIDE * SIDE) and `bias` (11,)."""

    def __init__(self, weights: np.ndarray, bias: np.ndarray, levels: Sequence[float] = ONE_LEVEL) -> None:
        self.weights, self.bias = np.asarray(weights), np.asarray(bias)
        self.levels = tuple(float(level) for level in levels)

    def detect(self, image: np.ndarray, confidence: float) -> list[tuple]:
        """Return (x0, y0, x1, y1, digit, confidence) of every region that is sure enough to be one, surest first.

        A region for which "no digit" is the likeliest class is left out, however low the confidence asked for.
        """
        found = []
        for region in propose(image, self.levels):
            likeliest, sure = self.classify(crop(image, region))
            if likeliest != NO_DIGIT and sure >= confidence:
                found.append((*region, likeliest, round(sure, 4)))
        return sorted(found, key=lambda box: -box[5])

    def classify(self, numbers: np.ndarray) -> tuple[int, float]:
        """Return the likeliest class of a region, 0-9 or NO_DIGIT, and its probability."""
        scores = self.weights @ numbers + self.bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        likeliest = int(chances.argmax())
        return likeliest, float(chances[likeliest])

    def save(self, path: str | Path) -> None:
        """Write the numbers, and nothing that can execute, to an .npz file."""
        np.savez(path, weights=self.weights, bias=self.bias, levels=self.levels)

    @classmethod
    def load(cls, path: str | Path) -> Detector:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as numbers:
            return cls(numbers["weights"], numbers["bias"], numbers["levels"])
