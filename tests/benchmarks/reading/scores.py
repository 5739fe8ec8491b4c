"""Counts and what is made of them: takes what was found and what is right, gives precision, recall, F1, Pk."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one or many texts: how much was found, how much there is, how much of both is right."""

    right: int = 0
    found: int = 0
    there: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.there + other.there)

    @property
    def precision(self) -> float:
        """The share of what was found that is right, 0 to 1."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found, 0 to 1."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both, 0 to 1."""
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 0.0


NOTHING = Score()
"""No count yet."""


def overlap(found: AbstractSet[Hashable], there: AbstractSet[Hashable]) -> Score:
    """The score of one set against another."""
    return Score(len(found & there), len(found), len(there))


def within(found: Sequence[int], there: Sequence[int], reach: int) -> Score:
    """Numbers that lie at most `reach` from one another, each counted once, the nearest pairs first."""
    pairs = sorted((abs(f - t), f, t) for t in there for f in found if abs(f - t) <= reach)
    taken_found: set[int] = set()
    taken_there: set[int] = set()
    for _, one, other in pairs:
        if one not in taken_found and other not in taken_there:
            taken_found.add(one)
            taken_there.add(other)
    return Score(len(taken_found), len(found), len(there))


def pk(found: Sequence[int], there: Sequence[int], length: int) -> float:
    """Beeferman's Pk, 0 (best) to 1: how often two sentences half a segment apart are wrongly held (not) to share one.

    `found` and `there` are the numbers of the sentences, of `length`, that begin segments.
    """
    window = max(2, round(length / (len(there) + 1) / 2))
    if length <= window:
        return 0.0
    wrong = sum(_together(found, at, window) != _together(there, at, window) for at in range(length - window))
    return wrong / (length - window)


def _together(starts: Sequence[int], at: int, window: int) -> bool:
    return bisect_right(starts, at) == bisect_right(starts, at + window)
