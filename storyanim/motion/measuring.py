"""How a film moves, in figures: takes its pictures one by one and where its shots begin, gives a `FilmMotion`.

All changes are perceptual distances (`distance`): 100 is from black to white. Holds the looks of two seconds at most,
however long the film. Knows nothing of renderers.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from storyanim.motion.distance import Look, distance, look
from storyanim.motion.solving import jump_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

GAPS = (1, 2, 4, 8, 16, 24, 48)
"""Frames between two pictures whose distance is the drift at that gap."""
SAMPLED = 4
"""Drift at gaps over one frame is taken at every so many frames: it is slow."""
FROZEN = 0.01
"""A frame that differs from the one before by less does not move: a 255th in a fifth of one octave's details."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a shot lies, frames `first` up to, not including, `end`; its first `transition` ones come out of another.

    `kind` is the transition's: cut, morph, dissolve, carry, dip.
    """

    shot: str
    first: int
    end: int
    transition: int = 0
    kind: str = "cut"


@dataclass(frozen=True, slots=True)
class ShotMotion:
    """One shot once it has begun: seconds, its median change from frame to frame (flicker), the share of its frames
    that stand still, the longest run of those in frames, and its largest change against the median one.
    """

    shot: str
    frames: int
    flicker: float
    frozen: float
    longest_freeze: int
    jump: float


@dataclass(frozen=True, slots=True)
class TransitionMotion:
    """The way into one shot.

    `jump` is its largest change against its median one; `detour` all its changes against the distance of its ends;
    `boundary` the larger of the changes at its two ends (of a cut: its only one) against the median within the shots
    beside it (of shots that are all transition, against their own): 1 is a boundary nobody sees.
    """

    shot: str
    kind: str
    frames: int
    jump: float
    detour: float
    boundary: float


@dataclass(frozen=True, slots=True)
class FilmMotion:
    """One way of filming a story; `changes` are from each frame to the next, `drift` is by gap in frames."""

    way: str
    changes: tuple[float, ...]
    stretches: tuple[Stretch, ...]
    shots: tuple[ShotMotion, ...]
    transitions: tuple[TransitionMotion, ...]
    drift: Mapping[int, float]

    @property
    def flicker(self) -> float:
        """The median change from frame to frame."""
        return _middle(self.changes)

    @property
    def frozen(self) -> float:
        """The share of the frames that stand still."""
        return sum(change < FROZEN for change in self.changes) / max(1, len(self.changes))

    @property
    def jump(self) -> float:
        """The median jump ratio of the transitions."""
        return _middle([one.jump for one in self.transitions])

    @property
    def worst_jump(self) -> float:
        """The largest one."""
        return max((one.jump for one in self.transitions), default=1.0)

    @property
    def detour(self) -> float:
        """The median detour of the transitions."""
        return _middle([one.detour for one in self.transitions])

    @property
    def boundary(self) -> float:
        """How visible the boundaries are, the median one."""
        return _middle([one.boundary for one in self.transitions])


def measured(way: str, pictures: Iterable[NDArray[np.uint8]], stretches: Sequence[Stretch]) -> FilmMotion:
    """Measure a film: its pictures in order, uint8 (height, width, 3) of one size, and its shots, which tile it."""
    ends = _Ends(stretches)
    changes: list[float] = []
    drifts: dict[int, list[float]] = {gap: [] for gap in GAPS}
    behind: deque[Look] = deque(maxlen=max(GAPS))
    within = _within(stretches)
    for frame, picture in enumerate(pictures):
        seen = look(picture)
        ends.take(frame, seen)
        if behind:
            changes.append(distance(behind[-1], seen))
        for gap in GAPS:
            if gap <= len(behind) and frame % SAMPLED == 0 and frame - gap >= within[min(frame, len(within) - 1)]:
                drifts[gap].append(distance(behind[-gap], seen))
        behind.append(seen)
    drift = {gap: _middle(found) for gap, found in drifts.items() if found}
    return motion_of(way, changes, stretches, ends.distances, drift)


def motion_of(
    way: str,
    changes: Sequence[float],
    stretches: Sequence[Stretch],
    apart: Mapping[int, float],
    drift: Mapping[int, float],
) -> FilmMotion:
    """The figures of a film whose changes are known; `apart`: of each transition's ends, by its first frame."""
    return FilmMotion(
        way=way,
        changes=tuple(changes),
        stretches=tuple(stretches),
        shots=tuple(_shot(one, changes) for one in stretches),
        transitions=tuple(
            _transition(one, before, changes, apart.get(one.first, 0.0)) for before, one in pairwise(stretches)
        ),
        drift=drift,
    )


class _Ends:
    """The looks at both ends of each transition: of the last frame before it and the first one after it."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._wanted = {frame for one in stretches for frame in (one.first - 1, one.first + one.transition)}
        self._looks: dict[int, Look] = {}
        self.distances: dict[int, float] = {}
        self._ends = {one.first + one.transition: one.first for one in stretches}

    def take(self, frame: int, seen: Look) -> None:
        """Look at a frame; a pair of ends is let go once its distance is known."""
        if frame in self._ends and (start := self._looks.pop(self._ends[frame] - 1, None)) is not None:
            self.distances[self._ends[frame]] = distance(start, seen)
        if frame in self._wanted:
            self._looks[frame] = seen


def _shot(one: Stretch, changes: Sequence[float]) -> ShotMotion:
    own = _settled(one, changes)
    still = [change < FROZEN for change in own]
    return ShotMotion(
        shot=one.shot,
        frames=len(own),
        flicker=_middle(own),
        frozen=sum(still) / max(1, len(own)),
        longest_freeze=max(_runs(still), default=0),
        jump=jump_ratio(own),
    )


def _transition(one: Stretch, before: Stretch, changes: Sequence[float], apart: float) -> TransitionMotion:
    """Change number n leads from frame n to the next one."""
    way = changes[one.first - 1 : one.first + one.transition]
    beside = [change for shot in (before, one) for change in _settled(shot, changes)]
    usual = _middle(beside or changes[before.first : one.end - 1])
    seam = max(way[0], way[-1]) if way else 0.0
    return TransitionMotion(
        shot=one.shot,
        kind=one.kind,
        frames=one.transition,
        jump=jump_ratio(way) if one.transition else jump_ratio((*_around(one, changes), *way)),
        detour=sum(way) / apart if apart > 0.0 else 1.0,
        boundary=seam / usual if usual > 0.0 else 1e3 if seam > 0.0 else 1.0,
    )


def _settled(one: Stretch, changes: Sequence[float]) -> Sequence[float]:
    """The changes within a shot once its transition is over."""
    return changes[one.first + one.transition : one.end - 1]


def _around(one: Stretch, changes: Sequence[float]) -> Sequence[float]:
    """A cut has no frames of its own: it is seen among those of half a second on either side."""
    return (*changes[max(0, one.first - 13) : one.first - 1], *changes[one.first : one.first + 12])


def _within(stretches: Sequence[Stretch]) -> list[int]:
    """For each frame the first settled one of its shot: what is older belongs to another picture."""
    return [one.first + one.transition for one in stretches for _ in range(one.first, one.end)]


def _runs(flags: Iterable[bool]) -> Iterator[int]:
    run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        yield run


def _middle(numbers: Sequence[float]) -> float:
    return median(numbers) if numbers else 0.0
