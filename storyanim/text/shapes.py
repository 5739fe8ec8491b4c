"""What a block is by its looks: takes one block of lines, tells headings, verse and speakers from prose.

Knows shapes, not what the words say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.text.blocks import Block, Line

MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ORDINAL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|the (?:first|second|third|fourth|fifth|last)"
_NUMBER = rf"(?:\d{{1,4}}|[IVXLCivxlc]{{1,8}}|{_ORDINAL})"
CHAPTER = re.compile(
    rf"^(?:(?:chapter|part|book|act|scene|canto|stave|letter|volume)\s+{_NUMBER}\b|prologue\b|epilogue\b).{{0,80}}$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(?:\d{1,3}|[IVX]|[IVXLC]{2,8})(?:[.:)]\s+|\s+|\.?$)(?:[A-Z\"“‘'][^.;]{0,80})?$")
ENDS_SENTENCE = re.compile(r"[.!?…:;,。！？؟][\"'”’»)\]]*$")
_FULL_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WRAP = 100
"""A file that has no longer lines was wrapped by hand or by a transcriber; one that has may hold a paragraph a line."""
_OPEN_ENDS = 0.3
"""Share of lines that end in the middle of a sentence, though another follows at once: more than this, and they are
wrapped, whatever their length."""
_INITIAL = re.compile(r"\b[A-Z]\. ")
_HEADING_WORDS = 10


def is_heading(block: Block, following: Block | None) -> bool:
    """Whether a block is a chapter's heading: a chapter word, a number, or a short line set apart above prose."""
    text, first = block.text, block.lines[0].text
    words = text.split()
    if not words or following is None or len(block.lines) > 3 or len(words) > _HEADING_WORDS + 4:
        return False
    if CHAPTER.match(text):
        return len(words) <= _HEADING_WORDS or first.isupper()
    if len(block.lines) == 1 and NUMBERED.match(text) and not text.endswith(("!", "?", ",")):
        return True
    short = len(words) <= _HEADING_WORDS and any(character.isalpha() for character in text)
    if not short or len(block.lines) > 2 or ENDS_SENTENCE.search(text):
        return False
    return block.blanks >= 2 and following.blanks >= 1 and _is_titled(text)


def _is_titled(text: str) -> bool:
    """Whether a line is set like a title; not what somebody wrote on a slate, and no `L. Frank Baum` below a letter."""
    if text.startswith(("'", '"', "“", "‘")) or _INITIAL.search(text):
        return False
    small = lexicon().sets["grammar.small"]
    return text.isupper() or all(word[:1].isupper() or word in small for word in text.split())


def is_speech(block: Block) -> bool:
    """A screenplay's speaker on a line of his own, with his words below: `MARA`, `I cannot stay.`"""
    first = block.lines[0].text
    letters = first.replace("(", "").replace(")", "").replace("'", "").replace(".", "")
    return len(block.lines) > 1 and letters.isupper() and len(first.split()) <= 3 and not block.lines[1].text.isupper()


def is_verse(block: Block) -> bool:
    """Several short lines that each begin like a line of verse, or stand well inside the margin."""
    if len(block.lines) < 2 or max(len(line.text) for line in block.lines) > 60:
        return False
    begun = sum(not line.text.lstrip("\"'“‘([—-")[:1].islower() for line in block.lines)
    indented = sum(line.indent > 0 for line in block.lines[1:]) >= len(block.lines) - 1
    return (begun == len(block.lines) and (indented or len(block.lines) > 2)) or (
        indented and begun * 2 > len(block.lines)
    )


def is_wrapped(found: Sequence[Block]) -> bool:
    """Whether paragraphs run over several lines, rather than each line being one."""
    if all(len(line.text) <= _WRAP for block in found for line in block.lines):
        return True
    followed = [line for block in found for line in block.lines[:-1]]
    unfinished = sum(not ENDS_SENTENCE.search(line.text) for line in followed)
    return unfinished > _OPEN_ENDS * len(followed)


def paragraphs(block: Block, *, wrapped: bool) -> Iterator[tuple[Line, ...]]:
    """The paragraphs of a prose block: each line in an unwrapped file, else cut where a first line is indented."""
    margin = min(line.indent for line in block.lines)
    gathered: list[Line] = []
    for line in block.lines:
        indented = line.indent >= margin + 2 and _FULL_STOP.search(gathered[-1].text) if gathered else False
        if gathered and (indented or not wrapped):
            yield tuple(gathered)
            gathered = []
        gathered.append(line)
    yield tuple(gathered)
