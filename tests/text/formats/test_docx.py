"""Word processors' documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from tests.text.formats.books import docx, raw_docx
from tests.text.formats.reading import parts, refusal, story

FOX = "A fox ran over the hill and did not look back until night."
OWL = "An owl sat in the old tree, and she was not asleep at all."


def test_headings_and_title_are_known_by_their_styles_in_any_language() -> None:
    data = docx(("Titel", "Two Tales"), "by Somebody", ("berschrift1", "The Fox"), FOX, ("berschrift1", "The Owl"), OWL)
    found = story("a.docx", data)
    assert "Somebody" not in found.text
    assert (found.title, found.format, parts(found)) == ("Two Tales", "docx", ["The Fox", "The Owl"])


def test_a_document_without_styles_is_read_by_its_looks() -> None:
    found = story("a.docx", docx("TWO TALES", "", "", "CHAPTER I", "", FOX, "", "", "CHAPTER II", "", OWL))
    assert (found.title, parts(found)) == ("Two Tales", ["CHAPTER I", "CHAPTER II"])


def test_recorded_changes_are_read_as_they_will_be() -> None:
    body = (
        "<w:p><w:r><w:t>A fox </w:t></w:r><w:ins><w:r><w:t>ran</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>slept</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> home at</w:t>"
        "<w:tab/><w:t>night.</w:t></w:r></w:p>"
    )
    assert story("a.docx", raw_docx(body)).text == "A fox ran home at night."


def test_breaks_within_a_paragraph_keep_verse_apart() -> None:
    lines = "<w:br/>".join(f"<w:t>{line}</w:t>" for line in ("O fox so bright,", "O stars of night,", "Come home."))
    body = f"<w:p><w:r>{lines}</w:r></w:p>"
    assert story("a.docx", raw_docx(body)).text.count("\n") == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (docx(FOX)[:-200], "cut or damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "locked"),
        (b"just words", "not what its name says"),
        (docx(), "empty"),
        (raw_docx("<w:p>"), "damaged"),
        (docx(FOX, extra={"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "entities"),
        (docx(FOX, extra={"word/document.xml": "<p>" + " " * 11_000_000 + "</p>"}), "bomb"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_in_one_line(data: bytes, says: str) -> None:
    assert says in refusal("a.docx", data)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>w:prt/ \"='&;abcXI.", max_size=60))
def test_any_document_is_read_or_refused(body: str) -> None:
    try:
        assert story("a.docx", raw_docx(body)).text
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
