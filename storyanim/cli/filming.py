"""What is wanted of a film beside its pictures: the options of every command that makes films."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from storyanim.cli.console import say
from storyanim.cli.gathered import gathered
from storyanim.cli.options import byte_count
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.cli.options import Settings
    from storyanim.production import FilmOptions, FilmOrder, Preset

NARROWEST, WIDEST = 16, 4096

OPTIONS: Mapping[str, Any] = {
    "place": Annotated[
        str | None,
        typer.Option("--for", metavar="PLACE", help="Made for youtube, shorts, story, square or gif."),
    ],
    "captions": Annotated[
        str | None,
        typer.Option(metavar="HOW", help="soft (a track), burn (in the picture), karaoke (word by word), none."),
    ],
    "music": Annotated[Path | None, typer.Option(metavar="FILE", help="Music to play under it all.")],
    "width": Annotated[int | None, typer.Option(metavar="PIXELS", help="How wide a .gif or .webp is; else 480.")],
    "most": Annotated[
        str | None, typer.Option("--max-size", metavar="SIZE", help="The most a .gif or .webp may weigh, such as 8MB.")
    ],
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says of it, as words and numbers; None where it says nothing."""

    place: str | None = None
    captions: str | None = None
    music: Path | None = None
    width: int | None = None
    most: str | None = None

    def preset(self) -> Preset:
        """Where the film is for. Raises InputError if nobody knows the place."""
        from storyanim.production import preset

        return preset(self.place)

    def settings(self, asked: Settings) -> Settings:
        """Size and rate as they were asked for, else as the film's place wants them."""
        found = self.preset()
        return replace(asked, size=asked.size or found.size, rate=asked.rate or found.rate)

    def options(self, folder: Path, rate: Fraction | None = None) -> FilmOptions:
        """All of them read. `folder` is the storyboard's; a `rate` that was asked for is kept in a loop too.

        Raises:
            InputError: one of them cannot be used.
        """
        from storyanim.production import CaptionStyle, FilmOptions, check_recording

        found = self.preset()
        captions = self.captions or found.captions
        if captions not in get_args(CaptionStyle):
            raise InputError(f"--captions: there is no way '{captions}'; there are {', '.join(get_args(CaptionStyle))}")
        if self.width is not None and not NARROWEST <= self.width <= WIDEST:
            raise InputError(f"--width: {self.width} is outside {NARROWEST} to {WIDEST} pixels")
        if self.music is not None:
            check_recording(self.music)
        loop = replace(
            found.loop,
            width=self.width or found.loop.width,
            rate=rate or found.loop.rate,
            most_bytes=byte_count(self.most, "--max-size") if self.most else found.loop.most_bytes,
        )
        return FilmOptions(cast("CaptionStyle", captions), folder, self.music, found.loudness, loop)

    def check_kind(self, film: Path) -> None:
        """Refuse what such a film cannot have: better said than left out in silence.

        Raises:
            InputError: a width or a weight for a film that is no loop, or music for one without sound.
        """
        from storyanim.encode import container_of

        kind = container_of(film.suffix)
        loops = [option for option, value in (("--width", self.width), ("--max-size", self.most)) if value is not None]
        if loops and not kind.is_loop:
            raise InputError(f"{', '.join(loops)}: is for .gif and .webp, and '{film.name}' is neither; leave it out")
        if self.music is not None and not kind.sound:
            raise InputError(f"--music: a {film.suffix} has no sound; leave it out, or let the film's name end in .mp4")


def tell_captions(order: FilmOrder) -> None:
    """Say so where captions are to be drawn and the fonts cannot."""
    left = len(order.track) if order.options.captions in ("burn", "karaoke") else 0
    if left:
        say(f"{left} of {len(order.schedule.captions)} captions are in letters that cannot be drawn: they are a track")


films = gathered("wishes", OPTIONS, Wishes)
"""Gives a command the options of this file; it gets them together, as the keyword `wishes`."""
