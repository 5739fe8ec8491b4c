"""Drawing + pose + colours -> paint on a canvas.

Takes a `Drawing` (see `svg`), the tags that are on, the slots' colours, a pose and a light; paints it with its
feet at the origin, in metres, y down. Knows nothing of stories or places.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import sin
from typing import TYPE_CHECKING

from storyanim.render.storybook.canvas import Outline, outline
from storyanim.render.storybook.papers import Colour, blended, rounded, toned
from storyanim.render.storybook.poses import REST, TURN, Pose
from storyanim.render.storybook.svg import Drawing, Part, Shape

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from storyanim.render.storybook.canvas import Canvas
    from storyanim.render.storybook.light import Light

LAMPLIGHT: Colour = (255, 214, 122)
GLOWING = frozenset({"light", "flame", "fire"})
FIRE_RINGS = ((1.7, 0.08), (1.15, 0.10))
"""Rings of a fire's light: radius in heights of the flame, and opacity."""
YOUNG_HEAD = 1.3
"""How much larger the head of a young animal is, drawn like a grown one but for that."""
SPIN = 40.0
"""Degrees a second of sails and wheels."""
BLINKS = 0.13
"""Cycles a second of which each holds two blinks of an eye."""
WHOLE = frozenset({"drift", "speak", "pulse"})
"""Motions that move or swell a part as a whole, rather than turn it."""


@dataclass(frozen=True, slots=True)
class Costume:
    """Which drawing is worn how: tags that are on and colours of slots."""

    drawing: Drawing
    tags: frozenset[str] = frozenset()
    colours: tuple[tuple[str, Colour], ...] = ()
    girth: float = 1.0
    """How much broader than drawn."""


@dataclass(frozen=True, slots=True)
class Air:
    """What a puppet is seen through: the light, its depth, and the seconds that move its loose parts."""

    light: Light
    depth: float
    clock: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    wind: float = 1.0

    def wave(self, rate: float, phase: float = 0.0) -> float:
        """A sine of `rate` cycles per second, from -1 to 1; mixed, not rewound, while two shots morph."""
        return sum(weight * sin(TURN * (rate * seconds + phase)) for seconds, weight in self.clock)

    def cycle(self, rate: float, start: float = 0.0) -> float:
        """How far (0 to 1) through its turn something is; while two shots morph it goes the short way round."""
        (seconds, _), *later = self.clock
        turns = rate * seconds + start
        for other, weight in later:
            turns += ((rate * other + start - turns + 0.5) % 1.0 - 0.5) * weight
        return turns % 1.0


def paint_puppet(canvas: Canvas, costume: Costume, air: Air, pose: Pose = REST) -> None:
    """Paint a costume standing at the origin, one metre to the unit."""
    drawing = costume.drawing
    with (
        canvas.moved(scale=(drawing.scale * costume.girth, drawing.scale)),
        canvas.moved(-drawing.axis, -drawing.ground),
    ):
        _paint_part(canvas, drawing.root, _Dress(costume.tags, _Lit(dict(costume.colours), air)), pose, air)


def paint_silhouette(
    canvas: Canvas, costume: Costume, colour: Colour, pose: Pose = REST, air: Air | None = None
) -> None:
    """The same outline in one colour: a shadow."""
    drawing = costume.drawing
    flat = _Flat(colour)
    with (
        canvas.moved(scale=(drawing.scale * costume.girth, drawing.scale)),
        canvas.moved(-drawing.axis, -drawing.ground),
    ):
        _paint_part(canvas, drawing.root, _Dress(costume.tags, flat), pose, air)


@dataclass(frozen=True, slots=True)
class _Flat:
    colour: Colour

    def __call__(self, shape: Shape, paper: Colour) -> Colour:
        return self.colour


@dataclass(frozen=True, slots=True)
class _Lit:
    colours: Mapping[str, Colour]
    air: Air

    def __call__(self, shape: Shape, paper: Colour) -> Colour:
        light = self.air.light
        if shape.slot in GLOWING:
            return light.seen(paper, self.air.depth) if light.lamps < 0.01 else paper
        if shape.slot == "sunlit":
            return paper
        if shape.slot == "window":
            dark = light.seen(paper, self.air.depth)
            return blended(dark, LAMPLIGHT, 0.92 * light.lamps * (1.0 - 0.4 * self.air.depth))
        if shape.slot == "pane":
            return blended(rounded(light.sky_middle), rounded(light.sky_low), 0.4)
        base = self.colours.get(shape.slot)
        return light.seen(paper if base is None else toned(base, shape.shade), self.air.depth)


