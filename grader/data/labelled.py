"""Pictures and what they show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WHITE = 255


@dataclass(frozen=True, eq=False)
class Labelled:
    """
    N pictures of one channel, and the class of each.

    images: uint8 (N, H, W), 0 is the empty background. labels: int64 (N,).
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def floats(self) -> NDArray[np.float32]:
        """The pictures as a network takes them: float32 (N, 1, H, W), from 0 to 1."""
        return np.divide(self.images[:, np.newaxis], _WHITE, dtype=np.float32)

    def first(self, count: int) -> Labelled:
        """The first ones, at most `count`."""
        return Labelled(self.images[:count], self.labels[:count])
