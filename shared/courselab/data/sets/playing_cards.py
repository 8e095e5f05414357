"""Playing cards photographed with a telephone: 363 pictures, 670 boxes, one to five cards that overlap, in any light.

For an object detector on real photographs, or for a client that sends some. Taught in c1w1-lab2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from courselab.data.dataset import Dataset, Option
from courselab.data.errors import UnknownData
from courselab.data.shipped import File, Shipped, read_arrays

PARTS = ("train", "test")


@dataclass(frozen=True)
class Photographs:
    """`jpeg` n files as bytes, `files` their names; a photograph: `boxes` (k, 4) as x0, y0, x1, y1 in pixels.

    `labels` (k,) int64 are positions in `names`, the six cards from nine to ace.
    """

    jpeg: list[bytes]
    files: list[str]
    boxes: list[np.ndarray]
    labels: list[np.ndarray]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.jpeg)

    def take(self, which: Any) -> Photographs:
        """Return some of the photographs: `which` is a mask of n booleans, an array of positions, or a slice."""
        at = np.arange(len(self))[which]
        return Photographs(
            jpeg=[self.jpeg[i] for i in at],
            files=[self.files[i] for i in at],
            boxes=[self.boxes[i] for i in at],
            labels=[self.labels[i] for i in at],
            names=self.names,
        )

    def image(self, at: int) -> np.ndarray:
        """Return one photograph as an array (h, w, 3) of uint8; its longer side is 288 pixels."""
        import io

        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(self.jpeg[at])).convert("RGB"))


def read(part: str) -> Photographs:
    """Return the photographs of one of the author's parts."""
    if part not in PARTS:
        raise UnknownData(f'There is no part "{part}" of playing_cards: choose "train" or "test".')
    arrays = read_arrays(DATASET.paths[0])
    content, offset, box = arrays["jpeg"].tobytes(), arrays["offset"], arrays["box"]
    chosen = np.flatnonzero(arrays["split"] == PARTS.index(part))
    return Photographs(
        jpeg=[content[offset[i] : offset[i + 1]] for i in chosen],
        files=[str(arrays["name"][i]) for i in chosen],
        boxes=[box[box[:, 0] == i, 2:] for i in chosen],
        labels=[box[box[:, 0] == i, 1].astype(np.int64) for i in chosen],
        names=tuple(str(name) for name in arrays["classes"]),
    )


DATASET = Dataset(
    __name__,
    read=read,
    options={"part": Option("train", '"train" (296 photographs) or "test" (67)')},
    shipped=Shipped(
        files=(
            File(
                "playing_cards_detection.npz",
                "439b066b0493df4e0f47665c52bcda9221ea8a449286a647c414a885f6b52cc0",
                5_040_395,
            ),
        ),
        rows=363,
        url="https://github.com/EdjeElectronics/TensorFlow-Object-Detection-API-Tutorial-Train-Multiple-Objects-"
        "Windows-10/tree/c1645825822622fc75919b6be253779d49678f55/images",
        licence="Apache-2.0",
        licence_page="https://github.com/EdjeElectronics/TensorFlow-Object-Detection-API-Tutorial-Train-Multiple-"
        "Objects-Windows-10/blob/master/LICENSE",
        licence_texts=("Apache-2.0.txt",),
        citation="Juras, E. (EdjeElectronics) (2018). Playing cards: photographs and boxes of the TensorFlow Object "
        "Detection API tutorial.",
        changes="Photographs scaled to 288 pixels and packed again as JPEG of quality 76, boxes scaled with them, all "
        "of it in one file of arrays.",
    ),
)
