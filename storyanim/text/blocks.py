"""Text to blocks of lines: takes decoded text, gives what stands between blank lines, without markup.

Removes what is outside a transcriber's START and END lines, captions of pictures, Markdown's marks and invisible
characters; each line remembers where it stood. Does not know which block is a heading.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = Literal["", "heading", "scene", "prose", "verse"]
"""What a format says that a block is; "" where only its looks can tell."""
UNMAPPED = -1
"""The offset of a line that stands in no text, such as an EPUB's."""

_MARKER = re.compile(r"^[ \t]{0,8}\*{3}[ \t]*(START|END)\b[^\n]{5,200}$", re.MULTILINE)
_INVISIBLE = re.compile("[\x00\u00ad\u200b\u2060\ufeff\ufffd\ud800-\udfff\x01-\x08\x0e-\x1f\x7f]")
_CAPTION = re.compile(r"\[(?:illustration|picture|image|footnote|transcriber)[^\]\n]{0,400}\]", re.IGNORECASE)
_OPEN_CAPTION = re.compile(r"^[ \t]*\[(?:illustration|picture|image|transcriber)[^\]]{0,400}$", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]\n]{1,200})\]\([^)\n]{1,300}\)")
_EMPHASIS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![\w*_])|`")
_QUOTED_LINE = re.compile(r"^(?:>\s?)+")
_SPACES = re.compile(r"\s+")
BREAK = re.compile(r"^(?:[*⁂•·~=_#—–-]\s*){1,40}$")
"""A line that holds nothing but the marks of a break."""
_LONE_MARKS = ("-", "–", "—", "_", "=", "·", "~")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its words, the columns before them, its offset in the source.

    `times` are the seconds of a recording between which it is spoken, if the source tells them.
    """

    text: str
    indent: int = 0
    offset: int = UNMAPPED
    times: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together, and how many blank lines stand before them."""

    lines: tuple[Line, ...]
    blanks: int = 1
    shape: Shape = ""

    @property
    def text(self) -> str:
        """The lines joined by single spaces."""
        return " ".join(line.text for line in self.lines)


def blocks(source: str) -> Iterator[Block]:
    """The blocks of `source`, in order. A break line is a block of its own."""
    gathered: list[Line] = []
    blanks = before = 0
    for line in _lines(source):
        if line is None or is_break(line):
            if gathered:
                yield Block(tuple(gathered), before)
                gathered, blanks = [], 0
            blanks += line is None
            if line is not None:
                yield Block((line,), blanks)
                blanks = 0
        else:
            before = before if gathered else blanks
            gathered.append(line)
    if gathered:
        yield Block(tuple(gathered), before)


def is_break(line: Line) -> bool:
    """Whether a line is a hard break such as `* * *`, `---` or a lone `#`."""
    return bool(BREAK.match(line.text)) and line.text not in _LONE_MARKS


def break_block() -> Block:
    """A hard break that a format tells by other means than marks in a line."""
    return Block((Line("* * *"),))


def tidy(words: str) -> str:
    """Words in NFC, without characters that nobody sees, with single spaces."""
    words = _INVISIBLE.sub("", words)
    if not words.isascii():
        words = unicodedata.normalize("NFC", words)
    return _SPACES.sub(" ", words).strip()


def marker(text: str) -> str:
    """`START` or `END` for a transcriber's line outside of which nothing is the story's, else ""."""
    found = _MARKER.match(text)
    return found[1] if found else ""


def _lines(source: str) -> Iterator[Line | None]:
    """Each line of the story proper, None for a blank one."""
    first, end = _story_range(source)
    offset = first
    in_caption = False
    for raw in source[first:end].splitlines(keepends=True):
        if in_caption or _OPEN_CAPTION.match(raw):
            in_caption = "]" not in raw and bool(raw.strip())
        else:
            line = _line(raw, offset)
            if line is not None or not raw.strip():
                yield line
        offset += len(raw)


def _story_range(source: str) -> tuple[int, int]:
    first, end = 0, len(source)
    for match in _MARKER.finditer(source):
        if match[1] == "START":
            first = match.end()
        else:
            end = match.start()
            break
    return (first, end) if source[first:end].strip() else (0, len(source))


def _line(raw: str, offset: int) -> Line | None:
    expanded = raw.rstrip().expandtabs(8) if "\t" in raw[:80] else raw.rstrip()
    words = expanded.lstrip()
    indent = len(expanded) - len(words)
    text = _plain(words)
    start = offset + len(raw) - len(raw.lstrip())
    return Line(text, indent, start) if text else None


def _plain(words: str) -> str:
    """A line without markup, in NFC, with single spaces."""
    words = tidy(words)
    if "[" in words:
        words = _LINK.sub(r"\1", _CAPTION.sub("", words))
    if words.startswith(">"):
        words = _QUOTED_LINE.sub("", words)
    if not BREAK.match(words):
        words = _EMPHASIS.sub("", words)
    return _SPACES.sub(" ", words).strip()
