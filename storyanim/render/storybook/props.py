"""Things of a shot: held in a hand, under the actors on the water, or beside them.

Takes things that can be drawn, gives figures. Positions and sizes are in picture heights.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.actors import MOST_HEIGHT
from storyanim.render.storybook.cutout import Figure
from storyanim.render.storybook.svg import Part, Shape
from storyanim.render.storybook.wardrobe import Outfit, thing

if TYPE_CHECKING:
    from storyanim.render.storybook.actors import Worn
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place

HELD = {
    "lantern": "lantern",
    "basket": "basket",
    "sword": "sword",
    "book": "book",
    "umbrella": "umbrella",
    "broom": "broom",
    "spade": "spade",
    "axe": "axe",
    "bow": "bow",
    "wand": "wand",
    "sack": "bag",
    "purse": "bag",
    "fishing-rod": "rod",
}
"""Things that can be held, and the tag that puts each into a figure's hand."""
VESSELS = ("boat", "raft")
LEAST_ROOM = 0.34
"""Picture heights between bow and stern for one."""
CRAFT_DEPTH = 0.05
"""Picture heights that a boat's keel is below the line its passengers would stand on."""
AFLOAT = 0.13
"""Picture heights below the far shore at which a boat lies."""
BOARD = 0.42
"""How high in a boat its passengers stand, as a share of its height."""
MOST_WIDTH = 0.5
"""Picture heights that a thing lying about is wide at most."""

Prop = tuple[str, Outfit]


def craft_of(things: list[Prop], crowd: float, place: Place, field: Field) -> tuple[Figure, list[Prop]]:
    """What carries the actors over the water: the first vessel that is named, or a rowing boat; the other things."""
    vessels = [prop for prop in things if prop[1].kind.name in VESSELS] or [("boat", _rowing_boat())]
    name, outfit = vessels[0]
    room = max(crowd + 0.16, LEAST_ROOM)
    scale = room / (0.72 * outfit.costume.drawing.breadth)
    water = place.stage if place.afloat or place.shore is None else min(place.stage, place.shore + AFLOAT)
    y = water + CRAFT_DEPTH + 0.006 * field.near(0.0, place.stage, 2)
    craft = Figure(f"thing:{name}", outfit.costume, 0.0, y, scale, 1.0, poses.REST, reach=room / 1.44)
    return craft, [prop for prop in things if prop[0] != name]


def _rowing_boat() -> Outfit:
    boat = thing("boat")
    assert boat is not None, "the artwork has a boat"
    return boat


def prop_of(number: int, prop: Prop, crowd: float, place: Place, field: Field) -> Figure:
    """The `number`-th thing, beside a crowd so many picture heights wide: left, right, left."""
    name, outfit = prop
    height = outfit.height
    scale = max(min(1.2 * place.scale, MOST_HEIGHT / height, MOST_WIDTH / outfit.breadth), 0.10 / height)
    half = outfit.breadth * scale / 2
    side = -1.0 if number % 2 == 0 else 1.0
    x = side * min(crowd / 2 + half + 0.10 + 0.16 * (number // 2), max(field.aspect / 2 - half * 0.9, 0.05))
    large = height > 2.2
    y = _standing(outfit.kind.stands, place, height * scale, large)
    x += 0.04 * field.near(x, y, 2)
    front = not large and outfit.kind.stands == "ground"
    return Figure(
        f"thing:{name}", outfit.costume, x, y, scale * outfit.size, 1.0, poses.REST, front=front, home=x, reach=half
    )


def _standing(stands: str, place: Place, height: float, large: bool) -> float:
    """The height of a thing's foot: on the water, on a table, hung up, or on the ground behind or before the actors."""
    match stands:
        case "water":
            return place.stage - 0.05 if place.shore is None else max(place.shore + 0.08, min(place.stage, 0.86) - 0.06)
        case "table":
            return place.stage - 0.02
        case "hang":
            return 0.30 + height
        case _:
            return place.stage - (0.07 if large else 0.015)


def held(worn: list[Worn], things: list[Prop]) -> tuple[list[Worn], list[Prop]]:
    """The first thing that a figure of the shot can hold goes into its hand rather than on the ground."""
    for name, outfit in things:
        for number, (actor, clothes) in enumerate(worn):
            tag = HELD.get(outfit.kind.name, "")
            if tag and tag in _tags(clothes.costume.drawing.root):
                costume = replace(clothes.costume, tags=clothes.costume.tags | {tag})
                holding = (actor, replace(clothes, costume=costume))
                return [*worn[:number], holding, *worn[number + 1 :]], [prop for prop in things if prop[0] != name]
    return worn, things


@cache
def _tags(item: Part | Shape) -> frozenset[str]:
    inner = (_tags(child) for child in item.children) if isinstance(item, Part) else ()
    return item.when.union(*inner)
