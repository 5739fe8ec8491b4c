"""`storyanim draft`: a story in, a storyboard file out; hand edits of an existing one are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    Encoding,
    Json,
    Limit,
    Rate,
    Seed,
    Settings,
    SizeText,
    Story,
    Style,
    byte_count,
    checked_output,
)  # fmt: skip
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.storyboard import Merged, Storyboard


def draft(
    story: Story,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The storyboard; else story.yaml beside story.txt."),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="WORDS", help="The film's title, if not the story's.")] = None,
    size: SizeText = None,
    rate: Rate = None,
    seed: Seed = None,
    style: Style = None,
    encoding: Encoding = None,
    limit: Limit = DEFAULT_LIMIT,
    as_json: Json = False,
) -> None:
    """Break a story into scenes and shots: a storyboard, a file that you can read and change.

    If the storyboard exists, the story is drafted again and what you changed by hand stays.
    """
    from storyanim import animate
    from storyanim.cli.sources import STDIN, STORYBOARDS, read_source, storyboard_beside
    from storyanim.encode import write_whole
    from storyanim.storyboard import dump

    asked = Settings.of(size, rate, seed, style).given()
    if Path(story).suffix.lower() in STORYBOARDS:
        raise InputError(f"{story} is a storyboard already; name the story it is of, or film it: storyanim render")
    path = output or (None if story == STDIN else storyboard_beside(Path(story)))
    if path is None:
        _to_stdout(dump(animate.draft(read_source(story, encoding, byte_count(limit), seed), title=title, **asked)), as_json)
        return
    old = _existing(checked_output(path, force=True))
    settings = {**(old[1].drafted_settings() if old else {}), **asked}
    reading = read_source(story, encoding, byte_count(limit), settings.get("seed"))
    ...
