"""Where actors stand, side by side, how large they are, what they do, and who rides whom.

Takes dressed actors, a moment, a place and a field, gives figures. Small wanderings are read from the noise near each
spot. Positions and sizes are in picture heights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate, pairwise
from math import cos, radians, sin
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.acting import UNDER_WATER, deed_of, done_by
from storyanim.render.storybook.anchors import point_of
from storyanim.render.storybook.cutout import Figure
from storyanim.render.storybook.wardrobe import Outfit, animal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.svg import Drawing
    from storyanim.types import Actor, Moment

LEAST_HEIGHT, MOST_HEIGHT = 0.15, 0.60
"""Bounds of a figure's height in picture heights: a mouse is seen, a giant fits."""
SEEN, MOST_GROWTH = 0.085, 1.5
"""Bounds beside somebody large: a mouse is seen beside a lion, but is no larger than the lion's muzzle."""
GOOD_HEIGHT = 0.34
"""What the tallest figure of a shot is enlarged to, where all are small."""
MOST_BOOST = 2.6
LEAST_FIT = 0.35
GAP = 0.07
"""Picture heights between neighbours."""
SHARE = 0.76
"""Share of the picture's width that a row of figures may take."""
LYING = 0.4
"""How high one who lies is, as a share of the height standing."""
HIPS = 0.34
"""How high a person's hips are, as a share of their drawing's height."""
TRAVEL_LIMIT = 0.34
"""Picture heights a walker crosses in one shot at most."""
FLIGHT_LIMIT = 0.30
"""Picture heights a flying figure is above the ground at most."""
OFFSHORE = 0.13
"""Picture heights below the far shore at which somebody swims."""
SPOKEN = frozenset({"talk", "sing", "read"})
IDLE = frozenset({"stand", "look", "walk"})
"""Who does no more than this joins in what a neighbour does with a partner."""

Worn = tuple["Actor", Outfit]


def actors_of(
    worn: Sequence[Worn], moment: Moment, place: Place, field: Field, steeds: Sequence[Outfit] = ()
) -> list[Figure]:
    """The actors from left to right, riders last; `steeds` are things of the shot that are ridden."""
    boost = _boost(worn, place, field.aspect)
    centres = _centres(breadths_of(worn, place, field.aspect), field.aspect, _gaps(worn, place.scale * boost))
    facings = _facings(worn)
    spots = [_Spot(*spot, place, field, boost) for spot in zip(centres, facings, strict=True)]
    actors = [_actor(*pair, spot, moment) for pair, spot in zip(worn, spots, strict=True)]
    return _mounted(actors, worn, moment, steeds)


def together(worn: Sequence[Worn]) -> list[Worn]:
    """The same, each in the manner of its kind and of its company.

    Who does something with a partner has one: the neighbour, who else only stands there. Who looks on while another
    speaks, listens.
    """
    actors = [replace(actor, action=done_by(outfit.kind.name, actor.action)) for actor, outfit in worn]
    for number, actor in enumerate(actors):
        beside = number + 1 if number + 1 < len(actors) else number - 1
        if deed_of(actor.action).partner is not None and actors[beside].action in IDLE:
            actors[beside] = replace(actors[beside], action=actor.action)
    heard = any(actor.action in SPOKEN for actor in actors)
    attentive = (replace(one, action="listen") if heard and one.action == "look" else one for one in actors)
    return [(actor, outfit) for actor, (_, outfit) in zip(attentive, worn, strict=True)]


