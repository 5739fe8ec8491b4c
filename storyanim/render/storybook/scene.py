"""What every layer of scenery is painted with: the canvas, the stage, the noise, the place, and its air and snow.

Knows nothing of layers. Depth is 1 at the sky and 0 at the lens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.render.storybook.puppet import Air

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.storybook.canvas import Canvas
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.lens import Window
    from storyanim.render.storybook.places import Place
    from storyanim.render.storybook.staging import Stage
    from storyanim.types import Season, Setting

SNOWLESS = frozenset({"desert", "beach", "jungle", "island", "sky", "sea", "deck"})
"""Places in the open where no snow lies."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every layer is painted with."""

    canvas: Canvas
    stage: Stage
    field: Field
    place: Place
    window: Window

    def air(self, depth: float) -> Air:
        """The air at a depth, with this moment's wind."""
        wind = 1.0 + 2.2 * self.stage.weather("wind") + 2.8 * self.stage.weather("storm")
        return Air(self.stage.light, depth, self.stage.clock, wind)

    @property
    def lean(self) -> float:
        """How far trees lean before the wind, as a skew."""
        return 0.0 if self.place.sheltered else 0.05 * self.stage.weather("wind") + 0.04 * self.stage.weather("storm")

    @property
    def snow_cover(self) -> float:
        """How much snow lies, 0 to 1."""
        return sum(share * _snow_on(self.place, setting) for setting, share in self.stage.settings)

    @property
    def dressings(self) -> Mapping[tuple[Season, bool], float]:
        """Seasons, with snow lying or not, and the share of each: two while one becomes the other."""
        shares: dict[tuple[Season, bool], float] = {}
        for setting, share in self.stage.settings:
            dressing = setting.season, _snow_on(self.place, setting) > 0.5
            shares[dressing] = shares.get(dressing, 0.0) + share
        return shares


def _snow_on(place: Place, setting: Setting) -> float:
    """How much snow lies on a place's scenery in a setting, 0 to 1."""
    if place.sheltered or place.name in SNOWLESS:
        return 0.0
    return 1.0 if setting.weather == "snow" else 0.85 if setting.season == "winter" else 0.0
