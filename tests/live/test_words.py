"""When words are said, where a reader is, which sentences are whole."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.live import growing as growing_story
from storyanim.live.following import follower, plain_word
from storyanim.live.growing import Growing
from storyanim.live.script import script_of
from storyanim.schedule import schedule
from tests.live.shows import tale, told
from tests.schedule.boards import board, boards, shot

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from storyanim.live.following import Follower
    from storyanim.storyboard import Storyboard

TEXT = """\
One snowy evening an old woman in a yellow coat left the village with her lantern. Her lamb was lost.
In the dark forest a young fox in a red scarf stepped onto the path. Give me your light, said the fox, and I will
find your lamb. The old woman laughed. A thief would say the same. But she held out the lantern. All night the fox
walked before her through the falling snow. At dawn they came to the frozen lake, and there stood the lamb among
the reeds. Why did you not run away with my lantern, asked the old woman.
"""
STORY = TEXT.split()
END = growing_story._END


# --- script


def test_words_share_their_shot_by_their_letters_with_a_breath_after_a_sentence() -> None:
    film = board((shot(0, text="One two three. Four, five six.", seconds=6.0),), title_seconds=2.0)
    (line,) = script_of(film, schedule(film)).lines
    seconds = [word.second for word in line.words]
    assert [line.text[slice(*word.span)] for word in line.words] == ["One", "two", "three", "Four", "five", "six"]
    assert seconds[0] == 2.0
    assert all(before < after for before, after in pairwise(seconds))
    assert seconds[3] - seconds[2] > seconds[2] - seconds[1], "the end of a sentence takes a breath"
    assert seconds[-1] < 8.0


def test_words_begin_when_a_recording_says_them() -> None:
    film = board((shot(0, text="One two."), shot(1, text="Three four five.")), title_seconds=0.0)
    heard = [(0.5, 1.25), (4.5, 5.0, 5.5)]
    script = script_of(film, schedule(film), heard)
    assert [word.second for word in script.words] == [0.5, 1.25, 4.5, 5.0, 5.5]


@given(boards())
def test_no_word_leaves_its_shot(film: Storyboard) -> None:
    for line in script_of(film, schedule(film)).lines:
        assert all(line.first <= word.second <= line.end for word in line.words)


# --- following


def reader(place: int = -1) -> Follower:
    return follower(STORY).at(place)


def test_a_reader_is_followed_word_by_word() -> None:
    at = reader()
    for end in range(2, 30, 3):
        at = at.heard(" ".join(STORY[:end][-8:]))
        assert at.place == end - 1


def test_slips_and_misheard_words_are_forgiven() -> None:
    assert reader(15).heard("her lamp was lost in a dark forest the yung fox").place == STORY.index("fox")


def test_the_last_words_may_be_misheard() -> None:
    at = reader(15).heard("in the dark forest a young fax on")
    assert at.place == STORY.index("young")


def test_a_skipped_sentence_is_found() -> None:
    at = reader(10).heard("the old woman laughed a thief would say")
    assert STORY[at.place] == "say"


def test_a_repeated_sentence_is_found() -> None:
    at = reader(40).heard("in the dark forest a young fox in a red scarf")
    assert STORY[at.place] == "scarf"


def test_the_nearer_of_two_like_places_is_meant() -> None:
    """ "the old woman" comes twice, and "the fox" thrice."""
    near = reader(STORY.index("laughed.") - 3).heard("the old woman")
    assert near.place == STORY.index("laughed.") - 1


def test_noise_moves_nobody() -> None:
    assert reader(20).heard("can you close the window please").place == 20
    assert reader(20).heard("").place == 20


def test_who_is_lost_is_found_anywhere_after_a_while() -> None:
    far = "seven silver swans sang softly"
    at = follower([*STORY, *(f"filler{number}" for number in range(400)), *far.split()]).at(3)
    assert at.heard(far).place == 3, "once is not enough"
    for _ in range(3):
        at = at.heard(far)
    assert at.words[at.place] == "softly"


@given(st.text(max_size=200), st.integers(-1, len(STORY) - 1))
def test_whatever_is_heard_the_place_is_in_the_story(text: str, place: int) -> None:
    assert -1 <= reader(place).heard(text).place < len(STORY)


def test_words_are_compared_without_case_and_signs() -> None:
    assert plain_word("Don’t!") == plain_word("dont")


# --- growing


def test_a_story_that_grows_too_long_is_refused_and_stays_as_it_was() -> None:
    growing = Growing().more("The fox slept. " * 600_000)
    with pytest.raises(InputError, match="longer than 10,000,000 characters"):
        growing.more("The owl flew. " * 100_000)
    assert growing.more("The owl flew. ").complete.endswith("The owl flew.")


def test_of_a_long_story_only_what_is_new_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting:
        looked = 0

        def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
            self.looked += len(text) - start
            return END.finditer(text, start)

    counting = Counting()
    monkeypatch.setattr(growing_story, "_END", counting)
    growing = Growing()
    for _ in range(200):
        growing = growing.more("word " * 100)
    assert counting.looked <= len(growing.text) + 200 * growing_story.SEAM
    assert growing.more("The end. Then").complete.endswith("The end.")


def test_only_whole_sentences_are_complete() -> None:
    growing = Growing().more("The fox slept. Mr. Ow")
    assert growing.complete == "The fox slept."
    growing = growing.more("l flew over. And")
    assert growing.complete == "The fox slept. Mr. Owl flew over."
    assert growing.more(" then", end=True).complete == "The fox slept. Mr. Owl flew over. And then"


def test_a_number_is_no_end() -> None:
    assert Growing().more("He had 3.5 coins").complete == ""


@given(st.lists(st.text(max_size=30), max_size=8))
def test_what_is_complete_never_shrinks(pieces: list[str]) -> None:
    growing, before = Growing(), ""
    for piece in pieces:
        growing = growing.more(piece)
        assert growing.text.startswith(growing.complete)
        assert growing.complete.startswith(before) or before.startswith(growing.complete)
        before = growing.complete


def test_the_stories_of_these_tests_are_what_they_should_be() -> None:
    assert len(list(tale().shots)) == 3
    assert len(list(told("One. Two.").shots)) == 2
