"""What an action shows beside the turning of joints: marks in the air, what it is done on, who does it together.

Takes an action's name and posed figures, gives figures. The table is data (`art/acting.toml`). Knows nothing of
joints, light or paint. Positions are in picture heights.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import TYPE_CHECKING, Any

from storyanim.render.storybook import poses
from storyanim.render.storybook.anchors import has_anchor, point_of
from storyanim.render.storybook.cutout import Figure
from storyanim.render.storybook.puppet import Costume
from storyanim.render.storybook.svg import load_drawing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.render.storybook.places import Place

ROCKY = frozenset({"mountains", "cliffs", "cave", "cave-mouth", "desert", "beach", "ruins"})
WOODED = frozenset(
    "forest pinewood jungle meadow garden hills farm field road river lake swamp island graveyard mill".split()  # noqa: SIM905
)
"""Where somebody climbs a rock or a tree; elsewhere it is a ladder."""
LOADS = frozenset({"box", "bundle"})
"""What is carried where the story names nothing."""
WATERS = frozenset({"pond", "wave"})
UNDER_WATER = frozenset({"underwater"})
"""Places that are all water, where nobody floats on it."""
SEAT = 0.12
"""How high the thighs of one who sits are, as a share of a person's drawing's height."""
SKIRTS, SKIRTED = frozenset({"dress", "robe"}), 1.6
"""Clothes that hide a seat, and how much higher it is then."""
BED_ALONG = 0.14
"""How far a bed is moved towards a sleeper's feet, as a share of the drawing's height: that leaves room for a hat."""
LADDER_LEAN = 13.0
"""Degrees."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A small cut-out that goes with an acting figure; lengths are shares of the body's size."""

    art: str
    at: str = "mouth"
    ahead: float = 0.0
    up: float = 0.0
    size: float = 0.3
    behind: bool = False
    same: bool = False
    people: bool = False
    beasts: bool = False
    inside: bool = False
    outside: bool = False
    ashore: bool = False
    once: bool = False
    least: float = 0.0
    """Picture heights it is high at least."""
    but: tuple[str, ...] = ()
    """Rigs that never have it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What belongs to an action. `partner` is how near two come who do it together, as a share of their breadth."""

    marks: tuple[Mark, ...] = ()
    partner: float | None = None
    on: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the kind of place: outside, inside, rock or wood."""
    hold: str = ""
    hold_inside: str = ""
    instead: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a kind: what it does instead of an action."""


def deed_of(action: str) -> Deed:
    """What belongs to this action; nothing for most."""
    return _deeds().get(action, Deed())


def done_by(kind: str, action: str) -> str:
    """How a kind does an action: a witch flies on her broom."""
    return deed_of(f"kind {kind}").instead.get(action, action)


def with_marks(figure: Figure, action: str, kind: str, place: Place, *, bare: bool) -> Iterator[Figure]:
    """A figure with the marks of its action and kind around it, in painting order; a `bare` one has empty hands."""
    own = (f"kind {kind}", f"rig {figure.costume.drawing.rig}") if not place.inside and not place.afloat else ()
    every = (*deed_of(action).marks, *(mark for name in own for mark in deed_of(name).marks))
    marks = [mark for mark in every if _shows(mark, figure, place, bare=bare)]
    yield from (_placed(mark, figure) for mark in marks if mark.behind)
    yield figure
    yield from (_placed(mark, figure) for mark in marks if not mark.behind)


def support_of(action: str, place: Place) -> str:
    """The mark that an action is done on in a place: a log in a wood, a stool in a room; "" for none."""
    on = deed_of(action).on
    return on.get(_ground(place), on.get("outside", ""))


def _ground(place: Place) -> str:
    if place.inside:
        return "inside"
    return "rock" if place.name in ROCKY else "wood" if place.name in WOODED else "outside"


