"""Seed-locked noise shaped like a diffusion model's latents, the same for every renderer.

Takes seeds and weights, gives float32 arrays (4, rows, columns). A plane is endless and indexed by position
from its centre: a smaller window is the middle of a larger one, so another aspect or more overscan shows
more or less of the same noise. Knows nothing of pictures, models or torch.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Philox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from storyanim.types import SeedWeight, Size

CHANNELS = 4
"""Channels of an SDXL latent."""
NATIVE_AREA = 512 * 512
"""Pixels SDXL Turbo was trained to draw."""
LATENT_STEP = 8
"""Pixels along one side that one latent stands for."""
SIZE_STEP = 64
"""Drawn sizes are multiples of this, so that the U-Net's three halvings come out even."""
TILE = 16
"""Rows and columns of the tile that is drawn from one counter; changing it changes every picture."""
CACHED_PLANES = 64
"""Planes kept: 64 KiB each at the native area, four times that with storybook's margins; four or five are in use."""


def latent_window(size: Size, area: int = NATIVE_AREA) -> tuple[int, int]:
    """The latent rows and columns a film of this size is drawn at: nearest `area` pixels, in its aspect."""
    width = sqrt(area * size.width / size.height)
    return _steps(area / width), _steps(width)


def _steps(pixels: float) -> int:
    return max(1, int(pixels / SIZE_STEP + 0.5)) * SIZE_STEP // LATENT_STEP


@lru_cache(maxsize=CACHED_PLANES)
def plane(seed: int, rows: int, columns: int, layer: int = 0) -> NDArray[np.float32]:
    """Standard normal noise, float32 (4, rows, columns), read-only.

    Position (row, column) counts from the centre, which is at `(rows // 2, columns // 2)`. `seed` is 0 to 2**64 - 1.
    Every layer is independent of the others: a model of several steps takes fresh noise from the layers above 0.
    """
    top, left = -(rows // 2), -(columns // 2)
    tile_rows = range(top // TILE, (top + rows - 1) // TILE + 1)
    tile_columns = range(left // TILE, (left + columns - 1) // TILE + 1)
    whole = np.block([[_tile(seed, row, column, layer) for column in tile_columns] for row in tile_rows])
    down, right = top % TILE, left % TILE
    window = np.ascontiguousarray(whole[:, down : down + rows, right : right + columns])
    window.flags.writeable = False
    return window


def combine(weights: Iterable[SeedWeight], rows: int, columns: int, layer: int = 0) -> NDArray[np.float32]:
    """The weighted sum of planes of one layer, float32 (4, rows, columns).

    Unit variance where the squared weights add up to 1.
    """
    total = np.zeros((CHANNELS, rows, columns), np.float32)
    for seed, weight in weights:
        total += np.float32(weight) * plane(seed, rows, columns, layer)
    return total


def _tile(seed: int, row: int, column: int, layer: int) -> NDArray[np.float32]:
    """One tile (4, TILE, TILE): Philox keyed by seed, counted by the tile's place and layer, made normal by Box-Muller.

    Raw Philox words and Box-Muller are used since NumPy promises the bits of a bit generator for ever, but not those of
    `Generator.standard_normal`.
    """
    words = 2**64
    count = CHANNELS * TILE * TILE
    bits = Philox(key=seed, counter=np.array([0, row % words, column % words, layer], np.uint64)).random_raw(count)
    uniform = ((bits >> np.uint64(11)) + np.uint64(1)) * 2.0**-53
    radius = np.sqrt(-2.0 * np.log(uniform[: count // 2]))
    angle = 2.0 * np.pi * uniform[count // 2 :]
    normal = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
    return normal.astype(np.float32).reshape(CHANNELS, TILE, TILE)
