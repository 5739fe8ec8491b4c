"""The camera: which part of a drawn picture a frame shows, scaled to the film's size.

Takes uint8 RGB and a `Camera`, gives uint8 RGB. The camera's unit square is the largest rectangle of the film's
aspect in the middle of the drawn picture, whose sides are multiples of 64 and so seldom have just that aspect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.types import Camera, Size

Box = tuple[float, float, float, float]


def shown(picture: NDArray[np.uint8], camera: Camera, size: Size) -> NDArray[np.uint8]:
    """The camera's window on a picture (rows, columns, 3), as uint8 (size.height, size.width, 3).

    Lanczos over three lobes with fractional borders: a slow pan moves by fractions of a pixel, and shrinking does
    not alias.
    """
    box = window(picture.shape[1], picture.shape[0], camera, size)
    if box == (0.0, 0.0, float(size.width), float(size.height)) and picture.shape[:2] == (size.height, size.width):
        return picture  # as it is: Pillow would copy it twice to say so
    scaled = Image.fromarray(picture).resize((size.width, size.height), Image.Resampling.LANCZOS, box)
    return np.asarray(scaled)


def window(columns: int, rows: int, camera: Camera, size: Size) -> Box:
    """Left, top, right and bottom in pixels of the drawn picture."""
    scale = min(columns / size.width, rows / size.height)
    width, height = size.width * scale, size.height * scale
    half_width, half_height = width / camera.zoom / 2.0, height / camera.zoom / 2.0
    x, y = columns / 2.0 + camera.x * width, rows / 2.0 + camera.y * height
    left, right = _inside(x - half_width, x + half_width, columns)
    top, bottom = _inside(y - half_height, y + half_height, rows)
    return left, top, right, bottom


def _inside(low: float, high: float, most: int) -> tuple[float, float]:
    """Rounding may put a border a millionth of a pixel outside, which would be refused."""
    return max(0.0, low), min(float(most), high)
