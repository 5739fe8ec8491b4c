"""How far apart two pictures look: takes pictures, gives what the eye gets of each, and how much of that differs.

A picture is made small, split into lightness and two colours, and its lightness into details of several scales
(Burt and Adelson's Laplacian pyramid, 1983). Two pictures are as far apart as these numbers are on average. That is a
sum of absolute differences: no way round is shorter, a half blend lies half way, and steps along a way add up. Needs no
trained network and nothing downloaded. Knows nothing of films.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LONGER_SIDE = 128
"""Pixels of the longer side that are looked at: details finer than this are seen as flicker of what is coarser."""
SCALES = 4
"""Octaves of detail; below them is what is left, blurred over a sixth of the picture."""
DETAIL, TONE, COLOUR = 2.0, 1.0, 0.5
"""What an octave of detail, the blurred lightness and each colour count; details are faint numbers and seen first."""
DIGITS = 5
"""Decimal places of a distance: a thousandth of what stands still."""

Look = np.ndarray[tuple[int], np.dtype[np.float32]]
"""What the eye gets of a picture: float32, as many numbers for all pictures of one size."""
_TURN = np.array([[0.299, -0.169, 0.5], [0.587, -0.331, -0.419], [0.114, 0.5, -0.081]], np.float32)
"""Red, green and blue to lightness, how blue and how red (ITU-R BT.601)."""


def look(picture: NDArray[np.uint8]) -> Look:
    """What the eye gets of a picture, uint8 (height, width, 3) RGB; pictures to be compared are of one size."""
    lightness, *colours = _planes(_small(picture))
    parts = [*_details(lightness), *((colour, COLOUR) for colour in colours)]
    weighted = [plane.ravel() * np.float32(100.0 * weight / plane.size) for plane, weight in parts]
    return cast("Look", np.concatenate(weighted))


def distance(first: Look, second: Look) -> float:
    """How far apart two pictures look: 0 for the same, 100 for black and white, about 1 for a change one notices.

    To `DIGITS` places, so that machines whose libraries add up in another order find the same curves.
    """
    return round(float(np.abs(first - second).sum(dtype=np.float64)), DIGITS)


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height, width = picture.shape[:2]
    scale = LONGER_SIDE / max(height, width)
    if scale >= 1.0:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cast("NDArray[np.uint8]", cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _planes(picture: NDArray[np.uint8]) -> tuple[NDArray[np.float32], ...]:
    """Lightness, and how blue and how red it is (ITU-R BT.601), as they are stored, which is about even to the eye."""
    values = picture.astype(np.float32) / np.float32(255.0)
    turned = cast("NDArray[np.float32]", values @ _TURN)
    return tuple(np.ascontiguousarray(turned[:, :, plane]) for plane in range(3))


def _details(plane: NDArray[np.float32]) -> Iterator[tuple[NDArray[np.float32], float]]:
    """What each octave adds to the one below, the finest first, and what is left; each with what it counts."""
    import cv2

    for _ in range(SCALES):
        coarse = cast("NDArray[np.float32]", cv2.pyrDown(plane))
        size = (plane.shape[1], plane.shape[0])
        yield plane - cast("NDArray[np.float32]", cv2.pyrUp(coarse, dstsize=size)), DETAIL
        plane = coarse
    yield plane, TONE
