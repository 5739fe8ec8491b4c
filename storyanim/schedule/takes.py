"""One shot made ready: what it shows, and a view of it at any second.

Takes a subject, seeds and a camera move, gives `View`s. Knows neither the shot before nor the one after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.schedule.easing import glide, rounded, smoothstep
from storyanim.types import Moment, Title, View

if TYPE_CHECKING:
    from storyanim.schedule.cameras import CameraPath
    from storyanim.schedule.noise_walk import NoiseWalk
    from storyanim.types import Subject

TITLE_FADE_SECONDS = 0.7
"""How long a title takes to come and to go; at most a third of its card each."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The same shot framed otherwise: from second `begins` on it takes `seconds` to become `subject`."""

    subject: Subject
    begins: float
    seconds: float

    def share(self, seconds: float) -> float:
        """How far it has come so many seconds after the shot began."""
        return rounded(glide((seconds - self.begins) / self.seconds))


@dataclass(frozen=True, slots=True)
class Take:
    """A shot: its subject, its length in seconds, its noise, its camera, the words over it ("" for none), and its
    second framing if it has one.
    """

    subject: Subject
    length: float
    walk: NoiseWalk
    path: CameraPath
    words: str = ""
    second: SecondLook | None = None

    def view(self, seconds: float) -> View:
        """The shot `seconds` after it began; past `length` it plays on."""
        if self.second is None:
            return View((self.moment(seconds, 1.0),), self.walk.at(seconds), self.path.at(seconds))
        return View(self._moments(seconds, self.second), self.walk.at(seconds), self.path.at(seconds))

    def moment(self, seconds: float, weight: float) -> Moment:
        """What is seen at that time, in the framing of that time, with its share of a picture."""
        reframed = self.second is not None and self.second.share(seconds) >= 0.5
        subject = self.second.subject if self.second and reframed else self.subject
        return Moment(subject, rounded(seconds), self.length, weight)

    def title(self, seconds: float) -> Title | None:
        """The words, fading in after the shot's first frame and out before its end."""
        if not self.words:
            return None
        fade = min(TITLE_FADE_SECONDS, self.length / 3.0)
        return Title(self.words, rounded(smoothstep(min(seconds, self.length - seconds) / fade)))

    def _moments(self, seconds: float, second: SecondLook) -> tuple[Moment, ...]:
        """One moment, or two while one framing becomes the other."""
        share = second.share(seconds)
        if not 0.0 < share < 1.0:
            return (self.moment(seconds, 1.0),)
        at = rounded(seconds)
        return (
            Moment(self.subject, at, self.length, rounded(1.0 - share)),
            Moment(second.subject, at, self.length, share),
        )
