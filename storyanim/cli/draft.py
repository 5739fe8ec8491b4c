"""`storyanim draft`: a story in, a storyboard file out; hand edits of an existing one are kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from storyanim.cli.console import say
from storyanim.cli.options import Encoding, Json, Limit, Rate, Seed, SizeText, Story, Style, byte_count
from storyanim.errors import InputError


def draft(
    story: Story,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The storyboard; beside the story if left out.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The film's title.")] = None,
    style: Style = None,
    seed: Seed = None,
    size: SizeText = None,
    rate: Rate = None,
    encoding: Encoding = None,
    limit: Limit = "10MB",
    as_json: Json = False,
) -> None:
    """Break a story into scenes and shots, as a storyboard you can edit.

    Where the storyboard exists, the new draft is merged into it: what you changed by hand stays.
    """
    from storyanim import animate
    from storyanim.cli.sources import STDIN, read_source
    from storyanim.encode import write_whole
    from storyanim.storyboard import dump, merge

    reading = read_source(story, encoding, byte_count(limit), seed)
    settings = {"style": style, "size": size, "rate": rate}
    board = animate.draft(reading, title=title, seed=seed, **{name: value for name, value in settings.items() if value})
    path = output or (None if story == STDIN else Path(story).with_suffix(".yaml"))
    if path is None:
        sys.stdout.write(dump(board))
        return
    if path.name.startswith("-"):
        raise InputError(f"the name '{path.name}' begins with '-': write ./{path.name}, or another name")
    text, kept, unplaced = dump(board), (), ()
    if path.exists():
        merged = merge(path.read_text(encoding="utf-8"), board, name=str(path))
        text, kept, unplaced = merged.text, merged.kept, merged.unplaced
        for line in kept:
            say(f"kept: {line}")
        for line in unplaced:
            say(f"no longer in the story, kept under 'unplaced': {line}")
    write_whole(path, text.encode(), force=True)
    shots = sum(1 for _ in board.shots)
    say(f"{len(board.scenes)} scenes, {shots} shots, {len(board.cast)} in the cast")
    print(
        json.dumps(
            {"storyboard": str(path), "scenes": len(board.scenes), "shots": shots, "kept": kept, "unplaced": unplaced},
            default=str,
        )
        if as_json
        else path
    )
