"""All shots of a film on paper: one picture of each, with its name, its time and its first words.

Takes a schedule, a renderer and the shots' words, gives PNG files of at most `PER_PAGE` shots each. Letters come
from the Unicode font inside OpenCV 5; what it cannot set is left out. Nothing is cached.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from storyanim.letters import Face, draw_text, settable, shortened, text_width, wrapped
from storyanim.production.pages import page_paths, write_pages
from storyanim.production.paper_pages import FADED, GAP, INK, Grid, blank, lay_out, write_header
from storyanim.production.stills import minutes, stills, summary
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.render import Renderer
    from storyanim.schedule import Schedule, ScheduledShot

PER_PAGE = 24
PICTURE_AREA = 400 * 225
PAGE_WIDTH = 1700
"""Pixels: four pictures of a wide-screen film side by side."""
LABEL = 98
WORD_LINES, WORD_STEP = 2, 20
NAME, WORDS = Face(16, 600), Face(15)


def contact_sheet(
    schedule: Schedule,
    renderer: Renderer,
    words: Mapping[str, str],
    path: Path,
    *,
    title: str = "",
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the sheet to `path`, further pages beside it as `name-2.png` and so on: all of them or none.

    `words` are the shots' texts by id; a shot without any shows its name and time only.

    Raises:
        InputError: a page exists and `force` is not set, or cannot be written; known before anything is drawn.
        OutputError: the disk is full.
    """
    paths = page_paths(path, ceil(len(schedule.shots) / PER_PAGE), force=force)
    write_pages(paths, _pages(schedule, renderer, words, title), force=force)
    return paths


def _pages(schedule: Schedule, renderer: Renderer, words: Mapping[str, str], title: str) -> Iterator[NDArray[np.uint8]]:
    grid = _grid(schedule.size, len(schedule.shots))
    for at in range(0, len(schedule.shots), PER_PAGE):
        shots = schedule.shots[at : at + PER_PAGE]
        page = blank(grid.page(len(shots)))
        write_header(page, title, summary(schedule))
        lay_out(page, grid, len(shots), stills(schedule, renderer, shots, grid.cell))
        for place, shot in enumerate(shots):
            _write_label(page, grid, place, shot, _clock(schedule, shot), words.get(shot.id, ""))
        yield page


def _grid(size: Size, shots: int) -> Grid:
    """Pictures of about the same area whatever the film's shape; few shots make a narrow page."""
    width = min(sqrt(PICTURE_AREA * size.width / size.height), PAGE_WIDTH)
    cell = Size(round(width), max(16, round(width * size.height / size.width)))
    fitting = max(1, (PAGE_WIDTH + GAP) // (cell.width + GAP))
    return Grid(min(fitting, max(2, ceil(sqrt(shots)))), cell, LABEL)


def _write_label(page: NDArray[np.uint8], grid: Grid, place: int, shot: ScheduledShot, time: str, words: str) -> None:
    x, y = grid.corner(place)
    width, base = grid.cell.width, y + grid.cell.height + 25
    draw_text(page, shortened(shot.label, NAME, width - 60), (x, base), NAME, INK)
    draw_text(page, time, (x + width - text_width(time, WORDS), base), WORDS, FADED)
    for line, text in enumerate(_lines(words, width), 1):
        draw_text(page, text, (x, base + 3 + line * WORD_STEP), WORDS, FADED)


def _clock(schedule: Schedule, shot: ScheduledShot) -> str:
    return minutes(int(shot.first / schedule.rate))


def _lines(words: str, width: int) -> list[str]:
    """The words on at most `WORD_LINES` lines, the last of them cut where it does not fit."""
    lines = wrapped(settable(words), WORDS, width)
    if len(lines) <= WORD_LINES:
        return list(lines)
    return [*lines[: WORD_LINES - 1], shortened(" ".join(lines[WORD_LINES - 1 :]), WORDS, width)]
