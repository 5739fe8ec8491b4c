"""Which noise planes a shot is made of, and how strongly, at each second.

Takes seeds, gives `SeedWeight`s whose squares add up to 1. Planes of different seeds are independent, so a
list of coefficients is a point on a sphere: shots of one scene lie near each other on it, a shot drifts in a
small circle, and a morph walks along the great circle between two shots (slerp). Knows no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import acos, cos, hypot, pi, radians, sin
from typing import TYPE_CHECKING

from storyanim.schedule.easing import rounded
from storyanim.types import SeedWeight

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOT_ANGLE = radians(20)
"""How far a shot's own seed turns it away from its scene: two shots of a scene share 88 % (cos^2) of their noise."""
DRIFT_DEGREES = 5.0
"""The radius of the circle a shot drifts on, unless the storyboard has another."""
DRIFT_SECONDS = 9.0
"""How long once around takes."""

Noise = tuple[SeedWeight, ...]


@dataclass(frozen=True, slots=True)
class NoiseWalk:
    """A shot's noise: a point, the two planes towards which it circles, and the circle's radius (an angle's sine)."""

    centre: Noise
    drift: tuple[int, int]
    radius: float

    def at(self, seconds: float) -> Noise:
        """The noise so many seconds after the shot began; the same again every `DRIFT_SECONDS`."""
        if not self.radius:
            return self.centre
        turn = 2.0 * pi * seconds / DRIFT_SECONDS
        across, up = rounded(self.radius * cos(turn)), rounded(self.radius * sin(turn))
        return (*self.centre, SeedWeight(self.drift[0], across), SeedWeight(self.drift[1], up))


def noise_walk(scene_seed: int, shot_seed: int, degrees: float = DRIFT_DEGREES) -> NoiseWalk:
    """The walk of a shot: its scene's noise, turned by its own seed; `degrees` away from there it circles, 0: it rests.

    Seeds are whole numbers from 0 to 2**63 - 1; where both are the same there is nothing to turn towards.
    """
    drift = (derived_seed(shot_seed, "drift 1"), derived_seed(shot_seed, "drift 2"))
    point = _unit([SeedWeight(scene_seed, cos(SHOT_ANGLE)), SeedWeight(shot_seed, sin(SHOT_ANGLE))])
    drift_angle = radians(degrees)
    centre = tuple(SeedWeight(seed, rounded(weight * cos(drift_angle))) for seed, weight in point)
    return NoiseWalk(centre, drift, sin(drift_angle))


def slerp(first: Noise, second: Noise, share: float) -> Noise:
    """The point `share` (0 to 1) of the way along the great circle from one noise to the other."""
    start, end = dict(first), dict(second)
    angle = acos(min(1.0, max(-1.0, sum(weight * end.get(seed, 0.0) for seed, weight in first))))
    near, far = (sin((1.0 - share) * angle), sin(share * angle)) if angle > 1e-4 else (1.0 - share, share)
    mixed = (SeedWeight(seed, near * start.get(seed, 0.0) + far * end.get(seed, 0.0)) for seed in {**start, **end})
    return tuple(SeedWeight(seed, rounded(weight)) for seed, weight in _unit(mixed))


def derived_seed(seed: int, purpose: str) -> int:
    """A seed for another purpose: the first 63 bits of SHA-256 over `<seed> <purpose>`."""
    digest = sha256(f"{seed} {purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _unit(weights: Iterable[SeedWeight]) -> list[SeedWeight]:
    """Equal seeds added up, then all scaled so that the squares add up to 1."""
    total: dict[int, float] = {}
    for seed, weight in weights:
        total[seed] = total.get(seed, 0.0) + weight
    norm = hypot(*total.values())
    return [SeedWeight(seed, weight / norm) for seed, weight in total.items()]
