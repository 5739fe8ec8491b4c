"""`storyanim demo`: a film of a bundled story, in seconds, with nothing downloaded."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import progress_shown, result, say, summarise
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.options import FILMS, Force, Jobs, checked_film
from storyanim.errors import InputError

STORY = "the-fox-and-the-lantern"
SIZE = (640, 360)


@draws
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=f"The film: {FILMS}.")] = Path(
        "demo.mp4"
    ),
    force: Force = False,
    jobs: Jobs = None,
    asked: Asked = Asked(),
) -> None:
    """Make a film of a bundled story, with nothing to download."""
    from storyanim import animate
    from storyanim.production import Watchers, make_film, open_store

    began = time.monotonic()
    path = checked_film(output, force=force)
    board = animate.draft(bundled(STORY), size=SIZE)
    order = animate.order(board, path, renderer=asked.spec(), force=force)
    introduce(board.title, asked, order.renderer, order.schedule)
    with progress_shown() as show:
        film = make_film(order, open_store(), jobs=jobs, watchers=Watchers(show, note=say))
    summarise(film, time.monotonic() - began)
    result(film.path)
    say("Now yours: storyanim render story.txt -o film.mp4")


def bundled(slug: str) -> Path:
    """The text of a story that comes with storyanim.

    Raises:
        InputError: this installation has none.
    """
    package = Path(__file__).parent.parent
    for folder in (package / "stories", package.parent / "stories"):
        for path in sorted((folder / slug).glob("story.*")):
            if path.suffix in (".txt", ".md"):
                return path
    raise InputError(f"the bundled story '{slug}' is not in this installation; reinstall storyanim")