@dataclass(frozen=True, slots=True)
class _Dress:
    tags: frozenset[str]
    paint: _Lit | _Flat

    def shows(self, item: Part | Shape) -> bool:
        return (not item.when or bool(item.when & self.tags)) and not item.unless & self.tags


def _paint_part(canvas: Canvas, part: Part, dress: _Dress, pose: Pose, air: Air | None) -> None:
    angle, stretch = pose.joints.get(part.id, (0.0, 1.0))
    if part.id == "head" and "young" in dress.tags and part.joint is not None:
        x, y = part.joint
        with canvas.moved(x, y, scale=(YOUNG_HEAD, YOUNG_HEAD), turn=angle), canvas.moved(-x, -y):
            _paint_children(canvas, part, dress, pose, air)
        return
    if part.motion and air is not None:
        if part.motion in WHOLE and part.joint is not None:
            with _shrunk(canvas, part, air):
                _paint_children(canvas, part, dress, pose, air)
            return
        turned, longer = _moving(part.motion, air)
        angle, stretch = angle + turned, stretch * longer
    if part.joint is None or (angle == 0.0 and stretch == 1.0):
        _paint_children(canvas, part, dress, pose, air)
        return
    with canvas.turned(angle, *part.joint, stretch=stretch):
        _paint_children(canvas, part, dress, pose, air)


def _paint_children(canvas: Canvas, part: Part, dress: _Dress, pose: Pose, air: Air | None) -> None:
    for child in part.children:
        if not dress.shows(child):
            continue
        if isinstance(child, Part):
            _paint_part(canvas, child, dress, pose, air)
        else:
            _paint_shape(canvas, child, dress)


def _paint_shape(canvas: Canvas, shape: Shape, dress: _Dress) -> None:
    path = _outline(shape)
    if shape.slot in GLOWING and isinstance(dress.paint, _Lit):
        _paint_glow(canvas, shape, dress.paint.air.light)
    if shape.fill is not None:
        canvas.fill(path, dress.paint(shape, shape.fill), shape.opacity)
    if shape.stroke is not None:
        canvas.stroke(path, dress.paint(shape, shape.stroke), shape.width, shape.opacity)


def _paint_glow(canvas: Canvas, shape: Shape, light: Light) -> None:
    """The warm air around a lamp after dark, and rings of light around a fire at any hour."""
    fire = shape.slot == "fire"
    if (fire and shape.shade) or not (fire or light.lamps > 0.05):
        return  # a fire's inner flames light nothing more
    xs = [number for _, numbers in shape.commands for number in numbers[::2]]
    ys = [number for _, numbers in shape.commands for number in numbers[1::2]]
    middle, reach = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(max(xs) - min(xs), max(ys) - min(ys))
    if light.lamps > 0.05:
        canvas.glow(*middle, 2.6 * reach, LAMPLIGHT, (0.48 if fire else 0.40) * light.lamps)
    if fire:
        for ring, share in FIRE_RINGS:
            canvas.disc(*middle, ring * reach, LAMPLIGHT, share)


@contextmanager
def _shrunk(canvas: Canvas, part: Part, air: Air) -> Generator[None]:
    """Paint a part that drifts along its way and is small at both ends of it, or that swells and shrinks in place."""
    x, y = part.joint or (0.0, 0.0)
    across, down, start = part.drift
    match part.motion:
        case "drift":
            way = air.cycle(0.55, start)
            size = min(1.0, 2.4 * sin(0.5 * TURN * way))
        case "speak":
            way, size = 0.0, 0.85 + 0.3 * air.wave(0.22, start)
        case _:
            way, size = 0.0, 1.0 + 0.12 * air.wave(1.6)
    with canvas.moved(x + across * way, y + down * way, scale=(size, size)), canvas.moved(-x, -y):
        yield


def _moving(motion: str, air: Air) -> tuple[float, float]:
    """Angle (degrees) and stretch of a part that moves by itself."""
    match motion:
        case "spin":
            return 360.0 * air.cycle(SPIN / 360.0), 1.0
        case "blink":
            return 0.0, 1.0 - 0.88 * air.wave(BLINKS) ** 80
        case "flicker":
            return 3.0 * air.wave(1.7), 1.0 + 0.07 * air.wave(2.9) + 0.04 * air.wave(4.3)
        case "flap":
            return 4.0 * air.wind * air.wave(0.9), 1.0 + 0.05 * air.wave(1.3)
        case "bob":
            return 1.5 * air.wave(0.4), 1.0 + 0.015 * air.wave(0.5)
        case _:
            return 2.0 * air.wind * air.wave(0.35), 1.0


@lru_cache(maxsize=8192)
def _outline(shape: Shape) -> Outline:
    return outline(shape.commands)
