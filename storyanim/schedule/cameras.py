"""Camera moves: where the window on the drawn picture is at each second of a shot.

Takes a move's name and a shot's length, gives `Camera`s that never show a border. Every picture is drawn a
little larger than it is shown (`OVERSCAN`), whatever the move, so that shots of one scene match.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor, log
from typing import TYPE_CHECKING

from storyanim.schedule.easing import DIGITS, glide, rounded
from storyanim.types import Camera

if TYPE_CHECKING:
    from collections.abc import Mapping

OVERSCAN = 1.15
"""The zoom of a camera that stands still: 6.5 % of the picture is kept in hand on every side."""
ZOOM_REACH = 1.1
"""A push or pull runs from `OVERSCAN / ZOOM_REACH` to `OVERSCAN * ZOOM_REACH` or back."""
FULL_REACH_SECONDS = 4.0
"""Shots shorter than this go only a part of the way, so that no camera hurries."""
CARRY = 0.11
"""How far the camera moves out of one place, and again into the next, where it carries us there: a ninth of the
picture, nearly all of what is kept in hand on both sides."""
SETTLE_SECONDS = 1.0
"""How long a camera still moves after its shot's end, while the next shot comes in over it."""

_SIDE = (1.0 - 1.0 / OVERSCAN) / 2.0
_ENDS: Mapping[str, tuple[Camera, Camera]] = {
    "still": (Camera(zoom=OVERSCAN), Camera(zoom=OVERSCAN)),
    "push": (Camera(zoom=OVERSCAN / ZOOM_REACH), Camera(zoom=OVERSCAN * ZOOM_REACH)),
    "pull": (Camera(zoom=OVERSCAN * ZOOM_REACH), Camera(zoom=OVERSCAN / ZOOM_REACH)),
    "pan-left": (Camera(_SIDE, 0.0, OVERSCAN), Camera(-_SIDE, 0.0, OVERSCAN)),
    "pan-right": (Camera(-_SIDE, 0.0, OVERSCAN), Camera(_SIDE, 0.0, OVERSCAN)),
    "tilt-up": (Camera(0.0, _SIDE, OVERSCAN), Camera(0.0, -_SIDE, OVERSCAN)),
    "tilt-down": (Camera(0.0, -_SIDE, OVERSCAN), Camera(0.0, _SIDE, OVERSCAN)),
}
MOVES = tuple(_ENDS)
"""The names of all camera moves."""


@dataclass(frozen=True, slots=True)
class CameraPath:
    """A move from one camera to another in so many seconds."""

    start: Camera
    end: Camera
    seconds: float
    approach: Approach | None = None

    def at(self, seconds: float) -> Camera:
        """The camera so many seconds after the shot began; it rests at both ends."""
        camera = between(self.start, self.end, glide(seconds / self.seconds))
        return camera if self.approach is None else self.approach.over(camera, seconds)


@dataclass(frozen=True, slots=True)
class Approach:
    """A camera that from second `begins` on takes `seconds` to come `zoom` times as near, whatever else it does."""

    begins: float
    seconds: float
    zoom: float

    def over(self, camera: Camera, seconds: float) -> Camera:
        """The camera, as near as it has come."""
        zoom = exp(log(self.zoom) * glide((seconds - self.begins) / self.seconds))
        return within_borders(camera.x, camera.y, camera.zoom * zoom)


def camera_path(move: str, length: float, approach: Approach | None = None) -> CameraPath:
    """The path of a move (one of `MOVES`) through a shot `length` seconds long, and of an approach on the way."""
    start, end = _ENDS[move]
    unused = (1.0 - min(1.0, length / FULL_REACH_SECONDS)) / 2.0
    return CameraPath(_mixed(start, end, unused), _mixed(end, start, unused), length + SETTLE_SECONDS, approach)


def between(first: Camera, second: Camera, share: float) -> Camera:
    """A camera on the way from one to the other, to the millionth, its window inside the picture."""
    return within_borders(*_mixed(first, second, share))


def carried(camera: Camera, way: float) -> Camera:
    """The camera further to the right by `way` (-1 to 1) of what a carry moves it, as far as there is picture."""
    return within_borders(camera.x + CARRY * way, camera.y, camera.zoom)


def within_borders(x: float, y: float, zoom: float) -> Camera:
    """A camera to the millionth, its window inside the picture."""
    zoom = max(1.0, rounded(zoom))
    limit = floor((1.0 - 1.0 / zoom) / 2.0 * 10**DIGITS) / 10**DIGITS
    return Camera(rounded(min(max(x, -limit), limit)), rounded(min(max(y, -limit), limit)), zoom)


def _mixed(first: Camera, second: Camera, share: float) -> Camera:
    """Place evenly, zoom by equal ratios: an even zoom to the eye, and a window that stays inside the picture.

    (1 / zoom is then at most what mixing 1 / zoom evenly would give, so there is room for the mix of both places.)
    """
    zoom = exp(log(first.zoom) * (1.0 - share) + log(second.zoom) * share) if first.zoom != second.zoom else first.zoom
    return Camera(first.x + (second.x - first.x) * share, first.y + (second.y - first.y) * share, zoom)
