"""Timed words to paragraphs: takes lines with their seconds, gives blocks.

A paragraph ends behind a sentence where somebody pauses or enough was said. Knows no format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.blocks import Block, Line
from storyanim.text.shapes import ENDS_SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAUSE = 1.2
"""Seconds of silence behind a sentence after which a narrator begins anew: twice a reader's pause at a paragraph."""
_LONG_PAUSE = 4.0
"""Seconds of silence that part paragraphs wherever they fall."""
_ENOUGH = 600
"""Characters, a hundred words or so, after which the next sentence begins a paragraph."""


def spoken(lines: Iterable[Line]) -> Iterator[Block]:
    """The paragraphs of lines that all have times, in order."""
    gathered: list[Line] = []
    length = 0
    for line in lines:
        if gathered and _parts(gathered[-1], line, length):
            yield Block(tuple(gathered), shape="prose")
            gathered, length = [], 0
        gathered.append(line)
        length += len(line.text)
    if gathered:
        yield Block(tuple(gathered), shape="prose")


def _parts(before: Line, line: Line, length: int) -> bool:
    """Whether a paragraph ends between two lines, of `length` characters so far."""
    silence = line.times[0] - before.times[1] if line.times and before.times else 0.0
    ended = bool(ENDS_SENTENCE.search(before.text))
    return silence >= _LONG_PAUSE or (ended and (silence >= _PAUSE or length >= _ENOUGH))
