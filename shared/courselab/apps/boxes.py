"""Boxes in a picture, as (x0, y0, x1, y1) in pixels, origin top left. Taught in c1w1-lab1."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, int, int, int]


def overlap(a: Sequence, b: Sequence) -> float:
    """Return the intersection over union (Jaccard index) of two boxes, from 0 (apart) to 1 (the same).

    Whatever follows the four corners, such as a label, is not looked at. A box without area overlaps nothing.
    """
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    total = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return float(shared / total) if total > 0 else 0.0
