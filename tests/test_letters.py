"""Words on lines: as even as can be, none wider than allowed, and no word cut that need not be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.letters import Face, balanced, can_set, settable, shortened, text_width, words_fit, wrapped

FACE = Face(77, 600)
CAPTION_WIDTH = 929
"""Pixels: what a line of an upright film of 1080 may take."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("unquestionably extraordinary", ("unquestionably", "extraordinary")),
        ("the old woman laughed and went on", ("the old woman", "laughed and went on")),
    ],
)
def test_even_lines_keep_words_whole(text: str, lines: tuple[str, ...]) -> None:
    assert balanced(text, FACE, CAPTION_WIDTH) == lines


def test_a_script_without_spaces_is_cut_where_a_line_ends() -> None:
    lines = balanced("狐は雪の中を歩いた" * 4, FACE, 700)
    assert len(lines) > 1
    assert not words_fit("狐は雪の中を歩いた" * 4, FACE, 700)
    assert max(text_width(line, FACE) for line in lines) <= 700


def test_a_long_line_is_cut_before_the_word_that_no_longer_fits() -> None:
    assert shortened("the old woman laughed", FACE, 700) == "the old woman …"
    assert shortened("the fox", FACE, 700) == "the fox"


def test_what_has_no_shape_goes_and_a_lost_letter_is_known() -> None:
    assert settable("a 🦊  fox\n") == "a fox"
    assert can_set("a 🦊 fox")
    assert not can_set("שועל")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("abcdefghi  -.狐"), max_size=120), st.integers(60, 900))
def test_even_lines_hold_the_same_words_on_as_few_lines(text: str, widest: int) -> None:
    lines, plain = balanced(text, Face(30), widest), wrapped(text, Face(30), widest)
    assert len(lines) == len(plain)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    whole = {word for word in text.split() if text_width(word, Face(30)) <= widest}
    assert whole <= set(" ".join(lines).split())
