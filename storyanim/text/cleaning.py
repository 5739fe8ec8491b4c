"""Blocks to a story: takes decoded text, gives a `Story` of unwrapped paragraphs with its title and headings.

Tells headings, verse, contents lists and title pages from prose by their shape. Knows nothing of what the words say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.text.blocks import Block, Line, blocks, is_break
from storyanim.text.lexicon import lexicon
from storyanim.text.scene_lines import scene_line
from storyanim.types import Span, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ORDINAL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|the (?:first|second|third|fourth|fifth|last)"
_NUMBER = rf"(?:\d{{1,4}}|[IVXLCivxlc]{{1,8}}|{_ORDINAL})"
_CHAPTER = re.compile(
    rf"^(?:(?:chapter|part|book|act|scene|canto|stave|letter|volume)\s+{_NUMBER}\b|prologue\b|epilogue\b).{{0,80}}$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:\d{1,3}|[IVX]|[IVXLC]{2,8})(?:[.:)]\s+|\s+|\.?$)(?:[A-Z\"“‘'][^.;]{0,80})?$")
_CONTENTS = re.compile(r"^(?:table of )?contents\b[.:]?", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:by\b(?:\s+[A-Z]|$)|produced by|transcribed|e-?text|prepared by|transcriber|copyright|first published|"
    r"printed (?:and|in|by)|"
    r"all rights reserved|illustrated by|translated by|with illustrations|proofread|this e-?(?:text|book))",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…:;,。！？؟][\"'”’»)\]]*$")
_THE_END = re.compile(r"^(?:the end|finis|fin|end)[.!]?$", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WRAP = 100
"""A file that has no longer lines was wrapped by hand or by a transcriber; one that has may hold a paragraph a line."""
_OPEN_ENDS = 0.3
"""Share of lines that end in the middle of a sentence, though another follows at once: more than this, and they are
wrapped, whatever their length."""
_HEADING_WORDS = 10


def clean(source: str, *, title: str = "", name: str = "story") -> Story:
    """The story in `source`.

    Args:
        title: what to call it where the text itself has no title.
        name: what messages call the input.

    Raises:
        InputError: no word is left.
    """
    found = list(_without_contents(list(blocks(source))))
    own_title, first = _front(found)
    written = _Writing(own_title or title)
    wrapped = _is_wrapped(found)
    last = len(found) - (len(found) - first > 1 and bool(_THE_END.match(found[-1].text)))
    for index in range(first, last):
        _write(written, found, index, wrapped=wrapped)
    if not any(character.isalnum() or ord(character) > 0x2000 for character in written.text):
        raise InputError(f"{name}: is empty: a story needs at least one word")
    return written.story()


def _is_wrapped(found: Sequence[Block]) -> bool:
    """Whether paragraphs run over several lines, rather than each line being one."""
    if all(len(line.text) <= _WRAP for block in found for line in block.lines):
        return True
    followed = [line for block in found for line in block.lines[:-1]]
    unfinished = sum(not _ENDS_SENTENCE.search(line.text) for line in followed)
    return unfinished > _OPEN_ENDS * len(followed)


@dataclass(slots=True)
class _Writing:
    """The text as it grows, with all that points into it."""

    title: str
    parts: list[str] = field(default_factory=lambda: [])
    length: int = 0
    headings: list[Span] = field(default_factory=lambda: [])
    breaks: list[int] = field(default_factory=lambda: [])
    offsets: list[tuple[int, int]] = field(default_factory=lambda: [])
    screenplay: bool = False
    markdown: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def paragraph(self, lines: Sequence[Line], joint: str) -> Span:
        """Add lines as one paragraph; gives its span."""
        if self.length:
            self.add("\n\n")
        start = self.length
        for number, line in enumerate(lines):
            if number:
                self.add(joint)
            self.offsets.append((self.length, line.offset))
            self.add(line.text)
        return start, self.length

    def story(self) -> Story:
        form = "screenplay" if self.screenplay else "markdown" if self.markdown else "text"
        headings, offsets = tuple(self.headings), tuple(self.offsets)
        return Story(self.title, self.text, headings, tuple(self.breaks), offsets, form)


def _write(written: _Writing, found: Sequence[Block], index: int, *, wrapped: bool) -> None:
    block = found[index]
    first = block.lines[0]
    if is_break(first):
        if written.length and written.breaks[-1:] != [written.length]:
            written.breaks.append(written.length)
    elif match := _MARKDOWN_HEADING.match(first.text):
        written.markdown = True
        written.headings.append(written.paragraph((Line(match[2], 0, first.offset + match.start(2)),), " "))
        if block.lines[1:]:
            _write_prose(written, Block(block.lines[1:], 0), wrapped=wrapped)
    elif scene_line(first.text):
        written.screenplay = True
        written.paragraph((first,), " ")
        if block.lines[1:]:
            _write_prose(written, Block(block.lines[1:], 0), wrapped=wrapped)
    elif block.text.casefold() == written.title.casefold() and block.text.isupper():
        return  # the title again, on the first page of the story proper
    elif is_heading(block, _next_prose(found, index)):
        written.headings.append(written.paragraph(block.lines, " "))
    else:
        _write_prose(written, block, wrapped=wrapped)


def _write_prose(written: _Writing, block: Block, *, wrapped: bool) -> None:
    if _is_cue(block):
        written.paragraph((Line(f"{block.lines[0].text}:", 0, block.lines[0].offset), *block.lines[1:]), " ")
    elif _is_verse(block):
        written.paragraph(block.lines, "\n")
    else:
        for lines in _paragraphs(block, wrapped=wrapped):
            written.paragraph(lines, " ")


def _is_cue(block: Block) -> bool:
    """A screenplay's speaker on a line of his own, with his words below: `MARA`, `I cannot stay.`"""
    first = block.lines[0].text
    letters = first.replace("(", "").replace(")", "").replace("'", "").replace(".", "")
    return len(block.lines) > 1 and letters.isupper() and len(first.split()) <= 3 and not block.lines[1].text.isupper()


