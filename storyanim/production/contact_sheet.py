"""All shots of a film on paper: one picture of each, with its name, its time and its first words.

Takes a schedule, a renderer and the shots' words, gives PNG files of at most `PER_PAGE` shots each. Letters come
from the Unicode font inside OpenCV 5; what it cannot set is left out. Nothing is cached.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

from storyanim.letters import Face, draw_text, settable, shortened, text_width, wrapped
from storyanim.production.pages import page_paths, write_pages
from storyanim.production.stills import minutes, stills, summary
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.render import Renderer
    from storyanim.schedule import Schedule, ScheduledShot

PER_PAGE = 24
PICTURE_AREA = 400 * 225
PAGE_WIDTH = 1700
"""Pixels: four pictures of a wide-screen film side by side."""
MARGIN, GAP, LABEL, HEADER = 44, 26, 98, 104
WORD_LINES, WORD_STEP = 2, 20

TITLE, SUMMARY, NAME, WORDS = Face(30, 600), Face(17), Face(16, 600), Face(15)
PAPER, INK, FADED, EDGE = (247, 241, 228), (62, 50, 42), (148, 130, 110), (214, 203, 182)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where pictures stand on a page: so many columns of pictures of one size."""

    columns: int
    cell: Size

    def corner(self, place: int) -> tuple[int, int]:
        """The left top corner (x, y) of a picture."""
        row, column = divmod(place, self.columns)
        return MARGIN + column * (self.cell.width + GAP), HEADER + row * (self.cell.height + LABEL)

    def page(self, pictures: int) -> Size:
        """The size of a page with so many pictures."""
        rows = ceil(pictures / self.columns)
        width = 2 * MARGIN + self.columns * (self.cell.width + GAP) - GAP
        return Size(width, HEADER + rows * (self.cell.height + LABEL) + MARGIN // 2)


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
        page = _blank(grid.page(len(shots)))
        _write_header(page, title, summary(schedule))
        _place(page, grid, shots, stills(schedule, renderer, shots, grid.cell))
        for place, shot in enumerate(shots):
            _write_label(page, grid, place, shot, _clock(schedule, shot), words.get(shot.id, ""))
        yield page


def _grid(size: Size, shots: int) -> _Grid:
    """Pictures of about the same area whatever the film's shape; few shots make a narrow page."""
    width = min(sqrt(PICTURE_AREA * size.width / size.height), PAGE_WIDTH)
    cell = Size(round(width), max(16, round(width * size.height / size.width)))
    fitting = max(1, (PAGE_WIDTH + GAP) // (cell.width + GAP))
    return _Grid(min(fitting, max(2, ceil(sqrt(shots)))), cell)


def _place(
    page: NDArray[np.uint8], grid: _Grid, shots: Sequence[ScheduledShot], pictures: Iterator[NDArray[np.uint8]]
) -> None:
    """Set the pictures on the page, each with a soft shadow and a hair line around it."""
    import cv2

    width, height = grid.cell
    corners = [grid.corner(place) for place in range(len(shots))]
    shade = np.zeros(page.shape[:2], np.uint8)
    for x, y in corners:
        shade[y + 4 : y + height + 5, x + 2 : x + width - 1] = 90
    soft = np.asarray(cv2.GaussianBlur(shade, (0, 0), 6), np.float32)[..., None] / 255
    page[:] = np.rint(page * (1 - soft) + np.array(INK, np.float32) * soft).astype(np.uint8)
    for (x, y), picture in zip(corners, pictures, strict=True):
        page[y : y + height, x : x + width] = picture
        cv2.rectangle(page, (x - 1, y - 1), (x + width, y + height), EDGE, 1)


def _write_header(page: NDArray[np.uint8], title: str, summary: str) -> None:
    wide = text_width(summary, SUMMARY)
    draw_text(page, shortened(title, TITLE, page.shape[1] - 2 * MARGIN - wide - GAP), (MARGIN, 66), TITLE, INK)
    draw_text(page, summary, (page.shape[1] - MARGIN - wide, 64), SUMMARY, FADED)


def _write_label(page: NDArray[np.uint8], grid: _Grid, place: int, shot: ScheduledShot, time: str, words: str) -> None:
    x, y = grid.corner(place)
    width, base = grid.cell.width, y + grid.cell.height + 25
    draw_text(page, shortened(shot.label, NAME, width - 60), (x, base), NAME, INK)
    draw_text(page, time, (x + width - text_width(time, WORDS), base), WORDS, FADED)
    for line, text in enumerate(_lines(words, width), 1):
        draw_text(page, text, (x, base + 3 + line * WORD_STEP), WORDS, FADED)


def _clock(schedule: Schedule, shot: ScheduledShot) -> str:
    return minutes(int(shot.first / schedule.rate))


def _blank(size: Size) -> NDArray[np.uint8]:
    return np.full((size.height, size.width, 3), PAPER, np.uint8)


def _lines(words: str, width: int) -> list[str]:
    """The words on at most `WORD_LINES` lines, the last of them cut where it does not fit."""
    lines = wrapped(settable(words), WORDS, width)
    if len(lines) <= WORD_LINES:
        return list(lines)
    return [*lines[: WORD_LINES - 1], shortened(" ".join(lines[WORD_LINES - 1 :]), WORDS, width)]
