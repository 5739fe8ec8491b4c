"""A renderer that guides another: its pictures say what is where, the other one says how that looks.

Takes a guide and views, gives its pictures and its noise. A guide is drawn without the camera, since whoever is guided
by it moves the camera over what it makes of the picture: once, and over a picture that stands as still as its story.
Knows no renderer by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from storyanim.render import noise
from storyanim.types import Camera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.render.renderer import Renderer
    from storyanim.types import Size, View


@runtime_checkable
class CarriesNoise(Protocol):
    """A guide that knows what moves: under a moving figure, noise that stands still would make its texture stick."""

    def noise_of(self, view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
        """Noise of one layer (see `noise.plane`), float32 (4, rows, columns) for a window of so many latents.

        White and of unit variance as `noise.combine` gives it, but moved with what the view shows without its camera.
        It follows from the view alone.
        """
        ...


def guide_pictures(guide: Renderer, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
    """What the guide draws of the views, without their cameras: uint8 (len(views), height, width, 3), RGB."""
    whole = [replace(view, camera=Camera(), keys=()) for view in views]
    drawn: list[NDArray[np.uint8]] = []
    for first in range(0, len(whole), guide.batch):
        batch = whole[first : first + guide.batch]
        padded = [*batch, *[batch[-1]] * (guide.batch - len(batch))]
        drawn.append(guide.draw(padded, size)[: len(batch)].copy())
    return np.concatenate(drawn)


def guide_noise(guide: Renderer | None, view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
    """The view's noise, float32 (4, rows, columns): moved with what the guide shows, if it knows."""
    if isinstance(guide, CarriesNoise):
        return guide.noise_of(view, window, layer)
    return noise.combine(view.noise, *window, layer)
