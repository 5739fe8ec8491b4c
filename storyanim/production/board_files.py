"""A storyboard to look through as a file: `.html`, `.pdf` or `.png`.

Takes a storyboard, its schedule and a renderer, writes the file (several for the pages of a `.png`), whole or not at
all. Knows nothing of how pages look.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from storyanim.encode import check_output, commit, discard, output_error, write_pdf
from storyanim.errors import InputError
from storyanim.production import board_page, board_sheets
from storyanim.production.board_rows import board_rows, picture_size, row_pictures
from storyanim.production.contact_sheet import contact_sheet
from storyanim.production.opening import with_fitting
from storyanim.production.pages import page_paths, write_pages
from storyanim.production.stills import summary

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from storyanim.production.store import SegmentStore
    from storyanim.render import Renderer, RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard

BOARD_SUFFIXES = (".html", ".pdf", ".png")


Layout = Literal["contact", "board"]
"""How shots stand on a sheet: pictures in close rows, as PNG; or each with all of its words, as HTML, PDF or PNG."""


def write_sheet(
    board: Storyboard,
    schedule: Schedule,
    spec: RendererSpec,
    store: SegmentStore,
    path: Path,
    *,
    layout: Layout,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write all shots to be looked through; the paths of the pages. Raises as `write_board` and `contact_sheet`."""

    def write(_spec: RendererSpec, renderer: Renderer) -> tuple[Path, ...]:
        if layout == "board":
            return write_board(board, schedule, renderer, path, force=force)
        words = {shot.id: shot.text for _, shot in board.shots}
        return contact_sheet(schedule, renderer, words, path, title=board.title, force=force)

    return with_fitting(spec, schedule.size, store, write)


def check_board_file(path: Path, *, force: bool) -> None:
    """Refuse a name that no such file can have, before anything is drawn. Raises InputError."""
    if path.suffix not in BOARD_SUFFIXES:
        raise InputError(f"'{path}': a storyboard's sheet is {', '.join(BOARD_SUFFIXES)}; let the name end so")
    check_output(path, force=force)


def write_board(
    board: Storyboard, schedule: Schedule, renderer: Renderer, path: Path, *, force: bool = False
) -> tuple[Path, ...]:
    """Write the storyboard to `path`; further pages of a `.png` beside it, as `name-2.png` and so on.

    Raises:
        InputError: the file, or one of its pages, exists and `force` is not set, or cannot be of that kind; known
            before anything is drawn.
        OutputError: it cannot be written.
    """
    check_board_file(path, force=force)
    told, rows = summary(schedule), board_rows(board, schedule)
    if path.suffix == ".html":
        pictures = row_pictures(schedule, renderer, board_page.PICTURE_WIDTH)
        _write_text(path, board_page.page(board.title, told, rows, pictures), force=force)
        return (path,)
    width = board_sheets.PICTURE_WIDTH
    placed = board_sheets.paged(rows, picture_size(schedule.size, width).height)
    pages = board_sheets.sheets(board.title, told, placed, row_pictures(schedule, renderer, width))
    if path.suffix == ".png":
        paths = page_paths(path, len(placed), force=force)
        write_pages(paths, pages, force=force)
        return paths
    with _part_of(path) as part:
        write_pdf(part, pages, board_sheets.RESOLUTION, title=board.title)
        commit(part, path, force=force)
    return (path,)


def _write_text(path: Path, pieces: Iterable[str], *, force: bool) -> None:
    with _part_of(path) as part:
        with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(pieces)
        commit(part, path, force=force)


@contextmanager
def _part_of(path: Path) -> Generator[Path]:
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        discard(part)
