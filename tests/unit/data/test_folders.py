"""Image folders: files that can be read back, broken ones known."""

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from courselab import data
from courselab.data import folders


@pytest.fixture(scope="module")
def few():
    return data.load("fashion_mnist", rows=60)


@pytest.fixture(scope="module")
def classes(few):
    return [few.names[label].split("/")[0] for label in few.labels]


def test_folders_hold_the_images(few, classes, tmp_path):
    assert folders.write_folders(few.images, classes, tmp_path / "clothes") == ()
    files = sorted((tmp_path / "clothes").glob("*/*.png"))
    assert len(files) == 60 and {file.parent.name for file in files} == set(classes)
    for file in files:
        number = int(file.stem)
        assert (np.asarray(Image.open(file)) == few.images[number]).all()
        assert classes[number] == file.parent.name


def _verdict(file):
    if not file.stat().st_size:
        return folders.EMPTY
    try:
        Image.open(file).load()
    except UnidentifiedImageError:
        return folders.TEXT
    except (OSError, SyntaxError):
        return folders.TRUNCATED
    return "fine"


@pytest.mark.parametrize("seed", [42, 7])
def test_broken_files_are_the_listed_ones_and_each_breaks_in_its_way(few, classes, tmp_path, seed):
    planted = folders.write_folders(few.images, classes, tmp_path, broken=9, seed=seed)
    found = {f"{file.parent.name}/{file.name}": _verdict(file) for file in tmp_path.glob("*/*.png")}
    assert {path: kind for path, kind in found.items() if kind != "fine"} == {b.path: b.kind for b in planted}
    assert sorted(b.kind for b in planted) == sorted(folders.KINDS * 3) and len(found) == 60
    truncated = next(tmp_path / b.path for b in planted if b.kind == folders.TRUNCATED)
    assert Image.open(truncated).size == (28, 28)  # its header is whole: only decoding finds it


def test_colours_are_kept(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (3, 5, 4, 3), dtype=np.uint8)
    folders.write_folders(images, ["red"] * 3, tmp_path)
    assert (np.asarray(Image.open(tmp_path / "red" / "00002.png")) == images[2]).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"broken": 61}, "broken=61 does not fit 60 images"),
        ({"classes": ["Shirt"]}, "60 images need as many classes, not 1"),
        ({"classes": ["T-shirt/top"] * 60}, 'The class "T-shirt/top" does not name a folder'),
        ({"classes": [".."] * 60}, "does not name a folder"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(few, classes, tmp_path, change, sentence):
    with pytest.raises(ValueError, match=sentence):
        folders.write_folders(few.images, change.pop("classes", classes), tmp_path / "in", **change)
