"""`storyanim frame`: one frame of a film as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import result
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    Force,
    Seed,
    Settings,
    SizeText,
    Source,
    Style,
    byte_count,
    checked_picture,
)  # fmt: skip


@draws
def frame(
    source: Source,
    index: Annotated[int, typer.Argument(metavar="NUMBER", help="Which frame; the first is 0.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The picture; else story-NUMBER.png.")
    ] = None,
    size: SizeText = None,
    seed: Seed = None,
    style: Style = None,
    force: Force = False,
    asked: Asked = Asked(),
) -> None:
    """Draw one frame of a film as a PNG, without making the film."""
    from storyanim import animate
    from storyanim.cli.sources import How, default_output, find_board
    from storyanim.encode import write_picture

    settings = Settings.of(size, None, seed, style)
    board = settings.over(find_board(source, How(None, byte_count(DEFAULT_LIMIT))).board)
    path = checked_picture(output or default_output(source, f"-{index}.png"), force=force)
    spec = asked.spec()
    introduce(board.title, asked, spec, animate.scheduled(board))
    write_picture(path, animate.frame(board, index, renderer=spec).pixels, force=force)
    result(path)
