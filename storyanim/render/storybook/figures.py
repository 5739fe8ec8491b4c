"""Figures: who and what stands on a place's stage at one moment, in the order they are painted.

Takes one moment's subject, a place and a field. Positions are in picture heights: x from the picture's centre, y from
its top. Knows nothing of light or paint.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from storyanim.render.storybook.acting import abed, support_of, supported, with_marks
from storyanim.render.storybook.actors import actors_of, breadths_of, together
from storyanim.render.storybook.anchors import has_anchor
from storyanim.render.storybook.props import VESSELS, aboard, bare, craft_of, dipped, held, in_hand, props_of, sides_of
from storyanim.render.storybook.puppet import Costume
from storyanim.render.storybook.speaking import in_turn
from storyanim.render.storybook.svg import load_drawing
from storyanim.render.storybook.wardrobe import dressed, extra, thing
from storyanim.types import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.render.storybook.actors import Worn
    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.props import Prop
    from storyanim.render.storybook.svg import Drawing
    from storyanim.render.storybook.wardrobe import Outfit
    from storyanim.types import Moment, Subject

SEATED = frozenset({"sit", "fish", "sleep"})
IN_THE_WATER = frozenset({"swim", "fly", "dive", "sink", "drown"})
MOST_THINGS = 3
MOST_ACTORS, MOST_EXTRAS = 4, 2
"""So many animals and people among the things join the actors, and no more than four are on the stage then."""
NO_CLIMBERS = frozenset({"fish", "bird", "insect", "owl", "tall"})
"""Rigs that fly or float up, or walk uphill."""
ABOVE_ALL = frozenset({"clash", "heart", "speech", "oar"})
"""Marks that are painted over everybody, and over the side of a boat."""
AIRBORNE = frozenset({"bee", "wasp", "butterfly", "moth", "dragonfly", "fly", "firefly", "gull", "bat"})


def figures_of(moment: Moment, place: Place, field: Field) -> tuple[Figure, ...]:
    """Everybody and everything of a moment, in the order they are painted."""
    worn, things = _wanted(moment.subject, inside=place.inside)
    ridden, things = _ridden(worn, things)
    worn, things, hands = held(together(worn), things, inside=place.inside)
    actors = actors_of(worn, moment, place, field, ridden)
    crowd = sum(breadths_of(worn, place, field.aspect))
    craft: list[Figure] = []
    inside: Figure | None = None
    if _aboard(worn, things, place):
        boat, things = craft_of(things, crowd, place, field)
        rowed = frozenset({"row"} & {actor.action for actor, _ in worn})
        inside, *craft = sides_of(replace(boat, costume=replace(boat.costume, tags=boat.costume.tags | rowed)))
        actors = [aboard(figure, boat, place) for figure in actors]
    seats = None if craft else _seats(things)
    cast = _acting(actors, {f"character:{actor.character.id}": (actor, outfit) for actor, outfit in worn}, place, seats)
    cast = [dipped(one, craft[0]) if craft and one.costume.drawing.name == "oar" else one for one in cast]
    cast = in_turn(cast, moment)
    taken = {seat.costume.drawing.name for seat in cast if seat.key.startswith("mark:")}
    things = [prop for prop in things if prop[1].costume.drawing.name not in taken]
    props = props_of(things[:MOST_THINGS], crowd, place, field)
    carried = [in_hand(figure, hands[who]) for figure in actors if (who := figure.key.partition(":")[2]) in hands]
    return (
        *(prop for prop in props if not prop.front),
        *(() if inside is None else (inside,)),
        *(one for one in cast if not _above_all(one)),
        *carried,
        *craft,
        *(one for one in cast if _above_all(one)),
        *(prop for prop in props if prop.front),
    )


def _acting(
    actors: Sequence[Figure], cast: Mapping[str, Worn], place: Place, seats: list[Outfit] | None
) -> list[Figure]:
    """The actors with the marks of what they do, and with what they sit on, climb or lie in (aboard: nothing)."""
    figures: list[Figure] = []
    for figure in actors:
        if figure.key not in cast:
            figures.append(figure)
            continue
        actor, outfit = cast[figure.key]
        below, raised = ([], figure) if seats is None else _based(figure, actor.action, place, seats)
        figures.extend((*below, *with_marks(raised, actor.action, outfit.kind.name, place, bare=bare(outfit))))
    return figures


def _above_all(figure: Figure) -> bool:
    return figure.key.startswith("mark:") and figure.costume.drawing.name in ABOVE_ALL


def _based(figure: Figure, action: str, place: Place, seats: list[Outfit]) -> tuple[list[Figure], Figure]:
    """What is under or behind an actor, and the actor raised by it: a seat of the shot, or what the place has."""
    rig = figure.costume.drawing.rig
    if action == "sleep" and place.inside and rig == "biped":
        bed, sleeper = abed(figure, Costume(load_drawing("marks", "bed")))
        return [bed], sleeper
    support = support_of(action, place)
    if not support or (rig != "biped" and action != "climb") or rig in NO_CLIMBERS:
        return [], figure
    if action == "sit" and seats:
        below, figure = supported(figure, seats[0].costume, seats.pop(0).size)
    else:
        below, figure = supported(figure, Costume(_support(support)), 0.0)
    return [below], figure


def _support(name: str) -> Drawing:
    """What stands ready in every place: a thing of its own, or a mark."""
    return load_drawing("things" if name == "ladder" else "marks", name)


def _seats(things: Sequence[Prop]) -> list[Outfit]:
    return [outfit for _, outfit in things if has_anchor(outfit.costume.drawing, "seat")]


def _ridden(worn: Sequence[Worn], things: list[Prop]) -> tuple[list[Outfit], list[Prop]]:
    """Things that are ridden where somebody rides, such as a bicycle; and the others."""
    riders = sum(actor.action == "ride" for actor, _ in worn)
    ridden = [prop for prop in things if has_anchor(prop[1].costume.drawing, "back")][:riders]
    return [outfit for _, outfit in ridden], [prop for prop in things if prop not in ridden]


def _wanted(subject: Subject, *, inside: bool) -> tuple[list[Worn], list[Prop]]:
    """Actors and things that can be drawn; the actors in an order of their own.

    The same two people keep their sides of the stage all film long, as on a screen that keeps its axis.
    """
    worn = [
        (actor, outfit)
        for actor in (*subject.actors, *_extras(subject))
        if (outfit := dressed(actor.character)) is not None
    ]
    worn.sort(key=lambda pair: blake2b(pair[0].character.id.encode(), digest_size=4).digest())
    season = subject.setting.season
    things = [(name, outfit) for name in dict.fromkeys(subject.things) if (outfit := thing(name, season)) is not None]
    return worn, [prop for prop in things if not (prop[1].kind.outdoors if inside else prop[1].kind.indoors)]


def _extras(subject: Subject) -> list[Actor]:
    """Animals and people who are named among the things and are nobody of the cast: they stand by."""
    cast = {word for actor in subject.actors for word in (actor.character.kind, *actor.character.kind.split())}
    names = [name for name in dict.fromkeys(subject.things) if thing(name) is None and name not in cast]
    found = [character for name in names if (character := extra(name)) is not None]
    room = max(0, min(MOST_EXTRAS, MOST_ACTORS - len(subject.actors)))
    return [Actor(character, "fly" if character.kind in AIRBORNE else "stand") for character in found[:room]]


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
