"""A storyboard on sheets of paper: pictures of pages, A4 upright, with every shot's words beside its picture.

Takes rows, gives pages as uint8 pictures. Letters come from the fonts inside OpenCV; what those cannot set is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.letters import Face, draw_text, settable, shortened, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from storyanim.production.board_rows import BoardRow

RESOLUTION = 150
"""Pixels an inch."""
PAGE = (1754, 1240)
"""Height and width of A4 at that."""
MARGIN, GAP, PICTURE_WIDTH = 90, 30, 420
TOP, BOTTOM = 190, PAGE[0] - 90
TITLE, HEADING, NAME, TEXT, PROMPT = Face(34, 600), Face(19, 600), Face(20, 600), Face(20), Face(16)
LINE_HEIGHT = 1.4
MOST_LINES = 40
"""Lines of one shot's words, and of its prompt: what is longer is cut, so that it fits on a page."""
PAPER, INK, FADED, EDGE = (255, 255, 255), (62, 50, 42), (122, 106, 88), (214, 203, 182)


class _Line(NamedTuple):
    """Words, how they look, and how far below the line before they stand, in pixels."""

    text: str
    face: Face
    colour: tuple[int, int, int]
    step: int


def sheets(title: str, summary: str, rows: Iterable[BoardRow]) -> Iterator[NDArray[np.uint8]]:
    """The pages, uint8 (1754, 1240, 3)."""
    number, page, y = 1, _blank(title, summary, 1), TOP
    for row in rows:
        lines = _lines(row)
        height = max(row.picture.shape[0], sum(line.step for line in lines)) + (44 if row.heading else 0)
        if y > TOP and y + height > BOTTOM:
            yield page
            number += 1
            page, y = _blank(title, summary, number), TOP
        _place(page, row, lines, y)
        y += height + GAP
    yield page


def _place(page: NDArray[np.uint8], row: BoardRow, lines: Iterable[_Line], y: int) -> None:
    import cv2

    width = PAGE[1] - 2 * MARGIN
    if row.heading:
        draw_text(page, shortened(row.heading, HEADING, width), (MARGIN, y + 18), HEADING, FADED)
        cv2.line(page, (MARGIN, y + 28), (MARGIN + width, y + 28), EDGE, 1)
        y += 44
    high, wide = (
        min(side, most) for side, most in zip(row.picture.shape[:2], (BOTTOM - y, PICTURE_WIDTH), strict=True)
    )
    page[y : y + high, MARGIN : MARGIN + wide] = row.picture[:high, :wide]
    for line in lines:
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
