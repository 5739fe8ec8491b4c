"""Set pieces: where each stands, how large, dressed for the season, and upside down in the water.

Takes a scene and a layer of pieces; paints on a canvas whose unit is the picture height (x from the centre, y from the
top). Whether and where a scattered piece stands is read from the noise near it.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook import ridges
from storyanim.render.storybook.places import Piece, Scatter, Water
from storyanim.render.storybook.puppet import Costume, paint_puppet, paint_silhouette
from storyanim.render.storybook.svg import load_drawing
from storyanim.render.storybook.water import MIRRORED, afloat_on, ice_on, mirror_of

if TYPE_CHECKING:
    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.scene import Scene
    from storyanim.types import Season

LEAST_PIECE = 0.003
"""Picture heights below which a piece is not worth painting."""
SHORE = 0.03
"""Picture heights between trees and the water that mirrors them."""
WIDE_ROOM, LEAST_ROOM, LEAST_FIT = 1.4, 0.95, 0.6
"""Widths in picture heights: at which a room's furniture has its full size, and which it is never squeezed below; and
the least that furniture is of its size."""
SKIRTING, HUNG = 0.7, 0.2
"""Where walls end, and above which pieces hang from the ceiling: heights from the top."""
FRONT = 0.2
"""Depth in front of which set pieces frame the stage."""
LEAVES: dict[str, tuple[Colour, ...]] = {
    "autumn": ((196, 106, 44), (214, 150, 56), (168, 74, 46), (190, 132, 60)),
    "spring": ((236, 186, 196), (158, 190, 104), (246, 218, 220), (150, 182, 98)),
}
BLOSSOMING = frozenset({"oak", "birch", "round-tree", "branch", "branch-right"})
"""Pieces that bloom in spring; other leaves are fresh and green."""
FRESH: Colour = (150, 184, 92)
WINTER_TWIGS: Colour = (152, 142, 136)
LEAFY = frozenset({"branch", "branch-right", "fern", "flower-bed", "flowers", "lily-pads", "mushrooms", "wheat"})
"""Pieces that are all leaves or flowers: winter has none."""
EVERGREEN = frozenset({"pine", "fir", "palm", "palms", "cactus", "trunk", "fern",
                       "pine-bough", "jungle-tree", "jungle-flower", "big-leaf", "liana"})  # fmt: skip


def paint_scatter(scene: Scene, layer: Scatter, order: int) -> None:
    """All pieces of a layer that the lens sees."""
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


def paint_piece(scene: Scene, layer: Piece) -> None:
    """One piece at its place, and upside down in the water it lies on."""
    drawing = load_drawing("scenery", layer.piece)
    fit, aspect = _fit(scene, layer), scene.field.aspect
    scale = fit * layer.size / drawing.metres
    base = layer.base if layer.base > SKIRTING else SKIRTING - (SKIRTING - layer.base) * fit
    spread = max(aspect, LEAST_ROOM) if scene.place.inside else aspect
    x = (layer.x - 0.5) * spread + _aside(layer, aspect) + 0.012 * scene.field.near(layer.x - 0.5, layer.base, 1)
    water = afloat_on(scene.place, layer)
    if water is not None and ice_on(scene) < 0.5:
        with scene.canvas.moved(x, base, scale=(scale, -MIRRORED * scale)):
            paint_silhouette(scene.canvas, Costume(drawing), mirror_of(scene, water))
    with scene.canvas.moved(x, base, scale=(scale, scale)):
        _paint_set_piece(scene, layer.piece, layer.depth, 0)


def _fit(scene: Scene, layer: Piece) -> float:
    """How much smaller furniture is in a narrow picture, to stand side by side; what hangs above keeps its size."""
    if not scene.place.inside or layer.base < HUNG or layer.depth < FRONT:
        return 1.0
    return max(LEAST_FIT, min(1.0, scene.field.aspect / WIDE_ROOM))


def _aside(layer: Piece, aspect: float) -> float:
    """How far a piece in front moves outwards in a narrow picture, where it would hide the actors."""
    if layer.depth >= FRONT:
        return 0.0
    return (1.0 if layer.x > 0.5 else -1.0) * 0.22 * max(0.0, 1.5 - aspect)


def _paint_set_piece(scene: Scene, piece: str, depth: float, spot: int) -> None:
    drawing, air = load_drawing("scenery", piece), scene.air(depth)
    for (season, snowy), share in scene.dressings.items():
        if (snowy or season == "winter") and piece in LEAFY:
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


def paint_mirrored(scene: Scene, water: Water) -> None:
    """The trees on the far shore, upside down in the water; none where it is ice."""
    if ice_on(scene) > 0.5:
        return
    for order, layer in enumerate(scene.place.layers):
        if not isinstance(layer, Scatter) or layer.depth < water.depth or abs(layer.base - water.top) > SHORE:
            continue
        count, colour = int((scene.field.aspect / 2 + ridges.REACH) / layer.every), mirror_of(scene, water)
        tallest = max(load_drawing("scenery", piece).metres for piece in layer.pieces)
        for spot in range(-count, count + 1):
            piece = layer.pieces[_choice(scene.place.name, order, spot) % len(layer.pieces)]
            x, tall = _standing(scene, layer, order, spot)
            if tall >= LEAST_PIECE:
                scale = tall / tallest
                with scene.canvas.moved(x, water.top, scale=(scale, -MIRRORED * scale)):
                    paint_silhouette(scene.canvas, Costume(load_drawing("scenery", piece)), colour)


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
