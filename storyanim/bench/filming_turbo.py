"""What encoding takes from a film that turbo draws: the same frames drawn alone, and drawn into encoders of H.264."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.production.segments import Studio
    from storyanim.render import Renderer

SHOTS, SECONDS, ROUNDS = 3, 2.0, 3


def drawn_and_filmed(renderer: Renderer, side: int) -> tuple[float, float]:
    """Frames a second of drawing alone, and of drawing into encoders, by the workers that make films.

    Both in turns, the median of each. Segments are not joined to a film: nothing is encoded for that.
    """
    from storyanim.bench.boards import made_up_board
    from storyanim.production.chunks import plan_film
    from storyanim.production.workers import hire
    from storyanim.render import render_frames

    board = made_up_board(SHOTS, seconds=SECONDS, size=(side, side))
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        with TemporaryDirectory() as folder:
            studio = _studio(board, renderer, Path(folder))
            chunks = plan_film(studio).chunks
            if not rates:
                list(render_frames(renderer, studio.schedule.recipes(0, renderer.batch)))
            began = time.perf_counter()
            for chunk in chunks:
                for _ in render_frames(renderer, studio.schedule.recipes(chunk.first, chunk.end)):
                    pass
            between = time.perf_counter()
            for _ in hire(studio, renderer, len(chunks), jobs=2).draw(chunks):
                pass
            ended = time.perf_counter()
        count = chunks[-1].end
        rates.append((count / (between - began), count / (ended - between)))
    drawn, filmed = zip(*rates, strict=True)
    return median(drawn), median(filmed)


def _studio(board: object, renderer: Renderer, folder: Path) -> Studio:
    from storyanim import animate
    from storyanim.encode import SegmentSettings, find_ffmpeg
    from storyanim.production import open_store
    from storyanim.production.segments import Studio
    from storyanim.render import RendererSpec
    from storyanim.storyboard import Storyboard

    assert isinstance(board, Storyboard)
    order = animate.order(board, folder / "film.mp4", renderer="storybook")
    return Studio(
        schedule=order.schedule,
        renderer=RendererSpec.of("turbo"),
        fingerprint=renderer.fingerprint,
        settings=SegmentSettings(order.codec or order.container.codec, order.schedule.rate),
        ffmpeg=find_ffmpeg(),
        store=open_store(folder / "cache"),
        scratch=folder,
    )
