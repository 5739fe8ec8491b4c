"""Fountain screenplays: takes one as text, gives its scene lines, action, dialogue and sections as blocks.

After the syntax at fountain.io, version 1.1: sections become parts, a speech becomes `MARA: I cannot stay.`; notes,
synopses, transitions and page breaks are left out. Knows nothing of who the speakers are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.blocks import Block, Line, Shape, tidy
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.front_matter import titled
from storyanim.text.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = re.compile(r"([A-Za-z][A-Za-z ]{0,40}):[ \t]*(.*)")
_HIDDEN = re.compile(r"/\*.*?\*/|\[\[.*?\]\]", re.DOTALL)
_SCENE = re.compile(r"(?:INT|EXT|EST|I/E)[. /]|\.(?=[^\W_])", re.IGNORECASE)
_SCENE_NUMBER = re.compile(r"\s*#[\w.-]{1,10}#\s*$")
_SECTION = re.compile(r"#{1,6}\s*(?=[^#\s])")
_TRANSITION = re.compile(r"[^a-z]*TO:$|(?:FADE|CUT|SMASH|DISSOLVE)\b[A-Z ]{0,40}[.:]?$")
_CENTRED = re.compile(r">\s*(.*?)\s*<$")
_EXTENSION = re.compile(r"\s*\([^)]*\)")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|_)")
_ESCAPED = re.compile(r"\\([*_])")


def read(file: StoryFile) -> Manuscript:
    """The screenplay in `file`.

    Raises:
        InputError: it is no text.
    """
    text = decode(file.data, name=file.name, encoding=file.encoding, limit=file.limit)
    # What is hidden gives way to as many blanks, so that all else stays where it was.
    text = _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    lines = list(_lines(text))
    title, first = _title_page(lines)
    return Manuscript(tuple(_blocks(lines[first:])), title, "screenplay")


def _lines(text: str) -> Iterator[Line]:
    """Every line, blank ones too; a line of two blanks is one on purpose, and holds a speech together."""
    offset = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        yield Line(words, len(raw.rstrip("\r\n")) - len(words), offset + len(raw) - len(raw.lstrip()))
        offset += len(raw)


def _title_page(lines: list[Line]) -> tuple[str, int]:
    """The title, and the number of the first line behind the title page."""
    if not lines or not _KEY.match(lines[0].text) or _SCENE.match(lines[0].text) or _TRANSITION.match(lines[0].text):
        return "", 0
    end = next((number for number, line in enumerate(lines) if not line.text), len(lines))
    values: dict[str, list[str]] = {}
    key = ""
    for line in lines[:end]:
        if (found := _KEY.match(line.text)) and not line.indent:
            key = found[1].lower()
            values[key] = [found[2]]
        elif key:
            values[key].append(line.text)
    return titled(_plain(" ".join(values.get("title", ())))), end


def _blocks(lines: list[Line]) -> Iterator[Block]:
    """The blocks between blank lines; a line of two blanks parts nothing within a speech."""
    gathered: list[Line] = []
    for line in (*lines, Line("")):
        if line.text:
            gathered.append(line)
        elif gathered and not (line.indent > 1 and _is_speaker(gathered)):
            yield from _paragraph(gathered)
            gathered = []


def _paragraph(lines: list[Line]) -> Iterator[Block]:
    """The blocks that lines which stand together make: headings and scene lines first, then words or action."""
    number = 0
    while number < len(lines) and (opening := _opening(lines[number])) is not None:
        yield from opening
        number += 1
    rest = lines[number:]
    if not rest or (len(rest) == 1 and _leaves(rest[0].text)):
        return
    yield from _speech(rest) if _is_speaker(rest) else _action(rest)


def _opening(line: Line) -> tuple[Block, ...] | None:
    """The block of a line that stands for itself, empty for a synopsis or page break; None for any other line."""
    if section := _SECTION.match(line.text):
        return _single("heading", line, section.end())
    if scene := _SCENE.match(line.text):
        return _single("scene", line, scene.end() if line.text[0] == "." else 0)
    return () if line.text.startswith("=") else None


def _single(shape: Shape, line: Line, skip: int) -> tuple[Block, ...]:
    words = _plain(_SCENE_NUMBER.sub("", line.text[skip:]))
    return (Block((Line(words, 0, line.offset + skip),), shape=shape),) if words else ()


def _leaves(text: str) -> bool:
    """Whether a line that stands alone leads out of a scene."""
    return bool(_TRANSITION.match(text)) or (text.startswith(">") and not _CENTRED.match(text))


def _is_speaker(lines: list[Line]) -> bool:
    """Whether the first line is a name, in capitals or behind an `@`, with words below it."""
    name = _EXTENSION.sub("", lines[0].text).rstrip("^ ")
    return len(lines) > 1 and (name.startswith("@") or (name.isupper() and name[0] not in "!~>"))


def _speech(lines: list[Line]) -> Iterator[Block]:
    """`MARA: I cannot stay.`; how it is said, in brackets, is left out."""
    name = _plain(_EXTENSION.sub("", lines[0].text).rstrip("^ ").removeprefix("@"))
    said = [_said(line) for line in lines[1:] if not (line.text.startswith("(") and line.text.endswith(")"))]
    if name and any(line.text for line in said):
        speaker = Line(f"{name}:", 0, lines[0].offset)
        yield Block((speaker, *(line for line in said if line.text)), shape="prose")


def _action(lines: list[Line]) -> Iterator[Block]:
    seen = tuple(line for line in map(_said, lines) if line.text)
    if seen:
        yield Block(seen, shape="prose")


def _said(line: Line) -> Line:
    """A line of action or speech without its marks: forced action, lyrics, a centred line."""
    centred = _CENTRED.match(line.text)
    words = centred[1] if centred else line.text.removeprefix("!").removeprefix("~")
    return Line(_plain(words), 0, line.offset)


def _plain(words: str) -> str:
    return tidy(_ESCAPED.sub(r"\1", _EMPHASIS.sub("", words)))
