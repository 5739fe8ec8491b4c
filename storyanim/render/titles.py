"""A film's title, set over a picture.

Takes a `Title` and uint8 RGB pixels, gives new pixels: the words centred, on as few even lines as fit, on a soft
shade that keeps them readable over any picture, a thin rule with a diamond beneath. Letters come from the Unicode
fonts inside OpenCV 5, so that every machine has them. Words in a script those cannot set (right-to-left, Thai,
Hindi) are left out, and so are emoji. Knows nothing of recipes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.letters import Face, balanced, can_set, draw_text, settable, text_width, words_fit
from storyanim.render.mix import mixed
from storyanim.types import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.types import Title

CREAM = (255, 247, 230)
DUSK = (20, 15, 30)
"""The colours of the words and of the shade behind them."""
WEIGHT = 600
"""Semi-bold: thin strokes drown in a busy picture."""
LETTER_SHARE = 0.115
"""The letters' size as a share of the picture's height, or of its width where that is less."""
WIDEST = 0.8
TALLEST = 0.6
"""The shares of the picture's width and height that the words may take."""
SMALLEST_LETTER = 6
"""Pixels; smaller words could not be read and are left out."""
MOST_LINES = 3
"""A long title gets smaller letters, down to `LONG_SHARE` of the usual, before it gets more lines than this
(in an upright picture more, by its aspect)."""
LONG_SHARE = 0.6
LINE_HEIGHT = 1.22
SHADE = 0.47
GLOW = 0.65
"""How dark it is behind the words: the wide soft shade, and close around each letter."""


class Layer(NamedTuple):
    """A title at full strength: `picture * keep / 255 + light`; both uint8 (height, width, 3)."""

    keep: NDArray[np.uint8]
    light: NDArray[np.uint8]


class Typeset(NamedTuple):
    """Lines of words and their letters."""

    lines: tuple[str, ...]
    face: Face


def titled(pixels: NDArray[np.uint8], title: Title) -> NDArray[np.uint8]:
    """A new picture, uint8 (height, width, 3), with the title over `pixels` at its opacity."""
    import cv2

    layer = _layer(title.text, Size(pixels.shape[1], pixels.shape[0]))
    if layer is None:
        return pixels.copy()
    full = cv2.add(cv2.multiply(pixels, layer.keep, scale=1 / 255), layer.light)
    return mixed(pixels, np.asarray(full, np.uint8), title.opacity)


@lru_cache(maxsize=2)
def _layer(text: str, size: Size) -> Layer | None:
    """The title's words, shade and ornament for one picture size; None where nothing can be set."""
    words = _set(settable(text), size) if can_set(text) else None
    if words is None:
        return None
    mask = _ink(words, size)
    ink = mask.astype(np.float32) / np.float32(255)
    dark = (1 - (1 - SHADE * _shade(words, size)) * (1 - GLOW * _glow(mask, words.face.size))) * (1 - ink)
    keep = _bytes((1 - ink - dark) * 255)
    light = [_bytes(ink * bright + dark * dim) for bright, dim in zip(CREAM, DUSK, strict=True)]
    return Layer(np.dstack([keep, keep, keep]), np.dstack(light))


def _set(text: str, size: Size) -> Typeset | None:
    """The largest letters in which the words fit, and their lines, as even as can be."""
    usual = letter = LETTER_SHARE * min(size.width, size.height)
    most = int(MOST_LINES * max(1.0, size.height / size.width))
    widest = int(WIDEST * size.width)
    while text and letter >= SMALLEST_LETTER:
        face = Face(int(letter), WEIGHT)
        lines = balanced(text, face, widest) if words_fit(text, face, widest) else ()
        few = len(lines) <= most or letter < LONG_SHARE * usual
        if lines and few and len(lines) * LINE_HEIGHT * letter <= TALLEST * size.height:
            return Typeset(lines, face)
        letter *= 0.92
    return None


def _ink(words: Typeset, size: Size) -> NDArray[np.uint8]:
    """Where words and ornament are: uint8 (height, width), 255 full."""
    ink = np.zeros((size.height, size.width), np.uint8)
    step = words.face.size * LINE_HEIGHT
    baseline = (size.height - step * len(words.lines)) / 2 + words.face.size * 0.78
    for line in words.lines:
        left = (size.width - text_width(line, words.face)) // 2
        draw_text(ink, line, (left, round(baseline)), words.face, (255,))
        baseline += step
    _draw_ornament(ink, size.width / 2, baseline - step * 0.42, words.face.size)
    return ink


def _draw_ornament(ink: NDArray[np.uint8], x: float, y: float, letter: int) -> None:
    """A thin rule broken by a diamond, smooth-edged, centred on (x, y)."""
    import cv2

    fraction_bits = 6
    unit = 1 << fraction_bits
    reach, gap, diamond, thick = letter * 1.9, letter * 0.32, letter * 0.13, max(letter * 0.022, 0.5)

    def polygon(points: list[tuple[float, float]]) -> None:
        corners = np.array([((x + dx) * unit, (y + dy) * unit) for dx, dy in points]).round().astype(np.int32)
        cv2.fillConvexPoly(ink, corners, (255,), cv2.LINE_AA, fraction_bits)

    polygon([(-diamond, 0), (0, -diamond), (diamond, 0), (0, diamond)])
    for side in (-1, 1):
        polygon([(side * gap, -thick), (side * gap, thick), (side * reach, 0)])


def _shade(words: Typeset, size: Size) -> NDArray[np.float32]:
    """A wide soft cloud behind all the words: float32 (height, width), 0 to 1. Drawn at an eighth and enlarged."""
    import cv2

    small = np.zeros((max(1, size.height // 8), max(1, size.width // 8)), np.float32)
    letter = words.face.size / 8
    width = max(text_width(line, words.face) for line in words.lines) / 8 + 2 * letter
    height = len(words.lines) * letter * LINE_HEIGHT + 2 * letter
    centre = (small.shape[1] // 2, small.shape[0] // 2)
    cv2.ellipse(small, centre, (round(width * 0.62), round(height * 0.66)), 0, 0, 360, (1.0,), -1)
    soft = cv2.GaussianBlur(small, (0, 0), max(1.0, letter * 1.1))
    return np.asarray(cv2.resize(soft, tuple(size), interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def _glow(ink: NDArray[np.uint8], letter: int) -> NDArray[np.float32]:
    """A dark edge close around each letter: float32 (height, width), 0 to 1."""
    import cv2

    soft = cv2.GaussianBlur(ink, (0, 0), max(0.8, letter * 0.1))
    return (np.asarray(soft, np.float32) * np.float32(1.6 / 255)).clip(0, 1)


def _bytes(levels: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.rint(levels).astype(np.uint8)
