"""Things of a shot: held in a hand, on a table, under the actors on the water, or beside them.

Takes things that can be drawn, gives figures. Positions and sizes are in picture heights.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.acting import deed_of
from storyanim.render.storybook.actors import MOST_HEIGHT
from storyanim.render.storybook.anchors import has_anchor, point_of
from storyanim.render.storybook.cutout import Figure
from storyanim.render.storybook.svg import Part, Shape
from storyanim.render.storybook.wardrobe import Outfit, thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.storybook.actors import Worn
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.types import Actor

HELD = {
    "lantern": "lantern",
    "basket": "basket",
    "sword": "sword",
    "book": "book",
    "umbrella": "umbrella",
    "broom": "broom",
    "spade": "spade",
    "axe": "axe",
    "hammer": "hammer",
    "bow": "bow",
    "wand": "wand",
    "sack": "bag",
    "purse": "bag",
    "fishing-rod": "rod",
}
"""Things that can be held, and the tag that puts each into a figure's hand."""
VESSELS = ("boat", "raft")
LEAST_ROOM, MOST_SHARE = 0.5, 0.66
"""Picture heights between bow and stern for one or two, and how much of a narrow picture's width that is at most."""
AFLOAT, OFF = 0.18, 0.03
"""Picture heights below the far shore at which a vessel lies in the water, and before the near bank at least."""
DIP = 0.012
"""Picture heights that an oar's ripples are before the waterline."""
DRAUGHT = 0.14
"""How much of a vessel is under water, as a share of its height."""
BOARD = {"boat": 0.45, "raft": 0.21}
"""How high a vessel's near side is, as a share of its height: it hides the feet of those behind it."""
HIDDEN = {"boat": 0.24, "raft": 0.0}
"""How much of who is in a vessel its near side hides, as a share of their height."""
MOST_WIDTH = 0.5
"""Picture heights that a thing lying about is wide at most."""

TALL = 2.2
"""Metres above which a thing stands behind the actors."""
LEAST_SMALL, LEAST_HELD = 0.065, 0.045
"""Picture heights of the smallest thing that stands, and of the smallest in a hand."""
MOST_HELD = 0.3
"""The same, at most, as a share of who holds it."""
LONG = 0.8
"""Metres from which a thing, such as a spear, may be as long as it is."""
HAND_SHARE = 0.7
"""Size of a thing in a hand: drawings of small things are larger than life already."""
HANDY = "thing"
"""The tag of a hand that holds what is no part of the doll."""
BUSY = frozenset({"sleep", "swim", "climb", "fall", "embrace", "weep", "fight", "jump", "row"})
"""Nobody takes up a thing while doing one of these."""
SNAPS = frozenset({"carry", "hold", "eat"})
"""When an animal has a thing in its mouth."""

Prop = tuple[str, Outfit]


def craft_of(things: list[Prop], crowd: float, place: Place, field: Field) -> tuple[Figure, list[Prop]]:
    """What carries the actors over the water: the first vessel that is named, or a rowing boat; the other things."""
    vessels = [prop for prop in things if prop[1].kind.name in VESSELS] or [_known("boat")]
    name, outfit = vessels[0]
    room = max(crowd + 0.16, min(LEAST_ROOM, MOST_SHARE * field.aspect))
    scale = room / (0.72 * outfit.costume.drawing.breadth)
    line = place.stage if place.afloat or place.shore is None else _waterline(place, place.shore)
    y = line + 0.006 * field.near(0.0, place.stage, 2)
    craft = Figure(f"thing:{name}", outfit.costume, 0.0, y, scale, 1.0, poses.REST, reach=room / 1.44)
    return _floating(craft, place), [prop for prop in things if prop[0] != name]


def sides_of(craft: Figure) -> tuple[Figure, Figure]:
    """A vessel whole, behind those who are in it, and its near side before them."""
    near = replace(craft, costume=replace(craft.costume, tags=craft.costume.tags | {"near"}), airy=True)
    return replace(craft, key=f"{craft.key}:inside"), near


def aboard(figure: Figure, craft: Figure, place: Place) -> Figure:
    """Somebody inside a vessel: its near side hides their feet, and they do not walk off."""
    vessel = craft.costume.drawing
    name = vessel.name if vessel.name in BOARD else "boat"
    side = craft.y - BOARD[name] * craft.scale * vessel.metres
    inner = 0.5 * (craft.y - craft.sunk * craft.scale - side)
    y = side + min(HIDDEN[name] * figure.tallness, 1.5 * inner) + figure.y - place.stage
    below = max(0.0, y - side - inner) / figure.scale if HIDDEN[name] else 0.0
    return replace(figure, x=figure.home, y=y, sunk=below, depth=craft.depth, grounded=False)


