"""E-books: takes an EPUB 2 or 3, gives its pages in reading order as blocks, with its chapters' names.

Only the standard library, and nothing in the book is trusted: its archive, its XML and its paths are guarded. Covers,
title pages, lists of contents and notes are left out. Knows nothing of what the words say.
"""

from __future__ import annotations

import codecs
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from storyanim.errors import InputError
from storyanim.text.blocks import marker, tidy
from storyanim.text.formats.archive import Archive, inside
from storyanim.text.formats.guarded_xml import parse_xml
from storyanim.text.formats.manuscript import Manuscript, StoryFile
from storyanim.text.formats.pages import read_page, with_titles
from storyanim.text.front_matter import behind_foreword, is_credit, is_prose, same_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from storyanim.text.blocks import Block

CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to lock a book's fonts, which are not read."""
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_GUIDE = frozenset(("cover", "title-page", "toc", "copyright-page", "index", "notes", "colophon", "loi", "lot"))
"""Of the vocabulary of EPUB 2's guide: pages that stand around the story."""
_DECLARED = re.compile(rb"^\s{0,99}<\?xml[^>]{0,99}encoding=[\"']([\w.-]{1,30})")


def read(file: StoryFile) -> Manuscript:
    """The story in the book.

    Raises:
        InputError: it is no EPUB, damaged, locked, or not to be trusted.
    """
    archive = Archive.of(file.data, file.name, file.limit)
    _refuse_locked(archive)
    package = _Package(archive)
    chapters = _chapter_names(archive, package)
    pages = [list(_page(archive, path, chapters.get(path, {}))) for path in package.pages()]
    return Manuscript(tuple(_story(pages, package.title)), package.title, "epub")


def _refuse_locked(archive: Archive) -> None:
    if _ENCRYPTION not in archive.members:
        return
    methods = parse_xml(archive.read(_ENCRYPTION), archive.name).iter("EncryptionMethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise InputError(f"{archive.name}: is locked (DRM), so it cannot be read: use a copy without")


class _Package:
    """The book's list of what is in it, and in which order it is read."""

    def __init__(self, archive: Archive) -> None:
        self.name = archive.name
        container = parse_xml(archive.read(CONTAINER), archive.name)
        path = next((found.get("full-path", "") for found in container.iter("rootfile")), "")
        self.root = parse_xml(archive.read(inside("", path, archive.name)), archive.name)
        self._folder = posixpath.dirname(path)
        self.items = {item.get("id", ""): item for item in self.root.iter("item")}
        title = next((found.text for found in self.root.iter("title") if found.text), "")
        self.title = tidy(title)

    def path(self, reference: str) -> str:
        """The member that the list's reference leads to."""
        return inside(self._folder, unquote(urldefrag(reference).url), self.name)

    def pages(self) -> tuple[str, ...]:
        """The members that are read, in order, each once."""
        around = {
            self.path(found.get("href", "")) for found in self.root.iter("reference") if found.get("type") in _GUIDE
        }
        listed = [
            self.items[found.get("idref", "")]
            for found in self.root.iter("itemref")
            if found.get("linear") != "no" and found.get("idref", "") in self.items
        ]
        read = [
            self.path(item.get("href", ""))
            for item in listed
            if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
        ]
        if not read:
            raise InputError(f"{self.name}: lists no pages to read")
        return tuple(dict.fromkeys(path for path in read if path not in around or len(read) == 1))

    def contents(self) -> tuple[str, bool] | None:
        """The member that names the chapters, and whether it is EPUB 3's; None if there is none."""
        for item in self.items.values():
            if "nav" in item.get("properties", "").split():
                return self.path(item.get("href", "")), True
        for item in self.items.values():
            if item.get("media-type") == "application/x-dtbncx+xml":
                return self.path(item.get("href", "")), False
        return None


def _chapter_names(archive: Archive, package: _Package) -> dict[str, dict[str, str]]:
    """By page, the names of the chapters that begin there, by their anchors."""
    found = package.contents()
    if found is None or found[0] not in archive.members:
        return {}
    path, newer = found
    root = parse_xml(archive.read(path), archive.name)
    names: dict[str, dict[str, str]] = {}
    for reference, title in _nav_points(root) if newer else _ncx_points(root):
        target = urldefrag(reference)
        page = inside(posixpath.dirname(path), unquote(target.url), archive.name) if target.url else path
        names.setdefault(page, {}).setdefault(unquote(target.fragment), title)
    return names


def _nav_points(root: Element) -> Iterator[tuple[str, str]]:
    """Where EPUB 3's contents lead, and what they call it."""
    for nav in root.iter("nav"):
        if nav.get("type", "toc") == "toc":
            yield from ((link.get("href", ""), "".join(link.itertext())) for link in nav.iter("a"))


def _ncx_points(root: Element) -> Iterator[tuple[str, str]]:
    """Where EPUB 2's contents lead, and what they call it."""
    for point in root.iter("navPoint"):
        content, label = point.find("content"), point.find("navLabel/text")
        if content is not None and label is not None:
            yield content.get("src", ""), label.text or ""


def _page(archive: Archive, path: str, titles: Mapping[str, str]) -> Iterator[Block]:
    page = read_page(_decoded(archive.read(path)), f"{archive.name}, '{path[:80]}'")
    if not page.lists_links:
        yield from with_titles(page, titles)


def _decoded(data: bytes) -> str:
    """A page's text: by its mark or its own word, else UTF-8, else Windows' western letters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    for encoding in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def _story(pages: Sequence[Sequence[Block]], title: str) -> Iterator[Block]:
    """The blocks of all pages between a transcriber's marks, from the first page that tells something."""
    found = list(_between_marks([block for page in _from_prose(pages) for block in page]))
    first = next((index for index, block in enumerate(found) if block.shape == "heading" or is_prose(block)), 0)
    for block in found[behind_foreword(found, first, title) :]:
        again = block.shape == "heading" and same_words(block.text, title)
        if not again and not (block.shape == "heading" and is_credit(block)):
            yield block


def _from_prose(pages: Sequence[Sequence[Block]]) -> Sequence[Sequence[Block]]:
    """The pages without the covers, mottos and title pages before the first that has prose."""
    first = next((number for number, page in enumerate(pages) if any(map(is_prose, page))), 0)
    return pages[first:]


def _between_marks(blocks: Sequence[Block]) -> Sequence[Block]:
    marks = [(index, marker(block.text)) for index, block in enumerate(blocks) if block.text.startswith("***")]
    first = next((index + 1 for index, mark in marks if mark == "START"), 0)
    end = next((index for index, mark in marks if mark == "END" and index >= first), len(blocks))
    return blocks[first:end]
