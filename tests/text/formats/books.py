"""E-books and documents made for tests, whole ones and ones with faults."""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def page(body: str) -> str:
    """An XHTML page as e-books have them."""
    return f'<?xml version="1.0"?>{DOCTYPE}<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'


def epub(
    pages: Mapping[str, str], *, title: str = "The Fox", spine: str = "", extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An EPUB 3 of pages by name, in that order unless `spine` says otherwise; `extra` members replace its own."""
    items = "".join(
        f'<item id="i{number}" href="{escape(name)}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(pages)
    )
    order = spine or "".join(f'<itemref idref="i{number}"/>' for number in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></metadata>'
        f'<manifest>{items}<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        f'</manifest><spine toc="ncx"><itemref idref="nav"/>{order}</spine></package>'
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": nav({}),
        **{f"OEBPS/{name}": text for name, text in pages.items()},
        **(extra or {}),
    }
    return packed(members)


def nav(chapters: Mapping[str, str]) -> str:
    """An EPUB 3's contents, names by reference."""
    links = "".join(f'<li><a href="{href}">{escape(name)}</a></li>' for href, name in chapters.items())
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        f'<nav epub:type="toc"><ol>{links}</ol></nav></body></html>'
    )


def docx(*paragraphs: str | tuple[str, str], extra: Mapping[str, str] | None = None) -> bytes:
    """A .docx of plain paragraphs, or of (style's id, text)."""
    body = "".join(
        f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"
        if isinstance(words, str)
        else f'<w:p><w:pPr><w:pStyle w:val="{words[0]}"/></w:pPr><w:r><w:t>{escape(words[1])}</w:t></w:r></w:p>'
        for words in paragraphs
    )
    return raw_docx(body, extra)


def raw_docx(body: str, extra: Mapping[str, str] | None = None) -> bytes:
    """A .docx whose document's body is given as XML."""
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            **(extra or {}),
        }
    )
