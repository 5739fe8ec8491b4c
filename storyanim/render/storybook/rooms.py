"""Rooms: the back wall and the floor.

Takes a scene and a layer; paints on a canvas whose unit is the picture height. Knows nothing of furniture.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook import ridges
from storyanim.render.storybook.canvas import polyline

if TYPE_CHECKING:
    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.places import Floor, Wall
    from storyanim.render.storybook.scene import Scene

SHADOW: Colour = (24, 20, 40)


def paint_wall(scene: Scene, layer: Wall) -> None:
    """The back wall in its pattern, with a skirting board."""
    half, light = scene.field.aspect / 2 + ridges.REACH, scene.stage.light
    colour, accent = light.seen(layer.colour, 0.0), light.seen(layer.accent, 0.0)
    canvas = scene.canvas
    canvas.box(-half, -0.4, half, layer.bottom + 0.01, colour)
    match layer.pattern:
        case "stripes":
            for number in range(-int(half / 0.08), int(half / 0.08) + 1):
                canvas.box(number * 0.08, -0.4, number * 0.08 + 0.03, layer.bottom, accent, 0.35)
        case "panels":
            canvas.box(-half, layer.bottom - 0.2, half, layer.bottom, accent)
            for number in range(-int(half / 0.22), int(half / 0.22) + 1):
                canvas.box(
                    number * 0.22 - 0.09, layer.bottom - 0.17, number * 0.22 + 0.09, layer.bottom - 0.03, colour, 0.25
                )
        case "stones" | "tiles":
            _paint_courses(scene, (-0.4, layer.bottom), accent, 0.07 if layer.pattern == "stones" else 0.05)
        case _:
            pass
    canvas.box(-half, layer.bottom - 0.016, half, layer.bottom + 0.012, accent)


def _paint_courses(scene: Scene, rows: tuple[float, float], colour: Colour, high: float) -> None:
    half = scene.field.aspect / 2 + ridges.REACH
    wide = high * 2.1
    for row in range(round((rows[1] - rows[0]) / high)):
        top = rows[1] - (row + 1) * high
        for column in range(-int(half / wide) - 1, int(half / wide) + 1):
            left = (column + 0.5 * (row % 2)) * wide
            shade = 0.10 + 0.07 * (_stone(row, column) % 4)
            scene.canvas.box(left + 0.003, top + 0.003, left + wide - 0.003, top + high - 0.003, colour, shade)


def paint_floor(scene: Scene, layer: Floor) -> None:
    """The floor in its pattern, its lines running together far away."""
    half, light, canvas = scene.field.aspect / 2 + ridges.REACH, scene.stage.light, scene.canvas
    colour, accent = light.seen(layer.colour, 0.0), light.seen(layer.accent, 0.0)
    canvas.box(-half, layer.top, half, ridges.DEEP, colour)
    canvas.box(-half, layer.top, half, layer.top + 0.014, SHADOW, 0.16)
    if layer.pattern == "plain":
        return
    vanishing = layer.top - 0.5
    for number in range(-9, 10):
        foot = number * 0.24
        head = foot * (layer.top - vanishing) / (ridges.DEEP - vanishing)
        line = polyline(np.array([[head * 1.9, layer.top], [foot * 3.2, ridges.DEEP]]))
        canvas.stroke(line, accent, 0.005, 0.55)
    if layer.pattern in ("tiles", "stones"):
        for row in range(1, 6):
            y = layer.top + 0.012 + 0.02 * row**1.7
            canvas.stroke(polyline(np.array([[-half, y], [half, y]])), accent, 0.004, 0.5)


@cache
def _stone(row: int, column: int) -> int:
    """A number of a stone's own."""
    return blake2b(f"stone:{row}:{column}".encode(), digest_size=2).digest()[0]
