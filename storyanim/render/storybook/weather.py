"""Rain, snow, fog, leaves in the wind and lightning, over the finished picture.

Drops and flakes are evenly scattered and move with the seconds alone; two shots that morph show both by their
weight. The canvas's unit is the picture height (x from the centre, y from the top).
"""

from __future__ import annotations

from math import sin
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook.lattice import scattered
from storyanim.render.storybook.papers import rounded
from storyanim.render.storybook.poses import TURN

if TYPE_CHECKING:
    from storyanim.render.storybook.canvas import Canvas
    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.staging import Stage

DROPS, FLAKES, LEAVES = 260, 150, 16
_LEAF_TONES: tuple[Colour, ...] = ((196, 110, 48), (212, 158, 66), (150, 92, 52))


def paint_weather(canvas: Canvas, stage: Stage, aspect: float) -> None:
    """Everything that falls or flies between the stage and the lens."""
    fog = stage.weather("fog")
    if fog > 0.01:
        _paint_fog(canvas, stage, aspect, fog)
    for seconds, weight in stage.clock:
        _paint_falling(canvas, stage, aspect, (seconds, weight))
    flash = stage.weather("storm") * sum(weight * _lightning(seconds) for seconds, weight in stage.clock)
    if flash > 0.01:
        canvas.box(-aspect, -0.5, aspect, 1.5, (236, 240, 255), 0.45 * flash)


def _paint_falling(canvas: Canvas, stage: Stage, aspect: float, clock: tuple[float, float]) -> None:
    seconds, weight = clock
    rain = stage.weather("rain") + 1.3 * stage.weather("storm")
    if rain * weight > 0.01:
        _paint_rain(canvas, aspect, seconds, min(1.0, rain) * weight, 0.10 + 0.10 * stage.weather("storm"))
    snow = stage.weather("snow")
    if snow * weight > 0.01:
        _paint_snow(canvas, aspect, seconds, snow * weight)
    leaves = max(stage.weather("wind"), 0.6 * stage.season("autumn"))
    if leaves * weight > 0.01:
        _paint_leaves(canvas, aspect, seconds, leaves * weight)


def _paint_rain(canvas: Canvas, aspect: float, seconds: float, share: float, slant: float) -> None:
    rows = scattered(DROPS)
    speed = 1.3 + 0.7 * rows[:, 2]
    ys = (rows[:, 1] + speed * seconds) % 1.15 - 0.08
    xs = ((rows[:, 0] - slant * ys / aspect) % 1.0 - 0.5) * aspect * 1.1
    length = 0.035 + 0.04 * rows[:, 2]
    ends = np.stack([xs, ys, xs - slant * length, ys + length], axis=1)
    for near in (0, 1):
        some = (rows[:, 3] > 0.6) == bool(near)
        canvas.dashes(ends[some].reshape(-1, 2), (214, 226, 240), 0.0022 + 0.0012 * near, (0.42 + 0.18 * near) * share)


def _paint_snow(canvas: Canvas, aspect: float, seconds: float, share: float) -> None:
    rows = scattered(FLAKES)
    speed = 0.06 + 0.09 * rows[:, 2]
    ys = (rows[:, 1] + speed * seconds) % 1.1 - 0.05
    sway = 0.025 * np.sin(TURN * (0.12 * seconds * (0.6 + rows[:, 3]) + rows[:, 0]))
    xs = (rows[:, 0] - 0.5) * aspect * 1.1 + sway
    for size in range(3):
        some = (rows[:, 2] * 3).astype(int) == size
        canvas.dots(np.stack([xs[some], ys[some]], axis=1), (250, 250, 248), 0.006 + 0.0045 * size, 0.9 * share)


def _paint_leaves(canvas: Canvas, aspect: float, seconds: float, share: float) -> None:
    for x, y, size, phase in scattered(LEAVES).tolist():
        along = (x + (0.10 + 0.10 * size) * seconds) % 1.2 - 0.1
        high = 0.15 + 0.75 * y + 0.05 * sin(TURN * (0.35 * seconds + phase)) + 0.08 * along
        spin = 360.0 * (0.4 * seconds + phase)
        with canvas.moved((along - 0.5) * aspect, high, turn=spin):
            canvas.oval(0.0, 0.0, (0.009 + 0.005 * size, 0.0045), _LEAF_TONES[int(phase * 3)], 0.9 * share)


def _paint_fog(canvas: Canvas, stage: Stage, aspect: float, share: float) -> None:
    """Three banks of mist that breathe: thickest in the middle, nothing at their edges."""
    colour = rounded(stage.light.haze)
    for middle, deep, opacity, phase in ((0.50, 0.26, 0.45, 0.0), (0.72, 0.14, 0.50, 0.4), (0.95, 0.16, 0.60, 0.7)):
        drift = sum(weight * sin(TURN * (0.05 * seconds + phase)) for seconds, weight in stage.clock)
        canvas.mist(middle + 0.02 * drift - deep, middle + 0.02 * drift + deep, aspect, colour, opacity * share)


def _lightning(seconds: float) -> float:
    """Two short flashes every five seconds or so, 0 to 1."""
    beat = (seconds + 3.6) % 5.2
    return max(0.0, 1.0 - abs(beat - 0.1) / 0.1) + 0.7 * max(0.0, 1.0 - abs(beat - 0.42) / 0.13)
