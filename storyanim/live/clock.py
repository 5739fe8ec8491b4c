"""Where the film is at any moment: a value that is played, paused, moved and slowed, and asked.

Takes moments (seconds of any clock that never goes back), gives seconds of the film and frame numbers. Knows no
clock itself, and nothing of pictures: a frame that is late is simply never asked for, so that none can queue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

SLOWEST, FASTEST = 0.25, 4.0
"""Times the film's own speed."""
_ROUNDING = 1e-6
"""Seconds; a frame that begins this soon has begun, whatever floating point makes of it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A film of `length` seconds that is at `second` at the moment `at`, and goes on from there if `playing`.

    It never passes `bound`: whoever leads it (a reader, a voice) has not come further yet.
    """

    length: float
    second: float = 0.0
    at: float = 0.0
    speed: float = 1.0
    playing: bool = False
    bound: float = inf

    def position(self, moment: float) -> float:
        """The film's second at a moment, 0 to `length`."""
        passed = max(0.0, moment - self.at) * self.speed if self.playing else 0.0
        furthest = max(self.second, self.bound)
        return max(0.0, min(self.second + passed, furthest, self.length))

    def index(self, moment: float, rate: Fraction, frames: int) -> int:
        """The frame to be seen at a moment: the last one that has begun."""
        return max(0, min(frames - 1, floor((self.position(moment) + _ROUNDING) * float(rate))))

    def due(self, index: int, rate: Fraction) -> float:
        """The moment at which frame `index` begins; never (inf) while paused or beyond the bound."""
        wanted = index * rate.denominator / rate.numerator
        if wanted <= self.second + _ROUNDING:
            return self.at
        if not self.playing or wanted > self.bound + _ROUNDING:
            return inf
        return self.at + (wanted - self.second) / self.speed

    def has_ended(self, moment: float) -> bool:
        """Whether the film is over."""
        return self.position(moment) >= self.length

    def stands_from(self) -> float:
        """The moment from which on it stands still, if nothing else is done."""
        furthest = min(self.length, max(self.second, self.bound))
        return self.at + max(0.0, furthest - self.second) / self.speed if self.playing else self.at

    def played(self, moment: float) -> Clock:
        """Going on from where it is; from the beginning if the film is over."""
        second = 0.0 if self.has_ended(moment) else self.position(moment)
        return replace(self, second=second, at=moment, playing=True)

    def paused(self, moment: float) -> Clock:
        """Standing where it is."""
        return replace(self, second=self.position(moment), at=moment, playing=False)

    def sought(self, moment: float, second: float) -> Clock:
        """At another second of the film, going on if it was; nothing holds it back any more."""
        return replace(self, second=max(0.0, min(second, self.length)), at=moment, bound=inf)

    def at_speed(self, moment: float, speed: float) -> Clock:
        """Going on from here so many times as fast, `SLOWEST` to `FASTEST`."""
        return replace(self, second=self.position(moment), at=moment, speed=max(SLOWEST, min(FASTEST, speed)))

    def led(self, moment: float, second: float, bound: float) -> Clock:
        """At the second that whoever leads it has come to, and no further than `bound` until they go on."""
        return replace(self.sought(moment, second), bound=bound)

    def lasting(self, moment: float, length: float) -> Clock:
        """The same place in a film of another length."""
        return replace(self, second=min(self.position(moment), length), at=moment, length=length)
