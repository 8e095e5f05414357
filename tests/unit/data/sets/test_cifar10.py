"""The public pictures: read out of an archive as their publisher packs them, and a sentence for every broken one."""

import dataclasses
import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courselab import data
from courselab.data.dataset import Source
from courselab.data.sets import cifar10

RECORD = 3073


def record(label, pixels):
    """A record as the format describes it: the label's byte, then the reds, the greens and the blues, row by row."""
    planes = [bytes(int(pixels[y, x, c]) for y in range(32) for x in range(32)) for c in range(3)]
    return bytes([label]) + b"".join(planes)


def archive(target, parts):
    """A .tar.gz with the publisher's folder and names."""
    with tarfile.open(target, "w:gz") as tar:
        for name, content in {"batches.meta.txt": b"airplane\n", "readme.html": b"<html>", **parts}.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return target


@pytest.fixture(scope="module", params=(42, 7))
def pictures(request):
    """Labels and images of three parts with 5, 3 and 2 records."""
    rng = np.random.default_rng(request.param)
    sizes = {"data_batch_2": 5, "test_batch": 3, "data_batch_1": 2}
    return {
        name: (rng.integers(10, size=n), rng.integers(256, size=(n, 32, 32, 3), dtype=np.uint8))
        for name, n in sizes.items()
    }


@pytest.fixture
def whole(tmp_path, pictures):
    parts = {f"{name}.bin": b"".join(map(record, *both)) for name, both in pictures.items()}
    return archive(tmp_path / "cifar-10-binary.tar.gz", parts)


def test_pixels_labels_and_parts_come_out_as_they_went_in(whole, pictures):
    frame = cifar10.parse(whole)
    assert tuple(frame.columns) == cifar10.COLUMNS
    assert frame.part.tolist() == ["data_batch_1"] * 2 + ["data_batch_2"] * 5 + ["test_batch"] * 3
    for name, (labels, images) in pictures.items():
        mine = frame[frame.part == name]
        assert mine.label.tolist() == [cifar10.NAMES[label] for label in labels]
        assert np.array_equal(np.stack(mine.image), images)
    assert frame.image[0].shape == (32, 32, 3) and frame.image[0].dtype == np.uint8


def test_nothing_is_written_beside_the_archive(whole):
    cifar10.parse(whole)
    assert [each.name for each in whole.parent.iterdir()] == [whole.name]


def test_a_file_that_is_not_a_part_is_passed_over(tmp_path):
    parts = {"data_batch_1.bin": record(3, np.zeros((32, 32, 3), np.uint8)), "notes.bin": b"not a record"}
    assert cifar10.parse(archive(tmp_path / "a.tar.gz", parts)).label.tolist() == ["cat"]


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 0.99))
def test_a_cut_archive_is_refused_wherever_it_was_cut(tmp_path_factory, share):
    noise = np.random.default_rng(42).integers(256, size=RECORD * 4, dtype=np.uint8)
    noise[::RECORD] = 1
    content = archive(tmp_path_factory.mktemp("whole") / "a.tar.gz", {"data_batch_1.bin": noise.tobytes()}).read_bytes()
    cut = tmp_path_factory.mktemp("cut") / "cifar-10-binary.tar.gz"
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(data.MalformedFile, match=r"^cifar-10-binary\.tar\.gz .*; delete it and fetch it again\.$"):
        cifar10.parse(cut)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"data_batch_1.bin": bytes(RECORD + 5)}, r"data_batch_1\.bin: 3,078 bytes are not whole records of 3,073"),
        ({"data_batch_1.bin": b""}, r"0 bytes are not whole records"),
        (
            {"data_batch_3.bin": bytes(RECORD) + bytes([10]) + bytes(RECORD - 1)},
            r"record 1: label 10 instead of 0 to 9",
        ),
        ({}, r"holds none of data_batch_1"),
    ],
)
def test_a_part_that_does_not_fit_the_format_is_named(tmp_path, parts, sentence):
    with pytest.raises(data.MalformedFile, match=sentence):
        cifar10.parse(archive(tmp_path / "a.tar.gz", parts))


def test_an_archive_that_claims_too_much_is_refused_before_it_is_read(tmp_path):
    header = tarfile.TarInfo("data_batch_1.bin")
    header.size = 10**12
    target = tmp_path / "a.tar.gz"
    target.write_bytes(gzip.compress(header.tobuf()))
    with pytest.raises(data.MalformedFile, match=r"1,000,000,000,000 bytes, at most 30,730,000"):
        cifar10.parse(target)


def test_a_page_of_html_and_a_missing_file_are_told_apart(tmp_path):
    page = tmp_path / "page.tar.gz"
    page.write_text("<html>404 Not Found</html>")
    with pytest.raises(data.MalformedFile, match="not a whole"):
        cifar10.parse(page)
    with pytest.raises(FileNotFoundError):
        cifar10.parse(tmp_path / "none.tar.gz")


def test_load_samples_and_keeps_the_order(whole, tmp_path, monkeypatch):
    source = Source(
        whole.name,
        "https://example.invalid/x",
        _digest(whole),
        whole.stat().st_size,
        10,
        "none stated",
        "https://example.invalid",
        "a test",
    )
    monkeypatch.setattr(cifar10, "DATASET", dataclasses.replace(cifar10.DATASET, original=source))
    monkeypatch.setenv("COURSELAB_DATA_MIRROR", str(whole.parent))
    monkeypatch.setenv("COURSELAB_DATA_CACHE", str(tmp_path / "cache"))
    some = data.load("cifar10", "download", rows=6)
    assert len(some) == 6 and some.part.is_monotonic_increasing
    assert data.path("cifar10", "download").read_bytes() == whole.read_bytes()
    again = cifar10.parse(data.path("cifar10", "download", rows=6))
    assert again.label.tolist() == some.label.tolist() and again.part.tolist() == some.part.tolist()
    assert np.array_equal(np.stack(again.image), np.stack(some.image))


def test_there_is_no_embedded_version():
    with pytest.raises(data.DataUnavailable, match='use source="download"'):
        data.load("cifar10")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
