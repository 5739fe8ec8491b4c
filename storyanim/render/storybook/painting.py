"""View -> pixels: stages, layers in order of depth with parallax, figures, weather, paper grain.

The camera and the framing make one window; each depth is seen through it with its own share of the
movement, so that near things pass faster than far ones.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from storyanim.render.storybook.canvas import Canvas
from storyanim.render.storybook.field import Field, read_field
from storyanim.render.storybook.inks import inked
from storyanim.render.storybook.lens import ACTOR_DEPTH, Window
from storyanim.render.storybook.light import darkness, on_actors
from storyanim.render.storybook.papers import blended
from storyanim.render.storybook.puppet import Air, paint_puppet, paint_silhouette
from storyanim.render.storybook.scene import Scene
from storyanim.render.storybook.scenery import SHADOW, paint_layer
from storyanim.render.storybook.sky import paint_sky
from storyanim.render.storybook.staging import Stage, between, stage_of
from storyanim.render.storybook.weather import paint_fog_behind, paint_weather

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from storyanim.render.storybook.cutout import Figure
    from storyanim.render.storybook.papers import Colour
    from storyanim.types import Size, View

GRAIN = 2.4
"""Standard deviation of the paper's grain, in steps of 255."""
MOONLIT: Colour = (196, 214, 246)
RIM = 0.72
"""How strongly the moon lights a figure's rim in the deepest dark."""
FALL = 1.58
"""Picture heights a set sinks: a wall reaches so high over the picture that less would leave its foot standing."""
VIGNETTE = 0.10
"""How much darker the corners are."""


def paint_view(view: View, size: Size) -> NDArray[np.uint8]:
    """One view as uint8 (height, width, 3) RGB."""
    field = read_field(view.noise, size)
    return on_paper(paint_stage(view, stage_of_view(view, field), field, size), size)


def paint_stage(view: View, stage: Stage, field: Field, size: Size) -> NDArray[np.uint8]:
    """A view's stage as uint8 (height, width, 3) RGB, without the paper's grain."""
    window = window_of(view, stage, field.aspect)
    canvas = Canvas(size)
    horizon = sum(place.horizon * up for place, up in stage.sets) / max(sum(up for _, up in stage.sets), 1e-6)
    canvas.backdrop(stage.light.sky(size.height, horizon))
    with _through(canvas, size, window.at(1.0)):
        paint_sky(canvas, stage, field, horizon)
    _paint_sets(canvas, size, stage, field, window)
    if any(not place.sheltered for place, _ in stage.sets):
        with canvas.moved(size.width / 2, 0.0, scale=(size.height, size.height)):
            paint_weather(canvas, _outdoors(stage), size.width / size.height)
    return inked(canvas.rgb(), view.moments[-1].subject.style)


def stage_of_view(view: View, field: Field) -> Stage:
    """Who and what stands where; two moments are mixed by their weights."""
    stages = [stage_of(moment, field) for moment in view.moments]
    stage = stages[0]
    total = view.moments[0].weight
    for moment, other in zip(view.moments[1:], stages[1:], strict=True):
        total += moment.weight
        stage = between(stage, other, moment.weight / total if total else 0.0)
    return stage


def _outdoors(stage: Stage) -> Stage:
    """Weather falls only on the sets that are outside."""
    share = sum(up for place, up in stage.sets if not place.sheltered)
    return replace(stage, settings=tuple((setting, part * share) for setting, part in stage.settings))


def window_of(view: View, stage: Stage, aspect: float) -> Window:
    """What the lens sees at the actors' depth: the framing through the camera, no lower edge just above feet."""
    x, y, zoom = stage.focus
    camera = view.camera
    closer = zoom * camera.zoom
    feet = stage.floor - 0.5 - 0.5 / closer
    return Window(x + camera.x * aspect / zoom, max(y - 0.5 + camera.y / zoom, feet), closer)


@contextmanager
def _through(canvas: Canvas, size: Size, window: Window) -> Generator[None]:
    scale = size.height * window.zoom
    with (
        canvas.moved(size.width / 2, size.height / 2, scale=(scale, scale)),
        canvas.moved(-window.x, -window.y - 0.5),
    ):
        yield


def _paint_sets(canvas: Canvas, size: Size, stage: Stage, field: Field, window: Window) -> None:
    """All layers of all sets from back to front, with the figures at their depth."""
    layers = [
        (layer.depth, scene, order, up)
        for place, up in stage.sets
        for scene in (Scene(canvas, stage, field, place, window),)
        for order, layer in enumerate(place.layers)
    ]
    layers = [item for item in layers if item[3] > 0.0]
    layers.sort(key=lambda item: -item[0])
    behind = [item for item in layers if item[0] >= ACTOR_DEPTH]
    before = [item for item in layers if item[0] < ACTOR_DEPTH]
    afloat = sorted((figure for figure in stage.figures if figure.far), key=lambda one: -one.depth)
    for depth, scene, order, up in behind:
        while afloat and afloat[0].depth >= depth:
            with _through(canvas, size, window.at(afloat[0].depth)):
                _paint_figure(canvas, afloat.pop(0), stage)
        with _through(canvas, size, window.at(depth)), canvas.moved(0.0, _sunk(up, depth)):
            paint_layer(scene, order)
    if any(not place.sheltered for place, _ in stage.sets):
        with canvas.moved(size.width / 2, 0.0, scale=(size.height, size.height)):
            paint_fog_behind(canvas, _outdoors(stage), size.width / size.height)
    for figure in (one for one in stage.figures if not one.far):
        with _through(canvas, size, window.at(figure.depth)):
            _paint_figure(canvas, figure, stage)
    for depth, scene, order, up in before:
        with _through(canvas, size, window.at(depth)), canvas.moved(0.0, _sunk(up, depth)):
            paint_layer(scene, order)


