"""A detector that somebody else runs: the service that c1w1-lab2 calls, with faults that can be switched on.

Serve it with `web_app("courselab.apps.detector.app:app")`. Beside `/detect` (a picture in, a list of finds out) it
has `/faults`, which no real service has: `POST /faults?slow=0.5&busy=2` makes the next answers wait, or be refused.
"""

from __future__ import annotations

import asyncio
import io
import math
import time
from collections.abc import AsyncIterator

import numpy as np
from fastapi import FastAPI, HTTPException, Response, UploadFile
from fastapi.responses import StreamingResponse
from PIL import Image
from pydantic import BaseModel, TypeAdapter
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from courselab import data
from courselab.apps.detector.model import Detector, examples

SCENES = 400
DRIPS = 10  # parts in which a dripping answer is sent


class Find(BaseModel):
    """One digit that was found: its box (x0, y0, x1, y1) in pixels, and how sure the detector is."""

    box: tuple[int, int, int, int]
    digit: int
    confidence: float


class Faults(BaseModel):
    """What goes wrong next; nothing by default.

    `slow`: seconds that every answer takes longer; `stuck`: how many answers take `stuck_seconds` longer;
    `drip`: seconds between the parts in which an answer is sent; `busy`: how many requests are refused (503);
    `closed`: seconds from now on in which every request is refused (503, with the rest of them in Retry-After);
    `nonsense`: how many answers are a web page with status 200. A request meets one of them, the last-named first.
    """

    slow: float = 0.0
    stuck: int = 0
    stuck_seconds: float = 3.0
    drip: float = 0.0
    busy: int = 0
    closed: float = 0.0
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
faults, asked, opens = Faults(), 0, 0.0  # opens: when a closed service answers again, on the monotonic clock


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the service is up."""
    return {"status": "up"}


@app.post("/faults")
def set_faults(
    slow: float = 0.0,
    stuck: int = 0,
    stuck_seconds: float = 3.0,
    drip: float = 0.0,
    busy: int = 0,
    closed: float = 0.0,
    nonsense: int = 0,
) -> Faults:
    """Set what goes wrong from now on; without arguments, nothing. The count of requests starts again."""
    global faults, asked, opens
    faults = Faults(
        slow=slow, stuck=stuck, stuck_seconds=stuck_seconds, drip=drip, busy=busy, closed=closed, nonsense=nonsense
    )
    asked, opens = 0, time.monotonic() + closed
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
    if faults.nonsense > 0:
        faults.nonsense -= 1
        return Response("<html>It works!</html>", media_type="text/html")
    refuse_while_busy()
    if faults.stuck > 0:
        faults.stuck -= 1
        await asyncio.sleep(faults.stuck_seconds)
    # In a thread: here, in the loop, the work on one picture would hold up the answers to all others.
    finds = await asyncio.to_thread(found, await file.read(), confidence)
    return StreamingResponse(dripping(finds), media_type="application/json") if faults.drip else finds


def refuse_while_busy() -> None:
    """Raise 503 for the next `busy` requests, and for all of them until the service opens again."""
    closed = opens - time.monotonic()
    if faults.busy <= 0 and closed <= 0:
        return
    faults.busy = max(0, faults.busy - 1)
    raise HTTPException(503, "busy, try again", headers={"Retry-After": str(max(1, math.ceil(closed)))})


def found(content: bytes, confidence: float) -> list[Find]:
    """Return what the detector finds in the bytes of a file. Raises HTTPException 415 unless it is a picture."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            scene = np.asarray(picture.convert("L"))
    except (OSError, SyntaxError, Image.DecompressionBombError) as problem:
        raise HTTPException(415, "this is no PNG or JPEG picture that can be read") from problem
    return [Find(box=each[:4], digit=each[4], confidence=each[5]) for each in detector.detect(scene, confidence)]


async def dripping(finds: list[Find]) -> AsyncIterator[bytes]:
    """Yield an answer in DRIPS parts, with a pause before each."""
    content = TypeAdapter(list[Find]).dump_json(finds) + b" " * DRIPS  # blanks: an empty list has too few bytes
    for part in range(DRIPS):
        await asyncio.sleep(faults.drip)
        yield content[part * len(content) // DRIPS : (part + 1) * len(content) // DRIPS]
