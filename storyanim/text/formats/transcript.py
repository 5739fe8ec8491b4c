"""Transcripts as Whisper and its kin write them, in JSON: takes one, gives paragraphs with the seconds of every word.

Reads `segments` of `start`, `end`, `text` and, where they are given, `words`; and whisper.cpp's `transcription`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from storyanim.errors import InputError
from storyanim.text.blocks import Line, tidy
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.formats.timing import spoken
from storyanim.text.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SEGMENTS = 50_000
_LATEST = 1e6
"""Seconds: eleven days."""
_WANTED = "Whisper's JSON has a list 'segments' of objects with 'start', 'end' and 'text'"
Entry = Mapping[str, object]


def read(file: StoryFile) -> Manuscript:
    """The text of the transcript in `file`, with its times.

    Raises:
        InputError: it is no JSON, or no transcript.
    """
    text = decode(file.data, name=file.name, encoding=file.encoding, limit=file.limit)
    try:
        tree: object = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        reason = "it is nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        raise InputError(f"{file.name}: is damaged JSON: {reason}") from None
    segments = _segments(tree)
    if segments is None:
        raise InputError(f"{file.name}: is no transcript: {_WANTED}")
    if len(segments) > MOST_SEGMENTS:
        raise InputError(f"{file.name}: holds {len(segments):,} segments, at most {MOST_SEGMENTS:,} are read")
    try:
        lines = [line for segment in segments for line in _lines(segment)]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise InputError(f"{file.name}: has a segment that is none: {_WANTED}, in seconds") from None
    return Manuscript(tuple(spoken(lines)), "", "transcript")


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _segments(tree: object) -> list[object] | None:
    """The list of segments, wherever it stands."""
    if isinstance(tree, Mapping):
        fields = cast("Entry", tree)
        tree = fields.get("segments", fields.get("transcription"))
    return cast("list[object]", tree) if isinstance(tree, list) else None


def _lines(segment: object) -> Iterator[Line]:
    """The segment's words one by one if they have times and are all of its text; else its text as one line."""
    fields = _mapping(segment)
    text = tidy(_text(fields["text"]))
    start, end = _times(fields)
    words = [line for line in map(_word, _list(fields.get("words"))) if line is not None]
    if words and tidy(" ".join(line.text for line in words)) == text:
        yield from words
    elif text:
        yield Line(text, times=(start, max(start, end)))


def _word(entry: object) -> Line | None:
    """A word with its times; None where it has none, as for numbers that were not aligned."""
    fields = _mapping(entry)
    text = tidy(_text(fields.get("word", fields.get("text"))))
    if not text or "start" not in fields or "end" not in fields:
        return None
    start, end = _times(fields)
    return Line(text, times=(start, max(start, end)))


def _times(fields: Entry) -> tuple[float, float]:
    """Seconds from `start` to `end`, or from whisper.cpp's `offsets` in milliseconds."""
    if "offsets" in fields:
        offsets = _mapping(fields["offsets"])
        return _seconds(offsets["from"], 1000), _seconds(offsets["to"], 1000)
    return _seconds(fields["start"], 1), _seconds(fields["end"], 1)


def _seconds(value: object, unit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    seconds = value / unit
    if not (math.isfinite(seconds) and 0 <= seconds <= _LATEST):
        raise ValueError
    return seconds


def _mapping(value: object) -> Entry:
    if not isinstance(value, Mapping):
        raise TypeError
    return cast("Entry", value)


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
