"""Key frames, and the frames between them that a renderer may mix instead of drawing.

Takes a frame's place in its shot, gives the key frames around it, and its views with those of the key frames. A shot's
key frames are counted from its own first frame, so that a frame is the same in whatever piece of film it is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.schedule.easing import rounded
from storyanim.types import Camera

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.schedule.timeline import ScheduledShot
    from storyanim.schedule.transitions import Views
    from storyanim.types import View


def key_frames(frame: int, shot: ScheduledShot, every: int) -> tuple[int, int]:
    """The key frames before and after a shot's frame, both the frame itself if it is one.

    Key frames are every `every`-th frame of the shot, its last one, and both sides of its transition's end: across that
    there may be two pictures on one side and one on the other.
    """
    before = frame // every * every
    ends = (before, min(before + every, shot.frames - 1))
    for edge in (shot.transition - 1, shot.transition):
        if shot.transition > 0 and edge < shot.frames:
            ends = (max(ends[0], edge), ends[1]) if edge <= frame else (ends[0], min(ends[1], edge))
    return (frame, frame) if frame in ends else ends


def keyed_views(views_at: Callable[[int], Views], frame: int, keys: tuple[int, int]) -> Views:
    """The frame's own views, each with that of the key frame before and after it, by how near these are."""
    before, after = keys
    own = views_at(frame)
    if before == after:
        return own
    share = rounded((frame - before) / (after - before))
    sides = zip(own, views_at(before), views_at(after), strict=True)
    return tuple((_between(view, first, last, share), weight) for (view, weight), (first, _), (last, _) in sides)


def _between(view: View, first: View, last: View, share: float) -> View:
    """Key views have no camera: a renderer moves it over what it has mixed.

    Where they show different pictures, as on both sides of a dip's middle, there is nothing to mix.
    """
    if [one.subject for one in first.moments] != [one.subject for one in last.moments]:
        return view
    keys = (replace(first, camera=Camera()), rounded(1.0 - share)), (replace(last, camera=Camera()), share)
    return replace(view, keys=keys)
