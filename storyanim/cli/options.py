"""Options that several commands share, and how their words are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import typer

from storyanim.cli.gathered import gathered
from storyanim.errors import InputError
from storyanim.types import Style as StyleName
from storyanim.types import Tempo as TempoName

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.storyboard import Storyboard
    from storyanim.types import Size

LARGEST_SEED = 2**63 - 1
DEFAULT_LIMIT = "10MB"
LARGEST_LIMIT = 10**9

FORMATS = "a .txt, .md, .fountain, .epub, .docx, .srt, .vtt or .json file"
"""What a story may come in, as help has it."""

FILMS = ".mp4, .mkv, .webm, .mov (for editing), .gif, .webp, or .png, a folder of pictures"
"""What a film may be, as help has it."""

Story = Annotated[
    str,
    typer.Argument(metavar="STORY", help=f"The story, {FORMATS}; - reads it from stdin.", show_default=False),
]
Source = Annotated[
    str,
    typer.Argument(
        metavar="STORY", help=f"A story, {FORMATS}; its storyboard, .yaml; or - for stdin.", show_default=False
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The story's text encoding, such as cp1252, if it is not found by itself."),
]
Limit = Annotated[str, typer.Option(metavar="SIZE", help="The largest story to read, such as 50MB.")]
SizeText = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="Width and height in pixels, such as 1280x720.")
]
Rate = Annotated[str | None, typer.Option("--fps", metavar="RATE", help="Frames a second, such as 24 or 30000/1001.")]
Seed = Annotated[
    int | None, typer.Option(metavar="NUMBER", help="Another number gives another film of the same story.")
]
Style = Annotated[
    str | None, typer.Option(metavar="NAME", help="How the film is drawn: paper, ink, sepia, woodcut or chalk.")
]
Tempo = Annotated[
    str | None, typer.Option("--pace", metavar="NAME", help="How often pictures change: calm, even or lively.")
]
PartName = Annotated[
    str | None, typer.Option("--part", metavar="N|NAME", help="Only this chapter, by its number or its name.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]
Jobs = Annotated[
    int | None, typer.Option(metavar="NUMBER", min=1, max=256, help="Cores to use; all of them if left out.")
]

_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1024, "MIB": 1024**2, "GIB": 1024**3}
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says of a film; None where it says nothing."""

    size: Size | None = None
    rate: Fraction | None = None
    seed: int | None = None
    style: str | None = None

    @classmethod
    def of(
        cls, size: str | None = None, rate: str | None = None, seed: int | None = None, style: str | None = None
    ) -> Settings:
        """Read the words of `--size`, `--fps`, `--seed` and `--style`.

        Raises:
            InputError: one of them cannot be used.
        """
        from storyanim.storyboard.fields import parse_rate, parse_size

        if seed is not None and not 0 <= seed <= LARGEST_SEED:
            raise InputError(f"--seed: {seed} is outside 0 to {LARGEST_SEED}")
        return cls(
            size=_parsed("--size", size and size.lower(), parse_size),
            rate=_parsed("--fps", rate, parse_rate),
            seed=seed,
            style=_parsed("--style", style, _style),
        )

    def given(self) -> dict[str, Any]:
        """Those that were given, by name."""
        asked = {"size": self.size, "rate": self.rate, "seed": self.seed, "style": self.style}
        return {name: value for name, value in asked.items() if value is not None}

    def over(self, board: Storyboard) -> Storyboard:
        """The storyboard with them in place of its own."""
        given = self.given()
        return board.with_settings(**given) if given else board


sets = gathered("settings", {"size": SizeText, "rate": Rate, "seed": Seed, "style": Style}, Settings.of)
"""Gives a command the options of a film's shape and look; it gets them together, as the keyword `settings`."""


def byte_count(words: str, option: str = "--limit") -> int:
    """A number of bytes from words such as `50MB`.

    Raises:
        InputError: it is none, or outside 1 byte to 1 GB.
    """
    text = words.strip().upper()
    digits = text.rstrip("KMGIB ")
    unit = text[len(digits) :].strip()
    if not _NUMBER.fullmatch(digits) or unit not in _UNITS:
        raise InputError(f"{option}: '{words}' is not a size; write it like 50MB")
    count = int(float(digits) * _UNITS[unit])
    if not 0 < count <= LARGEST_LIMIT:
        raise InputError(f"{option}: '{words}' is outside 1 byte to 1GB; write it like 50MB")
    return count


def checked_output(path: Path, *, force: bool) -> Path:
    """The path, if a file may be written there. Found out before there is anything to write.

    Raises:
        InputError: it exists (without `force`), is a folder, cannot be written, or begins with '-'.
    """
    from storyanim.encode import check_output

    if path.name.startswith("-"):
        raise InputError(f"the name '{path.name}' begins with '-': write ./{path.name}, or another name")
    check_output(path, force=force)
    return path


def checked_film(path: Path, *, force: bool) -> Path:
    """The path, if a film may be written there.

    Raises:
        InputError: as `checked_output`, or there is no film of that suffix.
    """
    from storyanim.encode import segment_settings

    segment_settings(path.suffix, rate=Fraction(24))
    return checked_output(path, force=force)


def checked_picture(path: Path, *, force: bool) -> Path:
    """The path, if a PNG may be written there.

    Raises:
        InputError: as `checked_output`, or its name does not end in .png.
    """
    if path.suffix.lower() != ".png":
        raise InputError(f"'{path}': pictures are written as PNG; let the name end in .png")
    return checked_output(path, force=force)


def _parsed(option: str, words: str | None, parse: Callable[[object], Value]) -> Value | None:
    if words is None:
        return None
    try:
        return parse(words)
    except ValueError as fault:
        raise InputError(f"{option}: '{words}' is {fault}") from None


def pace_name(words: str | None) -> TempoName | None:
    """The pace that `--pace` names; None if it is not given.

    Raises:
        InputError: there is none of that name.
    """
    return _parsed("--pace", words, _tempo)


def _tempo(words: object) -> TempoName:
    for name in get_args(TempoName):
        if words == name:
            return name
    raise ValueError(f"no pace; there are {', '.join(get_args(TempoName))}")


def _style(words: object) -> str:
    styles = get_args(StyleName)
    if words not in styles:
        raise ValueError(f"no style; there are {', '.join(styles)}")
    return str(words)
