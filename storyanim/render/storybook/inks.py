"""Styles: the same scene printed in other inks.

Takes a finished picture, gives it in the inks of a style. `paper` is the picture as it is.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.render.storybook.papers import Colour

INKS: dict[str, tuple[tuple[float, Colour], ...]] = {
    "ink": ((0.0, (14, 20, 44)), (0.45, (76, 96, 132)), (0.8, (202, 206, 204)), (1.0, (247, 241, 226))),
    "sepia": ((0.0, (40, 26, 20)), (0.5, (150, 106, 72)), (0.85, (226, 200, 160)), (1.0, (248, 238, 216))),
}
"""Tones from dark to light that brightness (0 to 1) is printed in."""


def inked(rgb: NDArray[np.uint8], style: str) -> NDArray[np.uint8]:
    """The picture, uint8 (height, width, 3), in the inks of a style."""
    if style not in INKS:
        return rgb
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.LUT(cv2.merge([grey, grey, grey]), _tones(style)), np.uint8)


@cache
def _tones(style: str) -> NDArray[np.uint8]:
    """The ink of every brightness: uint8 (256, 1, 3)."""
    marks, colours = zip(*INKS[style], strict=True)
    levels = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(levels, marks, [colour[channel] for colour in colours]) for channel in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)[:, None, :]
