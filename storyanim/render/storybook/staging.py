"""Moment + field -> Stage: who and what stands where, in which light. All values, no paint.

Positions are in picture heights: x from the picture's centre, y from its top. Two stages mix (`between`): what
both have moves, what only one has rises or sinks like scenery in a paper theatre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from storyanim.render.storybook import light as lighting
from storyanim.render.storybook import poses
from storyanim.render.storybook.places import Place, place_of
from storyanim.render.storybook.svg import Drawing, Part, Shape
from storyanim.render.storybook.wardrobe import Outfit, dressed, thing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.light import Light
    from storyanim.render.storybook.puppet import Costume
    from storyanim.types import Actor, Framing, Moment, Subject

Clock = tuple[tuple[float, float], ...]
"""Pairs of (seconds since a shot began, weight): two while shots morph, so that motion mixes and never rewinds."""

FRAMING_ZOOM: Mapping[Framing, float] = {"wide": 1.0, "medium": 1.16, "close": 1.6}
LEAST_HEIGHT, MOST_HEIGHT = 0.15, 0.60
"""Bounds of a figure's height in picture heights: a mouse is seen, a giant fits."""
GOOD_HEIGHT = 0.34
"""What the tallest figure of a shot is enlarged to, where all are small."""
HELD = ("lantern", "basket", "sword", "book", "umbrella", "broom", "spade", "bag", "staff", "rod")
IN_THE_WATER = frozenset({"swim", "fly", "dive", "sink", "drown"})
VESSELS = ("boat", "sailing-boat", "ship", "raft")
BOARD = 0.42
"""How high in a boat its passengers stand, as a share of its height."""
TRAVEL_LIMIT = 0.34
"""Picture heights a walker crosses in one shot at most."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody or something on the stage. `scale` is picture heights per metre; `facing` 1 right, -1 left."""

    key: str
    costume: Costume
    x: float
    y: float
    scale: float
    facing: float
    pose: poses.Pose
    presence: float
    front: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is seen at one moment. `sets` are places with how far each is up; weather by share."""

    sets: tuple[tuple[Place, float], ...]
    light: Light
    weather: Mapping[str, float]
    season: Mapping[str, float]
    figures: tuple[Figure, ...]
    clock: Clock
    focus: tuple[float, float, float]
    """Centre (x, y) and zoom of the framing."""


def stage_of(moment: Moment, field: Field) -> Stage:
    """The stage of one moment."""
    subject = moment.subject
    place = place_of(subject.setting)
    light = lighting.light_of(subject.setting)
    figures = _figures(moment, place, field)
    return Stage(
        sets=((place, 1.0),),
        light=lighting.indoors(light) if place.inside else light,
        weather={subject.setting.weather: 1.0},
        season={subject.setting.season: 1.0},
        figures=figures,
        clock=((moment.seconds, 1.0),),
        focus=_focus(subject, place, figures, field.aspect),
    )


def between(first: Stage, second: Stage, share: float) -> Stage:
    """The stage a share of the way from the first to the second."""
    return Stage(
        sets=_mixed_sets(first.sets, second.sets, share),
        light=lighting.mixed(first.light, second.light, share),
        weather=_mixed_shares(first.weather, second.weather, share),
        season=_mixed_shares(first.season, second.season, share),
        figures=_mixed_figures(first.figures, second.figures, share),
        clock=(*((seconds, weight * (1 - share)) for seconds, weight in first.clock),
               *((seconds, weight * share) for seconds, weight in second.clock)),
        focus=tuple(one + (two - one) * share for one, two in zip(first.focus, second.focus, strict=True)),  # type: ignore[arg-type]
    )  # fmt: skip


def _mixed_sets(
    first: tuple[tuple[Place, float], ...], second: tuple[tuple[Place, float], ...], share: float
) -> tuple[tuple[Place, float], ...]:
    ups: dict[str, tuple[Place, float]] = {place.name: (place, up * (1 - share)) for place, up in first}
    for place, up in second:
        ups[place.name] = (place, ups.get(place.name, (place, 0.0))[1] + up * share)
    return tuple(ups.values())


def _mixed_shares(first: Mapping[str, float], second: Mapping[str, float], share: float) -> Mapping[str, float]:
    names = dict.fromkeys((*first, *second))
    return {name: first.get(name, 0.0) * (1 - share) + second.get(name, 0.0) * share for name in names}


def _mixed_figures(first: Sequence[Figure], second: Sequence[Figure], share: float) -> tuple[Figure, ...]:
    after = {figure.key: figure for figure in second}
    before = {figure.key for figure in first}
    leaving = [
        _mixed_figure(figure, after[figure.key], share)
        if figure.key in after
        else replace(figure, presence=figure.presence * (1 - share))
        for figure in first
    ]
    entering = [replace(figure, presence=figure.presence * share) for figure in second if figure.key not in before]
    return (*leaving, *entering)


def _mixed_figure(first: Figure, second: Figure, share: float) -> Figure:
    def mix(one: float, two: float) -> float:
        return one + (two - one) * share

    return Figure(
        key=first.key,
        costume=first.costume if share < 0.5 else second.costume,
        x=mix(first.x, second.x),
        y=mix(first.y, second.y),
        scale=mix(first.scale, second.scale),
        facing=mix(first.facing, second.facing),
        pose=poses.between(first.pose, second.pose, share),
        presence=mix(first.presence, second.presence),
        front=second.front,
    )


# --- who stands where ---------------------------------------------------------------------------------


def _figures(moment: Moment, place: Place, field: Field) -> tuple[Figure, ...]:
    subject = moment.subject
    worn = [(actor, outfit) for actor in subject.actors if (outfit := dressed(actor.character)) is not None]
    things = [(name, outfit) for name in subject.things if (outfit := thing(name)) is not None]
    worn, things = _held(worn, things)
    # The same two people keep their sides of the stage all film long, as on a screen that keeps its axis.
    worn.sort(key=lambda pair: blake2b(pair[0].character.id.encode(), digest_size=4).digest())
    boost = _boost(worn, place)
    widths = [_width(outfit) * place.scale * boost for _, outfit in worn]
    centres = _centres(widths, field.aspect)
    actors = [
        _actor(actor, outfit, (centres[number], number, len(worn)), moment, place, field, boost)
        for number, (actor, outfit) in enumerate(worn)
    ]
    if place.afloat and any(actor.action not in IN_THE_WATER for actor, _ in worn):
        craft, things = _craft(things, sum(widths), place, field)
        board = BOARD * craft.scale * craft.costume.drawing.metres
        actors = [*(replace(figure, y=figure.y - board) for figure in actors), craft]
    props = [_prop(number, name, outfit, sum(widths), place, field) for number, (name, outfit) in enumerate(things[:3])]
    return (*(prop for prop in props if not prop.front), *actors, *(prop for prop in props if prop.front))


def _actor(
    actor: Actor, outfit: Outfit, spot: tuple[float, int, int], moment: Moment, place: Place, field: Field, boost: float
) -> Figure:
    centre, number, count = spot
    action = poses.action_of(outfit.costume.drawing.rig, actor.action)
    drawing = outfit.costume.drawing
    pose = poses.pose_at(action, moment.seconds, offset=_share_of(actor.character.id))
    if drawing.rig == "biped":
        pose = poses.scaled(pose, drawing.metres / poses.GROWN)
    scale = _bounded_scale(outfit, place.scale * boost)
    facing = -1.0 if count > 1 and number == count - 1 and action.travel == 0 else 1.0
    reach = min(action.travel * scale * moment.length, TRAVEL_LIMIT)
    way = facing * reach * (moment.seconds / moment.length - 0.5)
    wander = 0.045 * field.near(centre, place.stage, 0)
    return Figure(
        key=f"character:{actor.character.id}",
        costume=outfit.costume,
        x=centre + wander + way,
        y=place.stage + 0.012 * field.near(centre, place.stage, 1) + 0.01 * (number % 2),
        scale=scale,
        facing=facing,
        pose=pose,
        presence=1.0,
        front=True,
    )


def _craft(
    things: list[tuple[str, Outfit]], crowd: float, place: Place, field: Field
) -> tuple[Figure, list[tuple[str, Outfit]]]:
    """What carries the actors over the water: the first vessel that is named, or a rowing boat; the other things."""
    vessels = [(name, outfit) for name, outfit in things if outfit.kind.name in VESSELS]
    name, outfit = vessels[0] if vessels else ("boat", thing("boat"))
    assert outfit is not None, "the artwork has a boat"
    scale = (crowd + 0.16) / (0.72 * _width(outfit)) * outfit.size
    rock = 0.006 * field.near(0.0, place.stage, 2)
    x, y = 0.0, place.stage + 0.05 + rock
    craft = Figure(f"thing:{name}", outfit.costume, x, y, scale, 1.0, poses.REST, 1.0, front=True)
    return craft, [pair for pair in things if pair[0] != name]


def _prop(number: int, name: str, outfit: Outfit, crowd: float, place: Place, field: Field) -> Figure:
    side = -1.0 if number % 2 == 0 else 1.0
    height = _height(outfit)
    scale = place.scale * min(1.35, MOST_HEIGHT / max(height * place.scale, 1e-6))
    scale = max(scale, 0.10 / height)
    half = _width(outfit) * scale / 2
    limit = max(field.aspect / 2 - half * 0.9, 0.05)
    x = side * min(crowd / 2 + half + 0.10 + 0.16 * (number // 2), limit)
    large = height > 2.2
    water = place.shore
    y = {
        "water": place.stage - 0.05 if water is None else max(water + 0.08, min(place.stage, 0.86) - 0.06),
        "table": place.stage - 0.02,
        "hang": 0.30 + height * scale,
    }.get(outfit.kind.stands, place.stage - (0.07 if large else 0.015))
    return Figure(
        key=f"thing:{name}",
        costume=outfit.costume,
        x=x + 0.04 * field.near(x, y, 2),
        y=y,
        scale=scale,
        facing=1.0,
        pose=poses.REST,
        presence=1.0,
        front=not large and outfit.kind.stands == "ground",
    )


def _held(
    worn: list[tuple[Actor, Outfit]], things: list[tuple[str, Outfit]]
) -> tuple[list[tuple[Actor, Outfit]], list[tuple[str, Outfit]]]:
    """Things that the first able figure of the shot holds rather than has lying about."""
    held = [(name, outfit) for name, outfit in things if outfit.kind.name in HELD]
    for name, outfit in held[:1]:
        for number, (actor, clothes) in enumerate(worn):
            if outfit.kind.name in _tags(clothes.costume.drawing):
                costume = replace(clothes.costume, tags=clothes.costume.tags | {outfit.kind.name})
                worn = [*worn[:number], (actor, replace(clothes, costume=costume)), *worn[number + 1 :]]
                return worn, [pair for pair in things if pair[0] != name]
    return worn, things


def _tags(drawing: Drawing) -> frozenset[str]:
    def below(part: Part | Shape) -> frozenset[str]:
        inner = (below(child) for child in part.children) if isinstance(part, Part) else ()
        return part.when.union(*inner)

    return below(drawing.root)


def _height(outfit: Outfit) -> float:
    return outfit.costume.drawing.metres * outfit.size


def _width(outfit: Outfit) -> float:
    return outfit.costume.drawing.breadth * outfit.size


def _bounded_scale(outfit: Outfit, scale: float) -> float:
    height = _height(outfit) * scale
    return outfit.size * scale * min(max(height, LEAST_HEIGHT), MOST_HEIGHT) / height


def _boost(worn: Sequence[tuple[Actor, Outfit]], place: Place) -> float:
    """How much larger all figures are drawn, so that a shot of small animals is not a shot of specks."""
    tallest = max((_height(outfit) for _, outfit in worn), default=1.0) * place.scale
    return min(2.6, max(1.0, GOOD_HEIGHT / tallest))


def _centres(widths: Sequence[float], aspect: float) -> list[float]:
    """Centres of figures side by side, in the middle of the picture, closer where it is narrow."""
    gap = 0.07
    total = sum(widths) + gap * max(0, len(widths) - 1)
    squeeze = min(1.0, 0.86 * aspect / total) if total else 1.0
    centres: list[float] = []
    left = -total / 2
    for width in widths:
        centres.append((left + width / 2) * squeeze)
        left += width + gap
    return centres


def _focus(subject: Subject, place: Place, figures: Sequence[Figure], aspect: float) -> tuple[float, float, float]:
    actors = [figure for figure in figures if figure.key.startswith("character:")]
    if not actors:
        return 0.0, 0.5, 1.0
    zoom = FRAMING_ZOOM[subject.framing]
    tall = max(figure.scale * figure.costume.drawing.metres for figure in actors)
    x = sum(figure.x for figure in actors) / len(actors)
    slack = (1 - 1 / zoom) / 2
    y = place.stage - tall * (0.55 if subject.framing == "close" else 0.4)
    return _clamped(x, slack * aspect), 0.5 + _clamped(y - 0.5, slack), zoom


def _clamped(value: float, limit: float) -> float:
    return min(max(value, -limit), limit)


def _share_of(text: str) -> float:
    """A number from 0 to 1 that a text always has."""
    return int.from_bytes(blake2b(text.encode(), digest_size=2).digest()) / 65536
