"""Images as the bytes of PNG files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def encode_png(image: np.ndarray) -> bytes:
    """Return a uint8 image (h, w) or (h, w, 3) as the bytes of a PNG file."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return buffer.getvalue()
