"""Paths, paint and pixels: the one file that imports the 2D library (Skia).

Takes outlines, colours (8-bit RGB triples) and affine moves; gives uint8 RGB pixels. Knows nothing of
drawings, places or stories. Lengths are in the canvas's current units; angles in degrees, clockwise.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
import skia as _skia  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from storyanim.render.storybook.papers import Colour
    from storyanim.render.storybook.svg import Command
    from storyanim.types import Size

skia = cast("Any", _skia)

Outline = Any
"""A Skia path: opaque to everybody else."""


def outline(commands: Sequence[Command]) -> Outline:
    """A path from drawing commands: M x y, L x y, C x1 y1 x2 y2 x y, Q x1 y1 x y, Z."""
    path = skia.Path()
    draw = {"M": path.moveTo, "L": path.lineTo, "C": path.cubicTo, "Q": path.quadTo, "Z": path.close}
    for name, numbers in commands:
        draw[name](*numbers)
    return path


def polygon(points: NDArray[np.float64]) -> Outline:
    """A closed path through points of shape (n, 2)."""
    return skia.Path.Polygon([skia.Point(x, y) for x, y in points.tolist()], True)


def polyline(points: NDArray[np.float64]) -> Outline:
    """An open path through points of shape (n, 2)."""
    return skia.Path.Polygon([skia.Point(x, y) for x, y in points.tolist()], False)


class Canvas:
    """A picture being painted. `size` in pixels; the user's units are pixels until scaled."""

    def __init__(self, size: Size) -> None:
        self._pixels = np.zeros((size.height, size.width, 4), np.uint8)
        info = skia.ImageInfo.Make(
            size.width, size.height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
        )
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, size.width * 4)
        self._canvas = self._surface.getCanvas()
        self._fill = skia.Paint(AntiAlias=True)
        self._pen = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
        )

    def rgb(self) -> NDArray[np.uint8]:
        """A copy of the pixels, uint8 (height, width, 3)."""
        return cv2.cvtColor(self._pixels, cv2.COLOR_RGBA2RGB).astype(np.uint8, copy=False)

    def backdrop(self, column: NDArray[np.uint8]) -> None:
        """Cover everything with rows of one colour each: `column` is uint8 (height, 3)."""
        opaque = np.concatenate([column, np.full((len(column), 1), 255, np.uint8)], axis=1)
        self._pixels.view(np.uint32)[:, :, 0] = opaque.view(np.uint32)
        self._surface.notifyContentWillChange(skia.Surface.kDiscard_ContentChangeMode)

    @contextmanager
    def moved(
        self,
        x: float = 0.0,
        y: float = 0.0,
        *,
        scale: tuple[float, float] = (1.0, 1.0),
        turn: float = 0.0,
        skew: float = 0.0,
    ) -> Generator[None]:
        """Paint in units moved by (x, y), then turned, skewed along x and scaled."""
        self._canvas.save()
        self._canvas.translate(x, y)
        if turn:
            self._canvas.rotate(turn)
        if skew:
            self._canvas.skew(skew, 0.0)
        if scale != (1.0, 1.0):
            self._canvas.scale(*scale)
        try:
            yield
        finally:
            self._canvas.restore()

    @contextmanager
    def turned(self, angle: float, x: float, y: float, stretch: float = 1.0) -> Generator[None]:
        """Paint turned about (x, y), and stretched along y before turning."""
        self._canvas.save()
        self._canvas.translate(x, y)
        self._canvas.rotate(angle)
        if stretch != 1.0:
            self._canvas.scale(1.0, stretch)
        self._canvas.translate(-x, -y)
        try:
            yield
        finally:
            self._canvas.restore()

    @contextmanager
    def faded(self, opacity: float, reach: float) -> Generator[None]:
        """Paint as one sheet of the given opacity (0 to 1), no further than `reach` from the origin."""
        bounds = skia.Rect.MakeLTRB(-reach, -reach, reach, reach)
        self._canvas.saveLayerAlpha(bounds, round(255 * opacity))
        try:
            yield
        finally:
            self._canvas.restore()

    @contextmanager
    def within(self, path: Outline) -> Generator[None]:
        """Paint inside an outline only."""
        self._canvas.save()
        self._canvas.clipPath(path, doAntiAlias=True)
        try:
            yield
        finally:
            self._canvas.restore()

    @contextmanager
    def boxed(self, left: float, top: float, right: float, bottom: float) -> Generator[None]:
        """Paint inside a box only, to the whole pixel: that costs nothing, unlike an outline's soft edge."""
        self._canvas.save()
        self._canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom), doAntiAlias=False)
        try:
            yield
        finally:
            self._canvas.restore()

    def fill(self, path: Outline, colour: Colour, opacity: float = 1.0) -> None:
        """Fill an outline."""
        self._fill.setColor(_argb(colour, opacity))
        self._canvas.drawPath(path, self._fill)

    def stroke(self, path: Outline, colour: Colour, width: float, opacity: float = 1.0) -> None:
        """Draw along an outline with a round pen."""
        self._pen.setColor(_argb(colour, opacity))
        self._pen.setStrokeWidth(width)
        self._canvas.drawPath(path, self._pen)

    def disc(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a circle."""
        self._fill.setColor(_argb(colour, opacity))
        self._canvas.drawCircle(x, y, radius, self._fill)

    def oval(self, x: float, y: float, radii: tuple[float, float], colour: Colour, opacity: float = 1.0) -> None:
        """Fill an ellipse centred at (x, y)."""
        self._fill.setColor(_argb(colour, opacity))
        self._canvas.drawOval(skia.Rect.MakeLTRB(x - radii[0], y - radii[1], x + radii[0], y + radii[1]), self._fill)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a rectangle."""
        self._fill.setColor(_argb(colour, opacity))
        self._canvas.drawRect(skia.Rect.MakeLTRB(left, top, right, bottom), self._fill)

    def dots(self, points: NDArray[np.float64], colour: Colour, diameter: float, opacity: float = 1.0) -> None:
        """Round dots of one size at points of shape (n, 2)."""
        self._pen.setColor(_argb(colour, opacity))
        self._pen.setStrokeWidth(diameter)
        marks = [skia.Point(x, y) for x, y in points.tolist()]
        self._canvas.drawPoints(skia.Canvas.kPoints_PointMode, marks, self._pen)

    def dashes(self, ends: NDArray[np.float64], colour: Colour, width: float, opacity: float = 1.0) -> None:
        """Separate lines; `ends` has shape (2 n, 2): a start and an end in turn."""
        self._pen.setColor(_argb(colour, opacity))
        self._pen.setStrokeWidth(width)
        marks = [skia.Point(x, y) for x, y in ends.tolist()]
        self._canvas.drawPoints(skia.Canvas.kLines_PointMode, marks, self._pen)

    def glow(self, x: float, y: float, radius: float, colour: Colour, opacity: float) -> None:
        """A soft light added to what is there, full at the centre, nothing at `radius`."""
        shader = skia.GradientShader.MakeRadial(
            center=(x, y),
            radius=radius,
            colors=[_argb(colour, opacity), _argb(colour, opacity * 0.3), _argb(colour, 0.0)],
        )
        paint = skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen)
        self._canvas.drawCircle(x, y, radius, paint)

    def mist(self, top: float, bottom: float, reach: float, colour: Colour, opacity: float) -> None:
        """A level band from -reach to reach, full in its middle, nothing at its upper and lower edge."""
        shades = [_argb(colour, opacity * share) for share in (0.0, 0.75, 1.0, 0.75, 0.0)]
        shader = skia.GradientShader.MakeLinear(points=[(0.0, top), (0.0, bottom)], colors=shades)
        self._canvas.drawRect(skia.Rect.MakeLTRB(-reach, top, reach, bottom), skia.Paint(Shader=shader))


def _argb(colour: Colour, opacity: float) -> int:
    red, green, blue = colour
    return round(255 * opacity) << 24 | red << 16 | green << 8 | blue
