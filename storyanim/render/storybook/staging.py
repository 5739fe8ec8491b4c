"""Moment + field -> Stage: who and what stands where, in which light. All values, no paint.

Positions are in picture heights: x from the picture's centre, y from its top. Two stages mix (`between`): what
both have moves, what only one has rises or sinks like scenery in a paper theatre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.render.storybook import light as lighting
from storyanim.render.storybook.figures import figures_of
from storyanim.render.storybook.morphs import mixed_figures
from storyanim.render.storybook.places import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.light import Light
    from storyanim.types import Framing, Moment, Setting, Subject

Clock = tuple[tuple[float, float], ...]
"""Pairs of (seconds since a shot began, weight): two while shots morph, so that motion mixes and never rewinds."""

FRAMING_ZOOM: Mapping[Framing, float] = {"wide": 1.0, "medium": 1.16, "close": 1.9}
CUT_AT = 0.28
"""Where a close framing cuts figures, as a share of their height from the ground."""
KNEES_AT = 0.2
"""How high knees are, as a share of a figure's height with room for a hat."""
SMALL = 0.85
"""Beside somebody taller, who is no more than such a share of their height is not cut: all are seen whole."""
PUSHED = 1.2
"""How much nearer a camera may come before it loses somebody whom the framing holds."""
AT_REST = 1.065
"""How near a camera that stands still is."""
UNDERFOOT = 0.03
"""Picture heights of ground kept below feet."""
AROUND = 0.05
"""Picture heights of air kept beside the figures by a framing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is seen at one moment. `sets` are places with how far each is up; `settings` have shares of 1."""

    sets: tuple[tuple[Place, float], ...]
    light: Light
    settings: tuple[tuple[Setting, float], ...]
    figures: tuple[Figure, ...]
    clock: Clock
    focus: tuple[float, float, float]
    """Centre (x, y) and zoom of the framing."""
    floor: float = 0.0
    """How far down the picture the lens sees at least: feet are in it, unless the framing cuts above them."""

    def weather(self, name: str) -> float:
        """How much of this weather there is, 0 to 1."""
        return sum(share for setting, share in self.settings if setting.weather == name)

    def season(self, name: str) -> float:
        """How much of this season it is, 0 to 1."""
        return sum(share for setting, share in self.settings if setting.season == name)


def stage_of(moment: Moment, field: Field) -> Stage:
    """The stage of one moment."""
    subject = moment.subject
    place = place_of(subject.setting)
    light = lighting.light_of(subject.setting)
    figures = figures_of(moment, place, field)
    focus = _focus(subject, place, figures, field.aspect)
    return Stage(
        sets=((place, 1.0),),
        light=lighting.indoors(light) if place.inside else light,
        settings=((subject.setting, 1.0),),
        figures=figures,
        clock=((moment.seconds, 1.0),),
        focus=focus,
        floor=_floor(focus, figures),
    )


def between(first: Stage, second: Stage, share: float) -> Stage:
    """The stage a share of the way from the first to the second."""
    return Stage(
        sets=_mixed_sets(first.sets, second.sets, share),
        light=lighting.mixed(first.light, second.light, share),
        settings=_mixed_settings(first.settings, second.settings, share),
        figures=mixed_figures(first.figures, second.figures, share),
        clock=(*((seconds, weight * (1 - share)) for seconds, weight in first.clock),
               *((seconds, weight * share) for seconds, weight in second.clock)),
        focus=(
            first.focus[0] + (second.focus[0] - first.focus[0]) * share,
            first.focus[1] + (second.focus[1] - first.focus[1]) * share,
            first.focus[2] + (second.focus[2] - first.focus[2]) * share,
        ),
        floor=first.floor + (second.floor - first.floor) * share,
    )  # fmt: skip


def _mixed_sets(
    first: tuple[tuple[Place, float], ...], second: tuple[tuple[Place, float], ...], share: float
) -> tuple[tuple[Place, float], ...]:
    ups: dict[str, tuple[Place, float]] = {place.name: (place, up * (1 - share)) for place, up in first}
    for place, up in second:
        ups[place.name] = (place, ups.get(place.name, (place, 0.0))[1] + up * share)
    return tuple(ups.values())


def _mixed_settings(
    first: tuple[tuple[Setting, float], ...], second: tuple[tuple[Setting, float], ...], share: float
) -> tuple[tuple[Setting, float], ...]:
    shares = {setting: part * (1 - share) for setting, part in first}
    for setting, part in second:
        shares[setting] = shares.get(setting, 0.0) + part * share
    return tuple((setting, part) for setting, part in shares.items() if part > 0.0)


def _focus(subject: Subject, place: Place, figures: Sequence[Figure], aspect: float) -> tuple[float, float, float]:
    """Centre (x, y) and zoom that hold all actors for the whole shot: they move in the frame, it does not follow."""
    actors = [figure for figure in figures if figure.key.startswith("character:")]
    if not actors:
        return 0.0, 0.5, 1.0
    left = min(figure.home - figure.reach for figure in actors) - AROUND
    right = max(figure.home + figure.reach for figure in actors) + AROUND
    top = min(figure.y - figure.tallness for figure in actors)
    bottom = place.stage + 0.5 * AROUND
    knees = bottom - KNEES_AT * (bottom - top)
    cut = subject.framing == "close" and not _small_companion(actors)
    if cut:
        bottom -= CUT_AT * (bottom - top)
    closest = aspect / (right - left) / PUSHED, 1.0 / (bottom - top) / (1.0 if cut else PUSHED)
    zoom = min(FRAMING_ZOOM[subject.framing], *closest)
    zoom = max(1.0, zoom)
    slack = (1 - 1 / zoom) / 2
    y = bottom - 0.4 * (bottom - top)
    half = 0.5 / (zoom * AT_REST)
    if subject.framing == "close" and not cut:
        y = place.stage + UNDERFOOT - half
    elif cut:
        y = _low((top + bottom) / 2 + half, (top, knees, place.stage + UNDERFOOT), half) - half
    return _clamped((left + right) / 2, slack * aspect), 0.5 + _clamped(y - 0.5, slack), zoom


def _small_companion(actors: Sequence[Figure]) -> bool:
    """Whether somebody is so much smaller than another, such as a dog or a child, that a cut would lose them."""
    heights = [figure.tallness for figure in actors]
    return min(heights) < SMALL * max(heights)


def _low(low: float, body: tuple[float, float, float], half: float) -> float:
    """Where a close framing ends below: under the feet, if the whole body has room, else not below the knee.

    The body is told by its top, its knees and the line under its feet; the lens sees twice `half`.
    """
    top, knees, feet = body
    if not knees < low < feet:
        return low
    return feet if 2 * half > feet - top + AROUND else knees


def _floor(focus: tuple[float, float, float], figures: Sequence[Figure]) -> float:
    """The line under the feet of all who stand, with a little ground; 0 where the framing cuts figures above them."""
    feet = max((one.y for one in figures if one.key.startswith("character:") and one.grounded), default=1.0)
    _, y, zoom = focus
    return min(1.0, feet + UNDERFOOT) if y + 0.5 / (zoom * AT_REST) > feet else 0.0


def _clamped(value: float, limit: float) -> float:
    return min(max(value, -limit), limit)
