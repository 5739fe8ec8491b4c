"""Who and what stands where on a place's stage: actors side by side, things beside them, boats and mounts under them.

Takes one moment's subject, a place and a field, gives figures. Positions are in picture heights: x from the picture's
centre, y from its top. Small wanderings are read from the noise near each spot. Knows nothing of light or paint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.svg import Part, Shape
from storyanim.render.storybook.wardrobe import Outfit, animal, dressed, thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.puppet import Costume
    from storyanim.types import Actor, Moment, Subject

LEAST_HEIGHT, MOST_HEIGHT = 0.15, 0.60
"""Bounds of a figure's height in picture heights: a mouse is seen, a giant fits."""
GOOD_HEIGHT = 0.34
"""What the tallest figure of a shot is enlarged to, where all are small."""
MOST_BOOST = 2.6
LEAST_FIT = 0.5
GAP = 0.07
"""Picture heights between neighbours."""
HELD = ("lantern", "basket", "sword", "book", "umbrella", "broom", "spade", "bag", "staff", "rod")
IN_THE_WATER = frozenset({"swim", "fly", "dive", "sink", "drown"})
VESSELS = ("boat", "sailing-boat", "ship", "raft")
BOARD = 0.42
"""How high in a boat its passengers stand, as a share of its height."""
HIPS = 0.40
"""How high a person's hips are, as a share of their drawing's height."""
TRAVEL_LIMIT = 0.34
"""Picture heights a walker crosses in one shot at most."""
FLIGHT_LIMIT = 0.30
"""Picture heights a flying figure is above the ground at most."""
MOST_THINGS = 3
MOST_WIDTH = 0.5
"""Picture heights that a thing lying about is wide at most."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody or something on the stage.

    `scale` is picture heights per metre; `facing` 1 right, -1 left. `home` is the middle of what it covers in the
    whole shot and `reach` half the width of that, so that a framing can hold it without following it.
    """

    key: str
    costume: Costume
    x: float
    y: float
    scale: float
    facing: float
    pose: poses.Pose
    presence: float = 1.0
    front: bool = True
    home: float = 0.0
    reach: float = 0.0
    grounded: bool = True
    """Whether it throws a shadow on the ground below it."""


Worn = tuple["Actor", Outfit]
Prop = tuple[str, Outfit]


def figures_of(moment: Moment, place: Place, field: Field) -> tuple[Figure, ...]:
    """Everybody and everything of a moment, in the order they are painted."""
    worn, things = _held(*_wanted(moment.subject))
    boost = _boost(worn, place)
    boost *= _fit(_widths(worn, place.scale * boost), field.aspect)
    widths = _widths(worn, place.scale * boost)
    centres = _centres(widths, field.aspect)
    spots = [_Spot(centre, number, len(worn), place, field, boost) for number, centre in enumerate(centres)]
    actors = [_actor(*pair, spot, moment) for pair, spot in zip(worn, spots, strict=True)]
    actors = _mounted(actors, worn)
    if place.afloat and any(actor.action not in IN_THE_WATER for actor, _ in worn):
        craft, things = _craft(things, sum(widths), place, field)
        board = BOARD * craft.scale * craft.costume.drawing.metres
        actors = [*(replace(figure, y=figure.y - board) for figure in actors), craft]
    props = [_prop(number, prop, sum(widths), place, field) for number, prop in enumerate(things[:MOST_THINGS])]
    return (*(prop for prop in props if not prop.front), *actors, *(prop for prop in props if prop.front))


def _wanted(subject: Subject) -> tuple[list[Worn], list[Prop]]:
    """Actors and things that can be drawn; the actors in an order of their own.

    The same two people keep their sides of the stage all film long, as on a screen that keeps its axis.
    """
    worn = [(actor, outfit) for actor in subject.actors if (outfit := dressed(actor.character)) is not None]
    worn.sort(key=lambda pair: blake2b(pair[0].character.id.encode(), digest_size=4).digest())
    return worn, [(name, outfit) for name in subject.things if (outfit := thing(name)) is not None]