def breadths_of(worn: Sequence[Worn], place: Place, aspect: float) -> list[float]:
    """How broad each actor is, in picture heights."""
    return _breadths(worn, place.scale * _boost(worn, place, aspect))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an actor stands, around `centre`, and which way it faces."""

    centre: float
    facing: float
    place: Place
    field: Field
    boost: float

    def wander(self, channel: int) -> float:
        return self.field.near(self.centre, self.place.stage, channel)


def _actor(actor: Actor, outfit: Outfit, spot: _Spot, moment: Moment) -> Figure:
    drawing = outfit.costume.drawing
    action = poses.action_of(drawing.rig, actor.action)
    scale = _bounded_scale(outfit, spot.place.scale * spot.boost)
    pose = _posed(action, outfit, scale, moment, _share_of(actor.character.id))
    if drawing.rig == "fish" and not (spot.place.afloat or spot.place.name in UNDER_WATER):
        pose = replace(pose, rise=0.0)
    way = min(action.travel * scale * moment.length, TRAVEL_LIMIT, 0.2 * spot.field.aspect)
    edge = max(0.0, 0.46 * spot.field.aspect - drawing.breadth * scale / 2)
    roam = 0.0 if deed_of(actor.action).partner else 0.045 * spot.wander(0)
    home = min(edge, max(-edge, spot.centre + roam))
    return Figure(
        key=f"character:{actor.character.id}",
        costume=replace(outfit.costume, tags=outfit.costume.tags | {actor.action}),
        x=home + spot.facing * way * (moment.seconds / moment.length - 0.5),
        y=_ground(actor, drawing.rig, spot.place) + 0.012 * spot.wander(1),
        scale=scale,
        facing=spot.facing,
        pose=pose,
        home=home,
        reach=(scale * max(drawing.breadth, _long(drawing.metres, action.turn)) + way) / 2,
        tallness=scale * (_tall(drawing.metres, action.turn) - _down(drawing, action)) + _height_in_air(action, scale),
        grounded=drawing.rig != "fish" and actor.action != "swim",
    )


def _facings(worn: Sequence[Worn]) -> list[float]:
    """Everybody faces who speaks, the nearest if many do; else the middle of the row. 1 is right, -1 left.

    So who comes walks up to the others; where all walk, they walk right.
    """
    if all(poses.action_of(outfit.costume.drawing.rig, actor.action).travel for actor, outfit in worn):
        return [1.0] * len(worn)
    middle = (len(worn) - 1) / 2
    facings: list[float] = []
    for number in range(len(worn)):
        speakers = [other for other, (actor, _) in enumerate(worn) if actor.action in SPOKEN and other != number]
        to = min(speakers, key=lambda other: abs(other - number)) if speakers else middle
        facings.append(-1.0 if to < number else 1.0)
    return facings


def _height_in_air(action: poses.Action, scale: float) -> float:
    return min(FLIGHT_LIMIT, scale * max(0.0, action.lift + action.bob + action.ascent))


def _tall(metres: float, turn: float) -> float:
    """Metres from the ground to the top of a body that is turned: little, if it lies."""
    return metres * (abs(cos(radians(turn))) + LYING * abs(sin(radians(turn))))


def _down(drawing: Drawing, action: poses.Action) -> float:
    """Metres a person's body is lowered by sitting or kneeling."""
    return max(0.0, -action.lift) * drawing.metres / poses.GROWN if drawing.rig == "biped" else 0.0


def _long(metres: float, turn: float) -> float:
    """Metres along the ground of a body that is turned: its height, if it lies."""
    return metres * abs(sin(radians(turn)))


def _posed(action: poses.Action, outfit: Outfit, scale: float, moment: Moment, offset: float) -> poses.Pose:
    """The pose of an actor so many picture heights to the metre: no higher in the air than the picture allows."""
    drawing = outfit.costume.drawing
    pose = poses.pose_at(action, moment.seconds, offset=offset)
    pose = replace(pose, rise=pose.rise + action.ascent * moment.seconds / moment.length)
    if drawing.rig == "biped":
        pose = poses.scaled(pose, drawing.metres / poses.GROWN)
        if "thing" in outfit.costume.tags:
            pose = poses.offering(pose)
    return poses.scaled(pose, min(1.0, FLIGHT_LIMIT / (pose.rise * scale))) if pose.rise > 0.0 else pose


def _ground(actor: Actor, rig: str, place: Place) -> float:
    """How far down the picture an actor's feet are: who swims is out in the water, if there is any."""
    if (actor.action == "swim" or rig == "fish") and place.shore is not None and not place.afloat:
        return min(place.stage, place.shore + OFFSHORE)
    return place.stage


def _mounted(actors: list[Figure], worn: Sequence[Worn], moment: Moment, things: Sequence[Outfit] = ()) -> list[Figure]:
    """Riders on the shot's animal or on a thing that is ridden, or else on a horse."""
    riders = [number for number, (actor, outfit) in enumerate(worn) if _rides(actor, outfit)]
    steeds = [number for number, (_, outfit) in enumerate(worn) if outfit.kind.mount]
    ridden = list(things)
    mounted = list(actors)
    extra: list[Figure] = []
    for rider in riders:
        if steeds:
            steed = actors[steeds.pop(0)]
        else:
            steed = _steed(actors[rider], moment.seconds, ridden.pop(0) if ridden else animal("horse"))
            extra.append(steed)
        mounted[rider] = _seated(actors[rider], steed)
    behind = [figure for number, figure in enumerate(mounted) if number not in riders]
    return [*behind, *extra, *(mounted[number] for number in riders)]


