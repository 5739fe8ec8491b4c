"""The story's words and when each of them is said: what the page lights up, and where a click on a word leads.

Takes a storyboard, its schedule and, where a recording tells, the seconds of its words; gives a `Script`. Where nobody
tells, a shot's words share its time by their letters, with a breath after each sentence, as captions do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.schedule import Schedule, ScheduledShot
    from storyanim.storyboard import Storyboard
    from storyanim.types import Span

BREATHS = {".": 6, "!": 6, "?": 6, "…": 6, ",": 2, ";": 3, ":": 3, "—": 3}
"""Letters' worth of time that a pause takes, by the sign it stands behind."""
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+(?:['’-][^\\W_]+)*")


class Word(NamedTuple):
    """A word of a shot's text, `text[span[0]:span[1]]`, and the film's second at which it begins."""

    span: Span
    second: float


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one shot: its id, text, first second and end, and where its sentences begin (by word)."""

    shot: str
    text: str
    first: float
    end: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All lines of a film in order. Words are counted through the whole film."""

    lines: tuple[Line, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word of the film in order."""
        return tuple(word for line in self.lines for word in line.words)

    def spoken(self) -> Iterator[str]:
        """Every word as it is written, in the order of `words`."""
        return (line.text[slice(*word.span)] for line in self.lines for word in line.words)

    def line_at(self, second: float) -> int:
        """The number of the line that is said at a second of the film; 0 before the first."""
        return max(0, bisect_right([line.first for line in self.lines], second + 1e-6) - 1)


def script_of(board: Storyboard, schedule: Schedule, heard: Sequence[Sequence[float]] = ()) -> Script:
    """When each word is said. `heard` are the seconds of every shot's words as a recording has them."""
    spoken = [shot for shot in schedule.shots if not shot.is_title]
    lines: list[Line] = []
    for number, ((_, shot), timed) in enumerate(zip(board.shots, spoken, strict=False)):
        seconds = heard[number] if number < len(heard) else ()
        lines.append(_line(shot.text, timed, float(schedule.rate), seconds))
    return Script(tuple(lines))


def _line(text: str, shot: ScheduledShot, rate: float, heard: Sequence[float]) -> Line:
    first, end = shot.first / rate, shot.end / rate
    spans = [match.span() for match in _WORD.finditer(text)]
    seconds = list(heard) if len(heard) == len(spans) else _shared(text, spans, first, end)
    return Line(shot.id, text, first, end, tuple(Word(span, at) for span, at in zip(spans, seconds, strict=True)))


def _shared(text: str, spans: Sequence[Span], first: float, end: float) -> list[float]:
    """When each word begins if they share the time from `first` to `end` by how long they take to say."""
    ends = [*(start for start, _ in spans[1:]), len(text)]
    weights = [
        stop - start + _breath(text[stop:following]) for (start, stop), following in zip(spans, ends, strict=True)
    ]
    marks = list(accumulate(weights, initial=0))
    return [first + (end - first) * mark / max(1, marks[-1]) for mark in marks[:-1]]


def _breath(between: str) -> int:
    return 1 + max((BREATHS.get(sign, 0) for sign in between), default=0)
