"""A detector that somebody else runs: the service that c1w1-lab2 calls, with faults that can be switched on.

Serve it with `web_app("courselab.apps.detector.app:app")`. Beside `/detect` (a picture in, a list of finds out) it
has `/faults`, which no real service has: `POST /faults?slow=0.5&busy=2` makes the next answers wait, or be refused.
"""

from __future__ import annotations

import asyncio
import io

import numpy as np
from fastapi import FastAPI, HTTPException, Response, UploadFile
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from courselab import data
from courselab.apps.detector.model import Detector, examples

SCENES = 400


class Find(BaseModel):
    """One digit that was found: its box (x0, y0, x1, y1) in pixels, and how sure the detector is."""

    box: tuple[int, int, int, int]
    digit: int
    confidence: float


class Faults(BaseModel):
    """What goes wrong next: seconds that every answer takes longer, answers that are refused (503) or nonsense."""

    slow: float = 0.0
    busy: int = 0
    nonsense: int = 0


def trained() -> Detector:
    """Return a detector that has learned from the training scenes; takes about a second."""
    inputs, classes = examples(data.load("scenes", rows=SCENES))
    # One thread: on a busy machine those of so small a fit wait for each other far longer than they work.
    with threadpool_limits(1):
        model = LogisticRegression(C=0.3, max_iter=500).fit(inputs, classes)
    return Detector(model.coef_, model.intercept_)


app = FastAPI(title="Digit detector")
detector = trained()
faults = Faults()
asked = 0


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the service is up."""
    return {"status": "up"}


@app.post("/faults")
def set_faults(slow: float = 0.0, busy: int = 0, nonsense: int = 0) -> Faults:
    """Set what goes wrong from now on; without arguments, nothing. The count of requests starts again."""
    global faults, asked
    faults, asked = Faults(slow=slow, busy=busy, nonsense=nonsense), 0
    return faults


@app.get("/asked")
def count() -> int:
    """Return how many pictures were sent since the faults were set, those that were refused too."""
    return asked


@app.post("/detect", response_model=list[Find])
async def detect(file: UploadFile, confidence: float = 0.5) -> list[Find] | Response:
    """Return the digits of a PNG or JPEG picture; 415 for anything else, 503 while the service is busy."""
    global asked
    asked += 1
    await asyncio.sleep(faults.slow)
    if faults.busy > 0:
        faults.busy -= 1
        raise HTTPException(503, "busy, try again", headers={"Retry-After": "1"})
    if faults.nonsense > 0:
        faults.nonsense -= 1
        return Response("<html>It works!</html>", media_type="text/html")
    try:
        with Image.open(io.BytesIO(await file.read()), formats=["PNG", "JPEG"]) as picture:
            scene = np.asarray(picture.convert("L"))
    except (UnidentifiedImageError, OSError) as problem:
        raise HTTPException(415, "this is no PNG or JPEG picture") from problem
    return [Find(box=each[:4], digit=each[4], confidence=each[5]) for each in detector.detect(scene, confidence)]
