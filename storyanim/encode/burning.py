"""Captions drawn into the pictures themselves, for places that show no caption track.

Takes frames and captions, gives frames: light letters with a dark edge, on a soft shade, inside the part of the
picture that no player covers. In karaoke the word that is being said is in another colour. What the fonts cannot
set is not drawn: `burnable` says so beforehand. Knows nothing of segments.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from storyanim import letters
from storyanim.letters import Face, balanced, can_set, draw_text, settable, text_width
from storyanim.types import Caption, Size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from storyanim.types import Frame

Style = Literal["plain", "karaoke"]

CREAM, DUSK, GOLD = (255, 250, 240), (16, 13, 22), (255, 208, 74)
"""The colours of the words, of what is behind them, and of the word that is being said."""
LETTER_SHARE = {"plain": 0.052, "karaoke": 0.062}
"""The letters' size as a share of the picture's shorter side: broadcasters' captions are a twentieth of its height."""
UPRIGHT_LARGER = 1.15
"""Upright films are watched on telephones."""
WIDEST = 0.86
"""The share of the picture's width that a line may take: the rest is margin."""
BELOW = {"wide": 0.06, "upright": 0.2}
"""The share of the height that stays free below: telephones' programs write and have buttons at the bottom."""
MOST_LINES, LINE_HEIGHT = 4, 1.28
SPOKEN_LINES = 2
"""Lines at a time in karaoke: what is large must not cover much."""
SMALLEST_LETTER = 5
AROUND = 1.3
"""How far the shade reaches around the words, in letters."""
SHADE = 0.34
EDGE_SHARE = 0.085
"""How dark it is behind the words; the thickness of the letters' edge as a share of their size."""


@dataclass(frozen=True, slots=True)
class Burning:
    """The captions of a film, in frames of its schedule, in order, and how they are drawn."""

    captions: tuple[Caption, ...]
    style: Style = "plain"

    def key(self, first: int, end: int) -> str:
        """What of it is seen in these frames, counted from the first: equal keys, equal letters."""
        seen = (caption for caption in self.captions if caption.first < end and caption.end > first)
        marks = (f"{c.first - first} {c.end - first} {[w - first for w in c.words]} {c.text!r}" for c in seen)
        return "\n".join([self.style, _fingerprint(), *marks])


def burnable(caption: Caption) -> bool:
    """Whether the fonts have all of its letters."""
    return can_set(caption.text)


def burnt(frames: Iterable[Frame], burning: Burning) -> Iterator[Frame]:
    """The same frames with their captions, by `Frame.index`."""
    firsts = [caption.first for caption in burning.captions]
    for frame in frames:
        place = bisect_right(firsts, frame.index) - 1
        caption = burning.captions[place] if place >= 0 else None
        if caption is None or frame.index >= caption.end or not burnable(caption):
            yield frame
        else:
            said = _word_said(caption, frame.index) if burning.style == "karaoke" else None
            yield replace(frame, pixels=_drawn(frame.pixels, caption.text, burning.style, said))


def _drawn(pixels: NDArray[np.uint8], text: str, style: Style, said: int | None) -> NDArray[np.uint8]:
    """A new picture, read-only, with the words over it."""
    import cv2

    layer = _layer(text, style, said, Size(pixels.shape[1], pixels.shape[0]))
    if layer is None:
        return pixels
    drawn = pixels.copy()
    band = drawn[layer.top : layer.top + layer.keep.shape[0]]
    cv2.add(cv2.multiply(band, layer.keep, scale=1 / 255), layer.light, dst=band)
    drawn.flags.writeable = False
    return drawn


def _word_said(caption: Caption, index: int) -> int:
    """The number of the word that is said on frame `index`: as a recording tells, else by the words' lengths."""
    if caption.words:
        return max(0, bisect_right(caption.words, index) - 1)
    ends = list(accumulate(len(word) + 1 for word in settable(caption.text).split()))
    share = (index - caption.first + 0.5) / (caption.end - caption.first)
    return bisect_left(ends, share * ends[-1]) if ends else 0


# --- one caption's letters -------------------------------------------------------------------------------


class _Layer(NamedTuple):
    """A band of the picture from row `top` on: `picture * keep / 255 + light`; both uint8 (height, width, 3)."""

    top: int
    keep: NDArray[np.uint8]
    light: NDArray[np.uint8]


class _Typeset(NamedTuple):
    """Lines of words and their letters."""

    lines: tuple[str, ...]
    face: Face