def dipped(oar: Figure, craft: Figure) -> Figure:
    """An oar as long as from the hand to the water that the vessel lies in."""
    top = oar.y - oar.scale * oar.costume.drawing.metres
    low = max(craft.y - craft.sunk * craft.scale + DIP, top + DIP)
    return replace(oar, y=low, scale=(low - top) / oar.costume.drawing.metres)


def _waterline(place: Place, shore: float) -> float:
    """The height at which a vessel lies in the water, wholly behind the near bank's edge."""
    return min(place.stage, shore + AFLOAT, place.bank - OFF)


def _floating(vessel: Figure, place: Place) -> Figure:
    """A vessel with its keel under the waterline it was put on: it throws no shadow on land."""
    depth = place.bank_depth
    sunk = DRAUGHT * vessel.costume.drawing.metres
    return replace(
        vessel,
        y=vessel.y + sunk * vessel.scale,
        sunk=sunk,
        grounded=False,
        depth=vessel.depth if depth is None else max(depth, vessel.depth),
    )


def props_of(things: Sequence[Prop], crowd: float, place: Place, field: Field) -> list[Figure]:
    """The things beside a crowd so many picture heights wide; small ones together on a table, or on a tree stump."""
    small = [prop for prop in things if prop[1].kind.stands == "table"]
    large = [prop for prop in things if prop[1].kind.stands != "table"]
    if not small:
        return [_beside(number, prop, crowd, place, field) for number, prop in enumerate(large)]
    tables = [prop for prop in large if has_anchor(prop[1].costume.drawing, "top")]
    table = tables[0] if tables else _known("table" if place.inside else "tree-stump")
    others = [prop for prop in large if prop is not table]
    bearer = _beside(0, table, crowd, place, field)
    rest = [_beside(number, prop, crowd, place, field) for number, prop in enumerate(others, start=1)]
    return [bearer, *_laid(small, bearer), *rest]


def _laid(things: Sequence[Prop], bearer: Figure) -> list[Figure]:
    """Things side by side on top of another."""
    x, y = point_of(bearer, "top")
    room = 0.8 * 2 * bearer.reach / len(things)
    laid: list[Figure] = []
    for number, (name, outfit) in enumerate(things):
        scale = max(bearer.scale * outfit.size, LEAST_SMALL / outfit.height)
        at = x + room * (number - (len(things) - 1) / 2)
        laid.append(replace(_still(name, outfit, at, y, scale), front=bearer.front, grounded=False))
    return laid


