"""Rain, snow, fog, leaves in the wind and lightning, over the finished picture.

Drops and flakes are evenly scattered and move with the seconds alone; two shots that morph show both by their
weight. The canvas's unit is the picture height (x from the centre, y from the top).
"""

from __future__ import annotations

from math import sin
from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook.canvas import polyline
from storyanim.render.storybook.lattice import scattered
from storyanim.render.storybook.papers import blended, rounded
from storyanim.render.storybook.poses import TURN

if TYPE_CHECKING:
    from storyanim.render.storybook.canvas import Canvas
    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.staging import Stage

DROPS, FLAKES, LEAVES, PETALS, GUSTS = 320, 170, 26, 18, 9
_LEAF_TONES: tuple[Colour, ...] = ((196, 110, 48), (212, 158, 66), (150, 92, 52))
_PETAL_TONES: tuple[Colour, ...] = ((246, 206, 212), (252, 232, 230), (236, 178, 190))
TREELESS = frozenset({"sea", "deck", "desert", "beach", "sky", "space", "underwater", "snowfield"})
"""Places from whose trees nothing blows."""
WISPS = 4
"""Strips of mist in a row."""
STRIKES = 2.6
"""Seconds between two strokes of lightning."""
AFTERGLOW = 1.2
"""Seconds in which one fades."""


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
        _paint_rain(canvas, aspect, seconds, min(1.0, rain) * weight, 0.10 + 0.22 * stage.weather("storm"))
    snow = stage.weather("snow")
    if snow * weight > 0.01:
        _paint_snow(canvas, aspect, seconds, snow * weight)
    wind = stage.weather("wind")
    if wind * weight > 0.01:
        _paint_gusts(canvas, aspect, seconds, wind * weight)
    trees = sum(share for place, share in stage.sets if place.name not in TREELESS) * weight
    spring = stage.season("spring")
    leaves = max(wind * (1.0 - spring), 0.8 * stage.season("autumn")) * trees
    if leaves > 0.01:
        _paint_leaves(canvas, aspect, seconds, leaves, _LEAF_TONES)
    if spring * trees > 0.01:
        _paint_leaves(canvas, aspect, seconds, spring * trees, _PETAL_TONES)


def _paint_rain(canvas: Canvas, aspect: float, seconds: float, share: float, slant: float) -> None:
    rows = scattered(DROPS)
    speed = 1.3 + 0.7 * rows[:, 2]
    ys = (rows[:, 1] + speed * seconds) % 1.15 - 0.08
    xs = ((rows[:, 0] - slant * ys / aspect) % 1.0 - 0.5) * aspect * 1.1
    length = 0.045 + 0.05 * rows[:, 2]
    ends = np.stack([xs, ys, xs - slant * length, ys + length], axis=1)
    for near in (0, 1):
        some = (rows[:, 3] > 0.6) == bool(near)
        canvas.dashes(ends[some].reshape(-1, 2), (214, 226, 240), 0.0022 + 0.0014 * near, (0.46 + 0.2 * near) * share)
    _paint_splashes(canvas, aspect, seconds, share)


def _paint_splashes(canvas: Canvas, aspect: float, seconds: float, share: float) -> None:
    """Rings where drops meet the ground, each in its place and its own time."""
    for x, y, size, phase in scattered(28).tolist():
        age = (1.6 * seconds + phase) % 1.0
        width = (0.006 + 0.02 * age) * (0.6 + 0.6 * y)
        spot = ((x - 0.5) * aspect, 0.80 + 0.19 * y)
        canvas.oval(*spot, (width, 0.26 * width), (226, 236, 244), 0.5 * share * (1.0 - age) * (0.6 + 0.4 * size))


def _paint_snow(canvas: Canvas, aspect: float, seconds: float, share: float) -> None:
    rows = scattered(FLAKES)
    speed = 0.06 + 0.09 * rows[:, 2]
    ys = (rows[:, 1] + speed * seconds) % 1.1 - 0.05
    sway = 0.025 * np.sin(TURN * (0.12 * seconds * (0.6 + rows[:, 3]) + rows[:, 0]))
    xs = (rows[:, 0] - 0.5) * aspect * 1.1 + sway
    for size in range(3):
        some = (rows[:, 2] * 3).astype(int) == size
        canvas.dots(np.stack([xs[some], ys[some]], axis=1), (250, 250, 248), 0.006 + 0.0045 * size, 0.9 * share)


