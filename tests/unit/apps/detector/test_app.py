"""The service that c1w1-lab2 calls: what it answers to pictures that are none, and each fault that it can be told."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from courselab import data
from courselab.apps.detector import app as service


@pytest.fixture
def client():
    with TestClient(service.app) as client:
        client.post("/faults")
        yield client
        client.post("/faults")


def png(image: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def scene() -> bytes:
    return png(data.load("scenes", rows=1, part="test").images[0])


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb() -> bytes:
    """A PNG of a few bytes whose header says 30,000 x 30,000."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b"")


def broken(_: bytes) -> bytes:
    """A picture of several chunks, one of which has a name that is none: Pillow raises SyntaxError in mid-picture."""
    noise = np.random.default_rng(0).integers(0, 256, (400, 400), dtype=np.uint8)
    return b"\x00\x01\x02\x03".join(png(noise).rsplit(b"IDAT", 1))


def send(client, content, **parameters):
    return client.post("/detect", files={"file": content}, params=parameters)


def test_a_scene_is_answered_with_finds_surest_first(client, scene):
    finds = send(client, scene, confidence=0.2).json()
    assert finds and [f["confidence"] for f in finds] == sorted((f["confidence"] for f in finds), reverse=True)


def test_a_photograph_is_a_picture_too(client):
    assert send(client, data.load("playing_cards").jpeg[0]).status_code == 200


@pytest.mark.parametrize("spoil", [lambda _: b"I am a cat", lambda _: bomb(), broken, lambda scene: scene[:60]])
def test_what_is_no_picture_is_415_and_never_500(client, scene, spoil):
    assert send(client, spoil(scene)).status_code == 415


def test_busy_refuses_so_many_requests_and_says_for_how_long(client, scene):
    client.post("/faults", params={"busy": 2})
    answers = [send(client, scene) for _ in range(3)]
    assert [each.status_code for each in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "1"
    assert client.get("/asked").json() == 3


def test_closed_refuses_until_the_time_that_it_names(client, scene):
    client.post("/faults", params={"closed": 1.5})
    refused = send(client, scene)
    assert refused.status_code == 503
    time.sleep(float(refused.headers["Retry-After"]))
    assert send(client, scene).status_code == 200


def test_nonsense_has_status_200_and_comes_before_a_refusal(client, scene):
    client.post("/faults", params={"nonsense": 1, "busy": 1})
    answers = [send(client, scene) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 503, 200]
    assert answers[0].headers["content-type"].startswith("text/html")


def test_a_dripping_answer_is_the_same_answer_in_parts(client, scene):
    whole = send(client, scene)
    client.post("/faults", params={"drip": 0.001})
    assert send(client, scene).json() == whole.json()
    client.post("/faults", params={"drip": 0.02})
    began = time.monotonic()
    assert send(client, png(np.full((96, 96), 40, np.uint8))).json() == []  # few bytes, and still in ten parts
    assert time.monotonic() - began >= 10 * 0.02


def test_a_stuck_answer_comes_so_much_later_and_the_next_one_does_not(client, scene):
    began = time.monotonic()
    send(client, scene)
    usual = time.monotonic() - began
    client.post("/faults", params={"stuck": 1, "stuck_seconds": usual + 0.5})
    began = time.monotonic()
    assert send(client, scene).status_code == 200
    assert time.monotonic() - began >= usual + 0.5
    assert service.faults.stuck == 0


def test_faults_are_gone_when_none_are_named(client):
    client.post("/faults", params={"slow": 2.0, "busy": 9, "drip": 1.0})
    assert client.post("/faults").json() == service.Faults().model_dump()
    assert client.get("/asked").json() == 0
