"""Layers of a place -> paint, from back to front.

Takes the layers of `places`, a stage and a field; paints on a canvas whose unit is the picture height
(x from the centre, y from the top). Knows nothing of actors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook import ridges
from storyanim.render.storybook.canvas import polygon, polyline
from storyanim.render.storybook.lattice import scattered
from storyanim.render.storybook.papers import Colour, blended, rounded
from storyanim.render.storybook.places import Floor, Piece, Place, Ridge, Scatter, Wall, Water
from storyanim.render.storybook.puppet import Air, Costume, paint_puppet, paint_silhouette
from storyanim.render.storybook.sky import sun_position
from storyanim.render.storybook.svg import load_drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.storybook.canvas import Canvas
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.lens import Window
    from storyanim.render.storybook.staging import Stage
    from storyanim.types import Season, Setting

SNOW: Colour = (240, 243, 247)
RIPPLES = 63
LEAST_PIECE = 0.003
"""Picture heights below which a piece is not worth painting."""
MIRRORED = 0.7
"""How tall a reflection is, as a share of what is reflected."""
SHORE = 0.03
"""Picture heights between trees and the water that mirrors them."""
FLOATING = frozenset({"ship-far", "boat-small", "iceberg"})
FRONT = 0.2
"""Depth in front of which set pieces frame the stage."""
EDGE_LIGHT: Colour = (255, 250, 236)
SHADOW: Colour = (24, 20, 40)
LEAVES: dict[str, tuple[Colour, ...]] = {
    "autumn": ((196, 106, 44), (214, 150, 56), (168, 74, 46), (190, 132, 60)),
    "spring": ((236, 186, 196), (158, 190, 104), (246, 218, 220), (150, 182, 98)),
}
BLOSSOMING = frozenset({"oak", "birch", "round-tree", "branch", "branch-right"})
"""Pieces that bloom in spring; other leaves are fresh and green."""
FRESH: Colour = (150, 184, 92)
WINTER_TWIGS: Colour = (152, 142, 136)
ICE: Colour = (214, 228, 234)
FREEZING = frozenset({"lake", "river", "swamp"})
"""Places whose water is ice in winter."""
LEAFY = frozenset({"branch", "branch-right"})
"""Pieces that are all leaves: winter has none."""
SNOWLESS = frozenset({"desert", "beach", "jungle", "island", "sky", "sea"})
EVERGREEN = frozenset({"pine", "fir", "palm", "cactus", "reeds", "trunk", "bush", "fern",
                       "pine-bough", "jungle-tree", "jungle-flower", "big-leaf", "liana"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """What every layer is painted with."""

    canvas: Canvas
    stage: Stage
    field: Field
    place: Place
    window: Window

    def air(self, depth: float) -> Air:
        """The air at a depth, with this moment's wind."""
        wind = 1.0 + 2.2 * self.stage.weather("wind") + 2.8 * self.stage.weather("storm")
        return Air(self.stage.light, depth, self.stage.clock, wind)

    @property
    def lean(self) -> float:
        """How far trees lean before the wind, as a skew."""
        return 0.0 if self.place.sheltered else 0.05 * self.stage.weather("wind") + 0.04 * self.stage.weather("storm")

    @property
    def snow_cover(self) -> float:
        """How much snow lies, 0 to 1."""
        return sum(share * _snow_on(self.place, setting) for setting, share in self.stage.settings)

    @property
    def dressings(self) -> Mapping[tuple[Season, bool], float]:
        """Seasons, with snow lying or not, and the share of each: two while one becomes the other."""
        shares: dict[tuple[Season, bool], float] = {}
        for setting, share in self.stage.settings:
            dressing = setting.season, _snow_on(self.place, setting) > 0.5
            shares[dressing] = shares.get(dressing, 0.0) + share
        return shares


def _snow_on(place: Place, setting: Setting) -> float:
    """How much snow lies on a place's scenery in a setting, 0 to 1."""
    if place.sheltered or place.name in SNOWLESS:
        return 0.0
    return 1.0 if setting.weather == "snow" else 0.85 if setting.season == "winter" else 0.0


