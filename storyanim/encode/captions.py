"""Captions as SubRip and WebVTT text, for the file beside the film and for the track inside it.

Takes captions in frames and the frame rate; gives text. Knows nothing of the film's container.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from storyanim.types import Caption


def to_srt(captions: Iterable[Caption], rate: Fraction) -> str:
    """The captions as SubRip text, times rounded to the millisecond; "" if there are none.

    Words that look like markup (`<i>`, `{\\an8}`) are kept as words by players that read tags only when whole:
    braces and angle brackets of the story are replaced by their full-width twins.
    """
    return _written(captions, rate, "srt", _LITERAL)


def to_vtt(captions: Iterable[Caption], rate: Fraction) -> str:
    """The captions as WebVTT, which browsers read; "" if there are none. Words are kept as in `to_srt`."""
    return _written(captions, rate, "vtt", _LITERAL | {ord("&"): "&amp;"})


def to_subtitles(captions: Iterable[Caption], rate: Fraction, suffix: str) -> str:
    """The captions as they are written to a file whose name ends in `suffix`, `.srt` or `.vtt`."""
    return (to_vtt if suffix == ".vtt" else to_srt)(captions, rate)


_LITERAL = str.maketrans({"{": "\uff5b", "}": "\uff5d", "<": "\uff1c", ">": "\uff1e", "\\": "\uff3c", "\0": None})


def _written(captions: Iterable[Caption], rate: Fraction, form: str, literal: dict[int, str | None]) -> str:
    import pysubs2

    subtitles = pysubs2.SSAFile()
    subtitles.events = [
        pysubs2.SSAEvent(
            start=_milliseconds(caption.first, rate),
            end=_milliseconds(caption.end, rate),
            text=_one_cue(caption.text.translate(literal)),
        )
        for caption in captions
        if caption.text.strip() and caption.end > caption.first
    ]
    return subtitles.to_string(form) if subtitles.events else ""


def _one_cue(text: str) -> str:
    """Plain text of a cue; an empty line would end it, so blank lines go."""
    return "\\N".join(line.strip() for line in text.splitlines() if line.strip())


def _milliseconds(frame: int, rate: Fraction) -> int:
    return round(frame * 1000 / rate)
