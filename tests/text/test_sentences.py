from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.text.sentences import sentence_spans


@pytest.mark.parametrize(
    ("paragraph", "count"),
    [
        ("Mr. Fox met Mrs. Hen at St. Ives. They talked.", 2),
        ("“Stop!” he cried. “Thief!”", 2),
        ("“Stop!” Tom said. He ran.", 2),
        ("She waited... and waited. Nobody came…", 2),
        ("L. Frank Baum wrote it. I read it.", 2),
        ("He was here--was he? Yes.", 2),
        ("狐は森を歩いた。夜だった。", 2),
        ("", 0),
        ("No end", 1),
    ],
)
def test_sentences_are_counted_as_a_reader_would(paragraph: str, count: int) -> None:
    assert len(sentence_spans(paragraph)) == count


@given(st.text(max_size=200))
def test_spans_cover_the_paragraph(paragraph: str) -> None:
    spans = sentence_spans(paragraph)
    assert "".join(paragraph[start:end] for start, end in spans) == paragraph
    assert all(start < end for start, end in spans)


def test_a_million_dots_take_linear_time() -> None:
    assert sentence_spans("." * 10**6)
