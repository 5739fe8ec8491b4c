"""Time of day, weather and season -> Light: the colours everything is seen in.

A `Light` is a point in a linear space, so two of them mix. Paper colours are seen as
`paper x ambient`, then sink into the haze with distance. Knows nothing of drawings or canvases.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook import papers
from storyanim.render.storybook.papers import Colour, Tint, dimmed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.types import Setting


@dataclass(frozen=True, slots=True)
class Light:
    """Colours are RGB from 0 to 255; `ambient` multiplies; the rest are shares from 0 to 1."""

    sky_top: Tint
    sky_middle: Tint
    sky_low: Tint
    ambient: Tint
    haze: Tint
    haziness: float
    lamps: float
    stars: float
    sun: float
    moon: float
    height: float
    """Height of the sun or moon above the horizon, 0 to 1."""
    east: float = 0.0
    """Where the sun or moon stands: 1 at the picture's left, where it rises, -1 at its right."""
    overcast: float = 0.0
    _seen: dict[tuple[Colour, float], Colour] = field(
        default_factory=dict[tuple[Colour, float], Colour], compare=False, repr=False
    )
    """Colours already worked out: a frame asks for the same few dozen hundreds of times."""

    def seen(self, paper: Colour, depth: float) -> Colour:
        """A paper colour as it looks at a depth (0 at the lens, 1 at the sky)."""
        known = self._seen.get((paper, depth))
        if known is None:
            known = self._seen[paper, depth] = self._looked_up(paper, depth)
        return known

    def _looked_up(self, paper: Colour, depth: float) -> Colour:
        share = min(1.0, self.haziness * max(0.0, depth - 0.2) ** 1.3)
        red, green, blue = (tone * ambient for tone, ambient in zip(paper, self.ambient, strict=True))
        return papers.blended((red, green, blue), self.haze, share)

    def sky(self, height: int, horizon: float) -> NDArray[np.uint8]:
        """The sky's colour for every row: uint8 (height, 3)."""
        rows = np.linspace(0.0, 1.0, height) / max(horizon, 0.2)
        stops = np.array([self.sky_top, self.sky_middle, self.sky_low])
        channels = [np.interp(rows, (0.0, 0.55, 1.0), stops[:, channel]) for channel in range(3)]
        return np.stack(channels, axis=1).round().astype(np.uint8)


_TIMES = {
    "dawn": Light(
        (122, 156, 206), (236, 186, 196), (255, 222, 190), (0.98, 0.88, 0.88), (240, 202, 198), 1.0,
        0.35, 0.12, 1.0, 0.0, 0.10, 0.9,
    ),
    "morning": Light(
        (128, 190, 222), (196, 224, 222), (255, 236, 190), (1.0, 0.98, 0.90), (240, 234, 210), 0.92,
        0.0, 0.0, 1.0, 0.0, 0.40, 0.7,
    ),
    "day": Light(
        (96, 172, 216), (160, 210, 228), (236, 238, 222), (1.0, 1.0, 0.98), (222, 232, 226), 0.68,
        0.0, 0.0, 1.0, 0.0, 0.80, -0.25,
    ),
    "evening": Light(
        (118, 156, 186), (238, 200, 134), (255, 210, 112), (1.02, 0.87, 0.62), (248, 206, 132), 0.84,
        0.35, 0.0, 1.0, 0.0, 0.30, -0.62,
    ),
    "dusk": Light(
        (58, 60, 118), (186, 96, 112), (250, 156, 96), (0.82, 0.64, 0.68), (188, 112, 122), 0.82,
        0.9, 0.3, 1.0, 0.0, 0.05, -0.8,
    ),
    "night": Light(
        (14, 22, 52), (28, 44, 86), (60, 84, 126), (0.48, 0.56, 0.78), (50, 74, 120), 0.78,
        1.0, 1.0, 0.0, 1.0, 0.72, -0.5,
    ),
}  # fmt: skip
LAMPLIT: Tint = (1.0, 0.87, 0.72)
"""The warm light of lamps and a hearth in a room."""
FOOTLIGHTS, MOONLIGHTS = 0.34, 0.62
"""How far figures stand out of the light around them towards full light: by day, and in the deepest dark."""
BRIGHT, DARK = 0.82, 0.52
"""Brightness of the light around at which nothing is dark yet, and at which all is."""
STORM: Colour = (58, 64, 88)
"""What a thunderstorm's grey goes towards."""
MIST: Colour = (188, 196, 206)
"""What fog's grey goes towards: it is seen at night, too."""
_GREYER = {"storm": (STORM, 0.62), "fog": (MIST, 0.42)}
_OVERCAST = {"clear": 0.0, "wind": 0.15, "cloudy": 0.7, "fog": 0.93, "snow": 0.85, "rain": 0.85, "storm": 1.0}
_DIMMING = {"clear": 1.0, "wind": 1.0, "cloudy": 0.95, "fog": 0.97, "snow": 1.0, "rain": 0.84, "storm": 0.74}
_GREY = {
    "dawn": (206, 192, 194),
    "morning": (204, 208, 206),
    "day": (196, 202, 206),
    "evening": (196, 182, 162),
    "dusk": (120, 104, 130),
    "night": (38, 48, 76),
}


