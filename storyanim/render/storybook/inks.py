"""Styles: the same scene drawn or printed in other ways.

Takes a finished picture, gives it as a style has it: `paper` as it is, `ink` as pen and wash, `sepia` as an old
photograph, `woodcut` printed from a cut block over flat colours, `chalk` on a blackboard. Every style is a function of
the picture and of patterns that stand still on the paper, so nothing flickers.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from storyanim.render.storybook.papers import Colour

    Picture = NDArray[np.uint8]

Tones = tuple[tuple[float, "Colour"], ...]
"""Colours that brightness, 0 to 1, is printed in."""
WASH: Tones = ((0.0, (34, 46, 82)), (0.3, (112, 130, 164)), (0.65, (218, 219, 214)), (1.0, (250, 245, 232)))
OLD_PHOTOGRAPH: Tones = ((0.0, (40, 26, 20)), (0.5, (150, 106, 72)), (0.85, (226, 200, 160)), (1.0, (248, 238, 216)))
CREAM: Colour = (246, 228, 190)
BLOCK: Colour = (44, 30, 28)
PEN: Colour = (24, 30, 56)
SLATE: Colour = (38, 46, 54)
FAINT = 14
"""Spans of brightness that are no edge, of 255: clouds' glow, haze, the moon's rings."""
GROOVES = 150
"""Lines a woodcut has from top to bottom."""


def inked(rgb: Picture, style: str) -> Picture:
    """The picture, uint8 (height, width, 3), as a style has it."""
    treat = _TREATMENTS.get(style)
    return rgb if treat is None else treat(rgb)


def _ink(rgb: Picture) -> Picture:
    """Thin washes of blue-black, and a pen along every edge."""
    wash = _toned(_grey(rgb), WASH)
    return _over(wash, PEN, _edges(rgb, 3.2))


def _sepia(rgb: Picture) -> Picture:
    return _toned(_grey(rgb), OLD_PHOTOGRAPH)


def _woodcut(rgb: Picture) -> Picture:
    """Flat colours on cream, and over them the block: solid edges, and grooves that are wide where it is dark."""
    grey = cv2.GaussianBlur(_grey(rgb), (0, 0), max(0.6, rgb.shape[0] / 900))
    cut = cv2.subtract(_grooves(rgb.shape[0], rgb.shape[1]), grey)
    printed = cv2.max(cv2.convertScaleAbs(cut, alpha=4.0), _edges(rgb, 4.0))
    flat = cv2.addWeighted(rgb, 0.70, np.full_like(rgb, CREAM), 0.40, 0)
    return _over(np.asarray(flat, np.uint8), BLOCK, np.asarray(printed, np.uint8))


def _chalk(rgb: Picture) -> Picture:
    """Dim colours rubbed on slate, and bright chalk along every edge, rough with the board's grain."""
    rubbed = cv2.addWeighted(rgb, 0.30, np.full_like(rgb, SLATE), 0.80, 0)
    lines = cv2.multiply(_edges(rgb, 5.0), _grain(rgb.shape[0], rgb.shape[1]), scale=1 / 255)
    bright = cv2.addWeighted(rgb, 0.45, np.full_like(rgb, 255), 0.65, 0)
    return _mixed(np.asarray(rubbed, np.uint8), np.asarray(bright, np.uint8), np.asarray(lines, np.uint8))


_TREATMENTS: dict[str, Callable[[Picture], Picture]] = {
    "ink": _ink,
    "sepia": _sepia,
    "woodcut": _woodcut,
    "chalk": _chalk,
}


def _grey(rgb: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _edges(rgb: Picture, strength: float) -> Picture:
    """How much of an edge there is at every pixel, uint8: the widest span of a colour around it."""
    reach = max(2, round(rgb.shape[0] / 360))
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    red, green, blue = cv2.split(cv2.morphologyEx(rgb, cv2.MORPH_GRADIENT, around))
    soft = cv2.GaussianBlur(cv2.max(red, cv2.max(green, blue)), (0, 0), 0.7)
    return np.asarray(cv2.convertScaleAbs(cv2.subtract(soft, np.full_like(soft, FAINT)), alpha=strength), np.uint8)


def _over(under: Picture, colour: Colour, share: Picture) -> Picture:
    """The picture with a colour laid over it, by shares of 255."""
    return _mixed(under, np.full_like(under, colour), share)


def _mixed(first: Picture, second: Picture, share: Picture) -> Picture:
    shares = cv2.merge([share, share, share])
    kept = cv2.multiply(first, cv2.bitwise_not(shares), scale=1 / 255)
    return np.asarray(cv2.add(kept, cv2.multiply(second, shares, scale=1 / 255)), np.uint8)


def _toned(grey: Picture, tones: Tones) -> Picture:
    return np.asarray(cv2.LUT(cv2.merge([grey, grey, grey]), _table(tones)), np.uint8)


@cache
def _table(tones: Tones) -> Picture:
    """The ink of every brightness: uint8 (256, 1, 3)."""
    marks, colours = zip(*tones, strict=True)
    levels = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(levels, marks, [colour[channel] for colour in colours]) for channel in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)[:, None, :]


@lru_cache(maxsize=4)
def _grooves(height: int, width: int) -> Picture:
    """How bright the picture must be at every pixel for the block to be cut away there, 0 to 150."""
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : width / height : width * 1j]
    bend = 0.010 * np.sin(5.0 * across + 2.0 * down) + 0.004 * np.sin(17.0 * across)
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * GROOVES * (down + bend))
    return (150 * wave).round().astype(np.uint8)


@lru_cache(maxsize=4)
def _grain(height: int, width: int) -> Picture:
    """The board's grain: how much chalk stays, of 255."""
    noise = np.random.Generator(np.random.Philox(21)).standard_normal((height, width)).astype(np.float32)
    rough = cv2.GaussianBlur(noise, (0, 0), max(0.6, height / 900))
    return np.clip(200 + 70 * rough / rough.std(), 60, 255).astype(np.uint8)
