"""Shots as long as what is said in them.

Takes a storyboard and the second at which each shot's words begin, gives the storyboard with other lengths. Where
shots begin is rounded to frames, not how long they are, so that nothing adds up over a film: the schedule, which
rounds each shot by itself, then finds whole frames. Knows nothing of recordings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import TYPE_CHECKING

from storyanim.storyboard.checks import longest_transition
from storyanim.storyboard.speech import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from storyanim.storyboard.model import Shot, Storyboard

SHORTEST = 0.5
"""Seconds: the shortest shot a storyboard may have."""


@dataclass(slots=True)
class _Walk:
    """How far a film is, in frames, while its shots are measured out one after the other."""

    rate: Fraction
    frame: int

    def shot(self, shot: Shot, end: float) -> Shot:
        """The shot, made to end at second `end` of the film; one whose length a hand wrote keeps it."""
        if shot.hand_edited("seconds"):
            self.frame += max(1, round(shot.seconds * self.rate))
            return shot
        shortest, longest = ceil(self._least(shot) * self.rate), int(LONGEST * self.rate)
        frames = min(longest, max(shortest, round(end * self.rate) - self.frame))
        self.frame += frames
        return _fitting(shot.with_drafted(seconds=round(float(frames / self.rate), 6)))

    def _least(self, shot: Shot) -> float:
        """A transition that a hand wrote needs its room: it is at most half of the shot."""
        return max(SHORTEST, 2 * shot.transition.overlap if shot.hand_edited("transition") else 0.0)


def retimed(board: Storyboard, starts: Sequence[float], end: float) -> Storyboard:
    """The film whose n-th shot begins at second `starts[n]`, to the nearest frame, and whose last one ends at `end`.

    The first shot begins where the title card ends, whatever `starts` says of it. A shot whose length a hand wrote
    keeps it, and so do all transitions a hand wrote; the next drafted shot makes up for it.
    """
    walk = _Walk(board.rate, _title_frames(board, board.rate))
    ends = iter((*starts[1:], end))
    return _with_shots(board, (walk.shot(shot, next(ends)) for _, shot in board.shots))


def rebalanced(board: Storyboard, rate: Fraction) -> Storyboard:
    """The same film at another rate, every shot beginning where it did, to the nearest frame."""
    title = round(_title_frames(board, board.rate) / board.rate * rate)
    frames = (max(1, round(shot.seconds * board.rate)) for _, shot in board.shots)
    marks = accumulate(frames, initial=_title_frames(board, board.rate))
    places = [round(mark / board.rate * rate) for mark in marks]
    lengths = [round(float((end - start) / rate), 6) for start, end in pairwise((title, *places[1:]))]
    shots = zip(board.shots, lengths, strict=True)
    return _with_shots(board.model_copy(update={"rate": rate}), (_lasting(shot, each) for (_, shot), each in shots))


def _lasting(shot: Shot, seconds: float) -> Shot:
    return shot.model_copy(update={"seconds": max(SHORTEST, seconds)})


def _title_frames(board: Storyboard, rate: Fraction) -> int:
    return max(1, round(board.title_seconds * rate)) if board.title_seconds else 0


def _fitting(shot: Shot) -> Shot:
    """The shot with its drafted transition at most half as long."""
    longest = longest_transition(shot.seconds)
    if shot.transition.overlap <= longest:
        return shot
    return shot.with_drafted(transition=shot.transition.model_copy(update={"seconds": int(longest * 10) / 10}))


def _with_shots(board: Storyboard, shots: Iterable[Shot]) -> Storyboard:
    waiting = iter(shots)
    scenes = (scene.model_copy(update={"shots": tuple(next(waiting) for _ in scene.shots)}) for scene in board.scenes)
    return board.model_copy(update={"scenes": tuple(scenes)})
