"""E-books: read in order, by chapters, and never trusted."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from tests.text.formats.books import DOCTYPE, epub, nav, packed, page
from tests.text.formats.reading import parts, refusal, story

FOX = "<p>A fox ran over the hill and did not look back until night.</p>"
OWL = "<p>An owl sat in the old tree, and she was not asleep at all.</p>"


def test_pages_are_read_in_the_spines_order_and_chapters_become_parts() -> None:
    pages = {"two.xhtml": page(f"<h2>II. The Owl</h2>{OWL}"), "one.xhtml": page(f"<h2>I.<br/>The Fox</h2>{FOX}")}
    found = story("b.epub", epub(pages, title="Two Tales", spine='<itemref idref="i1"/><itemref idref="i0"/>'))
    assert (found.title, found.format) == ("Two Tales", "epub")
    assert parts(found) == ["I. The Fox", "II. The Owl"]
    assert found.text.index("A fox ran") < found.text.index("An owl sat")


def test_chapters_without_a_heading_are_named_by_the_contents() -> None:
    pages = {"a.xhtml": page(FOX + f'<div id="owl">{OWL}</div>')}
    listed = nav({"a.xhtml": "The Fox", "a.xhtml#owl": "The Owl"})
    found = story("b.epub", epub(pages, title="Tales", extra={"OEBPS/nav.xhtml": listed}))
    assert parts(found) == ["The Fox", "The Owl"]
    assert found.text.index("The Owl") < found.text.index("An owl sat")


def test_a_chapter_right_below_its_parts_heading_is_named_too() -> None:
    pages = {"a.xhtml": page(f'<h1>Part One</h1><div id="c">{FOX}</div>')}
    found = story("b.epub", epub(pages, title="Tales", extra={"OEBPS/nav.xhtml": nav({"a.xhtml#c": "The Fox"})}))
    assert parts(found) == ["Part One", "The Fox"]


def test_an_epub_2_names_its_chapters_in_its_ncx() -> None:
    package = (
        '<package><metadata><title>Tales</title></metadata><manifest><item id="ncx" href="toc.ncx" '
        'media-type="application/x-dtbncx+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="c"/><itemref idref="a"/></spine>'
        '<guide><reference type="copyright-page" href="c.xhtml"/></guide></package>'
    )
    ncx = (
        "<ncx><navMap><navPoint><navLabel><text>The Fox</text></navLabel><content src='a.xhtml'/></navPoint>"
        "<navPoint><navLabel><text>The Owl</text></navLabel><content src='a.xhtml#owl'/></navPoint></navMap></ncx>"
    )
    pages = {"a.xhtml": page(FOX + f'<div id="owl">{OWL}</div>'), "c.xhtml": page("<p>This book is ours alone.</p>")}
    found = story("b.epub", epub(pages, extra={"OEBPS/book.opf": package, "OEBPS/toc.ncx": ncx}))
    assert (found.title, parts(found)) == ("Tales", ["The Fox", "The Owl"])
    assert "ours alone" not in found.text


def test_covers_title_pages_contents_and_notes_are_left_out() -> None:
    pages = {
        "cover.xhtml": page("<p>Cover</p>"),
        "title.xhtml": page("<h1>The Fox</h1><h2>by Somebody</h2>"),
        "contents.xhtml": page('<p><a href="a.xhtml">Chapter One, which is told by the fox herself.</a></p>'),
        "a.xhtml": page(f'<h1>The Fox</h1>{FOX}<aside epub:type="footnote"><p>A note on foxes runs on.</p></aside>'),
        "c.xhtml": page('<section epub:type="colophon"><p>Set in a fine old type by the printer.</p></section>'),
    }
    found = story("b.epub", epub(pages))
    assert found.text == "A fox ran over the hill and did not look back until night."


def test_scripts_styles_and_hidden_words_are_not_read() -> None:
    body = (
        f'<script>evil()</script><style>p{{}}</style><p style="display:none">Unseen.</p>{FOX}<svg><text>x</text></svg>'
    )
    assert story("b.epub", epub({"a.xhtml": page(body)})).text.startswith("A fox ran")


def test_what_stands_outside_a_transcribers_marks_is_left_out() -> None:
    body = (
        "<p>This book is for the use of anyone anywhere, at no cost.</p><div>*** START OF THE BOOK FOX ***</div>"
        f"{FOX}<div>*** END OF THE BOOK FOX ***</div><p>The licence of this book is very long.</p>"
    )
    assert story("b.epub", epub({"a.xhtml": page(body)})).text.endswith("until night.")


def test_breaks_verse_and_entities_of_html_are_kept() -> None:
    body = f"{FOX}<hr/><p>O fox so bright,<br/>O stars of night,<br/>Come home&nbsp;&mdash; come.</p>"
    found = story("b.epub", epub({"a.xhtml": page(body)}))
    assert found.text.endswith("O fox so bright,\nO stars of night,\nCome home — come.")
    assert found.breaks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_pages_own_encoding_is_heeded(encoding: str) -> None:
    text = page("<p>The fox sat in the café and did not speak a word.</p>").replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>'
    )
    data = epub({"a.xhtml": ""}, extra={"OEBPS/a.xhtml": text.encode(encoding)})
    assert "café" in story("b.epub", data).text


def test_an_unread_picture_of_many_megabytes_does_no_harm() -> None:
    data = epub({"a.xhtml": page(FOX)}, extra={"OEBPS/big.svg": "<svg>" + " " * 20_000_000})
    assert story("b.epub", data).text.startswith("A fox ran")


def test_fonts_that_are_locked_do_not_lock_the_book() -> None:
    locked = '<encryption><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></encryption>'
    assert story("b.epub", epub({"a.xhtml": page(FOX)}, extra={"META-INF/encryption.xml": locked})).text


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="aes"/></e>'}, "locked (DRM)"),
        ({"META-INF/container.xml": BOMB + "<container>&b;</container>"}, "entities"),
        ({"OEBPS/book.opf": BOMB + "<package/>"}, "entities"),
        ({"OEBPS/nav.xhtml": BOMB + "<nav/>"}, "entities"),
        ({"OEBPS/a.xhtml": BOMB + page(FOX)}, "entities"),
        ({"OEBPS/book.opf": "<package><manifest>"}, "damaged"),
        ({"OEBPS/book.opf": "<package/>"}, "no pages"),
        ({"OEBPS/book.opf": "<a>" * 300 + "</a>" * 300}, "deep"),
        ({"META-INF/container.xml": '<c><rootfile full-path="../../etc/passwd"/></c>'}, "outside"),
        ({"META-INF/container.xml": '<c><rootfile full-path="/etc/passwd"/></c>'}, "outside"),
        ({"META-INF/container.xml": '<c><rootfile full-path="http://a.org/x"/></c>'}, "outside"),
        ({"META-INF/container.xml": "<c/>"}, "not whole"),
        ({"OEBPS/a.xhtml": "\0" * 9_000_000}, "bomb"),
        ({"OEBPS/a.xhtml": page("<p> </p>")}, "empty"),
    ],
)  # fmt: skip
def test_a_book_that_is_not_to_be_trusted_is_refused_in_one_line(extra: dict[str, str | bytes], says: str) -> None:
    assert says in refusal("b.epub", epub({"a.xhtml": page(FOX)}, extra=extra))


def test_a_book_that_is_too_long_unpacked_is_refused() -> None:
    data = epub({"a.xhtml": page(FOX * 1000)})
    assert "--limit" in refusal("b.epub", data, limit=50_000)


def test_an_external_document_type_is_neither_fetched_nor_refused() -> None:
    assert DOCTYPE in page(FOX)
    assert story("b.epub", epub({"a.xhtml": page(FOX)})).text


def test_a_cut_book_is_refused() -> None:
    data = epub({"a.xhtml": page(FOX)})
    assert "cut or damaged" in refusal("b.epub", data[: len(data) // 2])


def test_a_book_locked_with_a_password_is_refused() -> None:
    data = bytearray(epub({"a.xhtml": page(FOX)}))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(start)
        while place >= 0:
            data[place + (6 if start == b"PK\x03\x04" else 8)] |= 1
            place = data.find(start, place + 1)
    assert "password" in refusal("b.epub", bytes(data))


def test_a_book_with_a_changed_byte_is_refused_or_read() -> None:
    data = bytearray(epub({"a.xhtml": page(FOX * 50)}))
    place = data.find(b"OEBPS/a.xhtml") + 40
    data[place] ^= 0xFF
    assert "damaged" in refusal("b.epub", bytes(data))


def test_an_archive_of_too_many_files_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), "")
    assert "20,000 files" in refusal("b.epub", out.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.epub", b"A fox ran home.", "not what its name says"),
        ("a.epub", b"", "empty"),
        ("a.epub", packed({"content.xml": "<x/>"}), "not what its name says"),
        ("a.txt", packed({"content.xml": "<x/>"}), "ZIP archive"),
    ],
)
def test_a_wrong_ending_is_said(name: str, data: bytes, says: str) -> None:
    assert says in refusal(name, data)


def test_a_book_without_an_ending_or_with_a_texts_is_known_by_what_is_in_it() -> None:
    data = epub({"a.xhtml": page(FOX)})
    assert story("book", data).format == story("book.txt", data).format == "epub"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_page_is_read_or_refused(data: st.DataObject) -> None:
    marks = st.sampled_from(
        ["<p>", "</p>", "<h1", ">", "<!--", "<![CDATA[", "]]>", "<!DOCTYPE", "&amp", "&#x0;", "<br/>", "\0"]
    )
    body = "".join(data.draw(st.lists(st.one_of(marks, st.text(max_size=8)), max_size=30)))
    try:
        assert story("b.epub", epub({"a.xhtml": page(body)}, title="")).text
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_damaged_book_is_read_or_refused(place: int, byte: int, end: int) -> None:
    data = bytearray(epub({"a.xhtml": page(FOX)}))
    data[place % len(data)] = byte
    try:
        assert story("b.epub", bytes(data[: len(data) - end % 300])).text
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