def paint_layer(scene: Scene, order: int) -> None:
    """Paint one layer of the scene's place."""
    layer = scene.place.layers[order]
    match layer:
        case Ridge():
            _paint_ridge(scene, layer, order)
        case Scatter():
            _paint_scatter(scene, layer, order)
        case Water():
            _paint_water(scene, layer)
        case Piece():
            _paint_piece(scene, layer)
        case Wall():
            _paint_wall(scene, layer)
        case Floor():
            _paint_floor(scene, layer)


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


def _paint_scatter(scene: Scene, layer: Scatter, order: int) -> None:
    count = int((scene.field.aspect / 2 + ridges.REACH) / layer.every)
    window, air = scene.window.at(layer.depth), scene.air(layer.depth)
    tallest = max(load_drawing("scenery", piece).metres for piece in layer.pieces)
    for spot in _back_to_front(count):
        piece = layer.pieces[_choice(scene.place.name, order, spot) % len(layer.pieces)]
        x, tall = _standing(scene, layer, order, spot)
        scale = tall / tallest
        reach = load_drawing("scenery", piece).width * load_drawing("scenery", piece).scale * scale
        if tall < LEAST_PIECE or not window.sees(x - reach, x + reach, scene.field.aspect):
            continue
        lower = 0.012 * (_choice(scene.place.name, order + 7, spot) % 3)
        flip = -1.0 if _choice(scene.place.name, order + 3, spot) % 2 else 1.0
        sway = 0.006 * air.wind * air.wave(0.23, 0.37 * spot) - scene.lean
        with scene.canvas.moved(x, layer.base + lower, scale=(scale * flip, scale), skew=sway * flip):
            _paint_set_piece(scene, piece, layer.depth, spot)


def _standing(scene: Scene, layer: Scatter, order: int, spot: int) -> tuple[float, float]:
    """Where a spot's piece stands and how tall the layer's tallest kind would be there; 0 where none stands."""
    near = scene.field.near
    x = spot * layer.every
    presence = min(1.0, max(0.0, (near(x, layer.base, order) + _level_of(layer.share)) / 0.35))
    x += 0.32 * layer.every * near(x, layer.base + 0.06, order + 1)
    middle, spread = sum(layer.size) / 2, (layer.size[1] - layer.size[0]) / 2
    tall = middle + spread * max(-1.3, min(1.3, near(x, layer.base - 0.06, order + 2)))
    return x, tall * presence * _clear(x, layer.keep)


def _paint_piece(scene: Scene, layer: Piece) -> None:
    drawing = load_drawing("scenery", layer.piece)
    scale = layer.size / drawing.metres
    x = (
        (layer.x - 0.5) * scene.field.aspect
        + _aside(layer, scene.field.aspect)
        + 0.012 * scene.field.near(layer.x - 0.5, layer.base, 1)
    )
    water = _afloat_on(scene.place, layer)
    if water is not None:
        with scene.canvas.moved(x, layer.base, scale=(scale, -MIRRORED * scale)):
            paint_silhouette(scene.canvas, Costume(drawing), _mirror_of(scene, water))
    with scene.canvas.moved(x, layer.base, scale=(scale, scale)):
        _paint_set_piece(scene, layer.piece, layer.depth, 0)


def _afloat_on(place: Place, layer: Piece) -> Water | None:
    """The water a piece floats on."""
    if layer.piece not in FLOATING:
        return None
    waters = (water for water in place.layers if isinstance(water, Water) and water.depth >= layer.depth)
    return next((water for water in waters if water.top <= layer.base <= water.bottom), None)


def _mirror_of(scene: Scene, water: Water) -> Colour:
    """What dark things look like in the water."""
    light = scene.stage.light
    return (
        blended(light.seen(water.colour, 0.4), rounded(light.sky_low), 0.22)
        if light.lamps > 0.6
        else blended(light.seen(water.colour, 0.4), SHADOW, 0.22)
    )


def _aside(layer: Piece, aspect: float) -> float:
    """How far a piece in front moves outwards in a narrow picture, where it would hide the actors."""
    if layer.depth >= FRONT:
        return 0.0
    return (1.0 if layer.x > 0.5 else -1.0) * 0.22 * max(0.0, 1.5 - aspect)


