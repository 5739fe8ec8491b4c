"""A long shot framed anew half way: nobody looks at one picture for more than some eight seconds.

Takes a subject and its shot, gives what becomes of the framing and of the camera. Where somebody is seen the framing
finds them; where nobody is, all renderers draw the same picture in every framing, and the camera comes nearer itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.schedule.cameras import Approach
from storyanim.schedule.subjects import reframed
from storyanim.schedule.takes import SecondLook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.storyboard import Shot
    from storyanim.types import Framing, Subject

MOVE_SECONDS = 3.0
"""How long a framing takes to become another: slow enough that one looks at the story, not at the camera."""
MOST_OF_SHOT = 0.5
"""The share of its shot that it takes at most."""
NEARNESS: Mapping[Framing, float] = {"wide": 1.0, "medium": 1.25, "close": 1.5}
"""How much nearer than a wide view a framing of nobody is."""


def second_look(subject: Subject, shot: Shot, length: float) -> SecondLook | None:
    """How a shot of `length` seconds is framed in its second half; None: as in its first."""
    first, last = shot.framings
    if first == last:
        return None
    seconds = min(MOVE_SECONDS, MOST_OF_SHOT * length)
    return SecondLook(reframed(subject, last), (length - seconds) / 2.0, seconds)


def approach(subject: Subject, second: SecondLook | None) -> Approach | None:
    """How the camera comes nearer in a shot of nobody; a picture that is all seen already cannot come to show more."""
    if second is None or subject.actors:
        return None
    nearer = NEARNESS[second.subject.framing] / NEARNESS[subject.framing]
    return Approach(second.begins, second.seconds, nearer) if nearer > 1.0 else None
