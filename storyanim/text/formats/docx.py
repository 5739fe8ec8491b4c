"""Word processors' documents: takes a .docx, gives its paragraphs as blocks, with its headings and title.

Only the standard library, guarded as e-books are. Words that were struck out while changes were recorded are left out,
those written in are read; so are tables, cell by cell. Knows nothing of what the words say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.blocks import Block, Line, tidy
from storyanim.text.formats.archive import Archive
from storyanim.text.formats.guarded_xml import parse_xml
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.front_matter import behind_foreword, front, is_credit, without_contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_HEADING = re.compile(r"heading [1-9]$", re.IGNORECASE)
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "instrText", "pPr", "rPr"})
"""Struck-out words, second copies and what is not words."""
_BLANKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}


def read(file: StoryFile) -> Manuscript:
    """The story in the document.

    Raises:
        InputError: it is damaged, locked, or not to be trusted.
    """
    archive = Archive.of(file.data, file.name, file.limit)
    document = parse_xml(archive.read(DOCUMENT), file.name)
    styles = _style_names(parse_xml(archive.read(_STYLES), file.name)) if _STYLES in archive.members else {}
    named = list(_paragraphs(document, styles))
    title = next((block.text for style, block in named if style == "title"), "")
    found = list(without_contents([block for style, block in named if style not in ("title", "subtitle")]))
    if not title:
        title, first = front(found)
    else:
        made = next((index for index, block in enumerate(found) if not is_credit(block)), 0)
        first = behind_foreword(found, made, title)
    return Manuscript(tuple(found[first:]), title, "docx")


def _style_names(root: Element) -> dict[str, str]:
    """What the document's styles are called, in English whatever the language of whoever wrote it, by their ids."""
    names = ((style.get("styleId", ""), style.find("name")) for style in root.iter("style"))
    return {key: name.get("val", "").lower() for key, name in names if name is not None}


def _paragraphs(document: Element, styles: Mapping[str, str]) -> Iterator[tuple[str, Block]]:
    """Each paragraph that has words, with its style's name; empty ones are counted as blank lines."""
    blanks = 1
    for paragraph in document.iter("p"):
        lines = tuple(Line(words) for words in map(tidy, "".join(_words(paragraph)).split("\n")) if words)
        if not lines:
            blanks += 1
            continue
        found = paragraph.find("pPr/pStyle")
        style = styles.get(found.get("val", ""), "") if found is not None else ""
        heading = bool(_HEADING.match(style))
        yield style, Block(_joined(lines) if heading else lines, blanks, "heading" if heading else "")
        blanks = 1


def _words(element: Element) -> Iterator[str]:
    """The words of a paragraph, in order."""
    for child in element:
        if child.tag == "t":
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag]
        elif child.tag not in _UNREAD:
            yield from _words(child)


def _joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """A heading's lines as one."""
    return (Line(" ".join(line.text for line in lines)),)
