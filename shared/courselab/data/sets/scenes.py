"""Scenes for an object detector: one to five real handwritten digits on a noisy canvas, every box known.

The handwriting is scikit-learn's digits (8x8); training and test scenes use different samples of it. Taught in
c1w1-lab1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from courselab.data.dataset import Dataset, Option
from courselab.data.faults import Fault, fault

SIDE = 96
ROWS = 400
PARTS = {"train": slice(0, 1_200), "test": slice(1_200, None)}
FADED, TOUCHING, STROKES = "faded digits", "touching digits", "distractor strokes"
SHARES = {FADED: 0.18, TOUCHING: 0.15, STROKES: 0.22}
_NOTES = {
    FADED: "At least one digit is so faint that it hardly stands out of the noise.",
    TOUCHING: "Two digits touch, so that their boxes meet or overlap a little.",
    STROKES: "Two or three pen strokes that are no digits lie in the scene.",
}
_INK = 60  # a pixel belongs to a digit's box from this much ink (0-255) on
_TRIES = 40


@dataclass(frozen=True)
class Scenes:
    """`images` (n, 96, 96) uint8; a scene: `boxes` (k, 4) as x0, y0, x1, y1 in pixels, x1 and y1 just outside.

    `labels` (k,) are the digits 0-9, `samples` (k,) their positions in scikit-learn's digits, and `hard` (k,) says
    why a digit is hard to find: "", "faded digits" or "touching digits".
    """

    images: np.ndarray
    boxes: list[np.ndarray]
    labels: list[np.ndarray]
    samples: list[np.ndarray]
    hard: list[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.images)


@dataclass
class _Digit:
    """One digit to be placed: its ink (h, w) in 0-255, cropped to its box."""

    ink: np.ndarray
    sample: int
    label: int
    hard: str = ""
    box: tuple[int, int, int, int] = (0, 0, 0, 0)


def generate(
    rows: int = ROWS, seed: int = 42, plant: bool = True, part: str = "train"
) -> tuple[Scenes, tuple[Fault, ...]]:
    """Return `rows` scenes (default 400) and the Faults: which scenes hold which hard case (none with `plant=False`).

    Hard cases lie all over the scenes, not in the last fifth. `part` is "train" or "test".
    """
    if part not in PARTS:
        raise ValueError(f'There is no part "{part}" of the scenes: choose "train" or "test".')
    rng = np.random.default_rng([seed, 96, list(PARTS).index(part)])
    cases = {name: rng.random(rows) < share * plant for name, share in SHARES.items()}
    canvases = _backgrounds(rng, rows)
    scenes = [_scene(rng, canvases[i], part, {name for name in cases if cases[name][i]}) for i in range(rows)]
    return _pack(rng, canvases, scenes), _faults(scenes, cases)


def _pack(rng: np.random.Generator, canvases: np.ndarray, scenes: list[list[_Digit]]) -> Scenes:
    noisy = canvases + rng.normal(0, 9, canvases.shape).astype(np.float32)
    return Scenes(
        images=np.clip(noisy, 0, 255).astype(np.uint8),
        boxes=[np.array([digit.box for digit in scene]) for scene in scenes],
        labels=[np.array([digit.label for digit in scene]) for scene in scenes],
        samples=[np.array([digit.sample for digit in scene]) for scene in scenes],
        hard=[tuple(digit.hard for digit in scene) for scene in scenes],
    )


def _faults(scenes: list[list[_Digit]], cases: dict[str, np.ndarray]) -> tuple[Fault, ...]:
    """What is in the scenes, not what was meant to be: a pair that found no room is not listed."""
    there = {name: np.array([any(digit.hard == name for digit in scene) for scene in scenes]) for name in cases}
    there[STROKES] = cases[STROKES]
    return tuple(
        fault(name, "hard case", "images", np.flatnonzero(found), _NOTES[name])
        for name, found in there.items()
        if found.any()
    )


@lru_cache(maxsize=1)
def _handwriting() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    digits = load_digits()
    return (digits.images * (255 / 16)).astype(np.uint8), digits.target


def _backgrounds(rng: np.random.Generator, count: int) -> np.ndarray:
    """Canvases (count, 96, 96) float32: a slope of grey in a random direction, and soft blotches."""
    ramp = np.linspace(-1, 1, SIDE, dtype=np.float32)
    level, across, down = rng.uniform(35, 70, count), rng.uniform(-25, 25, count), rng.uniform(-25, 25, count)
    slope = level[:, None, None] + across[:, None, None] * ramp + down[:, None, None] * ramp[:, None]
    coarse = rng.normal(0, 8, (count, 12, 12))
    return (slope + coarse.repeat(8, axis=1).repeat(8, axis=2)).astype(np.float32)


def _scene(rng: np.random.Generator, canvas: np.ndarray, part: str, cases: set[str]) -> list[_Digit]:
    """Draw one scene into its canvas; return its digits with their boxes."""
    if STROKES in cases:
        _draw_strokes(rng, canvas)
    wanted = int(rng.integers(2 if TOUCHING in cases else 1, 6))
    placed: list[_Digit] = []
    for number in range(wanted):
        digit = _write_digit(rng, part)
        beside = placed[0] if TOUCHING in cases and number == 1 else None
        spot = _spot_beside(rng, digit, beside) if beside else _spot_free(rng, digit, placed)
        if spot is None:
            continue
        digit.box = (spot[0], spot[1], spot[0] + digit.ink.shape[1], spot[1] + digit.ink.shape[0])
        if beside:
            beside.hard = digit.hard = TOUCHING
        placed.append(digit)
    if FADED in cases:
        plain = [digit for digit in placed if not digit.hard]
        for digit in plain[:1]:
            digit.hard = FADED
    for digit in placed:
        _ink(rng, canvas, digit)
    return placed


def _write_digit(rng: np.random.Generator, part: str) -> _Digit:
    """A sample of handwriting, turned by up to 12 degrees, enlarged two to three times, cropped to its ink."""
    images, labels = _handwriting()
    sample = int(rng.choice(np.arange(len(images))[PARTS[part]]))
    size = round(8 * rng.uniform(2.0, 3.0))
    picture = Image.fromarray(images[sample]).resize((size, size), Image.Resampling.BICUBIC)
    ink = np.asarray(picture.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True))
    down, across = np.flatnonzero((ink >= _INK).any(axis=1)), np.flatnonzero((ink >= _INK).any(axis=0))
    return _Digit(ink[down[0] : down[-1] + 1, across[0] : across[-1] + 1], sample, int(labels[sample]))


def _spot_free(rng: np.random.Generator, digit: _Digit, placed: list[_Digit]) -> tuple[int, int] | None:
    """A corner where the digit keeps 3 pixels from all others, or None when there is no room."""
    height, width = digit.ink.shape
    for _ in range(_TRIES):
        x, y = int(rng.integers(1, SIDE - width)), int(rng.integers(1, SIDE - height))
        if all(
            x > b[2] + 2 or x + width + 2 < b[0] or y > b[3] + 2 or y + height + 2 < b[1]
            for b in (other.box for other in placed)
        ):
            return x, y
    return None


def _spot_beside(rng: np.random.Generator, digit: _Digit, other: _Digit) -> tuple[int, int] | None:
    """A corner where the digit touches the right or left edge of another one, with up to 2 pixels of overlap."""
    height, width = digit.ink.shape
    overlap = int(rng.integers(0, 3))
    y = int(np.clip(other.box[1] + rng.integers(-3, 4), 1, SIDE - height - 1))
    for x in (other.box[2] - overlap, other.box[0] - width + overlap):
        if 1 <= x <= SIDE - width - 1:
            return x, y
    return None


def _ink(rng: np.random.Generator, canvas: np.ndarray, digit: _Digit) -> None:
    """Lay the digit's ink over the canvas; a faded one hardly differs from it."""
    strength = rng.uniform(0.18, 0.34) if digit.hard == FADED else rng.uniform(0.65, 1.0)
    x0, y0, x1, y1 = digit.box
    canvas[y0:y1, x0:x1] += (200 - canvas[y0:y1, x0:x1]) * strength * (digit.ink.astype(np.float32) / 255)


def _draw_strokes(rng: np.random.Generator, canvas: np.ndarray) -> None:
    """Two or three bent lines as bright as digits, about as long as one."""
    sheet = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(2, 4))):
        start, turn = rng.integers(10, SIDE - 10, 2), rng.uniform(0, 2 * np.pi)
        steps = turn + np.cumsum(rng.normal(0, 0.35, 5))
        points = start + np.cumsum(5 * np.c_[np.cos(steps), np.sin(steps)], axis=0)
        pen.line([tuple(point) for point in points], fill=int(rng.integers(110, 190)), width=int(rng.integers(2, 4)))
    canvas += np.asarray(sheet, dtype=np.float32) * 0.6


DATASET = Dataset(
    __name__,
    rows=ROWS,
    generate=generate,
    options={"part": Option("train", '"train" or "test", which share no handwriting')},
)
