"""A digit detector that answers within milliseconds, and misbehaves on request: the server of c1w1-lab2.

Start it with `services.web_app("courselab.services.detector_app:app")`. It finds digits as bright connected patches
and names them by logistic regression on scikit-learn's digits, so it needs no TensorFlow and no file; digits that
touch are one patch to it, and it misses them. Its answers have the shape that c1w1-lab1 builds.

`PUT /behaviour` says what the next pictures get: a script, one word a request, then "ok" for all others.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections import Counter, deque
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from fastapi import FastAPI, HTTPException, Query, Response, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse
from PIL import Image, ImageDraw
from pydantic import BaseModel, Field

SIDE = 96
THRESHOLDS = {"careful": 0.5, "eager": 0.2}
TRAINING = 1_200  # the samples of the training scenes: those of the test scenes come after them
CONTRAST = 22  # grey levels above the background from which a pixel is ink
SLOW_SECONDS = 2.0
LATER_SECONDS = 1  # what a busy server asks its callers to wait

Model = Literal["careful", "eager"]
Word = Literal["ok", "busy", "slow", "impossible", "page"]


class Find(BaseModel):
    """One digit: its name, how sure the model is (0-1), its box as x0, y0, x1, y1 in pixels."""

    digit: int
    confidence: float
    box: tuple[float, float, float, float]


class Answer(BaseModel):
    """What a picture gets."""

    model: Model
    found: list[Find]


class Behaviour(BaseModel):
    """`script`: one word for each of the next pictures; `wait`: seconds before each answer, as a far server has."""

    script: list[Word] = []
    wait: float = Field(0.0, ge=0, le=10)


class State:
    """What the server has still to play, and what it counted since the script was set."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.set(Behaviour())

    def set(self, behaviour: Behaviour) -> None:
        """Begin a script, with all counts at zero."""
        with self.lock:
            self.script, self.wait = deque(behaviour.script), behaviour.wait
            self.counts: Counter[str] = Counter()

    def next(self) -> Word:
        """Count a picture and return the word for it."""
        with self.lock:
            word: Word = self.script.popleft() if self.script else "ok"
            self.counts["received"] += 1
            self.counts[word] += 1
            return word


app = FastAPI(title="Digit detector")
state = State()


@app.get("/health")
def health() -> dict[str, str]:
    """Answer as soon as the names can be told apart."""
    _classifier()
    return {"status": "ok"}


@app.put("/behaviour")
def behave(behaviour: Behaviour) -> Behaviour:
    """Begin a script; the counts start again from zero."""
    state.set(behaviour)
    return behaviour


@app.get("/counts")
def counts() -> dict[str, int]:
    """How many pictures arrived since the script was set, and how many met each word of it."""
    return dict(state.counts)


@app.post("/detect/{model}", response_model=Answer)
async def answer(model: Model, file: UploadFile, picture: Annotated[bool, Query()] = False) -> Response | Answer:
    """Find the digits of a scene, or do what the script says."""
    word = state.next()
    await asyncio.sleep(state.wait + (SLOW_SECONDS if word == "slow" else 0))
    if word == "busy":
        return JSONResponse({"detail": "busy, try later"}, 503, {"Retry-After": str(LATER_SECONDS)})
    if word == "page":
        return HTMLResponse("<html><body>Please accept the terms of this network.</body></html>")
    scene = opened(await file.read())
    if word == "impossible":
        return Answer(model=model, found=[Find(digit=12, confidence=7.3, box=(90, 90, 10, 10))])
    found = await asyncio.to_thread(detect, np.asarray(scene), THRESHOLDS[model])
    return Response(drawn(scene, found), media_type="image/png") if picture else Answer(model=model, found=found)


def opened(content: bytes) -> Image.Image:
    """Return the scene as a grey picture. Raises HTTPException: 415 for no picture, 422 for another size."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        if picture.size != (SIDE, SIDE):
            raise HTTPException(422, f"a scene is {SIDE} x {SIDE} pixels, not {picture.width} x {picture.height}")
        return picture.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise HTTPException(415, "this is no readable PNG or JPEG") from None


def detect(scene: np.ndarray, threshold: float) -> list[Find]:
    """Return the digits of a grey scene (96, 96), the surest first, from `threshold` on."""
    found = []
    for x0, y0, x1, y1, crop in _patches(scene):
        shares = _classifier().predict_proba(_features(crop)[None])[0]
        if shares.max() >= threshold:
            box = tuple(float(side) for side in (x0, y0, x1, y1))
            found.append(Find(digit=int(shares.argmax()), confidence=float(shares.max()), box=box))
    return sorted(found, key=lambda each: -each.confidence)


def drawn(scene: Image.Image, found: list[Find]) -> bytes:
    """Return the scene as a PNG file, four times as large, with the boxes in it."""
    large = scene.convert("RGB").resize((4 * SIDE, 4 * SIDE))
    pen = ImageDraw.Draw(large)
    for each in found:
        pen.rectangle([4 * side for side in each.box], outline="lime", width=2)
        corner = 4 * each.box[0] + 4, 4 * each.box[1] + 2
        pen.text(corner, f"{each.digit} {each.confidence:.2f}", fill="lime", font_size=18)
    buffer = io.BytesIO()
    large.save(buffer, format="PNG")
    return buffer.getvalue()


def _patches(scene: np.ndarray) -> list[tuple[int, int, int, int, np.ndarray]]:
    """Bright connected patches of about a digit's size: the box, and the ink in it."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(scene.astype(np.float32), 0.8)
    background = ndimage.percentile_filter(smooth[::4, ::4], 40, size=11)
    ink = smooth - np.asarray(Image.fromarray(background).resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    names, _ = ndimage.label(ink > CONTRAST, structure=np.ones((3, 3)))
    found = []
    for name, (down, across) in enumerate(ndimage.find_objects(names), 1):
        height, width = down.stop - down.start, across.stop - across.start
        if 9 <= height <= 34 and 4 <= width <= 34:
            crop = np.where(names[down, across] == name, ink[down, across], 0)
            found.append((across.start, down.start, across.stop, down.stop, crop))
    return found


def _features(ink: np.ndarray) -> np.ndarray:
    """A patch as 144 numbers from 0 to 1: fitted into 12 x 12 with its shape kept, as the training samples are."""
    height, width = ink.shape
    side = max(height, width)
    square = np.zeros((side, side), np.float32)
    down, across = (side - height) // 2, (side - width) // 2
    square[down:down + height, across:across + width] = ink
    small = np.asarray(Image.fromarray(square).resize((12, 12), Image.Resampling.BOX))
    return np.clip(small / max(float(small.max()), 1.0), 0, 1).ravel()


@lru_cache(maxsize=1)
def _classifier():
    """Logistic regression on the training handwriting, each sample also turned a little either way."""
    from scipy import ndimage
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    digits = load_digits()
    large = digits.images[:TRAINING].repeat(3, axis=1).repeat(3, axis=2) * 16
    turned = [ndimage.rotate(large, angle, axes=(1, 2), reshape=False, order=1) for angle in (-10, 0, 10)]
    inputs = [_features(_cropped(image)) for images in turned for image in images]
    return LogisticRegression(C=0.3, max_iter=300).fit(np.array(inputs), np.tile(digits.target[:TRAINING], 3))


def _cropped(image: np.ndarray) -> np.ndarray:
    down, across = np.nonzero(image > 60)
    return image[down.min():down.max() + 1, across.min():across.max() + 1]
