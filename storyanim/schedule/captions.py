"""A shot's words as captions: a sentence or two at a time, at most two lines, each as long as it takes to say.

Takes a shot's text and its frames, gives `Caption`s that follow each other without a gap, none of them
longer than the shot. Knows nothing of pictures or of subtitle formats.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from storyanim.types import Caption

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_WIDTH = 42
"""Letters a line, as broadcasters have it; a Chinese, Japanese or Korean character is two wide."""
CUE_WIDTH = 2 * LINE_WIDTH
FULL_RUN = CUE_WIDTH - 12
"""How wide an even run of words is at most, so that the word at its end has room."""
SHORT_CUE = 24
"""A cue narrower than this joins its neighbour if both fit into one."""
BREATH = 6
"""What the pause after a cue adds to its time, in letters."""

_SENTENCE_END = re.compile(
    r"(?<![\s.]\w)(?<!\b[MDS][rt])(?<!\bMrs)[.!?\u2026]+[\"'\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f][\u300d\u300f\u201d]*"
)
_CLAUSE_END = re.compile(r"[,;:][\"'\u201d\u2019]*(?=\s)|\s(?=[\u2014\u2013-]\s)|\u2014(?=\w)|[\u3001\uff0c\uff1b]")
_WORD = re.compile(r"\s*\S+")


def captions(text: str, first: int, end: int) -> list[Caption]:
    """The words of a shot that lasts from frame `first` up to, not including, `end`; none where there is no text."""
    cues = _cues(text)[: end - first]
    return [
        Caption(_two_lines(cue), start, stop) for cue, (start, stop) in zip(cues, _times(cues, first, end), strict=True)
    ]


def sentences(text: str) -> list[str]:
    """The sentences of a text, as a speaker takes breath between them."""
    return list(_split(" ".join(text.split()), _SENTENCE_END))


def _times(cues: list[str], first: int, end: int) -> list[tuple[int, int]]:
    """Where each cue starts and ends, by its width; every cue gets a frame at least."""
    shares = list(accumulate((_width(cue) + BREATH for cue in cues), initial=0))
    spare = end - first - len(cues)
    marks = [first + at + spare * share // max(1, shares[-1]) for at, share in enumerate(shares)]
    return list(pairwise(marks))


def _cues(text: str) -> list[str]:
    """The text in pieces of at most `CUE_WIDTH`, cut where a speaker would pause."""
    cues: list[str] = []
    for sentence in sentences(text):
        for piece in _fitting(sentence):
            joined = f"{cues[-1]} {piece}" if cues else piece
            if cues and _width(joined) <= CUE_WIDTH and min(_width(cues[-1]), _width(piece)) < SHORT_CUE:
                cues[-1] = joined
            else:
                cues.append(piece)
    return cues


def _fitting(sentence: str) -> Iterator[str]:
    """A sentence whole if it fits, else packed clause by clause, else in even runs of words."""
    if _width(sentence) <= CUE_WIDTH:
        yield sentence
        return
    held = ""
    for clause in _split(sentence, _CLAUSE_END):
        for run in _runs(clause):
            if held and _width(held) + 1 + _width(run) > CUE_WIDTH:
                yield held
                held = run
            else:
                held = f"{held} {run}".lstrip()
    yield held


def _runs(clause: str) -> Iterator[str]:
    """A clause in as few runs of words as fit, about equally wide; a word wider than a line is cut."""
    share = _width(clause) / ceil(_width(clause) / FULL_RUN)
    held = ""
    for word in _words(clause):
        if held and (_width(held) >= share or _width(held) + _width(word) > CUE_WIDTH):
            yield held.strip()
            held = ""
        held += word
    yield held.strip()


def _two_lines(cue: str) -> str:
    """The cue on one line if it fits, else on two, broken as near the middle as can be."""
    if _width(cue) <= LINE_WIDTH:
        return cue
    words = list(_words(cue))
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: abs(_width("".join(words[:cut])) - _width("".join(words[cut:]))), default=0)
    return f"{''.join(words[:best])}\n{''.join(words[best:]).lstrip()}".strip()


def _words(text: str) -> Iterator[str]:
    """Words with the space before them; where a script has no spaces, or a word no end, pieces of half a line."""
    for match in _WORD.finditer(text):
        word = match.group()
        step = LINE_WIDTH if _width(word) == len(word) else 1
        yield from (word[at : at + step] for at in range(0, len(word), step))


def _split(text: str, ends: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for match in ends.finditer(text):
        if part := text[start : match.end()].strip():
            yield part
        start = match.end()
    if rest := text[start:].strip():
        yield rest


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
