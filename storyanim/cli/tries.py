"""`storyanim tries`: one shot under several seeds, and the one that pleases kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.options import Force, checked_output, checked_picture

MOST_SEEDS = 99


@draws
def tries(
    source: Annotated[
        Path, typer.Argument(metavar="STORYBOARD", help="A .yaml file, or the story beside it.", show_default=False)
    ],
    name: Annotated[
        str,
        typer.Argument(metavar="SHOT", help="A shot by number or name, or a scene by its name.", show_default=False),
    ],
    seeds: Annotated[int, typer.Option(metavar="NUMBER", help="How many to try.", min=0, max=MOST_SEEDS)] = 8,
    keep: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Keep this one: its seed goes into the storyboard.", min=0, max=MOST_SEEDS),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The sheet; else story-SHOT.png.")
    ] = None,
    force: Force = False,
    asked: Asked = Asked(),
) -> None:
    """Draw one shot under several seeds, or keep one of them.

    A shot's seed changes its details, a scene's lays out all its shots anew. Look at the sheet, then run the same
    command with --keep and the number under the picture you like.
    """
    from storyanim import animate
    from storyanim.cli.sources import storyboard_of
    from storyanim.storyboard import seeds_to_try, tried

    storyboard = storyboard_of(source)
    board = animate.load(storyboard)
    tries = seeds_to_try(board, name, max(seeds, keep or 0))
    if keep is not None:
        _keep(storyboard, name, keep, tries[keep])
        return
    path = checked_picture(output or storyboard.with_name(f"{storyboard.stem}-{name}.png"), force=force)
    film, spec = tried(board, name, tries), asked.spec()
    introduce(film.title, asked, spec, animate.scheduled(film))
    for page in animate.sheet(film, path, renderer=spec, force=force):
        result(page)
    say(f"to keep one: storyanim tries {storyboard} {name} --keep NUMBER")


def _keep(storyboard: Path, name: str, number: int, seed: int) -> None:
    from storyanim.encode import write_whole
    from storyanim.storyboard import with_kept_seed

    file = storyboard.resolve()  # a link stays one
    text = with_kept_seed(file.read_bytes().decode("utf-8-sig"), name, seed, storyboard.name)
    write_whole(checked_output(file, force=True), text.encode(), force=True)
    say(f"{name} has the seed of number {number} now, {seed}")
    result(storyboard)
