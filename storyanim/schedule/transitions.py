"""How one shot becomes the next.

A transition belongs to the shot it leads into and fills its first frames, while the outgoing shot plays on
past its end. Takes two takes and how far the transition has come, gives what one frame shows. Before the
first frame it stands at 0, at the first frame after it at 1, and it is at rest at both, so neither end jumps or jerks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from storyanim.schedule.cameras import between, carried
from storyanim.schedule.easing import paced, rounded, smoothstep
from storyanim.schedule.noise_walk import slerp
from storyanim.types import Veil, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.schedule.takes import Take
    from storyanim.types import Pace

DARK, PAPER = (20, 18, 26), (243, 235, 219)
"""What a dip goes through: by night the dark, else bare paper."""


Views = tuple[tuple[View, float], ...]
"""The views of one frame and their weights."""


class Shown(NamedTuple):
    """What one frame shows: views and their weights, under a veil or none."""

    views: Views
    veil: Veil | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """The way into a shot: `frames` long, out of `outgoing`, by `mix`, at `pace` (None: eased in and out)."""

    frames: int
    outgoing: Take
    kind: str
    pace: Pace | None = None

    def shown(self, incoming: Take, frame: int, seconds: float) -> Shown:
        """What is seen `frame` frames, that is `seconds`, into the incoming shot."""
        time = (frame + 1) / (self.frames + 1)
        share = rounded(paced(self.pace, time) if self.pace else smoothstep(time))
        return self.at(incoming, seconds, share)

    def at(self, incoming: Take, seconds: float, share: float) -> Shown:
        """What is seen `seconds` into the incoming shot if the transition has come so far, 0 to 1."""
        return MIXES[self.kind](self.outgoing, self.outgoing.length + seconds, incoming, seconds, share)


def dissolve(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Shown:
    """Two pictures, one fading into the other."""
    return Shown(((outgoing.view(late), rounded(1.0 - share)), (incoming.view(early), share)))


def morph(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Shown:
    """One picture of both moments: noise along the great circle, camera on the way from one to the other."""
    moments = (outgoing.moment(late, rounded(1.0 - share)), incoming.moment(early, share))
    noise = slerp(outgoing.walk.at(late), incoming.walk.at(early), share)
    camera = between(outgoing.path.at(late), incoming.path.at(early), share)
    return Shown(((View(moments, noise, camera), 1.0),))


def carry(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Shown:
    """A dissolve on the move: the camera sets out of one place and arrives in the other at the same speed.

    It goes to the side where the outgoing camera has more room.
    """
    before, after = outgoing.view(late), incoming.view(early)
    way = -1.0 if outgoing.path.end.x > 0.0 else 1.0
    left = View(before.moments, before.noise, carried(before.camera, way * share * share))
    come = View(after.moments, after.noise, carried(after.camera, -way * (1.0 - share) ** 2))
    return Shown(((left, rounded(1.0 - share)), (come, share)))


def dip(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Shown:
    """One picture goes under a plain colour, the other comes out of it."""
    view = outgoing.view(late) if share < 0.5 else incoming.view(early)
    colour = DARK if outgoing.subject.setting.time == "night" else PAPER
    return Shown(((view, 1.0),), Veil(colour, rounded(1.0 - abs(1.0 - 2.0 * share))))


MIXES: dict[str, Callable[[Take, float, Take, float, float], Shown]] = {
    "dissolve": dissolve,
    "morph": morph,
    "carry": carry,
    "dip": dip,
}
"""Every kind of transition that has frames of its own; a `cut` has none."""
