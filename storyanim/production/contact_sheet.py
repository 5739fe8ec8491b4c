"""All shots of a film on paper: one picture of each, with its name, its time and its first words.

Takes a schedule, a renderer and the shots' words, gives PNG files of at most `PER_PAGE` shots each. Letters come
from the Unicode font inside OpenCV 5; what it cannot set is left out. Nothing is cached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import ceil, sqrt
from typing import TYPE_CHECKING, cast
from unicodedata import bidirectional

import numpy as np

from storyanim.encode import write_picture
from storyanim.render import render_frames
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import cv2
    from numpy.typing import NDArray

    from storyanim.render import Renderer
    from storyanim.schedule import Schedule, ScheduledShot
    from storyanim.types import FrameRecipe

PER_PAGE = 24
TYPICAL = 0.6
"""Where in a shot, after its transition, the picture is taken: what happens has begun and is not over."""
PICTURE_AREA = 400 * 225
PAGE_WIDTH = 1700
"""Pixels: four pictures of a wide-screen film side by side."""
SHARPNESS = 2
"""Pictures are drawn so many times larger and then made small, so that fine lines stay fine."""
MARGIN, GAP, LABEL, HEADER = 44, 26, 98, 104
WORD_LINES, WORD_STEP = 2, 20
LONGEST_WORD = {True: 28, False: 12}
"""Letters, in ASCII or not: what is longer is cut, so that something fits on a line."""

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
    """Write the sheet to `path`, further pages beside it as `name-2.png` and so on.

    `words` are the shots' texts by id; a shot without any shows its name and time only.

    Raises:
        InputError: a page exists and `force` is not set, or cannot be written.
        OutputError: the disk is full.
    """
    pages = [schedule.shots[at : at + PER_PAGE] for at in range(0, len(schedule.shots), PER_PAGE)]
    paths = [path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, len(pages) + 1))]
    grid = _grid(schedule.size, len(schedule.shots))
    for shots, page_path in zip(pages, paths, strict=True):
        page = _blank(grid.page(len(shots)))
        _write_header(page, title, _summary(schedule))
        _place(page, grid, shots, _pictures(schedule, renderer, shots, grid.cell))
        for place, shot in enumerate(shots):
            _write_label(page, grid, place, shot, _clock(schedule, shot), words.get(shot.id, ""))
        write_picture(page_path, page, force=force)
    return tuple(paths)


def _grid(size: Size, shots: int) -> _Grid:
    """Pictures of about the same area whatever the film's shape; few shots make a narrow page."""
    width = min(sqrt(PICTURE_AREA * size.width / size.height), PAGE_WIDTH)
    cell = Size(round(width), max(16, round(width * size.height / size.width)))
    fitting = max(1, (PAGE_WIDTH + GAP) // (cell.width + GAP))
    return _Grid(min(fitting, max(2, ceil(sqrt(shots)))), cell)


def _pictures(
    schedule: Schedule, renderer: Renderer, shots: Sequence[ScheduledShot], cell: Size
) -> Iterator[NDArray[np.uint8]]:
    import cv2

    drawn = Size(cell.width * SHARPNESS, cell.height * SHARPNESS)
    recipes = (replace(_typical(schedule, shot), size=drawn) for shot in shots)
    for frame in render_frames(renderer, recipes):
        yield cast("NDArray[np.uint8]", cv2.resize(frame.pixels, cell, interpolation=cv2.INTER_AREA))


def _typical(schedule: Schedule, shot: ScheduledShot) -> FrameRecipe:
    settled = shot.first + min(shot.transition, shot.frames - 1)
    return schedule.recipe_at(settled + int((shot.end - 1 - settled) * TYPICAL))


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
    room = page.shape[1] - 2 * MARGIN - _width(summary, 17, 400) - GAP
    _write(page, _shortened(title, room, 30, 600), (MARGIN, 66), 30, 600, INK)
    _write(page, summary, (page.shape[1] - MARGIN - _width(summary, 17, 400), 64), 17, 400, FADED)


def _write_label(page: NDArray[np.uint8], grid: _Grid, place: int, shot: ScheduledShot, time: str, words: str) -> None:
    x, y = grid.corner(place)
    width, base = grid.cell.width, y + grid.cell.height + 25
    _write(page, _shortened(shot.label, width - 60, 16, 600), (x, base), 16, 600, INK)
    _write(page, time, (x + width - _width(time, 15, 400), base), 15, 400, FADED)
    for line, text in enumerate(_lines(words, width, 15, 400), 1):
        _write(page, text, (x, base + 3 + line * WORD_STEP), 15, 400, FADED)


def _summary(schedule: Schedule) -> str:
    seconds = round(schedule.frames / schedule.rate)
    size, shots = schedule.size, len(schedule.shots)
    return f"{shots} {'shot' if shots == 1 else 'shots'} · {_minutes(seconds)} · {size.width}x{size.height}"


def _clock(schedule: Schedule, shot: ScheduledShot) -> str:
    return _minutes(int(shot.first / schedule.rate))


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _blank(size: Size) -> NDArray[np.uint8]:
    return np.full((size.height, size.width, 3), PAPER, np.uint8)


# --- letters ----------------------------------------------------------------------------------------


def _write(
    page: NDArray[np.uint8], text: str, at: tuple[int, int], size: int, weight: int, colour: tuple[int, int, int]
) -> None:
    import cv2

    if text:
        cv2.putText(page, text, at, colour, _font(), size, weight)


def _lines(text: str, width: int, size: int, weight: int) -> list[str]:
    """The text on at most `WORD_LINES` lines, the last of them cut where it does not fit."""
    words = _drawable(text)
    lines: list[str] = []
    while words and len(lines) < WORD_LINES - 1:
        fitting = _fitting(words, width, size, weight)
        lines.append(" ".join(words[:fitting]))
        words = words[fitting:]
    return [line for line in (*lines, _shortened(" ".join(words), width, size, weight)) if line]


def _shortened(text: str, width: int, size: int, weight: int) -> str:
    """The text on one line, cut before the word that no longer fits."""
    words = _drawable(text)
    if _width(" ".join(words), size, weight) <= width:
        return " ".join(words)
    fitting = _fitting(words, width - _width(" …", size, weight), size, weight)
    return f"{' '.join(words[:fitting])} …" if fitting else ""


def _fitting(words: list[str], width: int, size: int, weight: int) -> int:
    """How many of the words fit on a line."""
    count = 0
    while count < len(words) and _width(" ".join(words[: count + 1]), size, weight) <= width:
        count += 1
    return count


def _drawable(text: str) -> list[str]:
    """The words without what the font cannot set; pieces of them where a script has no spaces."""
    words = "".join(letter for letter in text if letter.isspace() or _has_glyph(letter)).split()
    steps = ((word, LONGEST_WORD[word.isascii()]) for word in words)
    return [word[at : at + step] for word, step in steps for at in range(0, len(word), step)]


def _width(text: str, size: int, weight: int) -> int:
    import cv2

    return cv2.getTextSize((0, 0), text, (0, 0), _font(), size, weight)[2] if text else 0


@cache
def _has_glyph(letter: str) -> bool:
    """Whether the font can set it, left to right; what it lacks it draws as a question mark."""
    if bidirectional(letter) in {"R", "AL", "AN"}:
        return False
    return letter == "?" or not np.array_equal(_sample(letter), _sample("?"))


def _sample(letter: str) -> NDArray[np.uint8]:
    sample = np.zeros((32, 32, 3), np.uint8)
    _write(sample, letter, (4, 24), 20, 400, (255, 255, 255))
    return sample


@cache
def _font() -> cv2.FontFace:
    import cv2

    return cv2.FontFace("sans")
