"""Colours of paper: 8-bit RGB triples, mixed, toned and read from `#rrggbb`."""

from __future__ import annotations

Colour = tuple[int, int, int]
Tint = tuple[float, float, float]
"""A colour on its way: RGB from 0 to 255, or multipliers, not yet rounded."""

_DARKER = {"shade": 0.82, "deep": 0.65}
_LIGHTER = 0.22


def paper(text: str) -> Colour:
    """The colour `#rrggbb` names."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mixed(first: Tint, second: Tint, share: float) -> Tint:
    """The colour a share of the way from the first to the second."""
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
        first[2] + (second[2] - first[2]) * share,
    )


def blended(first: Tint, second: Tint, share: float) -> Colour:
    """`mixed`, rounded to 8 bits."""
    return rounded(mixed(first, second, share))


def dimmed(colour: Tint, share: float) -> Tint:
    """A colour with this share of its light."""
    return colour[0] * share, colour[1] * share, colour[2] * share


def rounded(colour: Tint) -> Colour:
    """8 bits, clipped."""
    red, green, blue = (min(255, max(0, round(tone))) for tone in colour)
    return red, green, blue


def toned(base: Colour, shade: str) -> Colour:
    """The tone of a slot's colour that a shape asks for: itself, `shade`, `deep` or `light`."""
    if shade == "light":
        return blended(base, (255, 255, 255), _LIGHTER)
    return rounded(dimmed(base, _DARKER.get(shade, 1.0)))
