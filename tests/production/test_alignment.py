"""When words are said, though no transcript is quite what was written."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.production.alignment import Spoken, word_seconds, words_of

TEXTS = ["One cold night a fox walked out.", "\u201cWho\u2019s there?\u201d asked the owl.", "Nobody knew."]
CUES = [
    Spoken(1.0, 3.0, "One cold night, a fox walked out"),
    Spoken(4.0, 5.5, "whos there asked the owl"),
    Spoken(7, 8, "Nobody knew"),
]


def test_a_sentence_begins_when_its_cue_does() -> None:
    first, second, third = word_seconds(TEXTS, CUES)
    assert (first[0], second[0], third[0]) == (1.0, 4.0, 7.0)
    assert [len(first), len(second), len(third)] == [7, 5, 2]


def test_cues_may_come_in_any_order_overlap_and_be_negative() -> None:
    cues = [CUES[2], Spoken(-0.5, 3.0, CUES[0].text), Spoken(2.0, 5.5, CUES[1].text)]
    first, second, third = word_seconds(TEXTS, cues)
    assert first[0] == 0
    assert third[0] == 7.0
    seconds = [*first, *second, *third]
    assert seconds == sorted(seconds)


def test_slips_and_words_nobody_wrote_are_bridged() -> None:
    cues = [
        Spoken(0, 1, "Chapter one, read by me"),
        Spoken(1, 3, "One cold knight a fax walked out"),
        Spoken(4, 5.5, "um asked the owl"),
        Spoken(7, 8, "Nobody knew. Thank you"),
    ]
    first, second, third = word_seconds(TEXTS, cues)
    assert first[0] == 1.0
    assert 1.0 < first[2] < first[3] < 3.0
    assert 3.0 < second[0] < 4.5
    assert third[0] == 7.0


def test_words_before_the_first_that_was_found_come_before_it() -> None:
    title, *_ = word_seconds(["A very long heading nobody reads.", *TEXTS], CUES)
    assert list(title) == sorted(title)
    assert title[-1] <= 1.0


def test_single_words_with_their_times_are_exact() -> None:
    cues = [Spoken(at / 2, at / 2 + 0.3, word) for at, word in enumerate(TEXTS[0].split())]
    assert list(word_seconds(TEXTS[:1], cues)[0]) == [at / 2 for at in range(7)]


def test_scripts_without_spaces_go_sign_by_sign() -> None:
    (seconds,) = word_seconds(["狐は雪の中を歩いた。"], [Spoken(2, 11, "狐は雪の中を歩いた")])
    assert seconds == pytest.approx([2, 3, 4, 5, 6, 7, 8, 9, 10])


def test_another_story_s_cues_are_refused_in_one_line() -> None:
    with pytest.raises(InputError, match=r"of something else \(of the story's 14 words, \d"):
        word_seconds(TEXTS, [Spoken(0, 9, "It was the best of times it was the worst of times")])


def test_a_long_story_said_with_slips_is_found_in_moments() -> None:
    """A hundred thousand words of a small vocabulary, of which every tenth is heard wrong."""
    chance = random.Random(7)
    names = [f"w{number}" for number in range(3000)]
    words = chance.choices(names, k=100_000)
    heard = [word if chance.random() > 0.1 else "hm" for word in words]
    cues = [Spoken(at / 2, at / 2 + 5, " ".join(heard[at : at + 10])) for at in range(0, len(words), 10)]
    (seconds,) = word_seconds([" ".join(words)], cues)
    assert max(abs(second - place / 2) for place, second in enumerate(seconds)) < 3


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text("abc \n", max_size=30), min_size=1, max_size=5),
    st.lists(
        st.builds(
            Spoken,
            st.floats(-1e3, 1e6),
            st.floats(-1e3, 1e6),
            st.text("abc ", max_size=30),
        ),
        max_size=8,
    ),
)
def test_whatever_the_cues_every_word_has_its_second_and_none_falls(texts: list[str], cues: list[Spoken]) -> None:
    try:
        found = word_seconds(texts, cues)
    except InputError:
        return
    assert [len(seconds) for seconds in found] == [len(words_of(text)) for text in texts]
    seconds = [second for part in found for second in part]
    assert all(one <= other for one, other in pairwise(seconds))
    assert all(second >= 0 for second in seconds)


@pytest.mark.parametrize("text", ["", "...", "— ?"])
def test_a_text_without_words_has_no_cues(text: str) -> None:
    with pytest.raises(InputError, match="of something else"):
        word_seconds([text], CUES)
