"""Pages of pictures on paper: a grid, soft shadows, a heading.

Takes pictures (uint8 RGB arrays) and words, draws on pages that are arrays themselves. Knows nothing of shots, places
or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from storyanim.encode.letters import Face, draw_text, shortened, text_width
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

MARGIN, GAP, HEADER = 44, 26, 104
TITLE, SUMMARY = Face(30, 600), Face(17)
PAPER, INK, FADED, EDGE = (247, 241, 228), (62, 50, 42), (148, 130, 110), (214, 203, 182)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where pictures stand on a page: so many columns of one size, with `label` pixels of words under each."""

    columns: int
    cell: Size
    label: int

    def corner(self, place: int) -> tuple[int, int]:
        """The left top corner (x, y) of a picture."""
        row, column = divmod(place, self.columns)
        return MARGIN + column * (self.cell.width + GAP), HEADER + row * (self.cell.height + self.label)

    def page(self, pictures: int) -> Size:
        """The size of a page with so many pictures."""
        rows = ceil(pictures / self.columns)
        width = 2 * MARGIN + self.columns * (self.cell.width + GAP) - GAP
        return Size(width, HEADER + rows * (self.cell.height + self.label) + MARGIN // 2)


def blank(size: Size) -> NDArray[np.uint8]:
    """An empty page."""
    return np.full((size.height, size.width, 3), PAPER, np.uint8)


def lay_out(page: NDArray[np.uint8], grid: Grid, count: int, pictures: Iterable[NDArray[np.uint8]]) -> None:
    """Set `count` pictures on the page, each with a soft shadow and a hair line around it."""
    import cv2

    width, height = grid.cell
    corners = [grid.corner(place) for place in range(count)]
    shade = np.zeros(page.shape[:2], np.uint8)
    for x, y in corners:
        shade[y + 4 : y + height + 5, x + 2 : x + width - 1] = 90
    soft = np.asarray(cv2.GaussianBlur(shade, (0, 0), 6), np.float32)[..., None] / 255
    page[:] = np.rint(page * (1 - soft) + np.array(INK, np.float32) * soft).astype(np.uint8)
    for (x, y), picture in zip(corners, pictures, strict=True):
        page[y : y + height, x : x + width] = picture
        cv2.rectangle(page, (x - 1, y - 1), (x + width, y + height), EDGE, 1)


def write_header(page: NDArray[np.uint8], title: str, summary: str) -> None:
    """The title at the left, the summary at the right."""
    wide = text_width(summary, SUMMARY)
    draw_text(page, shortened(title, TITLE, page.shape[1] - 2 * MARGIN - wide - GAP), (MARGIN, 66), TITLE, INK)
    draw_text(page, summary, (page.shape[1] - MARGIN - wide, 64), SUMMARY, FADED)