@lru_cache(maxsize=64)
def light_of(setting: Setting) -> Light:
    """The light of a setting."""
    light = _TIMES[setting.time]
    overcast = _OVERCAST[setting.weather]
    grey = papers.mixed(_GREY[setting.time], *_GREYER.get(setting.weather, (STORM, 0.0)))
    dim = _DIMMING[setting.weather]
    cover = 0.80 * overcast
    return Light(
        sky_top=dimmed(papers.mixed(light.sky_top, grey, cover), dim),
        sky_middle=dimmed(papers.mixed(light.sky_middle, grey, cover), dim),
        sky_low=dimmed(papers.mixed(light.sky_low, grey, cover), dim),
        ambient=dimmed(papers.mixed(light.ambient, _level(light.ambient), 0.5 * overcast), dim),
        haze=dimmed(papers.mixed(light.haze, grey, 0.8 * overcast), dim),
        haziness=min(1.6, light.haziness * (2.1 if setting.weather == "fog" else 1.0 + 0.25 * overcast)),
        lamps=max(light.lamps, 0.45 * (overcast > 0.8)),
        stars=light.stars * (1.0 - overcast),
        sun=light.sun * max(0.0, 1.0 - 1.25 * overcast),
        moon=light.moon * max(0.0, 1.0 - 1.1 * overcast),
        height=light.height,
        east=light.east,
        overcast=overcast,
    )


@lru_cache(maxsize=64)
def indoors(light: Light) -> Light:
    """The same hour inside: lamps and hearth instead of the sky."""
    lamplit = papers.mixed(dimmed(LAMPLIT, 0.94), light.ambient, 0.12)
    return replace(light, ambient=papers.mixed(light.ambient, lamplit, light.lamps), haziness=0.0, _seen={})


@lru_cache(maxsize=64)
def on_actors(light: Light) -> Light:
    """The light figures stand in: a little of the footlights, and more in the dark, so that nobody is lost in it."""
    share = FOOTLIGHTS + (MOONLIGHTS - FOOTLIGHTS) * darkness(light)
    red, green, blue = (tone + (1.0 - tone) * share for tone in light.ambient)
    return replace(light, ambient=(red, green, blue), _seen={})


def darkness(light: Light) -> float:
    """How dark it is around the figures, 0 to 1."""
    return min(1.0, max(0.0, (BRIGHT - _level(light.ambient)[0]) / (BRIGHT - DARK)))


def mixed(first: Light, second: Light, share: float) -> Light:
    """The light a share of the way from the first to the second."""

    def tint(one: Tint, two: Tint) -> Tint:
        return papers.mixed(one, two, share)

    def part(one: float, two: float) -> float:
        return one + (two - one) * share

    return Light(
        sky_top=tint(first.sky_top, second.sky_top),
        sky_middle=tint(first.sky_middle, second.sky_middle),
        sky_low=tint(first.sky_low, second.sky_low),
        ambient=tint(first.ambient, second.ambient),
        haze=tint(first.haze, second.haze),
        haziness=part(first.haziness, second.haziness),
        lamps=part(first.lamps, second.lamps),
        stars=part(first.stars, second.stars),
        sun=part(first.sun, second.sun),
        moon=part(first.moon, second.moon),
        height=part(first.height, second.height),
        east=part(first.east, second.east),
        overcast=part(first.overcast, second.overcast),
    )


def _level(colour: Tint) -> Tint:
    grey = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
    return grey, grey, grey
