"""Water: bands of its colour and the sky's, ripples, the sun's road, ice, and what is mirrored in it.

Takes a scene and a layer of water; paints on a canvas whose unit is the picture height. Knows nothing of what stands
on the shore.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook import ridges
from storyanim.render.storybook.lattice import scattered
from storyanim.render.storybook.papers import Colour, blended, rounded
from storyanim.render.storybook.places import Piece, Place, Water
from storyanim.render.storybook.sky import sun_position

if TYPE_CHECKING:
    from storyanim.render.storybook.scene import Scene

RIPPLES = 63
MIRRORED = 0.7
"""How tall a reflection is, as a share of what is reflected."""
FLOATING = frozenset({"ship-far", "boat-small", "iceberg"})
"""Pieces that are mirrored in the water they lie on."""
DARK: Colour = (24, 20, 40)
ICE: Colour = (214, 228, 234)
FREEZING = frozenset({"lake", "river", "swamp", "mill", "bridge"})
"""Places whose water is ice in winter."""


def paint_water(scene: Scene, layer: Water) -> None:
    """Open water, or ice."""
    light, half = scene.stage.light, scene.field.aspect / 2 + ridges.REACH
    bottom = layer.bottom if layer.bottom < 0.98 else ridges.DEEP
    ice = ice_on(scene)
    colour = blended(layer.colour, ICE, 0.85 * ice)
    bands = 9
    edges = [layer.top + (bottom - layer.top) * (band / bands) ** 1.6 for band in range(bands + 1)]
    for band, (top, low) in enumerate(pairwise(edges)):
        share = band / (bands - 1)
        mirrored = blended(light.seen(colour, 0.4), rounded(light.sky_low), 0.55 * (1 - share) ** 1.4)
        scene.canvas.box(-half, top, half, low + 0.002, mirrored)
    _paint_ripples(scene, layer, half, 1.0 - ice)
    if light.sun + light.moon > 0.1 and light.height < 0.9 and ice < 0.5:
        _paint_glitter(scene, layer)


def ice_on(scene: Scene) -> float:
    """How much the water is ice, 0 to 1."""
    return scene.snow_cover if scene.place.name in FREEZING else 0.0


def afloat_on(place: Place, layer: Piece) -> Water | None:
    """The water a piece floats on."""
    if layer.piece not in FLOATING:
        return None
    waters = (water for water in place.layers if isinstance(water, Water) and water.depth >= layer.depth)
    return next((water for water in waters if water.top <= layer.base <= water.bottom), None)


def mirror_of(scene: Scene, water: Water) -> Colour:
    """What dark things look like in the water."""
    return blended(scene.stage.light.seen(water.colour, 0.4), DARK, 0.24)


def _paint_ripples(scene: Scene, layer: Water, half: float, open_water: float) -> None:
    light, air = scene.stage.light, scene.air(layer.depth)
    shine = blended(light.seen(layer.colour, 0.3), rounded(light.sky_low), 0.75)
    depth = min(layer.bottom, 1.05) - layer.top
    rows = scattered(RIPPLES)
    ys = layer.top + 0.01 + depth * rows[:, 1] ** 1.5
    drift = 0.022 * open_water * np.array([air.wave(0.11, phase) for phase in rows[:, 2]])
    xs = (rows[:, 0] - 0.5) * 2 * half + drift
    lengths = (0.016 + 0.06 * rows[:, 3]) * (0.35 + (ys - layer.top) / depth)
    for share, width in ((0, 0.0022), (1, 0.0042)):
        some = (rows[:, 1] > 0.45) == bool(share)
        ends = np.stack([xs - lengths, ys, xs + lengths, ys], axis=1)[some].reshape(-1, 2)
        scene.canvas.dashes(ends, shine, width, 0.2 + 0.3 * open_water)


def _paint_glitter(scene: Scene, layer: Water) -> None:
    """The sun's or moon's road on the water."""
    light, air = scene.stage.light, scene.air(layer.depth)
    x, _ = sun_position(scene.stage, scene.field, scene.place.horizon)
    shine = max(0.5 * light.sun * (1.0 - light.height), light.moon)
    if shine < 0.05:
        return
    depth = min(layer.bottom, 1.0) - layer.top
    marks = np.arange(14)
    ys = layer.top + 0.012 + depth * (marks / 14) ** 1.3
    sway = np.array([air.wave(0.3, 0.21 * mark) for mark in marks])
    widths = (0.014 + 0.03 * marks / 14) * (0.75 + 0.25 * sway)
    centres = x + 0.012 * sway[::-1]
    ends = np.stack([centres - widths, ys, centres + widths, ys], axis=1).reshape(-1, 2)
    scene.canvas.dashes(ends, (255, 240, 200), 0.006, 0.55 * shine)
