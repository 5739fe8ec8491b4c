"""What was heard of a recording while a film was played: which second of it, when, and how fast.

Takes the states of a session's clock, gives the excerpts that a film's sound is made of. Reads no sound.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from storyanim.encode import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storyanim.live.clock import Clock

CLOSE, ROUNDED = 0.001, 0.01
"""Seconds that two excerpts may be apart, and that the second of the recording may leap, and still be one excerpt."""


class PlayState(NamedTuple):
    """From `moment` on: which film was played, by which clock, and whether its recording was heard."""

    moment: float
    film: str
    clock: Clock
    heard: bool = False


def heard_excerpts(states: Sequence[PlayState], first: float, end: float, begins: float) -> tuple[Excerpt, ...]:
    """What was heard from moment `first`, when the session's film begins, to `end`.

    The recording begins at second `begins` of the film that was played.
    """
    marks = [*(state.moment for state in states), end]
    spans = zip(states, pairwise(marks), strict=True)
    found = (_excerpt(state, max(first, start), min(end, stop), begins) for state, (start, stop) in spans)
    return tuple(_joined(excerpt._replace(at=excerpt.at - first) for excerpt in found if excerpt))


def _excerpt(state: PlayState, start: float, stop: float, begins: float) -> Excerpt | None:
    """What was heard from one moment to another, while nothing was done."""
    clock = state.clock
    if not state.heard or not clock.playing or stop <= start:
        return None
    second = clock.position(start)
    seconds = min(stop - start, (min(clock.length, max(clock.second, clock.bound)) - second) / clock.speed)
    early = max(0.0, begins - second) / clock.speed
    if seconds <= early:
        return None
    return Excerpt(start + early, max(0.0, second - begins), seconds - early, clock.speed)


def _joined(excerpts: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """Excerpts that go on where the one before ended are one: each second of a log makes another."""
    last: Excerpt | None = None
    for excerpt in excerpts:
        if last and _goes_on(last, excerpt):
            last = last._replace(seconds=excerpt.at + excerpt.seconds - last.at)
            continue
        if last:
            yield last
        last = excerpt
    if last:
        yield last


def _goes_on(last: Excerpt, excerpt: Excerpt) -> bool:
    apart = abs(last.at + last.seconds - excerpt.at)
    leap = abs(last.second + (excerpt.at - last.at) * last.speed - excerpt.second)
    return last.speed == excerpt.speed and apart < CLOSE and leap < ROUNDED
