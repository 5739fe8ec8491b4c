from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.text.quotes import speech_spans


@pytest.mark.parametrize(
    ("paragraph", "speech"),
    [
        ('"Go," said the fox. "Now."', ['"Go,"', '"Now."']),
        ("“Go,” said the fox.", ["“Go,”"]),
        ("‘I don’t know the dogs’ names,’ said he, ‘nor yours.’", ["‘I don’t know the dogs’ names,’", "‘nor yours.’"]),
        ("'Don't go into the garden,' she said.", ["'Don't go into the garden,'"]),
        ("The dogs' tails wagged; 'twas Tom's day.", []),
        ("“She told me ‘no’ and went,” he said.", ["“She told me ‘no’ and went,”"]),
        ("“It goes on in the next paragraph", ["“It goes on in the next paragraph"]),
        ("‘He says “Humph!”’ said the dog; ‘no more.’", ["‘He says “Humph!”’", "‘no more.’"]),
        ("«Viens,» dit-il.", ["«Viens,»"]),
        ('"Go," said the fox. “Now," said she. "No.” He sat.', ['"Go,"', '“Now,"', '"No.”']),
        ("The ‘prentices laughed.", []),
        ("MARA: I cannot stay.", ["I cannot stay."]),
        ("「行こう」と彼は言った。", ["「行こう」"]),
    ],
)
def test_speech_is_found_between_all_kinds_of_marks(paragraph: str, speech: list[str]) -> None:
    assert [paragraph[start:end] for start, end in speech_spans(paragraph)] == speech


@given(st.text(alphabet="ab ,.'‘’\"“”:-", max_size=200))
def test_spans_are_in_order_and_do_not_overlap(paragraph: str) -> None:
    ends = [edge for span in speech_spans(paragraph) for edge in span]
    assert ends == sorted(ends)
    assert all(0 <= edge <= len(paragraph) for edge in ends)


@pytest.mark.parametrize("mark", ["'a ", "‘a ", '"', "“", "’. "])
def test_many_marks_take_linear_time(mark: str) -> None:
    speech_spans(mark * 50_000)
