"""What the places want where people show films: shape, rate, captions and loudness, by the place's name.

One table. Sizes and rates are what each place recommends; a loop's limit is what chats and forums take without a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from storyanim.encode import DEFAULT_LOOP, LOUDNESS, Loop
from storyanim.errors import InputError
from storyanim.types import Size

if TYPE_CHECKING:
    from storyanim.production.options import CaptionStyle

LOUD = -14.0
"""LUFS to which video sites turn everything down; what comes quieter stays quieter."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Size in pixels and frames a second, None for the storyboard's own; captions; loudness in LUFS; the loop; how a
    film's name ends where nobody names it.
    """

    size: Size | None = None
    rate: Fraction | None = None
    captions: CaptionStyle = "soft"
    loudness: float = LOUDNESS
    loop: Loop = field(default=DEFAULT_LOOP)
    suffix: str = ".mp4"


PRESETS = {
    "youtube": Preset(Size(1920, 1080), Fraction(24), "soft", LOUD),
    "shorts": Preset(Size(1080, 1920), Fraction(30), "karaoke", LOUD),
    "story": Preset(Size(1080, 1920), Fraction(30), "burn", LOUD),
    "square": Preset(Size(1080, 1080), Fraction(30), "burn", LOUD),
    "gif": Preset(captions="burn", loop=replace(DEFAULT_LOOP, most_bytes=10_000_000), suffix=".gif"),
}
PLAIN = Preset()


def preset(name: str | None) -> Preset:
    """The preset of that name; None: nothing special. Raises InputError, naming those there are."""
    if name is None:
        return PLAIN
    if name not in PRESETS:
        raise InputError(f"--for: there is nothing for '{name}'; there are {', '.join(PRESETS)}")
    return PRESETS[name]