@lru_cache(maxsize=4)
def _layer(text: str, style: Style, said: int | None, size: Size) -> _Layer | None:
    words = _typeset(settable(text), style, size)
    if words is None:
        return None
    if said is not None:
        words, said = _around(words, said)
    last = _baseline(words, len(words.lines) - 1)
    lowest = round(size.height * (1 - BELOW["upright" if size.height > size.width else "wide"]))
    top = max(0, lowest - last)
    band = Size(size.width, min(last + round(AROUND * words.face.size), size.height - top))
    ink = np.zeros((band.height, band.width), np.uint8)
    gold = ink.copy()
    _write(ink, gold, words, said)
    full, lit = _share(ink), _share(gold)
    dark = np.maximum(_edge(ink, words.face.size), _shade(ink, words.face.size)) * (1 - full)
    light = [
        full * ((1 - lit) * cream + lit * accent) + dark * dusk
        for cream, accent, dusk in zip(CREAM, GOLD, DUSK, strict=True)
    ]
    keep = _bytes((1 - full - dark) * 255)
    return _Layer(top, np.dstack([keep, keep, keep]), _bytes(np.dstack(light)))


def _typeset(text: str, style: Style, size: Size) -> _Typeset | None:
    """The words on even lines, in smaller letters where there are many; None where nothing can be read."""
    upright = size.height > size.width
    letter = LETTER_SHARE[style] * min(size) * (UPRIGHT_LARGER if upright else 1.0)
    while text and letter >= SMALLEST_LETTER:
        face = Face(round(letter), 600)
        lines = balanced(text, face, round(WIDEST * size.width))
        if len(lines) <= MOST_LINES and len(lines) * LINE_HEIGHT * letter <= size.height / 2:
            return _Typeset(lines, face)
        letter *= 0.9
    return None


def _around(words: _Typeset, said: int) -> tuple[_Typeset, int]:
    """The lines to show while a word is said, at most `SPOKEN_LINES` of them, and the word's number in those."""
    counts = [len(line.split()) for line in words.lines]
    row = min(bisect_right(list(accumulate(counts)), said), len(counts) - 1)
    first = row - row % SPOKEN_LINES
    return _Typeset(words.lines[first : first + SPOKEN_LINES], words.face), said - sum(counts[:first])


def _write(ink: NDArray[np.uint8], gold: NDArray[np.uint8], words: _Typeset, said: int | None) -> None:
    """All words on `ink`, and the one that is said (by its number) on `gold` too: uint8 (height, width), 255 full."""
    number = 0
    for row, line in enumerate(words.lines):
        parts = line.split()
        left, baseline = (ink.shape[1] - text_width(line, words.face)) // 2, _baseline(words, row)
        draw_text(ink, line, (left, baseline), words.face, (255,))
        if said is not None and number <= said < number + len(parts):
            before = " ".join([*parts[: said - number], ""])
            left += text_width(f"{before}|", words.face) - text_width(
                "|", words.face
            )  # a space at the end has no width
            draw_text(gold, parts[said - number], (left, baseline), words.face, (255,))
        number += len(parts)


def _baseline(words: _Typeset, row: int) -> int:
    return round(words.face.size * (AROUND + 0.8 + LINE_HEIGHT * row))


def _edge(ink: NDArray[np.uint8], letter: int) -> NDArray[np.float32]:
    """A dark edge close around each letter: float32 (height, width), 0 to 1."""
    import cv2

    reach = max(1, round(letter * EDGE_SHARE))
    round_brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return _share(np.asarray(cv2.GaussianBlur(cv2.dilate(ink, round_brush), (0, 0), max(0.6, letter * 0.03)), np.uint8))


def _shade(ink: NDArray[np.uint8], letter: int) -> NDArray[np.float32]:
    """A soft cloud behind all the words: float32 (height, width), 0 to `SHADE`."""
    import cv2

    wide = cv2.boxFilter(ink, cv2.CV_32F, (2 * letter + 1, letter + 1), normalize=True)
    soft = cv2.GaussianBlur(wide, (0, 0), max(1.0, letter * 0.35))
    return (np.asarray(soft, np.float32) * np.float32(4 / 255)).clip(0, 1) * np.float32(SHADE)


def _share(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return levels.astype(np.float32) / np.float32(255)


def _bytes(levels: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.rint(levels).clip(0, 255).astype(np.uint8)


@cache
def _fingerprint() -> str:
    """Of whatever can change a letter: how they are drawn, and by which OpenCV."""
    import cv2

    sources = (Path(__file__), Path(letters.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources) + cv2.__version__.encode()).hexdigest()[:16]
