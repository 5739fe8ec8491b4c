"""Shots and captions change when the words are said, to the frame, however long the film."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.production import captions_heard, narrated, read_cues
from storyanim.production.alignment import Spoken
from storyanim.production.narration import heard_words
from storyanim.schedule import schedule
from storyanim.storyboard import Narration
from tests.schedule.boards import RATES, board, shot, way

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from storyanim.storyboard import Storyboard

TEXTS = (
    "One cold night a fox walked out. Snow lay deep on the hill behind her.",
    "Who goes there, asked the owl of the oldest tree in the wood.",
    "It is only me, said the fox. I carry a lantern for the old. I lost my way in the snow.",
)
SAID = (
    Spoken(0.2, 2.1, "One cold night a fox walked out."),
    Spoken(2.5, 3.6, "Snow lay deep on the hill behind her."),
    Spoken(4.013, 7.0, "Who goes there, asked the owl of the oldest tree in the wood."),
    Spoken(7.77, 8.5, "It is only me, said the fox."),
    Spoken(8.9, 10.0, "I carry a lantern for the old."),
    Spoken(10.4, 11.2, "I lost my way in the snow."),
)
RECORDING = Narration(file="voice.wav", cues="voice.srt")


def drafted(*shots: dict[str, Any], **changes: Any) -> Storyboard:
    """A board of the texts, all of it drafted, in one scene."""
    cuts = tuple(
        shot(number, text=text, **(shots[number] if shots else {})).as_drafted() for number, text in enumerate(TEXTS)
    )
    return board(cuts, **changes).as_drafted()


def starts(film: Storyboard) -> list[float]:
    """The second on which each shot begins."""
    planned = schedule(film)
    return [float(one.first / planned.rate) for one in planned.shots if not one.is_title]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_every_shot_begins_with_its_first_word_to_the_frame(rate: Fraction) -> None:
    film = narrated(drafted(rate=rate), RECORDING, 12.0, SAID)
    begins = film.narration.begins
    half = float(1 / rate) / 2 + 1e-6
    assert abs(begins + 0.2 - 2.0) < half, "the first word is said as the title card goes"
    for found, said in zip(starts(film), (0.2, 4.013, 7.77), strict=True):
        assert abs(found - (begins + said)) <= half
    assert float(schedule(film).frames / rate) == pytest.approx(begins + 12.0, abs=half)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_captions_change_with_their_sentences_to_the_frame(rate: Fraction) -> None:
    film = narrated(drafted(rate=rate), RECORDING, 12.0, SAID)
    found = captions_heard(schedule(film), heard_words(film, SAID))
    firsts = {caption.text.replace("\n", " "): float(caption.first / rate) for caption in found}
    half = float(1 / rate) / 2 + 1e-6
    for cue in SAID:
        shown = [first for text, first in firsts.items() if text.startswith(cue.text)]
        assert len(shown) == 1, "in this story every sentence is a caption"
        assert abs(shown[0] - film.narration.begins - cue.start) <= half
    assert [caption.end for caption in found[:-1]] == [caption.first for caption in found[1:]]
    assert all(len(caption.words) == len(caption.text.split()) for caption in found)


def test_nothing_adds_up_over_a_thousand_shots() -> None:
    """At 24 frames a second 1.3 s are 31.2 frames: each rounded by itself they would be 8 seconds off in the end."""
    cuts = tuple(shot(number, text=f"word{number} said").as_drafted() for number in range(1000))
    said = [Spoken(number * 1.3, number * 1.3 + 1, f"word{number} said") for number in range(1000)]
    film = narrated(board(cuts, title_seconds=0.0).as_drafted(), RECORDING, 1300.0, said)
    assert max(abs(found - number * 1.3) for number, found in enumerate(starts(film))) <= 0.5 / 24 + 1e-6


@pytest.mark.parametrize("rate", ["30", "30000/1001", "12", "60"])
def test_another_rate_keeps_it_in_step(rate: str) -> None:
    film = narrated(drafted(), RECORDING, 12.0, SAID)
    other = film.with_settings(rate=rate)
    half = 0.5 / 24 + float(1 / other.rate) / 2
    pairs = zip(starts(film), starts(other), strict=True)
    assert all(abs(before - after) <= half + 1e-6 for before, after in pairs)


def test_a_length_that_a_hand_wrote_stays_and_the_next_shot_makes_up_for_it() -> None:
    film = drafted()
    first, *rest = film.scenes[0].shots
    scene = film.scenes[0].model_copy(update={"shots": (first.model_copy(update={"seconds": 5.0}), *rest)})
    told = narrated(film.model_copy(update={"scenes": (scene,)}), RECORDING, 12.0, SAID)
    assert next(one.seconds for _, one in told.shots) == 5.0
    assert starts(told)[2] == pytest.approx(told.narration.begins + 7.77, abs=0.021)
    assert starts(told)[1] == pytest.approx(starts(told)[0] + 5.0)


def test_a_transition_never_takes_more_than_half_of_its_shot() -> None:
    quick = [Spoken(cue.start / 8, cue.end / 8, cue.text) for cue in SAID]
    told = narrated(drafted(*[{"transition": way("morph", 2.0), "seconds": 9.0}] * 3), RECORDING, 1.5, quick)
    assert all(one.transition.overlap <= one.seconds / 2 for _, one in told.shots)
    assert all(not one.hand_edited("transition") for _, one in told.shots)


def test_words_that_come_late_keep_the_title_card_standing() -> None:
    late = [Spoken(cue.start + 7, cue.end + 7, cue.text) for cue in SAID]
    told = narrated(drafted(), RECORDING, 19.0, late)
    assert told.title_seconds == pytest.approx(7.2, abs=0.021)
    assert told.narration.begins == pytest.approx(0, abs=0.021)
    assert not told.hand_edited("title_seconds")


def test_without_a_title_card_the_recording_begins_with_the_film() -> None:
    told = narrated(drafted(title_seconds=0.0), RECORDING, 12.0, SAID)
    assert told.narration.begins == 0
    assert starts(told) == pytest.approx([0, 4.013, 7.77], abs=0.021)


def test_without_cues_a_recording_is_shared_out_by_how_long_the_shots_were() -> None:
    film = drafted({"seconds": 2.0}, {"seconds": 4.0}, {"seconds": 2.0})
    told = narrated(film, Narration(file="voice.wav"), 16.0, ())
    assert [one.seconds for _, one in told.shots] == pytest.approx([4, 8, 4], abs=0.05)


def test_cues_beyond_the_end_of_the_recording_are_shown_in_silence() -> None:
    told = narrated(drafted(), RECORDING, 5.0, SAID)
    assert starts(told)[2] == pytest.approx(told.narration.begins + 7.77, abs=0.021)
    assert float(schedule(told).frames / told.rate) == pytest.approx(told.narration.begins + 11.2, abs=0.021)


def test_what_cues_say_after_the_story_is_not_waited_for() -> None:
    told = narrated(drafted(), RECORDING, 5.0, [*SAID, Spoken(400, 500, "Subtitles by somebody else")])
    assert float(schedule(told).frames / told.rate) == pytest.approx(told.narration.begins + 11.2, abs=0.021)


def test_what_is_timed_is_no_hand_s_edit() -> None:
    from storyanim.storyboard import hand_edits

    before, after = (hand_edits(film) for film in (drafted(), narrated(drafted(), RECORDING, 12.0, SAID)))
    assert before == after


def test_cues_of_another_story_are_refused() -> None:
    with pytest.raises(InputError, match="of something else"):
        narrated(drafted(), RECORDING, 12.0, [Spoken(0, 9, "Call me Ishmael")])


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=6, max_size=6),
    st.sampled_from(RATES),
    st.sampled_from([0.0, 0.3, 2.0]),
    st.floats(0, 40),
)
def test_whatever_the_times_the_film_can_be_made_and_captions_tile_their_shots(
    gaps: list[tuple[float, float]], rate: Fraction, title: float, length: float
) -> None:
    marks = list(accumulate((second for gap in gaps for second in gap), initial=0.0))
    said = [Spoken(marks[2 * at], marks[2 * at + 1], cue.text) for at, cue in enumerate(SAID)]
    film = narrated(drafted(rate=rate, title_seconds=title), RECORDING, length, said)
    assert type(film).model_validate(film.model_dump(mode="json")) == film
    planned = schedule(film)
    found = captions_heard(planned, heard_words(film, said))
    for one in planned.shots[-3:]:
        within = [caption for caption in found if one.first <= caption.first < one.end]
        assert (within[0].first, within[-1].end) == (one.first, one.end)
        assert all(caption.first < caption.end for caption in within)


SRT = "2\n00:00:04,000 --> 00:00:05,000\nsecond <i>cue</i>\n\n1\n00:00:01,500 --> 00:00:03,000\nfirst cue\n"
VTT = "WEBVTT\n\n00:01.500 --> 00:03.000\nfirst cue\n\n00:04.000 --> 00:05.000\nsecond cue\n"
JSON = '{"segments": [{"start": 1.5, "end": 3, "text": "first cue"}, {"start": 4, "end": 5, "text": "second cue"}]}'


@pytest.mark.parametrize(("suffix", "text"), [(".srt", SRT), (".vtt", VTT), (".json", JSON)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cues_are_read_in_every_form(suffix: str, text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / f"it's 100%d [cues]{suffix}"
    path.write_bytes(text.encode(encoding))
    found = [(cue.start, " ".join(cue.text.split())) for cue in read_cues(path)]
    assert found == [(1.5, "first cue"), (4.0, "second cue")]


WORDS = """{"segments": [{"start": 0.5, "end": 3, "text": " first cue", "words": [
  {"word": " first", "start": 1.5, "end": 1.9}, {"word": " cue", "start": 2.25, "end": 3}]}]}"""
MANY = "".join(
    f"{at}\n00:{at // 6000:02}:{at // 100 % 60:02},{at % 100 * 10:03} --> 00:59:59,999\nword{at}\n\n"
    for at in range(100_000)
)
"""A hundred cues a second."""
NEGATIVE = "1\n-00:00:04,000 --> 00:00:05,000\nfirst cue\n\n2\n00:00:04,500 --> 00:00:02,000\nsecond cue\n"


def test_a_transcript_s_words_have_their_own_seconds(tmp_path: Path) -> None:
    (tmp_path / "cues.json").write_text(WORDS, encoding="utf-8")
    assert [(cue.start, cue.text.strip()) for cue in read_cues(tmp_path / "cues.json")] == [
        (1.5, "first"),
        (2.25, "cue"),
    ]


def test_a_hundred_thousand_cues_are_read(tmp_path: Path) -> None:
    (tmp_path / "cues.srt").write_text(MANY, encoding="utf-8")
    found = read_cues(tmp_path / "cues.srt")
    assert len(found) == 100_000
    assert found[-1].start == pytest.approx(999.9, abs=0.1)


def test_cues_that_end_before_they_begin_are_of_use_still(tmp_path: Path) -> None:
    (tmp_path / "cues.srt").write_text(NEGATIVE, encoding="utf-8")
    found = read_cues(tmp_path / "cues.srt")
    assert [cue.text.strip() for cue in found][-1] == "second cue"
    assert found[-1].start == 4.5


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("cues.srt", "no cue at all", "no subtitles"),
        ("cues.json", "{", "damaged JSON"),
        ("cues.json", '{"words": 3}', "no transcript"),
        ("cues.txt", "Once upon a time", "holds no times"),
        ("cues.srt", " \n", "is empty; name subtitles"),
        ("gone.srt", None, "cannot be read"),
        ("cues.srt", "1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 200_001, "at most 200,000"),
    ],
)
def test_what_holds_no_cues_is_refused_in_one_line(name: str, text: str | None, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=complaint) as refusal:
        read_cues(path)
    assert "\n" not in str(refusal.value)


def test_too_many_cues_are_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storyanim.production.narration.LARGEST_CUES", 1_000_000)
    (tmp_path / "cues.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 40_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"cues\.srt: more than 1 MB; name the cues of this recording alone$"):
        read_cues(tmp_path / "cues.srt")
