"""Curves from 0 to 1, and the rounding every number in a recipe gets.

Takes and gives plain numbers. Knows nothing of shots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.types import Pace

DIGITS = 6
"""Decimal places of every number in a recipe: last-bit differences between machines' maths libraries vanish,
so recipes hash equally everywhere, and a millionth is far below what can be seen."""
RAMP = 0.25
"""The share of a camera's way that it spends speeding up, and again slowing down."""


def rounded(number: float) -> float:
    """The number to `DIGITS` places, never -0.0 (which is equal to 0.0 but written differently)."""
    return round(number, DIGITS) + 0.0


def smoothstep(time: float) -> float:
    """Ease in and out: 3t^2 - 2t^3, clamped to 0 before time 0 and to 1 after time 1."""
    time = min(max(time, 0.0), 1.0)
    return time * time * (3.0 - 2.0 * time)


def glide(time: float) -> float:
    """Speed up for `RAMP`, go evenly, slow down for `RAMP`; clamped outside 0 to 1, without a jolt anywhere."""
    time = min(max(time, 0.0), 1.0)
    cruise = 1.0 / (1.0 - RAMP)
    if time < RAMP:
        return cruise * time * time / (2.0 * RAMP)
    if time > 1.0 - RAMP:
        return 1.0 - cruise * (1.0 - time) ** 2 / (2.0 * RAMP)
    return cruise * (time - RAMP / 2.0)


def paced(pace: Pace, time: float) -> float:
    """How far a pace has come at a time from 0 to 1: smoothly through its knots, at rest at both ends, never back.

    Monotone cubics, whose slope at a knot is the harmonic mean of those beside it (Fritsch and Butland, 1984). Of the
    two knots 0 and 1 they make `smoothstep`.
    """
    place = min(max(time, 0.0), 1.0) * (len(pace) - 1)
    knot = min(int(place), len(pace) - 2)
    part = place - knot
    rest = 1.0 - part
    start, end = pace[knot], pace[knot + 1]
    level = start + (end - start) * part * part * (1.0 + 2.0 * rest)
    level += part * rest * (rest * _slope(pace, knot) - part * _slope(pace, knot + 1))
    return min(max(level, start), end)


def _slope(pace: Pace, knot: int) -> float:
    """How steep the curve is at a knot, in rise from one knot to the next."""
    if not 0 < knot < len(pace) - 1:
        return 0.0
    before, after = pace[knot] - pace[knot - 1], pace[knot + 1] - pace[knot]
    return 2.0 * before * after / (before + after) if before + after > 0.0 else 0.0
