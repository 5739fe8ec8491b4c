"""Words in pictures: how wide they are, how they break into lines, and what can be set at all.

Takes text and sizes in pixels, gives lines and draws on uint8 pictures. Letters come from the Unicode fonts inside
OpenCV 5, so that every machine has them; they run left to right and know no Thai, no Hindi and no emoji. Knows
nothing of captions, titles or pages.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import bidirectional

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import cv2
    from numpy.typing import NDArray

Colour = tuple[int, int, int]


class Face(NamedTuple):
    """How letters look: their size in pixels, and their weight (400 regular, 600 semi-bold)."""

    size: int
    weight: int = 400


def settable(text: str) -> str:
    """The text without what the fonts have no shape for; white space is made single."""
    return " ".join("".join(letter for letter in text if letter.isspace() or _has_glyph(letter)).split())


def can_set(text: str) -> bool:
    """Whether no letter or digit would be lost."""
    return all(_has_glyph(letter) for letter in set(text) if letter.isalnum())


def text_width(text: str, face: Face) -> int:
    """Pixels from the first letter's left to the last one's right."""
    import cv2

    return cv2.getTextSize((0, 0), text, (0, 0), _font(), face.size, face.weight)[2] if text else 0


def draw_text(picture: NDArray[np.uint8], text: str, at: tuple[int, int], face: Face, colour: tuple[int, ...]) -> None:
    """Write on the picture, which has as many channels as `colour`; `at` is the left end of the base line."""
    import cv2

    if text:
        cv2.putText(picture, text, at, colour, _font(), face.size, face.weight)


def wrapped(text: str, face: Face, widest: int) -> tuple[str, ...]:
    """The words on as few lines as hold them, none wider than `widest` pixels; a longer word is cut."""
    lines: list[str] = []
    for word in _pieces(text, face, widest):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, face) <= widest:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


def balanced(text: str, face: Face, widest: int) -> tuple[str, ...]:
    """As `wrapped`, on lines as even as can be: no line of a single word under a full one, and no more words cut."""
    narrowest = max((wide for word in text.split() if (wide := text_width(word, face)) <= widest), default=0)
    best = lines = wrapped(text, face, widest)
    while len(lines) == len(best) > 1:
        best = lines
        narrower = max(text_width(line, face) for line in lines) - 1
        if narrower < narrowest:
            break
        lines = wrapped(text, face, narrower)
    return best


def words_fit(text: str, face: Face, widest: int) -> bool:
    """Whether no word is wider than `widest` pixels, so that `wrapped` cuts none."""
    return all(text_width(word, face) <= widest for word in text.split())


def shortened(text: str, face: Face, widest: int) -> str:
    """The text on one line, cut before the word that no longer fits."""
    words = settable(text).split()
    if text_width(" ".join(words), face) <= widest:
        return " ".join(words)
    while words and text_width(f"{' '.join(words)} \N{HORIZONTAL ELLIPSIS}", face) > widest:
        words.pop()
    return f"{' '.join(words)} \N{HORIZONTAL ELLIPSIS}" if words else ""


def _pieces(text: str, face: Face, widest: int) -> Iterator[str]:
    """Words; those wider than a line, as in scripts without spaces, letter by letter into pieces that fit."""
    for word in text.split():
        piece = ""
        for letter in word if text_width(word, face) > widest else (word,):
            if piece and text_width(piece + letter, face) > widest:
                yield piece
                piece = ""
            piece += letter
        yield piece


@lru_cache(maxsize=4096)
def _has_glyph(letter: str) -> bool:
    """Whether the fonts have a shape for it, running left to right; what they lack they draw as a question mark."""
    if bidirectional(letter) in {"R", "AL", "AN"}:
        return False
    return letter == "?" or not np.array_equal(_sample(letter), _sample("?"))


def _sample(letter: str) -> NDArray[np.uint8]:
    picture = np.zeros((48, 48), np.uint8)
    draw_text(picture, letter, (8, 36), Face(32), (255,))
    return picture


@cache
def _font() -> cv2.FontFace:
    import cv2

    return cv2.FontFace("sans")
