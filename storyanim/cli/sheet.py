"""`storyanim sheet`: a storyboard to look through, send and print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    Force,
    Json,
    Settings,
    SizeText,
    Source,
    Style,
    byte_count,
    checked_output,
)


@draws
def sheet(
    source: Source,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The sheet: .html, .pdf or .png; else .html.")
    ] = None,
    size: SizeText = None,
    style: Style = None,
    force: Force = False,
    as_json: Json = False,
    asked: Asked = Asked(),
) -> None:
    """Show every shot on a page: its picture, words, prompt and time.

    The page is one file with all its pictures inside, to be read in a browser, printed, or sent to a friend.
    """
    from storyanim import animate
    from storyanim.cli.sources import How, default_output, find_board
    from storyanim.production import check_board_file

    path = checked_output(output or default_output(source, "-sheet.html"), force=force)
    check_board_file(path, force=force)
    settings = Settings.of(size, None, None, style)
    board = settings.over(find_board(source, How(None, byte_count(DEFAULT_LIMIT))).board)
    spec = asked.spec()
    introduce(board.title, asked, spec, animate.scheduled(board))
    pages = animate.sheet(board, path, renderer=spec, force=force, layout="board")
    for page in pages[1:]:
        say(f"wrote {page}")
    result(json.dumps({"pages": [str(page) for page in pages]}) if as_json else pages[0])
