"""Where actors stand, side by side, how large they are, what they do, and who rides whom.

Takes dressed actors, a moment, a place and a field, gives figures. Small wanderings are read from the noise near each
spot. Positions and sizes are in picture heights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses
from storyanim.render.storybook.cutout import Figure
from storyanim.render.storybook.wardrobe import Outfit, animal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.puppet import Costume
    from storyanim.types import Actor, Moment

LEAST_HEIGHT, MOST_HEIGHT = 0.15, 0.60
"""Bounds of a figure's height in picture heights: a mouse is seen, a giant fits."""
GOOD_HEIGHT = 0.34
"""What the tallest figure of a shot is enlarged to, where all are small."""
MOST_BOOST = 2.6
LEAST_FIT = 0.35
GAP = 0.07
"""Picture heights between neighbours."""
SHARE = 0.76
"""Share of the picture's width that a row of figures may take."""
HIPS = 0.40
"""How high a person's hips are, as a share of their drawing's height."""
TRAVEL_LIMIT = 0.34
"""Picture heights a walker crosses in one shot at most."""
FLIGHT_LIMIT = 0.30
"""Picture heights a flying figure is above the ground at most."""

Worn = tuple["Actor", Outfit]


def actors_of(worn: Sequence[Worn], moment: Moment, place: Place, field: Field) -> list[Figure]:
    """The actors from left to right, riders last."""
    boost = _boost(worn, place, field.aspect)
    centres = _centres(breadths_of(worn, place, field.aspect), field.aspect)
    spots = [_Spot(centre, number, len(worn), place, field, boost) for number, centre in enumerate(centres)]
    actors = [_actor(*pair, spot, moment) for pair, spot in zip(worn, spots, strict=True)]
    return _mounted(actors, worn, moment)


def breadths_of(worn: Sequence[Worn], place: Place, aspect: float) -> list[float]:
    """How broad each actor is, in picture heights."""
    return _breadths(worn, place.scale * _boost(worn, place, aspect))


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
    way = min(action.travel * scale * moment.length, TRAVEL_LIMIT, 0.2 * spot.field.aspect)
    edge = max(0.0, 0.46 * spot.field.aspect - drawing.breadth * scale / 2)
    home = min(edge, max(-edge, spot.centre + 0.045 * spot.wander(0)))
    return Figure(
        key=f"character:{actor.character.id}",
        costume=_asleep(outfit.costume) if actor.action == "sleep" else outfit.costume,
        x=home + facing * way * (moment.seconds / moment.length - 0.5),
        y=spot.place.stage + 0.012 * spot.wander(1) + 0.01 * (spot.number % 2),
        scale=scale,
        facing=facing,
        pose=pose,
        home=home,
        reach=(drawing.breadth * scale + way) / 2,
        tallness=scale * drawing.metres + min(FLIGHT_LIMIT, scale * max(0.0, action.lift + action.bob)),
    )


def _asleep(costume: Costume) -> Costume:
    """The same with the eyes shut, where the drawing can."""
    return replace(costume, tags=costume.tags | {"sleep"})


def _mounted(actors: list[Figure], worn: Sequence[Worn], moment: Moment) -> list[Figure]:
    """Riders on the shot's animal, or else on a horse."""
    riders = [number for number, (actor, outfit) in enumerate(worn) if _rides(actor, outfit)]
    steeds = [number for number, (_, outfit) in enumerate(worn) if outfit.kind.mount]
    mounted = list(actors)
    extra: list[Figure] = []
    for rider in riders:
        if steeds:
            steed = actors[steeds.pop(0)]
        else:
            steed = _steed(actors[rider], moment.seconds)
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


def _steed(rider: Figure, seconds: float) -> Figure:
    outfit = animal("horse")
    gait = poses.action_of(outfit.costume.drawing.rig, "walk")
    return replace(
        rider,
        key=f"{rider.key}:horse",
        costume=outfit.costume,
        scale=rider.scale * outfit.size,
        pose=poses.pose_at(gait, seconds),
        reach=max(rider.reach, outfit.costume.drawing.breadth * rider.scale / 2),
    )


def _bounded_scale(outfit: Outfit, scale: float) -> float:
    """Picture heights per metre of the drawing, so that the figure is neither a speck nor cut off."""
    height = outfit.height * scale
    return outfit.size * scale * min(max(height, LEAST_HEIGHT), MOST_HEIGHT) / height


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


def _centres(breadths: Sequence[float], aspect: float) -> list[float]:
    """Centres of figures side by side, in the middle of the picture; closer, at last overlapping, in a narrow one."""
    total = sum(breadths) + GAP * max(0, len(breadths) - 1)
    ends = list(accumulate((breadth + GAP for breadth in breadths), initial=-total / 2))
    centres = [left + breadth / 2 for left, breadth in zip(ends, breadths, strict=False)]
    squeeze = min(1.0, SHARE * aspect / total) if total else 1.0
    for centre, breadth in zip(centres, breadths, strict=True):
        if centre:
            squeeze = min(squeeze, max(0.0, 0.46 * aspect - breadth / 2) / abs(centre))
    return [centre * squeeze for centre in centres]


def _share_of(text: str) -> float:
    """A number from 0 to 1 that a text always has."""
    return int.from_bytes(blake2b(text.encode(), digest_size=2).digest()) / 65536
