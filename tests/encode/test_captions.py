"""Captions survive as the words they are."""

from __future__ import annotations

from fractions import Fraction

import pysubs2
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.encode import to_srt
from storyanim.types import Caption

NTSC = Fraction(30000, 1001)


def test_times_are_rounded_by_themselves() -> None:
    text = to_srt([Caption("a", 0, 30), Caption("b", 107_892, 107_893)], NTSC)
    assert "00:00:00,000 --> 00:00:01,001\na" in text
    assert "00:59:59,996 --> 01:00:00,030\nb" in text


def test_no_captions_no_text() -> None:
    assert to_srt([], NTSC) == ""
    assert to_srt([Caption(" \n ", 0, 3), Caption("a", 5, 5)], NTSC) == ""


def test_words_that_look_like_markup_stay_words() -> None:
    text = to_srt([Caption("{\\an8}<b>up</b>\\N", 0, 24)], Fraction(24))
    assert "｛＼an8｝＜b＞up＜/b＞＼N" in text


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_words_make_a_file_that_reads_back(texts: list[str]) -> None:
    captions = [Caption(text, index * 10, index * 10 + 10) for index, text in enumerate(texts)]
    written = to_srt(captions, Fraction(24)).encode("utf-8", "replace").decode()
    told = [text for text in texts if "".join(text.replace("\0", "").split())]
    assert len(pysubs2.SSAFile.from_string(written, "srt")) == len(told) if told else written == ""
