"""What is above the horizon: sun, moon, stars and clouds, as rings and cut-outs of paper.

Takes a stage and a field, paints on a canvas whose unit is the picture height (x from the centre, y from
the top). Where each stands is read from the noise near it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from storyanim.render.storybook.canvas import polygon
from storyanim.render.storybook.lattice import scattered
from storyanim.render.storybook.puppet import Air, Costume, paint_puppet
from storyanim.render.storybook.svg import load_drawing
from storyanim.render.storybook.weather import struck

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.render.storybook.canvas import Canvas, Outline
    from storyanim.render.storybook.field import Field
    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.staging import Clock, Stage

SUN: Colour = (255, 236, 178)
MOON: Colour = (246, 240, 216)
STARS = 70
LIGHTNING: Colour = (226, 226, 255)
BOLTS, BENDS = 12, 11
"""Places where lightning strikes, in turn, and points of its way down."""
CLOUD_SPOTS = ((-0.42, 0.24, 0), (-0.12, 0.29, 1), (0.15, 0.20, 2), (0.44, 0.27, 3), (-0.28, 0.16, 2), (0.31, 0.18, 1))
"""Where clouds may hang: x as a share of the width, y as a share of the sky's height over the horizon, channel."""
CLOUD_DEPTH = 0.7
CLOUD_MARGIN = 0.4
"""Picture heights beyond each side where a cloud that left comes in again."""
CLOUD_SPEED = 0.012
"""Picture heights a second."""


def paint_sky(canvas: Canvas, stage: Stage, field: Field, horizon: float) -> None:
    """Everything of the sky but its ground colour."""
    if stage.light.stars > 0.02:
        _paint_stars(canvas, stage, field, horizon)
    x, y = sun_position(stage, field, horizon)
    if stage.light.sun > 0.02:
        _paint_disc(canvas, (x, y), 0.062, SUN, stage.light.sun)
    if stage.light.moon > 0.02:
        _paint_moon(canvas, (x, y), stage)
    storm = stage.weather("storm")
    if storm > 0.01:
        for seconds, weight in stage.clock:
            _paint_bolt(canvas, field.aspect, horizon, seconds, storm * weight)
    _paint_clouds(canvas, stage, field, horizon)


def sun_position(stage: Stage, field: Field, horizon: float) -> tuple[float, float]:
    """Where the sun or the moon stands."""
    y = horizon - 0.02 - stage.light.height * (horizon - 0.16)
    home = -0.36 * stage.light.east
    x = field.aspect * (home + 0.04 * field.near(home * field.aspect, y, 3))
    return x, y


def _paint_disc(canvas: Canvas, centre: tuple[float, float], radius: float, colour: Colour, opacity: float) -> None:
    canvas.glow(*centre, radius * 3.8, colour, 0.5 * opacity)
    for ring, share in ((2.1, 0.16), (1.55, 0.22)):
        canvas.disc(*centre, radius * ring, colour, share * opacity)
    canvas.disc(*centre, radius, colour, opacity)


def _paint_moon(canvas: Canvas, centre: tuple[float, float], stage: Stage) -> None:
    _paint_disc(canvas, centre, 0.055, MOON, stage.light.moon)
    x, y = centre
    for dx, dy, radius in ((-0.018, -0.012, 0.012), (0.016, 0.006, 0.009), (-0.004, 0.024, 0.007)):
        canvas.disc(x + dx, y + dy, radius, (214, 206, 184), 0.6 * stage.light.moon)


def _paint_stars(canvas: Canvas, stage: Stage, field: Field, horizon: float) -> None:
    air = Air(stage.light, 1.0, stage.clock)
    shift = 0.02 * field.near(0.0, 0.2, 1)
    for x, y, size, phase in scattered(STARS).tolist():
        twinkle = 0.72 + 0.28 * air.wave(0.15 + 0.25 * size, phase)
        place = ((x - 0.5) * field.aspect * 1.06 + shift, y**1.4 * horizon)
        canvas.disc(*place, 0.0016 + 0.0026 * size**3, (255, 248, 224), stage.light.stars * twinkle * (1.0 - 0.75 * y))


