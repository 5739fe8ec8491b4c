"""Files of every format that a story comes in: takes bytes, gives a `Story`.

One small file a format; each takes a `StoryFile` and gives a `Manuscript`. Plain text and Markdown are read by
`cleaning`, which all others end in too. Knows nothing of what the words say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.text.cleaning import clean, compose
from storyanim.text.formats import docx, epub, fountain, subtitles, transcript
from storyanim.text.formats.choosing import SUFFIXES, Format, format_of
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.front_matter import titled
from storyanim.text.language import language_of
from storyanim.text.source import DEFAULT_LIMIT, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.types import Story

__all__ = ["SUFFIXES", "read_story"]

_READERS: dict[Format, Callable[[StoryFile], Manuscript]] = {
    "docx": docx.read,
    "epub": epub.read,
    "fountain": fountain.read,
    "subtitles": subtitles.read,
    "transcript": transcript.read,
}
_PLAIN_STEMS = ("story", "text", "index", "readme")


def read_story(source: Path | None, data: bytes, *, encoding: str | None = None, limit: int = DEFAULT_LIMIT) -> Story:
    """The story in `data`, cleaned.

    Args:
        source: where it came from, for messages, its format and a title of last resort; None is stdin.
        encoding: the text's encoding if it is known, else it is found.
        limit: the most bytes that are read, of an archive both packed and unpacked.

    Raises:
        InputError: empty, damaged, locked, longer than `limit`, or no story in a format that is read.
    """
    name = str(source) if source else "stdin"
    file = StoryFile(data, name, source.suffix.lower() if source else "", encoding, limit)
    if len(data) > limit:
        raise InputError(f"{name}: more than the {limit:,} bytes that are read: allow more with --limit")
    form = format_of(file)
    story = _text(file, _title_of(source)) if form == "text" else _formatted(file, form, _title_of(source))
    return replace(story, language=language_of(story.text))


def _text(file: StoryFile, title: str) -> Story:
    text = decode(file.data, name=file.name, encoding=file.encoding, limit=file.limit)
    return clean(text, title=title, name=file.name)


def _formatted(file: StoryFile, form: Format, title: str) -> Story:
    found = _READERS[form](file)
    return compose(found.blocks, title=found.title or title, name=file.name, form=found.form)


def _title_of(source: Path | None) -> str:
    """A title from a file's name."""
    if source is None:
        return "A story"
    stem = source.stem if source.stem.lower() not in _PLAIN_STEMS else source.resolve().parent.name
    words = re.sub(r"[-_\s]+", " ", stem.encode(errors="replace").decode()).strip()  # a name may hold bytes of no text
    return titled(words.upper()) if words.islower() else words or "A story"