def _beside(number: int, prop: Prop, crowd: float, place: Place, field: Field) -> Figure:
    """The `number`-th thing beside the crowd: left, right, left."""
    name, outfit = prop
    height = outfit.height
    scale = max(min(place.scale, MOST_HEIGHT / height, MOST_WIDTH / outfit.breadth), LEAST_SMALL / height)
    half = outfit.breadth * scale / 2
    side = -1.0 if number % 2 == 0 else 1.0
    x = side * min(crowd / 2 + half + 0.10 + 0.16 * (number // 2), max(field.aspect / 2 - half * 0.9, 0.05))
    large = height > TALL
    y = _standing(outfit.kind.stands, place, height * scale, large)
    x += 0.04 * field.near(x, y, 2)
    front = not large and outfit.kind.stands == "ground"
    beside = replace(_still(name, outfit, x, y, scale * outfit.size), front=front, home=x, reach=half)
    if outfit.kind.stands != "water" or place.shore is None:
        return beside
    return replace(_floating(beside, place), far=place.bank_depth is not None)


def _still(name: str, outfit: Outfit, x: float, y: float, scale: float) -> Figure:
    return Figure(f"thing:{name}", outfit.costume, x, y, scale, 1.0, poses.REST)


def _standing(stands: str, place: Place, height: float, large: bool) -> float:
    """The height of a thing's foot: on the water, hung up, or on the ground behind or before the actors."""
    match stands:
        case "water":
            if place.shore is None:
                return place.stage - 0.05
            return min(place.stage, 0.86) - 0.06 if place.afloat else _waterline(place, place.shore)
        case "hang":
            return 0.30 + height
        case _:
            return place.stage - (0.07 if large else 0.015)


def in_hand(holder: Figure, prop: Prop) -> Figure:
    """A thing in somebody's hand, or in an animal's mouth: by its own grip, or standing on the palm."""
    name, outfit = prop
    drawing = outfit.costume.drawing
    hand = "grip" if has_anchor(holder.costume.drawing, "grip") else "mouth"
    x, y = point_of(holder, hand)
    scale = max(HAND_SHARE * holder.scale * outfit.size, LEAST_HELD / drawing.metres)
    if drawing.metres < LONG:
        scale = min(scale, MOST_HELD * holder.scale * holder.costume.drawing.metres / drawing.metres)
    held_by = drawing.anchor("grip") if has_anchor(drawing, "grip") else (drawing.axis, 0.86 * drawing.ground)
    sign = -1.0 if holder.facing < 0.0 else 1.0
    unit = scale * drawing.scale
    at = x - sign * unit * (held_by[0] - drawing.axis), y + unit * (drawing.ground - held_by[1])
    thing_held = replace(_still(name, outfit, *at, scale), facing=sign, grounded=False, presence=holder.presence)
    return replace(thing_held, depth=holder.depth)


def held(worn: list[Worn], things: list[Prop], *, inside: bool) -> tuple[list[Worn], list[Prop], dict[str, Prop]]:
    """Things go into empty hands rather than on the ground.

    Gives the actors, the things that are left, and by the holder's id the things that are not part of the doll.
    """
    left: list[Prop] = []
    hands: dict[str, Prop] = {}
    for prop in things:
        for number, (actor, clothes) in enumerate(worn):
            tag = _grip_of(prop[1], actor, clothes)
            if tag:
                costume = replace(clothes.costume, tags=clothes.costume.tags | {tag})
                worn = [*worn[:number], (actor, replace(clothes, costume=costume)), *worn[number + 1 :]]
                if tag == HANDY:
                    hands[actor.character.id] = prop
                break
        else:
            left.append(prop)
    return _provided(worn, hands, inside=inside), left, hands


def _provided(worn: list[Worn], hands: dict[str, Prop], *, inside: bool) -> list[Worn]:
    """Actors whose action needs something in the hand, such as a book, have it."""
    provided: list[Worn] = []
    for actor, clothes in worn:
        deed = deed_of(actor.action)
        name = (deed.hold_inside if inside else "") or deed.hold
        outfit = thing(name) if name and bare(clothes) and clothes.costume.drawing.rig == "biped" else None
        tag = HELD.get(name, HANDY)
        if outfit is None:
            provided.append((actor, clothes))
            continue
        if tag == HANDY:
            hands[actor.character.id] = (name, outfit)
        costume = replace(clothes.costume, tags=clothes.costume.tags | {tag})
        provided.append((actor, replace(clothes, costume=costume)))
    return provided


def _grip_of(thing: Outfit, actor: Actor, clothes: Outfit) -> str:
    """The tag that puts a thing into an actor's hand; "" where it has no place or the hand is full."""
    known = _tags(clothes.costume.drawing.root)
    if actor.action in BUSY or not bare(clothes):
        return ""
    tag = HELD.get(thing.kind.name, "")
    if tag in known:
        return tag
    by_hand = HANDY in known or (actor.action in SNAPS and clothes.kind.folder == "animals")
    return HANDY if thing.kind.handy and by_hand else ""


def bare(clothes: Outfit) -> bool:
    """Whether somebody's hands are empty."""
    return clothes.costume.tags.isdisjoint(_in_hand(clothes.costume.drawing.root) | {HANDY})


def _known(name: str) -> Prop:
    outfit = thing(name)
    assert outfit is not None, f"the artwork has a {name}"
    return name, outfit


@cache
def _tags(item: Part | Shape) -> frozenset[str]:
    inner = (_tags(child) for child in item.children) if isinstance(item, Part) else ()
    return item.when.union(*inner)


@cache
def _in_hand(item: Part | Shape) -> frozenset[str]:
    """The tags of all that a doll's hand can hold: those with which its forearm is raised."""
    if not isinstance(item, Part):
        return frozenset()
    return item.when if item.id == "forearm-held" else frozenset[str]().union(*(_in_hand(one) for one in item.children))
