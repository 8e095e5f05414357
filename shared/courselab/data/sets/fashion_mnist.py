"""Fashion-MNIST: photographs of clothes, 28x28 grey, ten classes; 12,000 to train on and 3,000 to test on.

Shirt, T-shirt and pullover are easily confused. Taught in c1w2-lab1 (three classes), c2w4-lab3, in most labs of course
3 and in c4w1-lab1, c4w2-lab3, c4w3-lab3 and c4w4-lab2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from courselab.data.dataset import Dataset, Option
from courselab.data.errors import UnknownData
from courselab.data.shipped import File, Shipped, read_arrays

NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
PARTS = ("train", "test")


@dataclass(frozen=True)
class Clothes:
    """`images` (n, 28, 28) uint8, 0 is black; `labels` (n,) int64 as positions in `names`."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...] = NAMES

    def __len__(self) -> int:
        return len(self.images)

    def take(self, which: Any) -> Clothes:
        """Return some of the images: `which` is a mask of n booleans, an array of positions, or a slice."""
        at = np.arange(len(self))[which]
        return Clothes(self.images[at], self.labels[at], self.names)


def read(part: str) -> Clothes:
    """Return the first 12,000 of the official training images, or the first 3,000 of the official test images."""
    if part not in PARTS:
        raise UnknownData(f'There is no part "{part}" of fashion_mnist: choose "train" or "test".')
    arrays = read_arrays(DATASET.paths[0])
    return Clothes(arrays[f"x_{part}"], arrays[f"y_{part}"].astype(np.int64))


DATASET = Dataset(
    __name__,
    read=read,
    options={"part": Option("train", '"train" (12,000 images) or "test" (3,000)')},
    shipped=Shipped(
        files=(
            File(
                "fashion_mnist_15k.npz.xz",
                "21ccc4ca8e5579ac6cab2a55e840faf4f05f6d46a30de8a8dfaa12697c8d4762",
                5_646_732,
            ),
        ),
        rows=15_000,
        url="https://github.com/zalandoresearch/fashion-mnist",
        licence="MIT",
        licence_page="https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
        licence_texts=("fashion_mnist.MIT.txt",),
        citation="Xiao, H., Rasul, K. and Vollgraf, R. (2017). Fashion-MNIST: a novel image dataset for benchmarking "
        "machine learning algorithms. arXiv 1708.07747.",
        changes="The first 12,000 of 60,000 training and the first 3,000 of 10,000 test images, in one file of arrays.",
    ),
)
