"""One cut-out figure on the stage, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sin
from typing import TYPE_CHECKING

from storyanim.render.storybook.lens import ACTOR_DEPTH

if TYPE_CHECKING:
    from storyanim.render.storybook.poses import Pose
    from storyanim.render.storybook.puppet import Costume


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
    pose: Pose
    presence: float = 1.0
    front: bool = True
    home: float = 0.0
    reach: float = 0.0
    tallness: float = 0.0
    """Picture heights from the ground to the highest it comes in the whole shot."""
    grounded: bool = True
    """Whether it throws a shadow on the ground below it."""
    depth: float = ACTOR_DEPTH
    """What moves with the camera as it does: what floats before a bank keeps to the land's edge."""
    far: bool = False
    """Whether the land before it, and all that stands there, is painted over it."""
    sunk: float = 0.0
    """Metres of it that are under water or behind a boat's side, and not painted."""
    airy: bool = False
    """Whether it throws none on what is behind it either: tears, waves, words."""

    @property
    def lying(self) -> float:
        """Metres a turned body is moved along: it turns about its feet, and lies over the same spot."""
        return -0.5 * sin(radians(self.pose.turn)) * self.costume.drawing.metres * self.facing
