"""How much work a picture is worth: a name for steps, decoder and drawn size together.

Takes a name, gives a `Quality`. What a person asks for by itself counts more. Knows no models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Quality:
    """Steps of a model that takes any number of them, the decoder, and the drawn side as a share of the model's own."""

    steps: int
    decoder: str
    share: float


STANDARD = "standard"
QUALITIES: Mapping[str, Quality] = {
    "draft": Quality(1, "tiny", 0.75),
    STANDARD: Quality(1, "tiny", 1.0),
    "best": Quality(4, "full", 1.0),
}
"""A draft has 9 pixels where the others have 16, and every film is scaled to the size it was asked for at."""


def quality_of(name: str) -> Quality:
    """The quality of that name.

    Raises:
        InputError: there is none.
    """
    if name not in QUALITIES:
        raise InputError(f"--quality {name}: choose from {', '.join(QUALITIES)}")
    return QUALITIES[name]


def drawn_area(side: int, share: float) -> int:
    """Pixels that are drawn by a model that was taught pictures of this side."""
    return round(side * share) ** 2
