"""One picture of every shot, as it looks when what happens in it has begun and is not over.

Takes a schedule, a renderer and shots, gives pictures of one size. Nothing is cached.
"""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING, cast

from storyanim.errors import InputError
from storyanim.production.opening import with_fitting
from storyanim.production.pacing import paced_at
from storyanim.render import render_frames
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.production.store import SegmentStore
    from storyanim.render import Renderer, RendererSpec
    from storyanim.schedule import Schedule, ScheduledShot
    from storyanim.types import Frame, FrameRecipe

TYPICAL = 0.6
"""Where in a shot, after its transition, the picture is taken."""
SHARPNESS = 2
"""Pictures are drawn so many times larger and then made small, so that fine lines stay fine."""


def stills(
    schedule: Schedule, renderer: Renderer, shots: Sequence[ScheduledShot], size: Size
) -> Iterator[NDArray[np.uint8]]:
    """A picture of each shot, uint8 (height, width, 3)."""
    import cv2

    drawn = _like(schedule.size, size.width * SHARPNESS)
    recipes = (replace(_typical(schedule, shot), size=drawn) for shot in shots)
    for frame in render_frames(renderer, recipes):
        yield cast("NDArray[np.uint8]", cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA))


def still(schedule: Schedule, spec: RendererSpec, index: int, store: SegmentStore) -> Frame:
    """One frame, the same as it is in the film. Raises InputError if the film has no such frame."""
    if not 0 <= index < schedule.frames:
        raise InputError(f"there is no frame {index}: the film has frames 0 to {schedule.frames - 1}")

    def draw(_: RendererSpec, renderer: Renderer) -> Frame:
        film = paced_at(schedule, renderer, store, index)
        return next(render_frames(renderer, [film.recipe_at(index)]))

    return with_fitting(spec, schedule.size, store, draw)


def _like(size: Size, width: int) -> Size:
    """A smaller size of exactly the same shape, at least so wide, if there is one: another shape is another picture."""
    common = gcd(size.width, size.height)
    times = min(common, -(-width * common // size.width))
    return Size(size.width // common * times, size.height // common * times)


def minutes(seconds: int) -> str:
    """`1:05`."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def summary(schedule: Schedule) -> str:
    """`9 shots · 1:06 · 1280x720`."""
    size, shots = schedule.size, len(schedule.shots)
    length = minutes(round(schedule.frames / schedule.rate))
    return f"{shots} {'shot' if shots == 1 else 'shots'} · {length} · {size.width}x{size.height}"


def _typical(schedule: Schedule, shot: ScheduledShot) -> FrameRecipe:
    settled = shot.first + min(shot.transition, shot.frames - 1)
    return schedule.recipe_at(settled + int((shot.end - 1 - settled) * TYPICAL))
