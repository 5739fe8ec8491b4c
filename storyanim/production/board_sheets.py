"""A storyboard on sheets of paper: pictures of pages, A4 upright, with every shot's words beside its picture.

Takes rows and their pictures, gives pages as uint8 pictures. Letters come from the fonts inside OpenCV; what those
cannot set is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.letters import Face, draw_text, settable, shortened, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from storyanim.production.board_rows import BoardRow

RESOLUTION = 150
"""Pixels an inch."""
PAGE = (1754, 1240)
"""Height and width of A4 at that."""
MARGIN, GAP, PICTURE_WIDTH = 90, 30, 420
TOP, BOTTOM = 190, PAGE[0] - 90
TITLE, HEADING, NAME, TEXT, PROMPT = Face(34, 600), Face(19, 600), Face(20, 600), Face(20), Face(16)
LINE_HEIGHT, HEADING_ROOM = 1.4, 44
MOST_LINES = 40
"""Lines of one shot's words, and of its prompt: what is longer is cut, so that it fits on a page."""
PAPER, INK, FADED, EDGE = (255, 255, 255), (62, 50, 42), (122, 106, 88), (214, 203, 182)


class _Line(NamedTuple):
    """Words, how they look, and how far below the line before they stand, in pixels."""

    text: str
    face: Face
    colour: tuple[int, int, int]
    step: int


class Placed(NamedTuple):
    """A row on its page: how far below the page's top it begins, in pixels."""

    row: BoardRow
    top: int


def paged(rows: Iterable[BoardRow], picture_height: int) -> tuple[tuple[Placed, ...], ...]:
    """The rows of every page, where all pictures are so high: known before one is drawn."""
    pages: list[list[Placed]] = [[]]
    top = TOP
    for row in rows:
        words = sum(line.step for line in _lines(row))
        height = max(picture_height, words) + (HEADING_ROOM if row.heading else 0)
        if top > TOP and top + height > BOTTOM:
            pages.append([])
            top = TOP
        pages[-1].append(Placed(row, top))
        top += height + GAP
    return tuple(map(tuple, pages))


def sheets(
    title: str, summary: str, pages: Sequence[Sequence[Placed]], pictures: Iterator[NDArray[np.uint8]]
) -> Iterator[NDArray[np.uint8]]:
    """The pages, uint8 (1754, 1240, 3); `pictures` come in the order of the rows."""
    for number, placed in enumerate(pages, 1):
        page = _blank(title, summary, number)
        for row, top in placed:
            _place(page, row, next(pictures), top)
        yield page


def _place(page: NDArray[np.uint8], row: BoardRow, picture: NDArray[np.uint8], y: int) -> None:
    import cv2

    width = PAGE[1] - 2 * MARGIN
    if row.heading:
        draw_text(page, shortened(row.heading, HEADING, width), (MARGIN, y + 18), HEADING, FADED)
        cv2.line(page, (MARGIN, y + 28), (MARGIN + width, y + 28), EDGE, 1)
        y += HEADING_ROOM
    high, wide = (min(side, most) for side, most in zip(picture.shape[:2], (BOTTOM - y, PICTURE_WIDTH), strict=True))
    page[y : y + high, MARGIN : MARGIN + wide] = picture[:high, :wide]
    for line in _lines(row):
        y += line.step
        draw_text(page, line.text, (MARGIN + PICTURE_WIDTH + GAP, y - 4), line.face, line.colour)


def _lines(row: BoardRow) -> list[_Line]:
    """The name and time of a shot, its words and its prompt."""
    room = PAGE[1] - 2 * MARGIN - PICTURE_WIDTH - GAP
    blocks = ((f"{row.name} · {row.time}", NAME, INK), (row.text, TEXT, INK), (row.prompt, PROMPT, FADED))
    lines: list[_Line] = []
    for text, face, colour in blocks:
        for place, words in enumerate(wrapped(settable(text), face, room)[:MOST_LINES]):
            step = round(face.size * LINE_HEIGHT) + (6 if place == 0 and lines else 0)
            lines.append(_Line(words, face, colour, step))
    return lines[: int((BOTTOM - TOP) / (TEXT.size * LINE_HEIGHT)) - 2]


def _blank(title: str, summary: str, number: int) -> NDArray[np.uint8]:
    page = np.full((*PAGE, 3), PAPER, np.uint8)
    right = f"{summary} · {number}"
    wide = text_width(right, PROMPT)
    draw_text(page, shortened(title, TITLE, PAGE[1] - 2 * MARGIN - wide - GAP), (MARGIN, 130), TITLE, INK)
    draw_text(page, right, (PAGE[1] - MARGIN - wide, 130), PROMPT, FADED)
    return page
