"""A page of an e-book to blocks: takes XHTML, gives headings, paragraphs and breaks.

Leaves out scripts, notes and pictures; reads as leniently as a browser, expands no entities but HTML's own and opens
nothing that a page names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.text.blocks import Block, Line, break_block, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.text.blocks import Shape

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd div dl dt figcaption figure footer header li main ol p
    pre section table td th tr ul
    """.split()  # noqa: SIM905, a list of thirty strings reads worse
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNREAD = frozenset(
    "audio canvas form head iframe math nav noscript object rp rt script style svg template title video".split()  # noqa: SIM905
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_NOT_STORY = frozenset(
    """bibliography colophon copyright-page cover endnotes footnote footnotes halftitlepage imprint index landmarks loi
    lot noteref other-credits pagebreak rearnote rearnotes titlepage toc
    """.split()  # noqa: SIM905
)
"""Of the vocabulary of EPUB's `epub:type`: what stands around a story, or in its margins."""
_HIDING = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's blocks, the number of the block that each of the page's anchors stands before, the letters in links."""

    blocks: tuple[Block, ...]
    anchors: Mapping[str, int]
    letters: int
    linked: int

    @property
    def lists_links(self) -> bool:
        """Whether most of the page is links, as in a list of contents."""
        return self.linked * 2 > self.letters


def read_page(text: str, name: str) -> Page:
    """The page in `text`.

    Raises:
        InputError: it declares entities.
    """
    reader = _Reader(name)
    reader.feed(text)
    reader.close()
    return reader.page()


class _Reader(HTMLParser):
    """Gathers words until a block ends; what is not read is counted through."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._blocks: list[Block] = []
        self._anchors: dict[str, int] = {}
        self._words: list[str] = []
        self._shape: Shape = ""
        self._unread: tuple[str, int] | None = None
        self._letters = self._linked = self._links = 0

    def page(self) -> Page:
        self._end_block()
        return Page(tuple(self._blocks), self._anchors, self._letters, self._linked)

    def unknown_decl(self, data: str) -> None:
        """What stands in `<![CDATA[...]]>` is passed over."""

    def handle_decl(self, decl: str) -> None:
        if "[" in decl or decl.lstrip().upper().startswith("ENTITY"):
            raise InputError(f"{self._name}: declares entities, with which XML bombs are made; that is refused")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if self._unread is not None:
            name, depth = self._unread
            self._unread = (name, depth + (tag == name))
            return
        if tag in _BLOCKS or tag in _HEADINGS or tag == "hr":
            self._end_block()
        if anchor := values.get("id") or values.get("name"):
            self._anchors.setdefault(anchor, len(self._blocks))
        if _is_unread(tag, values):
            self._unread = (tag, 1) if tag not in _VOID else None
        elif tag in _HEADINGS:
            self._shape = "heading"
        elif tag == "hr":
            self._blocks.append(break_block())
        elif tag == "br":
            self._words.append("\n")
        elif tag == "a":
            self._links += 1

    def handle_endtag(self, tag: str) -> None:
        if self._unread is not None:
            name, depth = self._unread
            left = depth - (tag == name)
            self._unread = (name, left) if left else None
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._end_block()
        elif tag == "a":
            self._links = max(0, self._links - 1)

    def handle_data(self, data: str) -> None:
        if self._unread is None:
            self._words.append(data.replace("\n", " ").replace("\r", " "))
            letters = len(data.strip())
            self._letters += letters
            self._linked += letters if self._links else 0

    def _end_block(self) -> None:
        lines = tuple(Line(words) for words in map(tidy, "".join(self._words).split("\n")) if words)
        if lines:
            self._blocks.append(Block(_joined(lines) if self._shape else lines, shape=self._shape))
        self._words, self._shape = [], ""


def _joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """A heading's lines as one."""
    return (Line(" ".join(line.text for line in lines)),)


def _is_unread(tag: str, values: Mapping[str, str]) -> bool:
    kinds = {*values.get("epub:type", "").split(), *values.get("role", "").replace("doc-", "").split()}
    hidden = "hidden" in values or bool(_HIDING.search(values.get("style", "")))
    return tag in _UNREAD or hidden or bool(kinds & _NOT_STORY)


def with_titles(page: Page, titles: Mapping[str, str]) -> Iterator[Block]:
    """The page's blocks, with a heading where the book's contents name a chapter and the page itself has none.

    Args:
        titles: names of chapters by the anchors where they begin; "" is the page's beginning.
    """
    named: dict[int, str] = {}
    for anchor, title in titles.items():
        named.setdefault(page.anchors.get(anchor, 0), tidy(title))
    for number, block in enumerate(page.blocks):
        title = named.get(number)
        if title and not _is_titled(page, number, title):
            yield Block((Line(title),), shape="heading")
        yield block


def _is_titled(page: Page, number: int, title: str) -> bool:
    """Whether the page says itself what begins at the block: in a heading there, or above it in the same words."""
    if any(block.shape == "heading" for block in page.blocks[number : number + 2]):
        return True
    above = page.blocks[number - 1] if number else None
    return above is not None and above.shape == "heading" and above.text.casefold() in title.casefold()
