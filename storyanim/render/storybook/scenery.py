"""Layers of a place -> paint, from back to front.

Takes the layers of `places`, a stage and a field; paints on a canvas whose unit is the picture height
(x from the centre, y from the top). Knows nothing of actors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.render.storybook import ridges
from storyanim.render.storybook.canvas import polygon, polyline
from storyanim.render.storybook.papers import Colour, blended
from storyanim.render.storybook.places import Floor, Piece, Ridge, Scatter, Wall, Water
from storyanim.render.storybook.rooms import paint_floor, paint_wall
from storyanim.render.storybook.set_pieces import LEAVES, paint_mirrored, paint_piece, paint_scatter
from storyanim.render.storybook.water import paint_water

if TYPE_CHECKING:
    from storyanim.render.storybook.scene import Scene

SNOW: Colour = (240, 243, 247)
EDGE_LIGHT: Colour = (255, 250, 236)
SHADOW: Colour = (24, 20, 40)


def paint_layer(scene: Scene, order: int) -> None:
    """Paint one layer of the scene's place."""
    layer = scene.place.layers[order]
    match layer:
        case Ridge():
            _paint_ridge(scene, layer, order)
        case Scatter():
            paint_scatter(scene, layer, order)
        case Water():
            paint_water(scene, layer)
            paint_mirrored(scene, layer)
        case Piece():
            paint_piece(scene, layer)
        case Wall():
            paint_wall(scene, layer)
        case Floor():
            paint_floor(scene, layer)


def _paint_ridge(scene: Scene, ridge: Ridge, order: int) -> None:
    paper = blended(ridge.colour, scene.place.tint, 0.25 * ridge.depth)
    paper = blended(paper, SNOW, 0.92 * scene.snow_cover)
    if ridge.profile == "canopy":
        paper = blended(paper, LEAVES["autumn"][order % 4], 0.55 * scene.stage.season("autumn"))
    points = ridges.edge(ridge, scene.field, order)
    land, canvas = polygon(ridges.closed(points)), scene.canvas
    for lift in (0.010, 0.004):
        canvas.fill(polygon(ridges.band(points, lift)), SHADOW, 0.06)
    canvas.fill(land, scene.stage.light.seen(paper, ridge.depth))
    light = scene.stage.light.seen(blended(paper, EDGE_LIGHT, 0.30), ridge.depth)
    canvas.stroke(polyline(points), light, 0.0035, 0.8)
