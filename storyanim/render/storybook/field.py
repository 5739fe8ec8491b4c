"""Latent noise -> smooth values near a spot: how storybook reads its layout.

Every choice of layout (whether and where a thing stands, its size, a ridge's height) is a smooth reading of
the noise close to that spot. So a slerp of the noise moves things smoothly, and a model that sees the
same latents could learn the mapping. Positions are in picture heights: x from the centre, y from the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import cv2
import numpy as np

from storyanim.render.noise import latent_window, plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.types import SeedWeight, Size

MARGIN = 32
"""Latents read beyond each edge of the picture, for scenery that starts outside it."""
FINE, BROAD = 1.6, 4.0
"""Standard deviations of the two Gaussian smoothings, in latents (8 pixels of a 512-pixel picture)."""

Place = TypeVar("Place", float, "NDArray[np.float64]")


@dataclass(frozen=True, slots=True)
class Field:
    """Noise of one view, smoothed. `levels` is float32 (2, 4, rows, columns): fine and broad, unit variance."""

    levels: NDArray[np.float32]
    rows: int
    columns: int
    aspect: float
    """Width of the picture in picture heights."""

    def near(self, x: float, y: float, channel: int) -> float:
        """A standard normal value that changes smoothly with the noise around (x, y)."""
        across = min(max(self._column(x), 0.0), self.levels.shape[3] - 1.001)
        down = min(max(self._row(y), 0.0), self.levels.shape[2] - 1.001)
        left, top, item = int(across), int(down), self.levels.item
        channel %= 4
        upper = item(0, channel, top, left) * (1 + left - across) + item(0, channel, top, left + 1) * (across - left)
        lower = item(0, channel, top + 1, left) * (1 + left - across) + item(0, channel, top + 1, left + 1) * (
            across - left
        )
        return upper * (1 + top - down) + lower * (down - top)

    def fine(self, xs: NDArray[np.float64], y: float, channel: int) -> NDArray[np.float64]:
        """Values along a row, smoothed over about 13 pixels of a 512-pixel picture."""
        return self._read(0, xs, y, channel)

    def broad(self, xs: NDArray[np.float64], y: float, channel: int) -> NDArray[np.float64]:
        """Values along a row, smoothed over about 32 pixels of a 512-pixel picture."""
        return self._read(1, xs, y, channel)

    def _column(self, x: Place) -> Place:
        return x * (self.columns / self.aspect) + (self.columns / 2 + MARGIN - 0.5)

    def _row(self, y: float) -> float:
        return y * self.rows + (MARGIN - 0.5)

    def _read(self, level: int, xs: NDArray[np.float64], y: float, channel: int) -> NDArray[np.float64]:
        across = np.clip(self._column(xs), 0, self.levels.shape[3] - 1.001)
        down = min(max(self._row(y), 0.0), self.levels.shape[2] - 1.001)
        left, top = across.astype(int), int(down)
        right_share, low_share = across - left, down - top
        rows = self.levels[level, channel % 4, top : top + 2].astype(np.float64)
        row = rows[0] * (1 - low_share) + rows[1] * low_share
        return row[left] * (1 - right_share) + row[left + 1] * right_share


def read_field(noise: tuple[SeedWeight, ...], size: Size) -> Field:
    """The smooth field of a view's noise."""
    rows, columns = latent_window(size)
    levels = sum(
        (np.float32(weight) * _smooth_plane(seed, rows, columns) for seed, weight in noise),
        start=np.zeros(1, np.float32),
    )
    return Field(np.asarray(levels), rows, columns, size.width / size.height)


@lru_cache(maxsize=48)
def _smooth_plane(seed: int, rows: int, columns: int) -> NDArray[np.float32]:
    raw = plane(seed, rows + 2 * MARGIN, columns + 2 * MARGIN)
    return np.stack([smoothed(raw, FINE), smoothed(raw, BROAD)])


def smoothed(raw: NDArray[np.float32], deviation: float) -> NDArray[np.float32]:
    """Gaussian smoothing along rows and columns, scaled back to unit variance."""
    reach = int(3 * deviation) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    result = np.empty_like(raw)
    for part, smooth in zip(raw, result, strict=True):
        smooth[:] = cv2.sepFilter2D(part, cv2.CV_32F, kernel, kernel, borderType=cv2.BORDER_CONSTANT)
    return result
