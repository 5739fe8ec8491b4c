"""`storyanim gallery`: sheets of all that storybook draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.options import Force, Json

SHELVES = "places, light, styles, people, animals, things, actions"


def gallery(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the sheets are written, as PNG.")
    ],
    only: Annotated[
        list[str] | None, typer.Option(metavar="SHELF", help=f"{SHELVES}; all of them if left out.")
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Numbers in place of names, mixed; key.json says which is which.")
    ] = False,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Another number sets the scenes otherwise.")] = 1,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Show all that storybook draws: places, people, things.

    With --blind, show the sheets to somebody who does not know the key, and count what is named right.
    """
    from storyanim.production import Hang, write_gallery

    shelves = tuple(name.strip() for names in only or () for name in names.split(","))
    written = write_gallery(
        output, Hang(shelves, blind, seed, force), tell=lambda path: say(f"wrote {path}") if as_json else result(path)
    )
    if as_json:
        result(json.dumps({"files": [str(path) for path in written]}))
