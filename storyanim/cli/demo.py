"""`storyanim demo`: a film of a bundled story, in seconds, with nothing downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import RENDERERS, progress_bar, say
from storyanim.cli.options import Force, Jobs
from storyanim.errors import InputError

STORY = "the-fox-and-the-lantern"
SIZE = (854, 480)


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="The film: .mp4, .mkv or .gif.")] = Path("demo.mp4"),
    force: Force = False,
    jobs: Jobs = None,
) -> None:
    """Make a film of a bundled story: nothing to write, nothing to download."""
    from storyanim import animate
    from storyanim.production import Watchers

    board = animate.draft(bundled(STORY), size=SIZE)
    order = animate.order(board, output, force=force)
    say(f"'{board.title}', drawn by {order.renderer.name}: {RENDERERS[order.renderer.name]}")
    with progress_bar() as show:
        film = animate.make(order, jobs=jobs, watchers=Watchers(show))
    print(film.path)
    say("Now yours: storyanim render STORY.txt -o film.mp4")


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
