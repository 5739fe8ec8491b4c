"""What goes into a film beside its segments, as values.

Takes nothing, does nothing: `join` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the film with a name, from frame `first` up to, not including, frame `end`."""

    title: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Loop:
    """How a film becomes moving pictures without sound (GIF, WebP): the limits it is kept within.

    `width` in pixels, None for as wide as it is drawn; `rate` in frames a second, of which every n-th frame is
    kept; `most_bytes` of the whole file, None for no limit.
    """

    width: int | None
    rate: Fraction
    most_bytes: int | None = None


DEFAULT_LOOP = Loop(480, Fraction(15))
"""As wide as a page's column. More frames a second cost more than they show: every frame costs a picture's bytes."""


@dataclass(frozen=True, slots=True)
class Extras:
    """Words, chapters, sound and cover of a film. A container that has no place for one of them goes without.

    `sound` is a file as long as the film; `cover` the film's frame that stands for it on a shelf, None for none;
    `loop` how large and fast a film is that is drawn again.
    """

    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    chapters: tuple[Chapter, ...] = ()
    sound: Path | None = None
    cover: int | None = None
    loop: Loop = DEFAULT_LOOP


NOTHING = Extras()