# --- actors -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an actor stands: the `number`-th of `count` from the left, around `centre`."""

    centre: float
    number: int
    count: int
    place: Place
    field: Field
    boost: float

    def wander(self, channel: int) -> float:
        return self.field.near(self.centre, self.place.stage, channel)


def _actor(actor: Actor, outfit: Outfit, spot: _Spot, moment: Moment) -> Figure:
    drawing = outfit.costume.drawing
    action = poses.action_of(drawing.rig, actor.action)
    scale = _bounded_scale(outfit, spot.place.scale * spot.boost)
    pose = poses.pose_at(action, moment.seconds, offset=_share_of(actor.character.id))
    if drawing.rig == "biped":
        pose = poses.scaled(pose, drawing.metres / poses.GROWN)
    if pose.rise * scale > FLIGHT_LIMIT:
        pose = poses.scaled(pose, FLIGHT_LIMIT / (pose.rise * scale))
    facing = -1.0 if spot.count > 1 and spot.number == spot.count - 1 and action.travel == 0 else 1.0
    way = min(action.travel * scale * moment.length, TRAVEL_LIMIT)
    home = spot.centre + 0.045 * spot.wander(0)
    return Figure(
        key=f"character:{actor.character.id}",
        costume=replace(outfit.costume, tags=outfit.costume.tags | {actor.action}),  # who sleeps shuts their eyes
        x=home + facing * way * (moment.seconds / moment.length - 0.5),
        y=spot.place.stage + 0.012 * spot.wander(1) + 0.01 * (spot.number % 2),
        scale=scale,
        facing=facing,
        pose=pose,
        home=home,
        reach=(drawing.breadth * scale + way) / 2,
    )


def _mounted(actors: list[Figure], worn: Sequence[Worn]) -> list[Figure]:
    """Riders on the shot's animal, or else on a horse."""
    riders = [number for number, (actor, outfit) in enumerate(worn) if _rides(actor, outfit)]
    steeds = [number for number, (_, outfit) in enumerate(worn) if outfit.kind.mount]
    mounted = list(actors)
    extra: list[Figure] = []
    for rider in riders:
        if steeds:
            steed = actors[steeds.pop(0)]
        else:
            steed = _steed(actors[rider])
            extra.append(steed)
        mounted[rider] = _seated(actors[rider], steed)
    behind = [figure for number, figure in enumerate(mounted) if number not in riders]
    return [*behind, *extra, *(mounted[number] for number in riders)]


def _seated(rider: Figure, steed: Figure) -> Figure:
    """The rider with their hips on the mount's back."""
    back = steed.costume.drawing.anchor("back")
    hips = HIPS * rider.costume.drawing.metres
    x = steed.x + steed.facing * (back[0] - steed.costume.drawing.axis) * steed.costume.drawing.scale * steed.scale
    high = (steed.costume.drawing.ground - back[1]) * steed.costume.drawing.scale * steed.scale
    y = steed.y - high + hips * rider.scale
    pose = poses.scaled(rider.pose, 0.0)
    return replace(rider, x=x, y=y, facing=steed.facing, home=steed.home, pose=pose, grounded=False)


def _rides(actor: Actor, outfit: Outfit) -> bool:
    return actor.action == "ride" and outfit.costume.drawing.rig == "biped"


def _steed(rider: Figure) -> Figure:
    outfit = animal("horse")
    gait = poses.action_of(outfit.costume.drawing.rig, "walk")
    return replace(
        rider,
        key=f"{rider.key}:horse",
        costume=outfit.costume,
        scale=rider.scale * outfit.size,
        pose=poses.pose_at(gait, 0.0),
        reach=max(rider.reach, outfit.costume.drawing.breadth * rider.scale / 2),
    )


# --- things -------------------------------------------------------------------------------------------