def supported(figure: Figure, support: Costume, size: float) -> tuple[Figure, Figure]:
    """What a figure sits on or climbs, and the figure on it; `size` is how much larger than drawn it is.

    A drawing with the anchor `seat` is sat on, at its own height or at least at the sitter's; others stand before a
    climber.
    """
    drawing = support.drawing
    sign = -1.0 if figure.facing < 0.0 else 1.0
    key = f"mark:{figure.key}:{drawing.name}"
    if not has_anchor(drawing, "seat"):
        reach = 0.16 * figure.costume.drawing.metres * figure.scale
        pose = poses.Pose({}, turn=LADDER_LEAN if drawing.name == "ladder" else 0.0)
        scale = 1.02 * figure.costume.drawing.metres * figure.scale / 2.34
        return Figure(key, support, figure.x + sign * reach, figure.y, scale, figure.facing, pose), figure
    seat = drawing.anchor("seat")
    skirted = not SKIRTS.isdisjoint(figure.costume.tags)
    under = SEAT * figure.costume.drawing.metres
    low = under * (SKIRTED if skirted else 1.0)
    own = (drawing.ground - seat[1]) * drawing.scale
    tall = max(low, 0.8 * own * size) if size > 0.0 else low
    scale = tall / own * figure.scale
    x = figure.x - sign * scale * drawing.scale * (seat[0] - drawing.axis)
    raised = replace(figure, pose=replace(figure.pose, rise=figure.pose.rise + tall - under))
    return Figure(key, support, x, figure.y, scale, figure.facing, poses.REST), raised


def abed(sleeper: Figure, bed: Costume) -> tuple[Figure, Figure]:
    """A bed as long as the sleeper, and the sleeper lying in it."""
    drawing = bed.drawing
    metres = sleeper.costume.drawing.metres * sleeper.scale
    length = 1.04 * metres
    scale = length / drawing.breadth
    high = (drawing.ground - drawing.anchor("lie")[1]) * drawing.scale * scale
    key = f"mark:{sleeper.key}:{drawing.name}"
    low = replace(sleeper, pose=replace(sleeper.pose, rise=sleeper.pose.rise + high / sleeper.scale), grounded=False)
    x = sleeper.x + (-BED_ALONG if sleeper.facing < 0.0 else BED_ALONG) * metres
    return Figure(key, bed, x, sleeper.y, scale, sleeper.facing, poses.REST), low


def _shows(mark: Mark, figure: Figure, place: Place, *, bare: bool) -> bool:
    rig = figure.costume.drawing.rig
    if rig in mark.but or (mark.people and rig != "biped") or (mark.beasts and rig == "biped"):
        return False
    if mark.art in WATERS and place.name in UNDER_WATER:
        return False
    if (mark.inside and not place.inside) or (mark.outside and place.inside):
        return False
    if mark.ashore and (place.afloat or place.shore is not None):
        return False
    if mark.once and figure.facing < 0.0:
        return False
    return bare or mark.at == "ground" or mark.art not in LOADS


def body_of(figure: Figure) -> float:
    """How large a figure's body is, in picture heights: the side of a square of its height and breadth."""
    drawing = figure.costume.drawing
    return sqrt(drawing.metres * drawing.breadth) * figure.scale


def _at(figure: Figure, anchor: str) -> tuple[float, float]:
    match anchor:
        case "home":
            return figure.home, figure.y
        case "ground" | "front":
            return figure.x, figure.y
        case _:
            return point_of(figure, anchor)


def _placed(mark: Mark, figure: Figure) -> Figure:
    drawing = load_drawing("marks", mark.art)
    body = max(body_of(figure), mark.least / mark.size)
    x, y = _at(figure, mark.at)
    sign = -1.0 if figure.facing < 0.0 else 1.0
    return Figure(
        key=f"mark:{figure.key}:{mark.art}",
        costume=Costume(drawing, frozenset({"second"} if figure.facing < 0.0 else ())),
        x=x + sign * mark.ahead * body,
        y=y - mark.up * body + (0.5 * mark.size * body if mark.at not in ("ground", "home") else 0.0),
        scale=mark.size * body / drawing.metres,
        facing=1.0 if mark.same else figure.facing,
        pose=poses.REST,
        presence=figure.presence,
        grounded=False,
        depth=figure.depth,
        airy=True,
    )


@cache
def _deeds() -> Mapping[str, Deed]:
    text = (files("storyanim.render.storybook") / "art" / "acting.toml").read_text(encoding="utf-8")
    return {action: _deed(values) for action, values in tomllib.loads(text).items()}


def _deed(values: dict[str, Any]) -> Deed:
    marks = tuple(Mark(**mark) for mark in values.pop("marks", ()))
    return Deed(marks=marks, **values)
