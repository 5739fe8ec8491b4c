"""Which format a story is in: takes its first bytes and its name's ending, gives the format's name.

What is unmistakable in the bytes counts before the name. Knows no format's inside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from storyanim.errors import InputError
from storyanim.text.formats.archive import Archive
from storyanim.text.formats.docx import DOCUMENT
from storyanim.text.formats.epub import CONTAINER

if TYPE_CHECKING:
    from storyanim.text.formats.manuscript import StoryFile

Format = Literal["text", "fountain", "subtitles", "transcript", "epub", "docx"]

SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".fountain": "fountain",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".json": "transcript",
    ".epub": "epub",
    ".docx": "docx",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 4096
_SUBTITLES = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:WEBVTT\b|\d{1,6}\s{1,9}\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d)"
)
_TRANSCRIPT = re.compile(rb"\s{0,99}\{.{0,3000}\"(?:segments|transcription)\"\s{0,9}:", re.DOTALL)


def format_of(file: StoryFile) -> Format:
    """The format that `file` is in; text where nothing says otherwise.

    Raises:
        InputError: it is called an EPUB or a .docx, and is none.
    """
    named = SUFFIXES.get(file.suffix)
    if file.data.startswith(_ZIP):
        return _archived(file, named)
    if named in ("epub", "docx"):
        raise InputError(f"{file.name}: {_pretender(file)}")
    if named in (None, "text") and _SUBTITLES.match(file.data[:_HEAD]):
        return "subtitles"
    if named is None and _TRANSCRIPT.match(file.data[:_HEAD]):
        return "transcript"
    return named or "text"


def _archived(file: StoryFile, named: Format | None) -> Format:
    """What a ZIP archive is, by what is in it."""
    try:
        members = Archive.of(file.data, file.name, file.limit).members
    except InputError:
        if named in ("epub", "docx"):
            raise
        return "text"  # which says that it is an archive
    if CONTAINER in members:
        return "epub"
    if DOCUMENT in members:
        return "docx"
    if named in ("epub", "docx"):
        raise InputError(f"{file.name}: {_pretender(file)}")
    return "text"


def _pretender(file: StoryFile) -> str:
    """What a file is that is not what it is called."""
    kind = file.suffix.removeprefix(".")
    if file.data.startswith(_OLE):
        return "is an old or locked Office document: save it as .docx, without a password"
    if not file.data:
        return "is empty: a story needs at least one word"
    return f"is not what its name says, a .{kind}: give it the ending it should have (.txt for a text)"
