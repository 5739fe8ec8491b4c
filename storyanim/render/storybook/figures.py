"""Figures: who and what stands on a place's stage at one moment, in the order they are painted.

Takes one moment's subject, a place and a field. Positions are in picture heights: x from the picture's centre, y from
its top. Knows nothing of light or paint.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from storyanim.render.storybook.actors import actors_of, breadths_of
from storyanim.render.storybook.props import BOARD, CRAFT_DEPTH, VESSELS, craft_of, held, prop_of
from storyanim.render.storybook.wardrobe import dressed, thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.storybook.actors import Worn
    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.props import Prop
    from storyanim.render.storybook.wardrobe import Outfit
    from storyanim.types import Actor, Moment, Subject

SEATED = frozenset({"sit", "fish", "sleep"})
IN_THE_WATER = frozenset({"swim", "fly", "dive", "sink", "drown"})
MOST_THINGS = 3
OUT_OF_DOORS = frozenset(
    [
        "campfire",
        "boat",
        "sailing-boat",
        "ship",
        "raft",
        "well",
        "carriage",
        "cart",
        "sled",
        "car",
        "truck",
        "bus",
        "tram",
        "train",
        "street-lamp",
        "tent",
        "rocket",
    ]
)
"""Things nobody has in a room: a fire there is in the hearth, which the room shows already."""


def figures_of(moment: Moment, place: Place, field: Field) -> tuple[Figure, ...]:
    """Everybody and everything of a moment, in the order they are painted."""
    worn, things = held(*_wanted(moment.subject, inside=place.inside))
    actors = actors_of(worn, moment, place, field)
    crowd = sum(breadths_of(worn, place, field.aspect))
    if _aboard(worn, things, place):
        craft, things = craft_of(things, crowd, place, field)
        shift = craft.y - CRAFT_DEPTH - place.stage
        actors = [replace(figure, y=figure.y + shift) for figure in actors]
        board = BOARD * craft.scale * craft.costume.drawing.metres
        actors = [*(replace(figure, y=figure.y - board) for figure in actors), craft]
    props = [prop_of(number, prop, crowd, place, field) for number, prop in enumerate(things[:MOST_THINGS])]
    return (*(prop for prop in props if not prop.front), *actors, *(prop for prop in props if prop.front))


def _wanted(subject: Subject, *, inside: bool) -> tuple[list[Worn], list[Prop]]:
    """Actors and things that can be drawn; the actors in an order of their own.

    The same two people keep their sides of the stage all film long, as on a screen that keeps its axis.
    """
    worn = [(actor, outfit) for actor in subject.actors if (outfit := dressed(actor.character)) is not None]
    worn.sort(key=lambda pair: blake2b(pair[0].character.id.encode(), digest_size=4).digest())
    things = [(name, outfit) for name in dict.fromkeys(subject.things) if (outfit := thing(name)) is not None]
    return worn, [prop for prop in things if not (inside and prop[1].kind.name in OUT_OF_DOORS)]


def _aboard(worn: Sequence[Worn], things: Sequence[Prop], place: Place) -> bool:
    """Whether the actors are in a boat: at sea, when they row, or where they sit and a boat is on the water."""
    if any(actor.action == "row" for actor, _ in worn):
        return True
    if place.afloat:
        return any(_needs_a_boat(actor, outfit) for actor, outfit in worn)
    vessel = any(outfit.kind.name in VESSELS for _, outfit in things)
    return vessel and place.shore is not None and any(actor.action in SEATED for actor, _ in worn)


def _needs_a_boat(actor: Actor, outfit: Outfit) -> bool:
    return actor.action not in IN_THE_WATER and outfit.costume.drawing.rig not in ("fish", "bird", "still")
