"""Blocks to a story: takes decoded text, or blocks that a format has found, gives a `Story` of unwrapped paragraphs.

Where a format says what a block is, that holds; else its looks decide (`shapes`). Knows nothing of what the words say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.text.blocks import UNMAPPED, Block, Line, blocks, is_break
from storyanim.text.front_matter import front, without_contents
from storyanim.text.scene_lines import scene_line
from storyanim.text.shapes import MARKDOWN_HEADING, is_heading, is_speech, is_verse, is_wrapped, paragraphs
from storyanim.types import Cue, Span, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

_THE_END = re.compile(r"^(?:the end|finis|fin|end)[.!]?$", re.IGNORECASE)


def clean(source: str, *, title: str = "", name: str = "story") -> Story:
    """The story in `source`, which is plain text or Markdown.

    Args:
        title: what to call it where the text itself has no title.
        name: what messages call the input.

    Raises:
        InputError: no word is left.
    """
    found = list(without_contents(list(blocks(source))))
    own_title, first = front(found)
    return compose(found[first:], title=own_title or title, name=name)


def compose(found: Sequence[Block], *, title: str, name: str, form: str = "text") -> Story:
    """The story told by blocks that are all its own.

    Args:
        title: what it is called; a block of these words alone is left out.
        name: what messages call the input.
        form: the format; a text may turn out to be Markdown or a screenplay.

    Raises:
        InputError: there is no word in them.
    """
    written = _Writing(title, form)
    wrapped = is_wrapped(found)
    last = len(found) - (len(found) > 1 and bool(_THE_END.match(found[-1].text)))
    for index in range(last):
        _write(written, found, index, wrapped=wrapped)
    if not any(character.isalnum() or ord(character) > 0x2000 for character in written.text):
        raise InputError(f"{name}: is empty: a story needs at least one word")
    return written.story()


@dataclass(slots=True)
class _Writing:
    """The text as it grows, with all that points into it."""

    title: str
    form: str
    parts: list[str] = field(default_factory=lambda: [])
    length: int = 0
    headings: list[Span] = field(default_factory=lambda: [])
    scenes: list[Span] = field(default_factory=lambda: [])
    breaks: list[int] = field(default_factory=lambda: [])
    offsets: list[tuple[int, int]] = field(default_factory=lambda: [])
    cues: list[Cue] = field(default_factory=lambda: [])

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
            if line.offset != UNMAPPED:
                self.offsets.append((self.length, line.offset))
            if line.times is not None:
                self.cues.append(Cue(*line.times, (self.length, self.length + len(line.text))))
            self.add(line.text)
        return start, self.length

    def story(self) -> Story:
        return Story(
            self.title,
            self.text,
            headings=tuple(self.headings),
            breaks=tuple(self.breaks),
            offsets=tuple(self.offsets),
            format=self.form,
            scenes=tuple(self.scenes),
            cues=tuple(self.cues),
        )


def _write(written: _Writing, found: Sequence[Block], index: int, *, wrapped: bool) -> None:
    block = found[index]
    if is_break(block.lines[0]):
        if written.length and written.breaks[-1:] != [written.length]:
            written.breaks.append(written.length)
    elif block.shape:
        _write_shaped(written, block)
    elif block.text.casefold() == written.title.casefold() and block.text.isupper():
        return  # the title again, on the first page of the story proper
    else:
        _write_text(written, block, _next_prose(found, index), wrapped=wrapped)


def _write_shaped(written: _Writing, block: Block) -> None:
    """A block of which its format says what it is."""
    span = written.paragraph(block.lines, "\n" if block.shape == "verse" else " ")
    if block.shape == "heading":
        written.headings.append(span)
    elif block.shape == "scene":
        written.scenes.append(span)


def _write_text(written: _Writing, block: Block, following: Block | None, *, wrapped: bool) -> None:
    """A block of plain text: a heading or a scene line, prose below it or prose alone."""
    first = block.lines[0]
    if match := MARKDOWN_HEADING.match(first.text):
        written.form = "markdown" if written.form == "text" else written.form
        offset = first.offset + match.start(2) if first.offset != UNMAPPED else UNMAPPED
        written.headings.append(written.paragraph((Line(match[2], 0, offset),), " "))
    elif scene_line(first.text):
        written.form = "screenplay" if written.form in ("text", "markdown") else written.form
        written.scenes.append(written.paragraph((first,), " "))
    elif is_heading(block, following):
        written.headings.append(written.paragraph(block.lines, " "))
        return
    else:
        _write_prose(written, block, wrapped=wrapped)
        return
    if block.lines[1:]:
        _write_prose(written, Block(block.lines[1:], 0), wrapped=wrapped)


def _write_prose(written: _Writing, block: Block, *, wrapped: bool) -> None:
    first = block.lines[0]
    if is_speech(block):
        written.paragraph((Line(f"{first.text}:", 0, first.offset), *block.lines[1:]), " ")
    elif is_verse(block):
        written.paragraph(block.lines, "\n")
    else:
        for lines in paragraphs(block, wrapped=wrapped):
            written.paragraph(lines, " ")


def _next_prose(found: Sequence[Block], index: int) -> Block | None:
    """The next block that is no break, if it is close by."""
    return next((block for block in found[index + 1 : index + 4] if not is_break(block.lines[0])), None)
