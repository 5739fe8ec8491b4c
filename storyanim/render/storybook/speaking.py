"""Bubbles of who speaks: one at a time, beside its speaker's head and over nobody's face.

Takes a moment's figures with their marks, gives them again. Knows nothing of light or paint. Positions are in picture
heights.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.anchors import has_anchor, point_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storyanim.render.storybook.cutout import Figure
    from storyanim.types import Moment

TURN, FADE = 2.0, 0.2
"""Seconds that one of several speaks before the next does, and in which a bubble comes and goes."""
SWOLLEN = 1.15
"""How large a bubble becomes, as a share of its size."""
FACE = 0.13
"""Half a face without a head's top, as a share of the body's height."""

Face = tuple[float, float, float]
"""Where a face is, x and y, and its radius."""


def in_turn(figures: Sequence[Figure], moment: Moment) -> list[Figure]:
    """The same figures, with bubbles seen in the order in which the shot names their speakers."""
    actors = {one.key: one for one in figures if one.key.startswith("character:")}
    bubbles = {one.key for one in figures if one.costume.drawing.name == "speech"}
    named = (f"character:{actor.character.id}" for actor in moment.subject.actors)
    speakers = [key for key in named if f"mark:{key}:speech" in bubbles and key in actors]
    spoken = {
        f"mark:{key}:speech": (actors[key], _heard(moment.seconds, number, len(speakers)))
        for number, key in enumerate(speakers)
    }
    return [
        _beside_face(replace(one, presence=one.presence * spoken[one.key][1]), spoken[one.key][0], actors.values())
        if one.key in spoken
        else one
        for one in figures
    ]


def _heard(seconds: float, number: int, speakers: int) -> float:
    """How far the `number`-th speaker's bubble is seen, 0 to 1; who speaks alone is always heard."""
    if speakers == 1:
        return 1.0
    since = seconds % (speakers * TURN) - number * TURN
    return max(0.0, min(1.0, since / FADE, (TURN - since) / FADE))


def _beside_face(bubble: Figure, speaker: Figure, actors: Iterable[Figure]) -> Figure:
    """The bubble at the first place near its speaker's head that is over nobody's face; else where it was."""
    still, mouth = point_of(_still(speaker), "mouth"), point_of(speaker, "mouth")
    others = [_face(actor) for actor in actors if actor.key != speaker.key]
    moved = still[0] - mouth[0], still[1] - mouth[1]
    for place in _places(bubble, speaker):
        if not any(_over(replace(place, x=place.x + moved[0], y=place.y + moved[1]), face) for face in others):
            return place
    return bubble


def _places(bubble: Figure, speaker: Figure) -> Iterator[Figure]:
    """Before the speaker's mouth, higher, behind the head, and over it."""
    height = bubble.scale * bubble.costume.drawing.metres
    behind = replace(bubble, x=2 * point_of(speaker, "head-top")[0] - bubble.x, facing=-bubble.facing)
    yield bubble
    yield replace(bubble, y=bubble.y - 0.6 * height)
    if has_anchor(speaker.costume.drawing, "head-top"):
        yield behind
        yield replace(behind, y=behind.y - 0.6 * height)
    yield replace(bubble, y=bubble.y - 1.4 * height)


def _still(actor: Figure) -> Figure:
    """An actor as they stand or sit in the middle of their way: so a bubble keeps its place for the whole shot."""
    tall = actor.scale * actor.costume.drawing.metres
    lower = max(0.0, tall - actor.tallness) if actor.costume.drawing.rig == "biped" else 0.0
    return replace(actor, x=actor.home, y=actor.y + lower, pose=poses.REST)


def _face(actor: Figure) -> Face:
    still = _still(actor)
    x, y = point_of(still, "mouth")
    if not has_anchor(actor.costume.drawing, "head-top"):
        return x, y, FACE * actor.scale * actor.costume.drawing.metres
    top = point_of(still, "head-top")
    return (x + top[0]) / 2, (y + top[1]) / 2, 0.8 * hypot(x - top[0], y - top[1])


def _over(bubble: Figure, face: Face) -> bool:
    """Whether a bubble at its largest comes over a face."""
    width, height = (
        SWOLLEN * bubble.scale * size for size in (bubble.costume.drawing.breadth, bubble.costume.drawing.metres)
    )
    x, y, radius = face
    across = max(0.0, abs(x - bubble.x) - width / 2)
    down = max(0.0, y - bubble.y, bubble.y - height - y)
    return hypot(across, down) < radius