def _is_verse(block: Block) -> bool:
    """Several short lines that each begin like a line of verse, or stand well inside the margin."""
    if len(block.lines) < 2 or max(len(line.text) for line in block.lines) > 60:
        return False
    begun = sum(not line.text.lstrip("\"'“‘([—-")[:1].islower() for line in block.lines)
    indented = sum(line.indent > 0 for line in block.lines[1:]) >= len(block.lines) - 1
    return (begun == len(block.lines) and (indented or len(block.lines) > 2)) or (
        indented and begun * 2 > len(block.lines)
    )


def _paragraphs(block: Block, *, wrapped: bool) -> Iterator[tuple[Line, ...]]:
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


def is_heading(block: Block, following: Block | None) -> bool:
    """Whether a block is a chapter's heading: a chapter word, a number, or a short line set apart above prose."""
    text, first = block.text, block.lines[0].text
    words = text.split()
    if not words or following is None or len(block.lines) > 3 or len(words) > _HEADING_WORDS + 4:
        return False
    if _CHAPTER.match(text):
        return len(words) <= _HEADING_WORDS or first.isupper()
    if len(block.lines) == 1 and _NUMBERED.match(text) and not text.endswith(("!", "?", ",")):
        return True
    short = len(words) <= _HEADING_WORDS and any(character.isalpha() for character in text)
    if not short or len(block.lines) > 2 or _ENDS_SENTENCE.search(text):
        return False
    return block.blanks >= 2 and following.blanks >= 1 and (text.isupper() or _title_case(words))


def _title_case(words: list[str]) -> bool:
    quoted = words[0].startswith(("'", '"', "“", "‘"))
    return not quoted and all(word[:1].isupper() or word in lexicon().sets["grammar.small"] for word in words)


def _next_prose(found: Sequence[Block], index: int) -> Block | None:
    """The next block that is no break, if it is close by."""
    return next((block for block in found[index + 1 : index + 4] if not is_break(block.lines[0])), None)


def _is_prose(block: Block) -> bool:
    text = block.text
    words = len(text.split())
    lower = sum(word[:1].islower() and word not in lexicon().sets["grammar.small"] for word in text.split())
    finished = bool(_ENDS_SENTENCE.search(text.rstrip("*_ ")))
    long = words >= 25 or (words >= 10 and lower * 3 > words)
    return not _CREDIT.match(text) and (long or (finished and (words >= 6 or lower > 0)))


def _front(found: Sequence[Block]) -> tuple[str, int]:
    """The title, and the number of the first block after the title page."""
    prose = next((index for index, block in enumerate(found[:60]) if _is_prose(block)), None)
    if prose is None:
        short = len(found) > 1 and len(found[0].text.split()) <= 8 and not is_break(found[0].lines[0])
        prose = 1 if short and not _ENDS_SENTENCE.search(found[0].text) else 0
    page = [(index, block) for index, block in enumerate(found[:prose]) if not is_break(block.lines[0])]
    heads = [(index, block) for index, block in page if _opens(block)]
    first = heads[0][0] if heads else prose
    names = [block for index, block in page if index < first and not _CREDIT.match(block.text)]
    named, first = _markdown_title(found, first, prose)
    title = named or (_joined_title(names) if names else "")
    return title, first


def _opens(block: Block) -> bool:
    """Whether a block on the first page already belongs to the story."""
    text = block.text
    opening = _CHAPTER.match(text) or scene_line(text) or _MARKDOWN_HEADING.match(text)
    return bool(opening) or (len(block.lines) == 1 and bool(_NUMBERED.match(text)))


def _markdown_title(found: Sequence[Block], first: int, prose: int) -> tuple[str, int]:
    """A level-one heading at the top is the story's title, not a chapter's."""
    if first <= prose and first < len(found) and len(found[first].lines) == 1:
        match = _MARKDOWN_HEADING.match(found[first].text)
        if match and len(match[1]) == 1:
            return match[2], first + 1
    return "", first


def _joined_title(names: Sequence[Block]) -> str:
    """A title set over several lines (`THE TALE OF` / `PETER RABBIT`) in one."""
    title = names[0].text
    if len(names) > 1 and title.split()[-1].lower() in lexicon().sets["grammar.small"]:
        title = f"{title} {names[1].text}"
    return titled(title.rstrip(". "))


def titled(text: str) -> str:
    """A line set in capitals as a title: `THE HARE AND THE TORTOISE` as `The Hare and the Tortoise`."""
    if not text.isupper():
        return text
    words = re.sub(r"[^\W\d_](?:[^\W\d_]|['’](?=\w))*", lambda match: match.group().capitalize(), text).split()
    return " ".join(
        word.lower() if number and word.lower() in lexicon().sets["grammar.small"] else word
        for number, word in enumerate(words)
    )


def _without_contents(found: Sequence[Block]) -> Iterator[Block]:
    """All blocks but a contents list and its heading."""
    listing = False
    for block in found:
        if _CONTENTS.match(block.text) and len(block.lines[0].text.split()) <= 3:
            listing = True
            continue
        listing = listing and _is_listing(block)
        if not listing:
            yield block


def _is_listing(block: Block) -> bool:
    short = all(len(line.text) <= 70 for line in block.lines)
    unfinished = sum(not _ENDS_SENTENCE.search(line.text) for line in block.lines)
    return short and len(block.lines) > 1 and unfinished * 3 > len(block.lines) * 2
