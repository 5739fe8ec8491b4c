"""How one shot becomes the next.

A transition belongs to the shot it leads into and fills its first frames, while the outgoing shot plays on
past its end. Takes two takes and how far the transition has come, gives the views of one frame. Before the
first frame it stands at 0, at the first frame after it at 1, so neither end jumps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.schedule.cameras import between
from storyanim.schedule.easing import paced, rounded, smoothstep
from storyanim.schedule.noise_walk import slerp
from storyanim.types import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.schedule.takes import Take
    from storyanim.types import Pace

Views = tuple[tuple[View, float], ...]
"""The views of one frame and their weights."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The way into a shot: `frames` long (0 for a cut), out of `outgoing`, by `mix`, at `pace` (None: smoothstep)."""

    frames: int
    outgoing: Take
    mix: Callable[[Take, float, Take, float, float], Views]
    pace: Pace | None = None

    def views(self, incoming: Take, frame: int, seconds: float) -> Views:
        """The views `frame` frames, that is `seconds`, into the incoming shot."""
        time = (frame + 1) / (self.frames + 1)
        share = rounded(paced(self.pace, time) if self.pace else smoothstep(time))
        return self.mix(self.outgoing, self.outgoing.length + seconds, incoming, seconds, share)


def dissolve(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Views:
    """Two pictures, one fading into the other."""
    return (outgoing.view(late), rounded(1.0 - share)), (incoming.view(early), share)


def morph(outgoing: Take, late: float, incoming: Take, early: float, share: float) -> Views:
    """One picture of both moments: noise along the great circle, camera on the way from one to the other."""
    moments = (outgoing.moment(late, rounded(1.0 - share)), incoming.moment(early, share))
    noise = slerp(outgoing.walk.at(late), incoming.walk.at(early), share)
    camera = between(outgoing.path.at(late), incoming.path.at(early), share)
    return ((View(moments, noise, camera), 1.0),)


MIXES: dict[str, Callable[[Take, float, Take, float, float], Views]] = {"dissolve": dissolve, "morph": morph}
"""Every kind of transition that has frames of its own; a `cut` has none."""
