from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.schedule.captions import captions

STORY = (
    'The old woman lifted her lantern. "Who is there?" she asked. Nobody answered, but between the birches, where the '
    "snow lay blue and deep and nothing had walked since the first frost, two small lights went out and came back. "
    "Mrs. Winter did not blink. Then a fox stepped out!"
)


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_captions_follow_each_other_through_the_shot_and_say_it_all():
    cues = captions(STORY, 100, 600)
    assert (cues[0].first, cues[-1].end) == (100, 600)
    assert all(one.end == other.first for one, other in pairwise(cues))
    assert words("".join(cue.text for cue in cues)) == words(STORY)


def test_captions_break_where_a_speaker_would_pause():
    spoken = [cue.text.replace("\n", " ") for cue in captions(STORY, 0, 600)]
    assert spoken == [
        'The old woman lifted her lantern. "Who is there?" she asked.',
        "Nobody answered, but between the birches,",
        "where the snow lay blue and deep and nothing had walked since the first frost,",
        "two small lights went out and came back.",
        "Mrs. Winter did not blink. Then a fox stepped out!",
    ]


def test_longer_captions_stay_longer():
    short, long = captions(
        "She was tired that night. The long road went over the hills and far away to the sea.", 0, 240
    )
    assert 0.3 < (short.end - short.first) / (long.end - long.first) < 0.8


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(0, 1000), st.integers(1, 300))
def test_any_text_fits_its_shot_on_two_lines(text: str, first: int, frames: int):
    cues = captions(text, first, first + frames)
    assert all(first <= cue.first < cue.end <= first + frames for cue in cues)
    assert all(one.end == other.first for one, other in pairwise(cues))
    for cue in cues:
        assert len(cue.text.splitlines()) <= 2
        assert max(map(len, cue.text.splitlines())) <= 60


@settings(deadline=None)
@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1, max_size=80))
def test_no_word_is_lost_where_there_is_time(parts: list[str]):
    text = " ".join(parts)
    assert words("".join(cue.text for cue in captions(text, 0, 10_000))) == words(text)


@pytest.mark.parametrize("text", ["狐は雪の中を歩いていった。" * 12, "x" * 500, "ah " * 300])
def test_text_without_pauses_is_cut_into_readable_pieces(text: str):
    cues = captions(text, 0, 3000)
    assert len(cues) > 3
    assert words("".join(cue.text for cue in cues)) == words(text)
    assert max(len(line) for cue in cues for line in cue.text.splitlines()) <= 48


def test_a_dash_after_a_comma_leaves_no_empty_piece():
    text = f"{'many words ' * 12}, - {'and more ' * 12}."
    assert words(" ".join(caption.text for caption in captions(text, 0, 500))) == words(text)


def test_a_shot_shorter_than_its_captions_keeps_what_fits_and_silence_has_none():
    assert len(captions(STORY, 0, 2)) == 2
    assert captions("  ", 0, 50) == []