def _paint_set_piece(scene: Scene, piece: str, depth: float, spot: int) -> None:
    drawing, air = load_drawing("scenery", piece), scene.air(depth)
    for (season, snowy), share in scene.dressings.items():
        if season == "winter" and piece in LEAFY:
            continue
        tags = frozenset({"snow"} if snowy else set[str]())
        costume = Costume(drawing, tags, () if scene.place.sheltered else _leaves(season, piece, spot))
        if share > 0.995:
            paint_puppet(scene.canvas, costume, air)
            return
        with scene.canvas.faded(share, 2.0 * max(drawing.width, drawing.height) * drawing.scale):
            paint_puppet(scene.canvas, costume, air)


def _leaves(season: Season, piece: str, spot: int) -> tuple[tuple[str, Colour], ...]:
    """Leaf colours of the season; empty in summer, when the drawing's own are right."""
    if piece in EVERGREEN:
        return ()
    if season == "winter":
        return (("leaf", WINTER_TWIGS),)
    if season == "spring" and piece not in BLOSSOMING:
        return (("leaf", FRESH),)
    tones = LEAVES.get(season)
    return (("leaf", tones[spot % len(tones)]),) if tones else ()


# --- water --------------------------------------------------------------------------------------------


def _paint_water(scene: Scene, layer: Water) -> None:
    light, half = scene.stage.light, scene.field.aspect / 2 + ridges.REACH
    bottom = layer.bottom if layer.bottom < 0.98 else ridges.DEEP
    ice = scene.snow_cover if scene.place.name in FREEZING else 0.0
    colour = blended(layer.colour, ICE, 0.85 * ice)
    bands = 9
    edges = [layer.top + (bottom - layer.top) * (band / bands) ** 1.6 for band in range(bands + 1)]
    for band, (top, low) in enumerate(pairwise(edges)):
        share = band / (bands - 1)
        mirrored = blended(light.seen(colour, 0.4), rounded(light.sky_low), 0.55 * (1 - share) ** 1.4)
        scene.canvas.box(-half, top, half, low + 0.002, mirrored)
    _paint_ripples(scene, layer, half, 1.0 - ice)
    if ice < 0.5:
        _paint_mirrored(scene, layer)
    if light.sun + light.moon > 0.1 and light.height < 0.9 and ice < 0.5:
        _paint_glitter(scene, layer)


def _paint_mirrored(scene: Scene, water: Water) -> None:
    """The trees on the far shore, upside down in the water."""
    for order, layer in enumerate(scene.place.layers):
        if not isinstance(layer, Scatter) or layer.depth < water.depth or abs(layer.base - water.top) > SHORE:
            continue
        count, colour = int((scene.field.aspect / 2 + ridges.REACH) / layer.every), _mirror_of(scene, water)
        tallest = max(load_drawing("scenery", piece).metres for piece in layer.pieces)
        for spot in range(-count, count + 1):
            piece = layer.pieces[_choice(scene.place.name, order, spot) % len(layer.pieces)]
            x, tall = _standing(scene, layer, order, spot)
            if tall >= LEAST_PIECE:
                scale = tall / tallest
                with scene.canvas.moved(x, water.top, scale=(scale, -MIRRORED * scale)):
                    paint_silhouette(scene.canvas, Costume(load_drawing("scenery", piece)), colour)


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


# --- rooms --------------------------------------------------------------------------------------------


def _paint_wall(scene: Scene, layer: Wall) -> None:
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
            shade = 0.10 + 0.07 * (_choice("stone", row, column) % 4)
            scene.canvas.box(left + 0.003, top + 0.003, left + wide - 0.003, top + high - 0.003, colour, shade)


def _paint_floor(scene: Scene, layer: Floor) -> None:
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


# --- small arithmetic -----------------------------------------------------------------------------------


def _back_to_front(count: int) -> list[int]:
    """Spots from left to right, every other one first, so that neighbours overlap like a stand of trees."""
    spots = list(range(-count, count + 1))
    return spots[::2] + spots[1::2]


def _level_of(share: float) -> float:
    """What to add to a standard normal value so that it is positive for this share of spots (logistic fit)."""
    share = min(0.995, max(0.005, share))
    return float(np.log(share / (1.0 - share)) / 1.702)


def _clear(x: float, keep: float) -> float:
    """0 inside a clearing of half-width `keep`, 1 outside, steep between."""
    return 1.0 if keep <= 0.0 else min(1.0, max(0.0, (abs(x) - keep) / 0.06))


@cache
def _choice(name: str, order: int, spot: int) -> int:
    return blake2b(f"{name}:{order}:{spot}".encode(), digest_size=2).digest()[0]
