"""Upper edges of land, read from the noise: hills, peaks, dunes, cliffs, treetops, roofs.

Takes a `Ridge` and a `Field`, gives points of an outline in picture heights (x from the centre, y from the
top). Every point moves smoothly with the noise near it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.places import Ridge

Row = "NDArray[np.float64]"
REACH = 0.35
"""Picture heights of land drawn beyond each side, for parallax."""
DEEP = 1.5
"""Where land ends below, in picture heights."""


def edge(ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    """The ridge's upper edge: points of shape (n, 2), left to right. `order` is the layer's place in the set."""
    half = field.aspect / 2 + REACH
    xs = np.linspace(-half, half, round(half * 2 * 44) + 1)
    shape = _PROFILES.get(ridge.profile, _hills)
    return np.stack([xs, ridge.top - ridge.swell * shape(xs, ridge, field, order)], axis=1)


def closed(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The land below an edge as one closed outline."""
    first, last = points[0, 0], points[-1, 0]
    return np.concatenate([points, [[last, DEEP], [first, DEEP]]])


def band(points: NDArray[np.float64], lift: float) -> NDArray[np.float64]:
    """A strip along an edge, from `lift` above it to a little below, as one closed outline: the shadow it throws."""
    return np.concatenate([points - np.array((0.0, lift)), points[::-1] + np.array((0.0, 0.004))])


def _flat(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    return 0.35 * field.broad(xs, ridge.top, order)


def _hills(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    rolling = 0.75 * np.sin(3.1 * xs + 1.9 * order) + 0.35 * np.sin(6.7 * xs + 0.8 * order)
    return 0.6 * rolling + 0.65 * field.broad(xs, ridge.top, order)


def _peaks(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    """Summits at even steps, each as high as the noise there says, with straight flanks and a few shoulders."""
    step = 0.24
    corners = np.arange(xs[0] - step, xs[-1] + 2 * step, step / 2)
    high = 1.25 + 0.55 * field.broad(corners, ridge.top, order)
    low = -0.75 + 0.3 * field.broad(corners, ridge.top, order + 1)
    heights = np.where(np.arange(len(corners)) % 2 == 0, high, low)
    shoulders = 0.10 * np.sin(47.0 * xs + order) + 0.08 * field.fine(xs, ridge.top, order + 2)
    return np.interp(xs, corners, heights) + shoulders


def _dunes(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    phase = 2.3 * xs + 1.7 * order + 0.7 * field.broad(xs, ridge.top, order)
    return np.sin(phase + 0.55 * np.sin(phase)) + 0.15 * np.sin(2.9 * phase)


def _canopy(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    step = 0.085
    scallops = np.abs(np.sin(np.pi * (xs / step + 0.37 * order)))
    return 0.55 * scallops + 0.8 * field.broad(xs, ridge.top, order) + 0.3 * np.sin(4.3 * xs + order)


def _cliffs(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    steep = np.tanh(3.0 * (np.sin(3.7 * xs + 1.3 * order) + 0.7 * field.broad(xs, ridge.top, order)))
    return steep + 0.10 * field.fine(xs, ridge.top, order + 1)


def _roofs(xs: NDArray[np.float64], ridge: Ridge, field: Field, order: int) -> NDArray[np.float64]:
    step = 0.15
    houses = np.floor(xs / step)
    middles = (houses + 0.5) * step
    gable = 1.0 - 2.0 * np.abs((xs - middles) / step)
    tall = 0.9 * field.broad(middles, ridge.top, order)
    return tall + 0.7 * gable


_PROFILES: dict[str, Callable[..., NDArray[np.float64]]] = {
    "flat": _flat,
    "hills": _hills,
    "peaks": _peaks,
    "dunes": _dunes,
    "canopy": _canopy,
    "cliffs": _cliffs,
    "roofs": _roofs,
}
