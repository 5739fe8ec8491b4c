"""How fast storybook draws."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from storyanim.bench.boards import made_up_board
from storyanim.bench.measure import Measure
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS, RUN = 8, 12
"""So many runs of so many frames that follow each other, as in a film, spread over it."""
SIZES = ((Size(512, 512), 60), (Size(1280, 720), 30), (Size(1920, 1080), 14))
"""Sizes, and the frames a second of one core they should reach."""


def drawing() -> Iterator[Measure]:
    """Frames a second of one core, over six places, four times of day, four weathers, two moving characters."""
    from storyanim.render import RendererSpec, open_renderer, render_frames
    from storyanim.schedule import schedule

    for size, target in SIZES:
        film = schedule(made_up_board(30, size=size))
        starts = (number * film.frames // RUNS for number in range(RUNS))
        recipes = [film.recipe_at(start + frame) for start in starts for frame in range(RUN)]
        renderer = open_renderer(RendererSpec.of("storybook"))
        list(render_frames(renderer, recipes[::RUN]))
        began = time.process_time()
        for _ in render_frames(renderer, recipes):
            pass
        rate = len(recipes) / (time.process_time() - began)
        yield Measure(f"storybook {size.width}x{size.height}, one core", rate, "frames/s", f"at least {target}")
