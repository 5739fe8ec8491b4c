"""Noise that goes where the figures go, for a model that draws on storybook's pictures.

Scenery stands still without a camera, so its noise may too; but under a walking figure noise that stands still makes
a model's texture stick to the screen while the figure passes through it. So every figure carries a plane of its own,
cut out along its outline. Takes a view, gives noise of unit variance that follows from the view alone. Paints nothing
but outlines.

Noise moved by a part of a latent must stay white, which no mixing of neighbours does; the idea of taking it for the sum
of endlessly fine noise is from Chang et al., "How I Warped Your Noise" (ICLR 2024).
"""

from __future__ import annotations

from hashlib import blake2b
from math import ceil, floor, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render import noise
from storyanim.render.storybook.canvas import Canvas
from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.lens import Window
from storyanim.render.storybook.painting import stage_of_view
from storyanim.render.storybook.puppet import paint_silhouette
from storyanim.types import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.staging import Stage
    from storyanim.types import SeedWeight, View

PLANES = 4
"""Independent planes to move one: itself, and what splits its latents along rows, along columns, and the latter's."""
PIXELS = 4
"""Pixels of an outline along each side of a latent."""
WHITE = (255, 255, 255)
"""What an outline is painted in."""


def carried_noise(view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
    """Noise of one layer, float32 (4, rows, columns): the view's own, and over it that of every figure on it."""
    rows, columns = window
    size = Size(columns * noise.LATENT_STEP, rows * noise.LATENT_STEP)
    stage = stage_of_view(view, read_field(view.noise, size))
    carried = noise.combine(view.noise, rows, columns, layer)
    for figure in stage.figures:
        mask = outline(figure, stage, window)
        if mask.any():
            plane = moved_plane(view.noise, window, figure_layer(figure.key, layer), place_of(figure, stage, window))
            # Of independent planes the squares of the shares must add up to 1.
            carried = np.sqrt(1.0 - mask) * carried + np.sqrt(mask) * plane
    return carried


def figure_layer(key: str, layer: int) -> int:
    """The first of the `PLANES` layers of noise that a figure carries, independent of the scenery's and all others'."""
    digest = blake2b(key.encode(), digest_size=6).digest()
    return (int.from_bytes(digest, "big") + 1 << 8) + PLANES * layer


def place_of(figure: Figure, stage: Stage, window: tuple[int, int]) -> tuple[float, float]:
    """Where a figure's feet are, in latents down and to the right of the picture's centre."""
    lens = _lens(stage)
    scale = window[0] * lens.zoom
    return (figure.y - figure.pose.rise * figure.scale - 0.5 - lens.y) * scale, (figure.x - lens.x) * scale


def outline(figure: Figure, stage: Stage, window: tuple[int, int]) -> NDArray[np.float32]:
    """How much of each latent a figure covers, 0 to 1: float32 (rows, columns)."""
    if figure.presence <= 0.0:
        return np.zeros(window, np.float32)
    rows, columns = window
    canvas, lens = Canvas(Size(columns * PIXELS, rows * PIXELS)), _lens(stage)
    scale, pose = rows * PIXELS * lens.zoom, figure.pose
    side = 1.0 if figure.facing >= 0.0 else -1.0
    lying = -0.5 * sin(radians(pose.turn)) * figure.costume.drawing.metres * figure.facing
    with (
        canvas.moved(columns * PIXELS / 2, rows * PIXELS / 2, scale=(scale, scale)),
        canvas.moved(figure.x - lens.x, figure.y - lens.y - 0.5, scale=(figure.scale, figure.scale)),
        canvas.moved(lying, -pose.rise, scale=(side * max(abs(figure.facing), 0.06), 1.0), turn=pose.turn * side),
    ):
        paint_silhouette(canvas, figure.costume, WHITE, pose)
    covered = canvas.rgb()[:, :, 0].reshape(rows, PIXELS, columns, PIXELS).mean((1, 3), dtype=np.float32)
    return covered * np.float32(figure.presence / 255.0)


def moved_plane(
    weights: tuple[SeedWeight, ...], window: tuple[int, int], layer: int, place: tuple[float, float]
) -> NDArray[np.float32]:
    """A plane whose centre is moved to a place (latents down and to the right), float32 (4, rows, columns)."""
    down, right = floor(place[0]), floor(place[1])
    reach = [
        ceil((side // 2 + abs(shift) + 2) / noise.TILE) * noise.TILE
        for side, shift in zip(window, (down, right), strict=True)
    ]
    planes = [noise.combine(weights, 2 * reach[0], 2 * reach[1], layer + number) for number in range(PLANES)]
    top, left = reach[0] - window[0] // 2 - down - 1, reach[1] - window[1] // 2 - right - 1
    cut = [plane[:, top : top + window[0] + 1, left : left + window[1] + 1] for plane in planes]
    level, bridge = (_shifted(cut[at], cut[at + 1], place[0] - down, 1) for at in (0, 2))
    return _shifted(level, bridge, place[1] - right, 2)


def _shifted(plane: NDArray[np.float32], bridge: NDArray[np.float32], part: float, axis: int) -> NDArray[np.float32]:
    """White noise moved along an axis by a part of a latent (0 to 1), one shorter there, and still white.

    A latent is split like a Brownian bridge: given its whole, the noise of a share f of it is f * whole, give or take
    sqrt(f * (1 - f)) * bridge. Each moved latent is one's second share and the next one's first.
    """
    count = plane.shape[axis] - 1
    (first, second), (give, take) = (
        (np.take(each, range(count), axis), np.take(each, range(1, count + 1), axis)) for each in (plane, bridge)
    )
    spread = sqrt(part * (1.0 - part))
    return (part * first + (1.0 - part) * second + spread * (give - take)).astype(np.float32)


def _lens(stage: Stage) -> Window:
    """What is seen without a camera: the framing alone."""
    x, y, zoom = stage.focus
    return Window(x, y - 0.5, zoom)
