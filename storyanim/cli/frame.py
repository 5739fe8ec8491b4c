"""`storyanim frame`: one frame of a storyboard as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.options import Board, Force, RendererName, Seed, SizeText, Style


def frame(
    storyboard: Board,
    index: Annotated[int, typer.Argument(help="The frame's number; the first is 0.", show_default=False)],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The PNG file.")] = None,
    renderer: RendererName = "auto",
    size: SizeText = None,
    seed: Seed = None,
    style: Style = None,
    force: Force = False,
) -> None:
    """Draw one frame of a storyboard, the same as it is in the film."""
    from storyanim import animate
    from storyanim.cli.sources import Changes
    from storyanim.encode import write_picture

    board = Changes(size=size, seed=seed, style=style).over(animate.load(storyboard))
    path = output or Path(f"{storyboard.stem}-{index}.png")
    write_picture(path, animate.frame(board, index, renderer=renderer).pixels, force=force)
    print(path)