def _paint_clouds(canvas: Canvas, stage: Stage, field: Field, horizon: float) -> None:
    speed = CLOUD_SPEED * (1.0 + 3.0 * stage.weather("wind"))
    gloom = 1.0 - 0.34 * stage.light.overcast - 0.30 * stage.weather("storm")
    paper = (round(250 * gloom), round(246 * gloom), round(238 * gloom))
    for number, (x, y, channel) in enumerate(CLOUD_SPOTS):
        spot = (x * field.aspect, y * horizon)
        presence = _presence(field.near(*spot, channel) + 2.4 * stage.light.overcast + 0.15)
        if presence <= 0.0:
            continue
        size = (0.085 + 0.02 * field.near(spot[0], spot[1] + 0.05, channel + 1)) * (1.0 + 0.55 * stage.light.overcast)
        home = spot[0] + 0.05 * field.near(spot[0] + 0.1, spot[1], channel)
        near_x = _drifted(home, speed * (1.0 + 0.3 * number), stage.clock, field.aspect + 2 * CLOUD_MARGIN)
        _paint_cloud(canvas, (near_x, spot[1]), max(0.03, size) * presence, (number, paper), stage)


def _paint_cloud(
    canvas: Canvas, spot: tuple[float, float], height: float, look: tuple[int, Colour], stage: Stage
) -> None:
    number, paper = look
    drawing = load_drawing("scenery", f"cloud-{number % 3 + 1}")
    scale = height / drawing.metres
    with canvas.moved(*spot, scale=(scale, scale)):
        paint_puppet(canvas, Costume(drawing, colours=(("main", paper),)), Air(stage.light, CLOUD_DEPTH))


def _paint_bolt(canvas: Canvas, aspect: float, horizon: float, seconds: float, share: float) -> None:
    """A fork of lightning that fades where it struck."""
    strike, strength = struck(seconds)
    strength *= share
    if strength < 0.02:
        return
    across, _, lean, _ = scattered(BOLTS)[strike % BOLTS].tolist()
    x, turns = (across - 0.5) * 0.8 * aspect, np.linspace(0.0, 1.0, BENDS)
    bends = 0.06 * (scattered(BENDS * BOLTS)[(strike % BOLTS) * BENDS :][:BENDS, 2] - 0.5)
    spine = np.stack([x + (lean - 0.5) * 0.2 * turns + bends, (horizon + 0.06) * turns - 0.04], axis=1)
    canvas.glow(x, 0.10, 0.50, LIGHTNING, 0.45 * strength)
    canvas.glow(float(spine[6, 0]), float(spine[6, 1]), 0.34, LIGHTNING, 0.50 * strength)
    for path, width in ((spine, 0.021), (_fork(spine[4], 1.0), 0.010), (_fork(spine[7], -0.8), 0.008)):
        canvas.fill(_tapered(path, 2.6 * width), LIGHTNING, 0.30 * strength)
        canvas.fill(_tapered(path, width), (255, 255, 250), strength)


def _fork(root: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """A branch of lightning from a point (2,) to one side: points (5, 2)."""
    return root + np.array(((0.0, 0.0), (0.05, 0.03), (0.06, 0.07), (0.11, 0.10), (0.12, 0.16))) * (reach, 0.9)


def _tapered(path: NDArray[np.float64], width: float) -> Outline:
    """A stroke along points (n, 2) that ends in a tip."""
    half = np.stack([np.linspace(0.5 * width, 0.0, len(path)), np.zeros(len(path))], axis=1)
    return polygon(np.concatenate([path - half, (path + half)[::-1]]))


def _drifted(home: float, speed: float, clock: Clock, span: float) -> float:
    """Where a cloud is: it goes round beyond the picture's sides, and while shots morph it goes the short way."""
    (seconds, _), *later = clock
    x = home + speed * seconds
    for other, weight in later:
        x += ((home + speed * other - x + span / 2) % span - span / 2) * weight
    return (x + span / 2) % span - span / 2


def _presence(value: float) -> float:
    """0 where the noise is low, 1 where it is high, smooth between."""
    share = min(1.0, max(0.0, value / 0.7))
    return share * share * (3.0 - 2.0 * share)
