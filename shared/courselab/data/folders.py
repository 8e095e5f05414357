"""Images as a folder of PNG files, one folder a class, with broken files planted on request (c1w2-lab1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from courselab.data.png import encode_png

if TYPE_CHECKING:
    import numpy as np

EMPTY, TRUNCATED, TEXT = "empty", "truncated", "text"
KINDS = (EMPTY, TRUNCATED, TEXT)
_PAGE = b"<html><body><h1>404 Not Found</h1></body></html>\n"  # what a download leaves when nobody checks its status


@dataclass(frozen=True)
class BrokenFile:
    """A planted fault: `path` below the folder ("Shirt/00042.png") and `kind`, one of KINDS."""

    path: str
    kind: str


def write_folders(
    images: np.ndarray, classes: Sequence[str], folder: str | Path, *, broken: int = 0, seed: int = 42
) -> tuple[BrokenFile, ...]:
    """Write image i of (n, h, w) or (n, h, w, 3) uint8 to `folder/<classes[i]>/<i>.png`.

    `broken`: so many of the files are damaged, in turn empty, cut off half-way, or a web page with a PNG's name.
    Returns which ones, in the order of their paths. Raises ValueError when there are fewer images than that, when
    classes and images differ in number, or when a class does not name a folder ("T-shirt/top").
    """
    import numpy as np

    if len(classes) != len(images):
        raise ValueError(f"{len(images)} images need as many classes, not {len(classes)}.")
    if not 0 <= broken <= len(images):
        raise ValueError(f"broken={broken} does not fit {len(images)} images: choose a number from 0 to that.")
    folder = Path(folder)
    for name in sorted(set(classes)):
        if Path(name).name != name or name == "..":
            raise ValueError(f'The class "{name}" does not name a folder: choose a name without slashes.')
        (folder / name).mkdir(parents=True, exist_ok=True)
    chosen = np.random.default_rng([seed, 404]).permutation(len(images))[:broken]
    damage = {int(at): KINDS[i % len(KINDS)] for i, at in enumerate(chosen)}
    planted = []
    for at, (image, name) in enumerate(zip(images, classes, strict=True)):
        content = encode_png(image)
        path = f"{name}/{at:05d}.png"
        if at in damage:
            content = _damaged(content, damage[at])
            planted.append(BrokenFile(path, damage[at]))
        (folder / path).write_bytes(content)
    return tuple(sorted(planted, key=lambda each: each.path))


def _damaged(content: bytes, kind: str) -> bytes:
    return {EMPTY: b"", TRUNCATED: content[: len(content) // 2], TEXT: _PAGE}[kind]
