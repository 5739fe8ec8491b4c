"""storybook as a teacher: pictures whose layout is read from a small model's own latents.

A film's layout is read from latents of a 512-pixel picture. A model that draws 256 pixels sees a quarter of those, so
here the field is made of just the latents it sees; beyond the picture's edge they are mirrored, since it sees no more.
Everything in a lesson follows from the subject and those latents, so it can be learned as a function of them. Grain and
time are left out: the model sees neither.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.render.storybook.field import MARGIN, Field, smoothed
from storyanim.render.storybook.painting import paint_stage, stage_of_view
from storyanim.types import Moment, Size, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.types import Subject

FINE, BROAD = 1 / 40, 1 / 16
"""Standard deviations of the smoothings in sides of a square picture, as a film's are: local, since what is read from
far away is not learned (measured: with a few global readings training stuck at 21 dB)."""
SECONDS, LENGTH = 2.0, 4.0
"""The moment of a shot that is painted."""
FIGURE_STEP = 3
"""How far of 255 a pixel must change when the figures are left out, to be one of theirs."""


class Lesson(NamedTuple):
    """A picture, uint8 (height, width, 3) RGB, and where figures and things are in it, bool (height, width)."""

    picture: NDArray[np.uint8]
    figures: NDArray[np.bool_]


def lesson(subject: Subject, latents: NDArray[np.float32], size: Size) -> Lesson:
    """Paint a subject laid out by these latents, float32 (4, rows, columns), unit variance."""
    view = View((Moment(subject, SECONDS, LENGTH),), ())
    field = field_of(latents, size)
    stage = stage_of_view(view, field)
    picture = paint_stage(view, stage, field, size)
    gone = replace(stage, figures=tuple(replace(figure, presence=0.0) for figure in stage.figures))
    without = paint_stage(view, gone, field, size) if stage.figures else picture
    apart = np.abs(picture.astype(np.int16) - without).max(axis=2)
    return Lesson(picture, apart >= FIGURE_STEP)


def field_of(latents: NDArray[np.float32], size: Size) -> Field:
    """The field of a model's own latents."""
    _, rows, columns = latents.shape
    beyond = np.pad(latents, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)), mode="symmetric")
    side = (rows * columns) ** 0.5
    levels = np.stack([smoothed(beyond, FINE * side), smoothed(beyond, BROAD * side)])
    return Field(levels, rows, columns, size.width / size.height)
