"""Glyphs as files: PNG in one folder a letter, with broken ones planted on request (c1w2-lab1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from courselab.data.png import encode_png
from courselab.data.sets.glyphs.drawing import Glyphs

EMPTY, TRUNCATED, TEXT = "empty", "truncated", "text"
KINDS = (EMPTY, TRUNCATED, TEXT)
_PAGE = b"<html><body><h1>404 Not Found</h1></body></html>\n"  # what a download leaves when nobody checks its status


@dataclass(frozen=True)
class BrokenFile:
    """A planted fault: `path` below the folder ("B/00042.png") and `kind`, one of KINDS."""

    path: str
    kind: str


def write_folders(glyphs: Glyphs, folder: str | Path, *, broken: int = 0, seed: int = 42) -> tuple[BrokenFile, ...]:
    """Write each glyph to `folder/<letter>/<number>.png`, where the number is its row in `glyphs.facts`.

    `broken`: so many of the files are damaged, in turn empty, cut off half-way, or a web page with a PNG's name.
    Returns which ones, in the order of their paths. Raises ValueError when there are fewer glyphs than that.
    """
    if not 0 <= broken <= len(glyphs):
        raise ValueError(f"broken={broken} does not fit {len(glyphs)} glyphs: choose a number from 0 to that.")
    folder = Path(folder)
    for letter in glyphs.letters:
        (folder / letter).mkdir(parents=True, exist_ok=True)
    chosen = np.random.default_rng([seed, 404]).permutation(len(glyphs))[:broken]
    damage = {int(at): KINDS[i % len(KINDS)] for i, at in enumerate(chosen)}
    planted = []
    for at, (number, letter) in enumerate(glyphs.facts.label.items()):
        content = encode_png(glyphs.images[at])
        path = f"{letter}/{number:05d}.png"
        if at in damage:
            content = _damaged(content, damage[at])
            planted.append(BrokenFile(path, damage[at]))
        (folder / path).write_bytes(content)
    return tuple(sorted(planted, key=lambda each: each.path))


def _damaged(content: bytes, kind: str) -> bytes:
    return {EMPTY: b"", TRUNCATED: content[: len(content) // 2], TEXT: _PAGE}[kind]
