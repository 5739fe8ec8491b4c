"""Subtitles, SRT and WebVTT: takes a file of them, gives paragraphs of which every line knows its seconds.

A pause or enough words end a paragraph, behind a sentence. Sounds in brackets and marks of music are left out, and
so are lines that stand twice, as captions that roll have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error

from storyanim.errors import InputError
from storyanim.text.blocks import Line, tidy
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.formats.timing import spoken
from storyanim.text.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pysubs2 import SSAEvent

MOST_CUES = 200_000
"""A day of talk, where every word is a cue."""
_TIME = re.compile(r"\d\d:\d\d[.,]\d{2,3}[ \t]*-->")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_BLANKS = re.compile(r"[^\S\n]{2,}")
# A cue's length is bounded so that no mark that is opened and never closed is looked for through the whole file.
_VOICE = re.compile(r"<v(?:\.[^ >]{0,40})? ([^<>]{1,60})>")
_TAG = re.compile(r"<[^<>]{1,200}>|\{[^{}]{1,200}\}")
_SOUND = re.compile(r"\[[^\[\]]{0,200}\]|[♪♫#]{1,9}(?=\s|$)|(?:^|(?<=\s))[♪♫]{1,9}")


def read(file: StoryFile) -> Manuscript:
    """The text of the subtitles in `file`, with its times.

    Raises:
        InputError: they are no text, hold no cue or too many.
    """
    text = decode(file.data, name=file.name, encoding=file.encoding, limit=file.limit)
    count = len(_TIME.findall(text))
    if not 0 < count <= MOST_CUES:
        raise InputError(f"{file.name}: {_unusable(count)}")
    form = "vtt" if text.lstrip("\ufeff \t\n").startswith("WEBVTT") else "srt"
    # The library takes a time proportional to the square of a run of blanks.
    text = _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
    try:
        found = SSAFile.from_string(text, format_=form, keep_html_tags=True)
    except (Pysubs2Error, ValueError, OverflowError) as fault:
        raise InputError(f"{file.name}: its subtitles cannot be read: {fault}") from None
    return Manuscript(tuple(spoken(_lines(found))), "", form)


def _unusable(count: int) -> str:
    if count:
        return f"holds {count:,} subtitles, at most {MOST_CUES:,} are read: cut it into parts"
    return "holds no subtitles, that is no line such as '00:00:01,000 --> 00:00:02,500'"


def _lines(events: Iterable[SSAEvent]) -> Iterator[Line]:
    """The words of each cue, in order of time, without those that the cue before had already."""
    before: list[str] = []
    for event in sorted(events, key=lambda event: (event.start, event.end)):
        rows = [row for row in map(_words, event.text.partition(r"\N\N")[0].split(r"\N")) if row]
        fresh = rows if not before or rows[:1] != before[-1:] or len(rows) == 1 else rows[1:]
        if fresh and rows != before:
            yield Line(" ".join(fresh), times=(event.start / 1000, max(event.start, event.end) / 1000))
        before = rows or before


def _words(row: str) -> str:
    """A row of a cue without markup and sounds; who speaks, if it is marked, stands before it."""
    return tidy(_SOUND.sub(" ", _TAG.sub("", _VOICE.sub(r"\1: ", row))).strip().removeprefix("- "))
