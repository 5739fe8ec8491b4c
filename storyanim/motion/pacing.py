"""A film whose transitions change evenly: takes a schedule and a renderer, gives the schedule with its curves.

Only morphs are probed, for only there a renderer decides how the way looks. Dissolves, carries and dips mix finished
pictures, and half a blend is half the change.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.motion.curves import curve_name
from storyanim.motion.probing import probed
from storyanim.motion.solving import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from storyanim.motion.curves import Curves
    from storyanim.motion.solving import Solution
    from storyanim.render import Renderer
    from storyanim.schedule import Crossing, Schedule

    Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Paced:
    """A film with its curves: what was found for each transition, by the shot it leads into, and what that took.

    `probed` are the transitions that were probed now, in `seconds`; the others' curves were kept. Of `missing` ones
    nothing is known yet.
    """

    film: Schedule
    solutions: Mapping[str, Solution] = field(default_factory=dict[str, "Solution"])
    probed: int = 0
    seconds: float = 0.0
    missing: int = 0

    @property
    def evened(self) -> int:
        """How many transitions go at a curve of their own."""
        return sum(one.pace is not None for one in self.solutions.values())

    @property
    def jumping(self) -> int:
        """How many would jump if they were only eased."""
        return sum(one.would_jump for one in self.solutions.values())


def solved_paces(
    film: Schedule,
    renderer: Renderer,
    curves: Curves,
    *,
    frames: range | None = None,
    told: Told | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Paced:
    """Solve the transitions that begin within some frames (None: all of them); `told` hears how many are done of all.

    Raises:
        RendererError, ResourceError: as drawing does.
    """
    began, probed_now = clock(), 0
    wanted = _wanted(film, frames)
    solutions: dict[str, Solution] = {}
    for done, crossing in enumerate(wanted, 1):
        name = curve_name(crossing, renderer.fingerprint)
        found = curves.find(name)
        if found is None:
            found = solve(probed(crossing, renderer), crossing.frames)
            curves.keep(name, found)
            probed_now += 1
            if told:
                told(done, len(wanted))
        solutions[crossing.shot] = found
    return Paced(_with(film, solutions), solutions, probed_now, clock() - began)


def known_paces(film: Schedule, fingerprint: str, curves: Curves) -> Paced:
    """The same with the curves that are kept already; nothing is drawn."""
    names = {crossing.shot: curve_name(crossing, fingerprint) for crossing in _wanted(film, None)}
    solutions = {shot: found for shot, name in names.items() if (found := curves.find(name))}
    return Paced(_with(film, solutions), solutions, missing=len(names) - len(solutions))


def _wanted(film: Schedule, frames: range | None) -> list[Crossing]:
    """The morphs that no hand has paced."""
    return [
        crossing
        for crossing in film.crossings
        if crossing.kind == "morph" and crossing.pace is None and (frames is None or crossing.first in frames)
    ]


def _with(film: Schedule, solutions: Mapping[str, Solution]) -> Schedule:
    paces = {shot: solution.pace for shot, solution in solutions.items() if solution.pace is not None}
    return film.with_paces(paces) if paces else film
