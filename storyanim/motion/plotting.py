"""A motion report as a picture: for every way of filming, how much changes from frame to frame, along the film.

Takes reports, gives one uint8 picture. Letters come from the fonts inside OpenCV. Knows nothing of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from storyanim.letters import Face, draw_text, settable, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.motion.film_report import MotionReport
    from storyanim.motion.measuring import FilmMotion

SHARP = 2
"""Everything is drawn so many times larger, then made small, so that lines are smooth."""
WIDTH, MARGIN, LABEL, FIGURES = 1240, 28, 178, 212
ROW, GAP, HEAD, TOP, FOOT = 54, 8, 40, 74, 62
PAPER, INK, FADED, LINE, BAND = (253, 249, 241), (52, 44, 40), (134, 120, 104), (222, 210, 192), (241, 230, 210)
COLOURS = ((196, 84, 46), (118, 128, 140), (62, 116, 140), (120, 92, 150))
"""Ours, then the baselines in their order."""
TITLE, HEADING, NAME, SMALL = Face(21, 600), Face(16, 600), Face(14, 600), Face(12)


class _Row(NamedTuple):
    """Where one way's curve is drawn, in large pixels."""

    left: int
    right: int
    top: int
    bottom: int


def plotted(reports: Sequence[MotionReport]) -> NDArray[np.uint8]:
    """The picture, uint8 (height, 1240, 3)."""
    import cv2

    heights = [HEAD + len(report.ways) * (ROW + GAP) for report in reports]
    page = np.full(((TOP + sum(heights) + FOOT) * SHARP, WIDTH * SHARP, 3), PAPER, np.uint8)
    _write(page, "How the pictures change from one frame to the next", (MARGIN, 34), TITLE, INK)
    words = f"drawn by {', '.join(dict.fromkeys(report.drawn_by for report in reports))}; shaded: transitions"
    _write(page, words, (MARGIN, 56), SMALL, FADED)
    top = TOP
    for report, height in zip(reports, heights, strict=True):
        _story(page, report, top)
        top += height
    _legend(page, top)
    small = cv2.resize(page, (WIDTH, page.shape[0] // SHARP), interpolation=cv2.INTER_AREA)
    return cast("NDArray[np.uint8]", small)


def _story(page: NDArray[np.uint8], report: MotionReport, top: int) -> None:
    title = shortened(settable(report.title), HEADING, WIDTH - 2 * MARGIN - FIGURES)
    _write(page, title, (MARGIN, top + 24), HEADING, INK)
    _write(page, "flicker      jump      boundary    frozen", (WIDTH - MARGIN - FIGURES + 14, top + 24), SMALL, FADED)
    ceiling = _ceiling(report.ways[0])
    for number, way in enumerate(report.ways):
        y = top + HEAD + number * (ROW + GAP)
        row = _Row((MARGIN + LABEL) * SHARP, (WIDTH - MARGIN - FIGURES) * SHARP, y * SHARP, (y + ROW) * SHARP)
        _curve(page, way, row, ceiling, COLOURS[number % len(COLOURS)])
        _write(page, way.way, (MARGIN, y + 33), NAME, COLOURS[number % len(COLOURS)])
        _figures(page, way, y + 33)


def _figures(page: NDArray[np.uint8], way: FilmMotion, y: int) -> None:
    left = WIDTH - MARGIN - FIGURES + 14
    words = (f"{way.flicker:.2f}", f"{_short(way.jump)}", f"{_short(way.boundary)}", f"{100 * way.frozen:.0f} %")
    for place, word in zip((0, 58, 108, 168), words, strict=True):
        _write(page, word, (left + place, y), NAME, INK)


def _curve(page: NDArray[np.uint8], way: FilmMotion, row: _Row, ceiling: float, colour: tuple[int, int, int]) -> None:
    """The changes as a filled curve over the bands of the transitions; where it is cut off, a mark stands above."""
    import cv2

    frames = len(way.changes) + 1
    wide = row.right - row.left
    for one in way.stretches:
        x, end = (row.left + round(at / frames * wide) for at in (one.first, one.first + one.transition))
        cv2.rectangle(page, (x, row.top), (max(end, x + 1), row.bottom), BAND if one.transition else LINE, -1)
        cv2.line(page, (x, row.top), (x, row.bottom), LINE, 1)
    heights = np.sqrt(np.minimum(np.array(way.changes) / ceiling, 1.0))
    across = row.left + (np.arange(len(heights)) + 1.0) / frames * wide
    up = row.bottom - heights * (row.bottom - row.top)
    outline = np.concatenate([[(across[0], row.bottom)], np.stack([across, up], 1), [(across[-1], row.bottom)]])
    cv2.fillPoly(page, [outline.round().astype(np.int32)], colour, cv2.LINE_AA)
    for at in np.flatnonzero(np.array(way.changes) > ceiling):
        x = round(float(across[at]))
        cv2.line(page, (x, row.top), (x, row.top + 6 * SHARP), INK, SHARP)
    cv2.line(page, (row.left, row.bottom), (row.right, row.bottom), FADED, SHARP // 2)


def _ceiling(way: FilmMotion) -> float:
    """The largest change that is no cut."""
    cuts = {one.first - 1 for one in way.stretches if not one.transition}
    return max((change for number, change in enumerate(way.changes) if number not in cuts), default=0.0) or 1.0


def _legend(page: NDArray[np.uint8], top: int) -> None:
    lines = (
        "Heights are square roots of the change; each story has one scale, and a tick marks what passes it. "
        "flicker: the median change.",
        "jump: the largest change of a transition against its median one. boundary: the change where a transition "
        "begins or ends against that within shots. frozen: frames that do not move.",
    )
    for number, line in enumerate(lines):
        _write(page, line, (MARGIN, top + 26 + 18 * number), SMALL, FADED)


def _short(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 99.5 else "> 99"


def _write(page: NDArray[np.uint8], words: str, at: tuple[int, int], face: Face, colour: tuple[int, int, int]) -> None:
    draw_text(page, words, (at[0] * SHARP, at[1] * SHARP), Face(face.size * SHARP, face.weight), colour)
