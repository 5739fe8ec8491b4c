"""A pace at which a transition changes evenly: takes how far pictures along it look apart, gives a curve.

A `Trail` is what was found by probing. Pure arithmetic: knows neither pictures nor renderers.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from storyanim.schedule.easing import paced, rounded, smoothstep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.types import Pace

KNOTS = 33
"""Knots of a curve: 32 even steps of time."""
EVEN = 1.2
"""The widest step a transition may show, against its mean one, and still be left to its easing."""
BETTER = 0.95
"""A curve must bring the largest step down at least to this share of what it is without, or it is not worth having."""
STRAIGHT, BENT = 0.5, 0.5
"""What a step's own change counts in what is in doubt of it, and what its bend."""
HALVINGS = 40
"""How closely a share is found: to a thousandth of the last digit that a curve keeps."""
JUMP = 4.0
"""A transition whose largest step is so many times its median one jumps."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Pictures along a transition: at which shares (0 to 1, rising) they were drawn, and how far each is from the next.

    `steps` has one number less than `shares`.
    """

    shares: tuple[float, ...]
    steps: tuple[float, ...]

    @property
    def length(self) -> float:
        """How much changes in all."""
        return sum(self.steps)

    @property
    def widths(self) -> tuple[float, ...]:
        """How far apart the pictures' shares are."""
        return tuple(end - start for start, end in pairwise(self.shares))

    @property
    def is_even(self) -> bool:
        """Whether change keeps step with the share, so that the easing alone is right."""
        mean = self.length
        return all(
            mean * width / EVEN <= step <= mean * width * EVEN
            for step, width in zip(self.steps, self.widths, strict=True)
        )

    @property
    def doubts(self) -> tuple[float, ...]:
        """How much is not known of what happens within each step: change that may come anywhere in it.

        That is its own change, and what it would have more or less if it were as steep as its neighbours.
        """
        slopes = self._slopes
        beside = zip((slopes[0], *slopes[:-1]), slopes, (*slopes[1:], slopes[-1]), strict=True)
        bends = (max(abs(own - before), abs(after - own)) for before, own, after in beside)
        return tuple(
            max(STRAIGHT * step, BENT * bend * width)
            for step, bend, width in zip(self.steps, bends, self.widths, strict=True)
        )

    def gone(self, share: float) -> float:
        """How much has changed at a share: on a smooth curve through what was measured, that never goes back."""
        place = min(max(bisect_right(self.shares, share) - 1, 0), len(self.steps) - 1)
        start, width = self.shares[place], self.widths[place]
        part = (share - start) / width
        rest, step = 1.0 - part, self.steps[place]
        bend = rest * self._slope(place) - part * self._slope(place + 1)
        return self._mark(place) + step * part * part * (1.0 + 2.0 * rest) + part * rest * bend * width

    def share_at(self, gone: float) -> float:
        """The share at which so much has changed."""
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.gone(middle) < gone else (low, middle)
        return (low + high) / 2.0

    @property
    def _slopes(self) -> tuple[float, ...]:
        return tuple(step / width for step, width in zip(self.steps, self.widths, strict=True))

    def _mark(self, place: int) -> float:
        return sum(self.steps[:place])

    def _slope(self, place: int) -> float:
        """Change a share at a picture: the weighted harmonic mean of both sides' (Fritsch and Butland, 1984)."""
        slopes = self._slopes
        if not 0 < place < len(slopes):
            return slopes[min(place, len(slopes) - 1)]
        before, after = slopes[place - 1], slopes[place]
        one, other = self.widths[place - 1], self.widths[place]
        if before * after <= 0.0:
            return 0.0
        return 3.0 * (one + other) / ((2.0 * other + one) / before + (other + 2.0 * one) / after)


@dataclass(frozen=True, slots=True)
class Solution:
    """The pace of one transition (None: its easing is even as it is), and the jump ratio without and with it."""

    pace: Pace | None
    plain: float
    solved: float
    probes: int

    @property
    def would_jump(self) -> bool:
        """Whether it would jump without."""
        return self.plain >= JUMP


def solve(trail: Trail, frames: int) -> Solution:
    """The pace by which change follows the easing's own envelope through a transition of so many frames."""
    plain = jump_ratio(_changes(trail, None, frames))
    probes = len(trail.shares)
    if trail.length <= 0.0 or trail.is_even:
        return Solution(None, plain, plain, probes)
    pace = pace_of(trail)
    solved, eased = _changes(trail, pace, frames), _changes(trail, None, frames)
    if max(solved) > BETTER * max(eased):
        return Solution(None, plain, plain, probes)
    return Solution(pace, plain, jump_ratio(solved), probes)


def pace_of(trail: Trail) -> Pace:
    """The share at every knot: where as much has changed as the easing would have gone."""
    inner = (rounded(trail.share_at(trail.length * smoothstep(knot / (KNOTS - 1)))) for knot in range(1, KNOTS - 1))
    return (0.0, *inner, 1.0)


def jump_ratio(changes: Sequence[float]) -> float:
    """The largest of some changes against the median one; 1 where nothing changes."""
    largest, middle = max(changes, default=0.0), median(changes or (0.0,))
    if largest <= 0.0:
        return 1.0
    return largest / middle if middle > largest * 1e-3 else 1e3


def _changes(trail: Trail, pace: Pace | None, frames: int) -> list[float]:
    """How much changes from frame to frame at that pace."""
    times = [frame / (frames + 1) for frame in range(frames + 2)]
    gone = [trail.gone(paced(pace, time) if pace else smoothstep(time)) for time in times]
    return [after - before for before, after in pairwise(gone)]
