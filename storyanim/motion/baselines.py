"""The same storyboard filmed in other ways, to measure beside ours; each a small implementation of our own.

Takes a schedule, gives the recipes of its frames, or their pictures. `cut_only` has no transitions at all.
`linear_walk` walks from shot to shot as stable-diffusion-videos does: prompts mixed evenly (lerp), noise along the
great circle (slerp), evenly in time, without a stop, a camera or a drift. `midpoint_walk` is latent blending's way
(Lunarring): between two shots pictures are put in where neighbours look furthest apart, half way between these, and
shown at even times, faded into one another.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from storyanim.motion.distance import distance, look
from storyanim.motion.measuring import Stretch
from storyanim.render import render_frames
from storyanim.render.mix import mixed
from storyanim.schedule.cameras import OVERSCAN
from storyanim.schedule.easing import rounded
from storyanim.schedule.noise_walk import slerp
from storyanim.types import Camera, FrameRecipe, Moment, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.motion.distance import Look
    from storyanim.render import Renderer
    from storyanim.schedule import Schedule
    from storyanim.types import Size

INSERTED = 32
"""Pictures between two shots that latent blending's way draws: as many as we may probe."""


def stretches_of(film: Schedule) -> tuple[Stretch, ...]:
    """Where the shots of our own film lie."""
    kinds = {crossing.shot: crossing.kind for crossing in film.crossings}
    return tuple(
        Stretch(shot.label, shot.first, shot.end, shot.transition, kinds.get(shot.id, "cut")) for shot in film.shots
    )


def cut_only(film: Schedule) -> tuple[Stretch, ...]:
    """The shots of a film that only cuts."""
    return tuple(replace(one, transition=0, kind="cut") for one in stretches_of(film))


def walk_stretches(film: Schedule) -> tuple[Stretch, ...]:
    """The shots of a walk: one frame of the first shot's picture, and then all is transition: it never stands."""
    first, *others = stretches_of(film)
    back = first.end - 1
    walked = (Stretch(one.shot, one.first - back, one.end - back, one.end - one.first - 1, "walk") for one in others)
    return (Stretch(first.shot, 0, 1), *walked)


def linear_walk(film: Schedule, size: Size) -> Iterator[FrameRecipe]:
    """The recipes of a walk: each shot's frames lead from the shot before to itself."""
    yield _walked(film, 0, 0, 0.0, 0, size)
    for place, shot in enumerate(film.shots[1:]):
        for frame in range(shot.frames):
            yield _walked(film, place, place + 1, (frame + 1) / shot.frames, shot.first + frame, size)


def midpoint_walk(film: Schedule, size: Size, renderer: Renderer) -> Iterator[NDArray[np.uint8]]:
    """The pictures of latent blending's way."""
    yield _ends(film, 0, 0, size, renderer)[0]
    for place, shot in enumerate(film.shots[1:]):
        keys = _inserted(film, place, place + 1, size, renderer)
        for frame in range(shot.frames):
            at = (frame + 1) / shot.frames * (len(keys) - 1)
            before = min(int(at), len(keys) - 2)
            yield mixed(keys[before], keys[before + 1], at - before)


def _walked(film: Schedule, start: int, end: int, share: float, index: int, size: Size) -> FrameRecipe:
    """A frame on the way between two shots' key pictures, which stand still."""
    before, after = (_key(film, place) for place in (start, end))
    moments = tuple(
        Moment(view.moments[0].subject, view.moments[0].seconds, view.moments[0].length, rounded(weight))
        for view, weight in ((before, 1.0 - share), (after, share))
    )
    view = View(moments, slerp(before.noise, after.noise, share), Camera(zoom=OVERSCAN))
    return FrameRecipe(index, Fraction(0), size, ((view, 1.0),))


def _key(film: Schedule, place: int) -> View:
    """A shot's key picture: as it is in its middle."""
    shot = film.shots[place]
    return film.recipe_at((shot.first + shot.transition + shot.end) // 2).views[0][0]


def _ends(film: Schedule, start: int, end: int, size: Size, renderer: Renderer) -> list[NDArray[np.uint8]]:
    recipes = (_walked(film, start, end, share, 0, size) for share in (0.0, 1.0))
    return [frame.pixels for frame in render_frames(renderer, recipes)]


def _inserted(film: Schedule, start: int, end: int, size: Size, renderer: Renderer) -> list[NDArray[np.uint8]]:
    """Two shots' pictures and those put in between."""
    keys: list[tuple[float, NDArray[np.uint8], Look]] = [
        (share, picture, look(picture))
        for share, picture in zip((0.0, 1.0), _ends(film, start, end, size, renderer), strict=True)
    ]
    for _ in range(INSERTED):
        widest = max(range(len(keys) - 1), key=lambda at: distance(keys[at][2], keys[at + 1][2]))
        share = (keys[widest][0] + keys[widest + 1][0]) / 2
        picture = next(render_frames(renderer, [_walked(film, start, end, share, 0, size)])).pixels
        keys.insert(widest + 1, (share, picture, look(picture)))
    assert all(one[0] < other[0] for one, other in pairwise(keys))
    return [picture for _, picture, _ in keys]