def _craft(things: list[Prop], crowd: float, place: Place, field: Field) -> tuple[Figure, list[Prop]]:
    """What carries the actors over the water: the first vessel that is named, or a rowing boat; the other things."""
    vessels = [prop for prop in things if prop[1].kind.name in VESSELS] or [("boat", _rowing_boat())]
    name, outfit = vessels[0]
    scale = (crowd + 0.16) / (0.72 * outfit.costume.drawing.breadth)
    y = place.stage + 0.05 + 0.006 * field.near(0.0, place.stage, 2)
    craft = Figure(f"thing:{name}", outfit.costume, 0.0, y, scale, 1.0, poses.REST, reach=(crowd + 0.16) / 1.44)
    return craft, [prop for prop in things if prop[0] != name]


def _rowing_boat() -> Outfit:
    boat = thing("boat")
    assert boat is not None, "the artwork has a boat"
    return boat


def _prop(number: int, prop: Prop, crowd: float, place: Place, field: Field) -> Figure:
    name, outfit = prop
    height = _height(outfit)
    scale = max(min(1.2 * place.scale, MOST_HEIGHT / height, MOST_WIDTH / _width(outfit)), 0.10 / height)
    half = _width(outfit) * scale / 2
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


def _held(worn: list[Worn], things: list[Prop]) -> tuple[list[Worn], list[Prop]]:
    """The first thing that a figure of the shot can hold goes into its hand rather than on the ground."""
    for name, outfit in things:
        for number, (actor, clothes) in enumerate(worn):
            if outfit.kind.name in HELD and outfit.kind.name in _tags(clothes.costume.drawing.root):
                costume = replace(clothes.costume, tags=clothes.costume.tags | {outfit.kind.name})
                holding = (actor, replace(clothes, costume=costume))
                return [*worn[:number], holding, *worn[number + 1 :]], [prop for prop in things if prop[0] != name]
    return worn, things


def _tags(item: Part | Shape) -> frozenset[str]:
    inner = (_tags(child) for child in item.children) if isinstance(item, Part) else ()
    return item.when.union(*inner)


# --- sizes --------------------------------------------------------------------------------------------


def _height(outfit: Outfit) -> float:
    return outfit.costume.drawing.metres * outfit.size


def _width(outfit: Outfit) -> float:
    return outfit.costume.drawing.breadth * outfit.size


def _bounded_scale(outfit: Outfit, scale: float) -> float:
    """Picture heights per metre of the drawing, so that the figure is neither a speck nor cut off."""
    height = _height(outfit) * scale
    return outfit.size * scale * min(max(height, LEAST_HEIGHT), MOST_HEIGHT) / height


def _boost(worn: Sequence[Worn], place: Place) -> float:
    """How much larger all figures are drawn, so that a shot of small animals is not a shot of specks."""
    tallest = max((_height(outfit) for _, outfit in worn), default=1.0) * place.scale
    return min(MOST_BOOST, max(1.0, GOOD_HEIGHT / tallest))


def _widths(worn: Sequence[Worn], scale: float) -> list[float]:
    return [outfit.costume.drawing.breadth * _bounded_scale(outfit, scale) for _, outfit in worn]


def _fit(widths: Sequence[float], aspect: float) -> float:
    """How much smaller figures are drawn so that they stand side by side in a narrow picture."""
    total = sum(widths) + GAP * max(0, len(widths) - 1)
    return max(LEAST_FIT, min(1.0, 0.86 * aspect / total)) if total else 1.0


def _centres(widths: Sequence[float], aspect: float) -> list[float]:
    """Centres of figures side by side, in the middle of the picture, closer where it is narrow."""
    total = sum(widths) + GAP * max(0, len(widths) - 1)
    squeeze = min(1.0, 0.86 * aspect / total) if total else 1.0
    centres: list[float] = []
    left = -total / 2
    for width in widths:
        centres.append((left + width / 2) * squeeze)
        left += width + GAP
    return centres


def _share_of(text: str) -> float:
    """A number from 0 to 1 that a text always has."""
    return int.from_bytes(blake2b(text.encode(), digest_size=2).digest()) / 65536
