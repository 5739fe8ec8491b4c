"""Which frames belong to which shot, and in which pieces a shot is drawn.

Takes seconds and a frame rate, gives whole frames. Every shot is rounded by itself, so that a change of one
never shifts where another's frames fall within it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

TITLE_SHOT = "(title)"
"""The id of the title card's shot; no shot of a storyboard can be called so."""
CHUNK_FRAMES = 48
"""Two seconds at 24 frames a second: little to lose when stopped, little spent on starting an encoder."""


@dataclass(frozen=True, slots=True)
class ScheduledShot:
    """Where a shot lies: frames `first` up to, not including, `end`; its first `transition` frames blend in."""

    id: str
    scene: str
    first: int
    end: int
    transition: int = 0

    @property
    def label(self) -> str:
        """What a person calls it: its id, and the title card `title`."""
        return self.id.strip("()")

    @property
    def is_title(self) -> bool:
        """Whether it is the title card."""
        return self.id == TITLE_SHOT

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of frames of one shot, drawn and encoded by itself: `first` up to, not including, `end`."""

    shot: str
    first: int
    end: int


def frame_count(seconds: float, rate: Fraction) -> int:
    """The nearest whole number of frames, at least one."""
    return max(1, round(seconds * rate.numerator / rate.denominator))


def chunks_of(shot: ScheduledShot, most: int) -> Iterator[Chunk]:
    """A shot in even chunks of at most `most` frames, its transition apart.

    The transition is apart so that a change of the shot before redraws it and no more.
    """
    after = shot.first + shot.transition
    for first, end in ((shot.first, after), (after, shot.end)):
        pieces = ceil((end - first) / most)
        marks = [first + (end - first) * at // pieces for at in range(pieces + 1)] if pieces else []
        yield from (Chunk(shot.id, start, stop) for start, stop in itertools.pairwise(marks))
