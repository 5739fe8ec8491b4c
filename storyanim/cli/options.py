"""Options that several commands share, and how their words are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storyanim.errors import InputError

Story = Annotated[
    str, typer.Argument(metavar="STORY", help="A .txt or .md file; - reads from stdin.", show_default=False)
]
Source = Annotated[
    str,
    typer.Argument(
        metavar="STORY|STORYBOARD", help="A story (.txt, .md, -) or a storyboard (.yaml).", show_default=False
    ),
]
Board = Annotated[Path, typer.Argument(metavar="STORYBOARD", help="A storyboard (.yaml).", show_default=False)]
Encoding = Annotated[str | None, typer.Option(help="The story's encoding, if it is not found by itself.")]
Limit = Annotated[str, typer.Option(help="Read stories up to this size, e.g. 50MB.")]
SizeText = Annotated[str | None, typer.Option("--size", metavar="WxH", help="Picture size in pixels, e.g. 1280x720.")]
Rate = Annotated[str | None, typer.Option("--fps", metavar="RATE", help="Frames a second, e.g. 24 or 30000/1001.")]
Seed = Annotated[int | None, typer.Option(help="Another number gives another film.")]
Style = Annotated[str | None, typer.Option(help="How the film is drawn, e.g. paper.")]
RendererName = Annotated[str, typer.Option("--renderer", help="storybook, or auto: the best there is.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what exists.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Jobs = Annotated[int | None, typer.Option(min=1, max=256, help="Cores to use; all of them if left out.")]

_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}


def byte_count(text: str) -> int:
    """A number of bytes from words such as `50MB`.

    Raises:
        InputError: it is none.
    """
    words = text.strip().upper()
    digits = words.rstrip("KMGIB ")
    unit = words[len(digits) :].strip()
    if not digits.replace(".", "", 1).isdigit() or unit not in _UNITS:
        raise InputError(f"--limit {text}: not a size; write it like 50MB")
    return int(float(digits) * _UNITS[unit])
