"""Where a named point of a figure is, as it is posed: a hand, the mouth, the back.

Takes a figure and an anchor's name, gives picture heights. Knows nothing of paint.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians, sin
from typing import TYPE_CHECKING

from storyanim.render.storybook.svg import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.poses import Pose
    from storyanim.render.storybook.svg import Drawing

Point = tuple[float, float]


def point_of(figure: Figure, name: str) -> Point:
    """Where an anchor of a figure is: x from the picture's centre, y from its top, in picture heights.

    A figure without that anchor has it at half its height, over its feet.
    """
    drawing = figure.costume.drawing
    x, y = posed(drawing, figure.pose, name)
    sign = -1.0 if figure.facing < 0.0 else 1.0
    across = (x - drawing.axis) * drawing.scale * figure.costume.girth
    local = across * figure.facing, (y - drawing.ground) * drawing.scale
    across, down = _turned(local, (0.0, 0.0), figure.pose.turn * sign)
    return (
        figure.x + figure.scale * (across + figure.lying),
        figure.y + figure.scale * (down - figure.pose.rise),
    )


def posed(drawing: Drawing, pose: Pose, name: str) -> Point:
    """An anchor's position in the drawing's own units once the joints above it are turned."""
    path, point = next(
        ((ids, at) for found, ids, at in drawing.anchors if found == name), ((), (drawing.axis, drawing.height / 2))
    )
    joints = _joints(drawing)
    for part in reversed(path):
        angle, stretch = pose.joints.get(part, (0.0, 1.0))
        if part in joints:
            joint = joints[part]
            point = _turned((point[0], joint[1] + (point[1] - joint[1]) * stretch), joint, angle)
    return point


def has_anchor(drawing: Drawing, name: str) -> bool:
    """Whether a drawing names this point."""
    return any(found == name for found, _, _ in drawing.anchors)


def _turned(point: Point, about: Point, degrees: float) -> Point:
    """A point turned clockwise (y points down) about another."""
    angle = radians(degrees)
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + x * cos(angle) - y * sin(angle), about[1] + x * sin(angle) + y * cos(angle)


@lru_cache(maxsize=256)
def _joints(drawing: Drawing) -> Mapping[str, Point]:
    """Every part's joint, by the part's name."""
    found: dict[str, Point] = {}

    def collect(part: Part) -> None:
        if part.id and part.joint is not None:
            found.setdefault(part.id, part.joint)
        for child in part.children:
            if isinstance(child, Part):
                collect(child)

    collect(drawing.root)
    return found
