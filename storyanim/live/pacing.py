"""The pace of each morph of a live film: its exported film's own, as soon as it is known.

Takes schedules, and curves as they are kept or found; gives recipes, and the shots whose curve is still to be found.
Draws nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.live.drawing import Unpaced
from storyanim.motion import known_paces

if TYPE_CHECKING:
    from storyanim.motion import Curves
    from storyanim.schedule import Schedule
    from storyanim.types import FrameRecipe


class Paces:
    """The paces of the film that was asked for last; without `curves` every morph is only eased.

    A curve that is not known is looked for again each time: another process, that makes the film, may have found it.
    """

    def __init__(self, curves: Curves | None, fingerprint: str) -> None:
        self._curves, self._fingerprint = curves, fingerprint
        self._film: Schedule | None = None
        self._known: dict[int, Schedule] = {}

    def recipe_at(self, film: Schedule, place: int, index: int) -> FrameRecipe:
        """What frame `index`, of the shot at `place`, is made of, as far as its pace is known."""
        shot = film.shots[place]
        if self._curves is None or index >= shot.first + shot.transition:
            return film.recipe_at(index)
        return self._looked_up(film, place, self._curves).recipe_at(index)

    def unpaced(self, film: Schedule, place: int) -> Unpaced | None:
        """The shot at `place`, if the pace of the way into it is not known yet."""
        if self._curves is None or not film.shots[place].transition:
            return None
        shot = self._looked_up(film, place, self._curves)
        return None if place in self._known else Unpaced(shot, self._curves)

    def found(self, film: Schedule, place: int, shot: Schedule) -> None:
        """The shot at `place` goes at this pace, for as long as this film is the one that is played."""
        if film is self._film:
            self._known[place] = shot

    def _looked_up(self, film: Schedule, place: int, curves: Curves) -> Schedule:
        if film is not self._film:
            self._film, self._known = film, {}
        if place in self._known:
            return self._known[place]
        found = known_paces(film.alone(place), self._fingerprint, curves)
        if not found.missing:
            self._known[place] = found.film
        return found.film
