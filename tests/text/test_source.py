from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.text.source import decode

PROSE = "The café was closed. “Où est-il?” she asked – and nobody answered.\n"
LATIN = "The café was closed, and the naïve señor went home by the old façade.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_common_encodings_are_found_without_being_named(encoding: str) -> None:
    assert decode(PROSE.encode(encoding), name="story.txt") == PROSE


def test_latin1_is_found_by_elimination() -> None:
    assert decode(LATIN.encode("latin-1"), name="story.txt") == LATIN


def test_a_latin1_text_that_ends_in_an_accent_is_not_taken_for_cut_utf8() -> None:
    assert decode("She sat in the café".encode("latin-1"), name="story.txt") == "She sat in the café"


def test_a_named_encoding_is_used() -> None:
    assert decode("Жила-была лиса.".encode("cp1251"), name="s", encoding="cp1251") == "Жила-была лиса."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n\t \r\n", "empty"),
        ("\ufeff \u00a0".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"PK\x03\x04 and so on", "ZIP"),
        (b"\x7fELF\x02\x01", "program"),
        (b"A fox\0 ran.", "NUL"),
        (bytes(range(1, 32)) * 20, "binary"),
        ("The fox said “no”.".encode()[:-3], "byte 18"),
        ("“Go,” said the fox. ".encode() + b"\xff and so on", "damaged at byte 24"),
        ("Жила-была лиса в лесу.".encode("cp1251"), "--encoding"),
        ("fox".encode("utf-16") + b"x", "utf-16"),
    ],
)
def test_what_is_no_story_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, name="story.txt")
    message = str(caught.value)
    assert says in message
    assert message.startswith("story.txt: ")
    assert "\n" not in message


def test_too_long_a_story_is_refused_and_the_way_out_is_named() -> None:
    with pytest.raises(InputError, match="--limit"):
        decode(b"a fox " * 10, name="s", limit=59)
    assert decode(b"a fox " * 10, name="s", limit=60)


@pytest.mark.parametrize("encoding", ["no-such", "rot13", "undefined"])
def test_an_encoding_that_cannot_be_used_is_refused(encoding: str) -> None:
    with pytest.raises(InputError):
        decode(b"a fox", name="s", encoding=encoding)


def test_a_named_encoding_reads_on_behind_a_fault() -> None:
    assert decode(b"a f\xffx", name="s", encoding="utf-8") == "a f\ufffdx"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert decode(data, name="s").strip()
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
