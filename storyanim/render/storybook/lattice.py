"""Evenly scattered points that never change: stars, ripples, drops, flakes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = (0.754877666, 0.569840291, 0.3247179572, 0.6180339887)
"""Powers of the plastic number's and the golden ratio's inverses: the lattices with the smallest gaps (R-sequences)."""


@cache
def scattered(count: int) -> NDArray[np.float64]:
    """`count` points of four numbers each from 0 to 1: shape (count, 4), no two close together."""
    order = np.arange(1, count + 1, dtype=np.float64)
    return np.stack([(order * step) % 1.0 for step in STEPS], axis=1).astype(np.float64)