def _seated(rider: Figure, steed: Figure) -> Figure:
    """The rider with their hips on the mount's back, however it is turned or flies."""
    x, y = point_of(steed, "back")
    hips = HIPS * rider.costume.drawing.metres
    pose = replace(poses.scaled(rider.pose, 0.0), turn=rider.pose.turn + 0.5 * steed.pose.turn)
    seated = replace(rider, x=x, y=y + hips * rider.scale, facing=steed.facing, home=steed.home, pose=pose)
    return replace(seated, x=x - seated.lying * rider.scale, grounded=False, tallness=_above(steed, y, rider))


def _above(steed: Figure, back: float, rider: Figure) -> float:
    """How high over the steed's ground a rider's head is, in picture heights."""
    return steed.y - back + (1.0 - HIPS) * rider.costume.drawing.metres * rider.scale


def _rides(actor: Actor, outfit: Outfit) -> bool:
    return actor.action == "ride" and outfit.costume.drawing.rig == "biped"


def _steed(rider: Figure, seconds: float, outfit: Outfit) -> Figure:
    gait = poses.action_of(outfit.costume.drawing.rig, "walk")
    return replace(
        rider,
        key=f"{rider.key}:{outfit.kind.name}",
        costume=outfit.costume,
        scale=rider.scale * outfit.size,
        pose=poses.pose_at(gait, seconds),
        reach=max(rider.reach, outfit.costume.drawing.breadth * rider.scale / 2),
    )


def _bounded_scale(outfit: Outfit, scale: float) -> float:
    """Picture heights per metre of the drawing, so that the figure is neither a speck nor cut off."""
    height = outfit.height * scale
    least = min(LEAST_HEIGHT, max(SEEN, MOST_GROWTH * height))
    return outfit.size * scale * min(max(height, least), MOST_HEIGHT) / height


def _boost(worn: Sequence[Worn], place: Place, aspect: float) -> float:
    """How much larger all figures are drawn: small animals are no specks, a crowd fits in a narrow picture."""
    tallest = max((outfit.height for _, outfit in worn), default=1.0) * place.scale
    boost = min(MOST_BOOST, max(1.0, GOOD_HEIGHT / tallest))
    return boost * _fit(_breadths(worn, place.scale * boost), aspect)


def _breadths(worn: Sequence[Worn], scale: float) -> list[float]:
    return [outfit.costume.drawing.breadth * _bounded_scale(outfit, scale) for _, outfit in worn]


def _fit(widths: Sequence[float], aspect: float) -> float:
    """How much smaller figures are drawn so that they stand side by side in a narrow picture."""
    total = sum(widths) + GAP * max(0, len(widths) - 1)
    return max(LEAST_FIT, min(1.0, SHARE * aspect / total)) if total else 1.0


def _gaps(worn: Sequence[Worn], scale: float) -> list[float]:
    """Picture heights between each actor and the next: below 0 where partners come close, or into each other's arms."""
    breadths = _breadths(worn, scale)
    gaps: list[float] = []
    for number, (one, other) in enumerate(pairwise(worn)):
        near = deed_of(one[0].action).partner if one[0].action == other[0].action else None
        both = breadths[number] + breadths[number + 1]
        gaps.append(GAP if near is None else (near - 1.0) * both / 2)
    return gaps


def _centres(breadths: Sequence[float], aspect: float, gaps: Sequence[float]) -> list[float]:
    """Centres of figures side by side, in the middle of the picture; closer, at last overlapping, in a narrow one."""
    total = sum(breadths) + sum(gaps)
    steps = (breadth + gap for breadth, gap in zip(breadths, (*gaps, 0.0), strict=False))
    ends = list(accumulate(steps, initial=-total / 2))
    centres = [left + breadth / 2 for left, breadth in zip(ends, breadths, strict=False)]
    squeeze = min(1.0, SHARE * aspect / total) if total else 1.0
    for centre, breadth in zip(centres, breadths, strict=True):
        if centre:
            squeeze = min(squeeze, max(0.0, 0.46 * aspect - breadth / 2) / abs(centre))
    return [centre * squeeze for centre in centres]


def _share_of(text: str) -> float:
    """A number from 0 to 1 that a text always has."""
    return int.from_bytes(blake2b(text.encode(), digest_size=2).digest()) / 65536