def _paint_gusts(canvas: Canvas, aspect: float, seconds: float, share: float) -> None:
    """Long strokes of wind with a curl at their end, that run across the picture and fade."""
    steps = np.linspace(0.0, 1.0, 22)
    for x, y, size, phase in scattered(GUSTS).tolist():
        age = (0.42 * seconds + phase) % 1.0
        head = (x - 0.62) * aspect + 0.55 * age * aspect
        high, length = 0.10 + 0.74 * y, 0.34 + 0.26 * size
        curl = np.maximum(0.0, steps - 0.72) / 0.28 * 4.4
        radius = 0.034 * (1.0 - 0.45 * np.maximum(0.0, steps - 0.72) / 0.28)
        xs = head + length * np.minimum(steps, 0.72) + radius * np.sin(curl)
        ys = high + 0.014 * np.sin(TURN * (0.8 * np.minimum(steps, 0.72) + phase)) - radius * (1.0 - np.cos(curl))
        canvas.stroke(polyline(np.stack([xs, ys], axis=1)), (255, 255, 255), 0.005, 0.75 * share * sin(TURN * age / 2))


def _paint_leaves(canvas: Canvas, aspect: float, seconds: float, share: float, tones: tuple[Colour, ...]) -> None:
    for x, y, size, phase in scattered(LEAVES if tones is _LEAF_TONES else PETALS).tolist():
        along = (x + (0.10 + 0.10 * size) * seconds) % 1.2 - 0.1
        high = 0.15 + 0.75 * y + 0.05 * sin(TURN * (0.35 * seconds + phase)) + 0.08 * along
        spin = 360.0 * (0.4 * seconds + phase)
        with canvas.moved((along - 0.5) * aspect, high, turn=spin):
            canvas.oval(0.0, 0.0, (0.010 + 0.006 * size, 0.0055), tones[int(phase * 3)], 0.9 * share)


def paint_fog_behind(canvas: Canvas, stage: Stage, aspect: float) -> None:
    """The fog between the scenery and the figures: a bank that hides what is far, with wisps before it."""
    fog = stage.weather("fog")
    if fog > 0.01:
        _paint_bank(canvas, stage, aspect, (0.55, 0.30, 0.62 * fog, 0.0))
        _paint_wisps(canvas, stage, aspect, ((0.46, 0.26), (0.62, 0.34), (0.74, 0.22)), fog)


def _paint_fog(canvas: Canvas, stage: Stage, aspect: float, share: float) -> None:
    """The fog before the figures: thin, low, and drifting."""
    _paint_bank(canvas, stage, aspect, (0.97, 0.16, 0.55 * share, 0.7))
    _paint_wisps(canvas, stage, aspect, ((0.86, 0.24), (0.95, 0.36)), 0.8 * share)


def _paint_bank(canvas: Canvas, stage: Stage, aspect: float, bank: tuple[float, float, float, float]) -> None:
    """A bank of mist that breathes: thickest in its middle, nothing at its edges."""
    middle, deep, opacity, phase = bank
    drift = middle + 0.02 * sum(weight * sin(TURN * (0.05 * seconds + phase)) for seconds, weight in stage.clock)
    canvas.mist(drift - deep, drift + deep, aspect, rounded(stage.light.haze), opacity)


def _paint_wisps(
    canvas: Canvas, stage: Stage, aspect: float, rows: tuple[tuple[float, float], ...], share: float
) -> None:
    """Long torn strips of lighter paper, each row at its height and drifting its own way."""
    colour = blended(stage.light.haze, (255, 255, 255), 0.22)
    for number, (high, opacity) in enumerate(rows):
        for x, lower, size, phase in scattered(WISPS * len(rows))[number :: len(rows)].tolist():
            sway = sum(weight * sin(TURN * (0.03 * seconds + phase)) for seconds, weight in stage.clock)
            spot = (x - 0.5) * 1.2 * aspect + 0.06 * sway, high + 0.05 * (lower - 0.5)
            canvas.oval(*spot, (0.22 + 0.20 * size, 0.010 + 0.012 * size), colour, opacity * share)


def struck(seconds: float) -> tuple[int, float]:
    """The number of the last stroke of lightning, and how bright it still is, 0 to 1."""
    strike, beat = divmod(seconds + 0.8, STRIKES)
    return int(strike), min(1.0, beat / 0.1) * max(0.0, 1.0 - beat / AFTERGLOW)


def _lightning(seconds: float) -> float:
    """The flash of every second stroke, 0 to 1: two short ones."""
    beat = (seconds + 0.8) % (2 * STRIKES)
    return max(0.0, 1.0 - abs(beat - 0.1) / 0.1) + 0.7 * max(0.0, 1.0 - abs(beat - 0.42) / 0.13)
