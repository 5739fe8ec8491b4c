"""What the lens sees of each depth: the camera and the framing as one window, with parallax.

Lengths are in picture heights. Depth is 1 at the sky and 0 at the lens; actors stand at `ACTOR_DEPTH`.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTOR_DEPTH = 0.25
FAR_SHARE = 0.38
"""How much of the camera's movement the sky makes."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the lens sees: centre in picture heights from the middle of the picture, and zoom."""

    x: float
    y: float
    zoom: float

    def at(self, depth: float) -> Window:
        """The window on a depth: far layers move less, near ones a little more than the actors'."""
        behind = (depth - ACTOR_DEPTH) / (1.0 - ACTOR_DEPTH)
        share = 1.0 - (1.0 - FAR_SHARE) * behind if behind > 0.0 else 1.0 + (ACTOR_DEPTH - depth)
        return Window(self.x * share, self.y * share, 1.0 + (self.zoom - 1.0) * share)

    def sees(self, left: float, right: float, aspect: float) -> bool:
        """Whether anything between two x is inside a picture so many heights wide."""
        half = 0.5 * aspect / self.zoom
        return right >= self.x - half and left <= self.x + half