def _sunk(up: float, depth: float) -> float:
    """How far below its place a layer is, in picture heights: sets sink away and rise as in a theatre."""
    down = 1.0 - up
    return 0.0 if down <= 0.0 else (FALL + 0.3 * (1.0 - depth)) * down * down * (3.0 - 2.0 * down)


def _paint_figure(canvas: Canvas, figure: Figure, stage: Stage) -> None:
    if figure.presence <= 0.01:
        return
    pose = figure.pose
    drawing = figure.costume.drawing
    width, reach = drawing.breadth, 1.3 * max(drawing.metres, drawing.width * drawing.scale)
    air = Air(on_actors(stage.light), ACTOR_DEPTH * 0.6, stage.clock)
    with canvas.moved(figure.x, figure.y, scale=(figure.scale, figure.scale)), _above_water(canvas, figure, reach):
        if figure.grounded and pose.rise < 1.0:
            canvas.oval(0.0, 0.0, (0.36 * width * abs(figure.facing), 0.055 * width), SHADOW, 0.22 * figure.presence)
        with canvas.moved(
            figure.lying, -pose.rise, scale=(_turning(figure.facing), 1.0), turn=pose.turn * _sign(figure.facing)
        ):
            if not figure.airy:
                _paint_edge(canvas, figure, air, darkness(stage.light), reach)
            with canvas.faded(figure.presence, reach) if figure.presence < 0.995 else nullcontext():
                paint_puppet(canvas, figure.costume, air, pose)


def _above_water(canvas: Canvas, figure: Figure, reach: float) -> AbstractContextManager[None]:
    """Paint only what is seen of a figure that is partly under water.

    A vessel is large, and a fading sheet costs what it covers: it is kept to the vessel's own box.
    """
    if figure.sunk <= 0.0:
        return nullcontext()
    drawing = figure.costume.drawing
    still = drawing.rig == "still"
    half, top = (0.6 * drawing.width * drawing.scale, -1.2 * drawing.metres) if still else (reach, -3.0 * reach)
    return canvas.boxed(-half, top, half, -figure.sunk)


def _paint_edge(canvas: Canvas, figure: Figure, air: Air, dark: float, reach: float) -> None:
    """What sets a cut-out off from the scenery: its shadow by day, and in the dark the moon's light on its rim."""
    share, side = 1.0 - dark, _sign(figure.facing)
    colour, opacity = blended(SHADOW, MOONLIT, dark), 0.16 * share + RIM * dark
    right, down = 0.016 * share + 0.022 * side * dark, 0.022 * share - 0.018 * dark
    with canvas.faded(opacity * figure.presence, reach), canvas.moved(right, down):
        paint_silhouette(canvas, figure.costume, colour, figure.pose, air)


def _turning(facing: float) -> float:
    """A cut-out that turns round is never quite edge-on."""
    return facing if abs(facing) > 0.06 else 0.06 * _sign(facing)


def _sign(value: float) -> float:
    return -1.0 if value < 0.0 else 1.0


def on_paper(rgb: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """Put the paper's grain on a picture, RGB (height, width, 3), in place."""
    lighter, darker = _grain(size)
    cv2.add(rgb, lighter, dst=rgb)
    cv2.subtract(rgb, darker, dst=rgb)
    return rgb


@lru_cache(maxsize=4)
def _grain(size: Size) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the paper adds and takes away, the same for every frame: fine fibres, and darker corners."""
    noise = np.random.Generator(np.random.Philox(20)).standard_normal((size.height, size.width)).astype(np.float32)
    fibres = cv2.GaussianBlur(noise, (0, 0), sigmaX=max(0.6, size.height / 640), sigmaY=max(0.5, size.height / 900))
    fibres *= GRAIN / fibres.std()
    down, across = np.mgrid[-1 : 1 : size.height * 1j, -1 : 1 : size.width * 1j]
    corners = 255 * VIGNETTE * 0.5 * np.clip(down**2 + across**2 - 0.7, 0.0, None)
    change = np.repeat((fibres - corners)[:, :, None], 3, axis=2)
    return np.clip(change, 0, 255).round().astype(np.uint8), np.clip(-change, 0, 255).round().astype(np.uint8)
