"""How two pictures dissolve into each other.

Takes and gives uint8 RGB. Pictures are mixed as they are stored (gamma-encoded), not in linear light: film
editors do the same, and to the eye such a dissolve moves evenly, where one in linear light shows nearly all of
the brighter picture in its first third.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from storyanim.types import Veil

WEIGHT_STEPS = 1 << 12
"""Weights are rounded to this many parts: then every product and sum is exact in float32 (8 + 12 of its 24 bits),
so that the same bytes come out whichever vector instructions OpenCV finds."""


def mixed(first: NDArray[np.uint8], second: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """`first` with `share` (0 to 1) of `second` in it; both uint8 (height, width, 3), as is the result."""
    import cv2

    weight = round(share * WEIGHT_STEPS) / WEIGHT_STEPS
    return cast("NDArray[np.uint8]", cv2.addWeighted(first, 1 - weight, second, weight, 0))


def veiled(picture: NDArray[np.uint8], veil: Veil) -> NDArray[np.uint8]:
    """The picture, uint8 (height, width, 3), under a veil."""
    import numpy as np

    return mixed(picture, np.full_like(picture, veil.colour), veil.opacity)
