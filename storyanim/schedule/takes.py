"""One shot made ready: what it shows, and a view of it at any second.

Takes a subject, seeds and a camera move, gives `View`s. Knows neither the shot before nor the one after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.schedule.easing import rounded, smoothstep
from storyanim.types import Moment, Title, View

if TYPE_CHECKING:
    from storyanim.schedule.cameras import CameraPath
    from storyanim.schedule.noise_walk import NoiseWalk
    from storyanim.types import Subject

TITLE_FADE_SECONDS = 0.7
"""How long a title takes to come and to go; at most a third of its card each."""


@dataclass(frozen=True, slots=True)
class Take:
    """A shot: its subject, its length in seconds, its noise, its camera, and the words over it ("" for none)."""

    subject: Subject
    length: float
    walk: NoiseWalk
    path: CameraPath
    words: str = ""

    def view(self, seconds: float) -> View:
        """The shot `seconds` after it began; past `length` it plays on."""
        return View((self.moment(seconds, 1.0),), self.walk.at(seconds), self.path.at(seconds))

    def moment(self, seconds: float, weight: float) -> Moment:
        """The subject at that time, with its share of a picture."""
        return Moment(self.subject, rounded(seconds), self.length, weight)

    def title(self, seconds: float) -> Title | None:
        """The words, fading in after the shot's first frame and out before its end."""
        if not self.words:
            return None
        fade = min(TITLE_FADE_SECONDS, self.length / 3.0)
        return Title(self.words, rounded(smoothstep(min(seconds, self.length - seconds) / fade)))
