from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.storyboard import draft_storyboard, dump, hand_edits, load
from storyanim.storyboard.speech import speaking_seconds
from storyanim.types import Reading, Role, Setting, Size
from tests.storyboard.stories import FOX, SENTENCES, reading, tale


def test_shots_carry_the_whole_text_in_order() -> None:
    board = draft_storyboard(tale())
    assert " ".join(shot.text for _, shot in board.shots) == " ".join(SENTENCES)


def test_a_fresh_draft_has_no_hand_edits() -> None:
    assert hand_edits(draft_storyboard(tale())) == ()


def test_the_same_story_makes_the_same_storyboard_and_another_story_another_seed() -> None:
    assert draft_storyboard(tale()) == draft_storyboard(tale())
    assert draft_storyboard(tale()).seed != draft_storyboard(reading(SENTENCES[:3])).seed


def test_a_sentence_written_into_the_middle_leaves_the_other_shots_noise_alone() -> None:
    before = draft_storyboard(tale(), seed=7)
    after = draft_storyboard(reading((*SENTENCES[:2], "Snow fell.", *SENTENCES[2:4]), SENTENCES[4:]), seed=7)
    seeds = {shot.text: shot.seed for _, shot in after.shots}
    assert all(seeds[shot.text] == shot.seed for _, shot in before.shots)
    assert [scene.seed for scene in before.scenes] == [scene.seed for scene in after.scenes]


def test_shots_with_the_same_words_get_different_seeds() -> None:
    board = draft_storyboard(reading(["Yes.", "Yes.", "Yes."]))
    assert len({shot.seed for _, shot in board.shots}) == 3


def test_the_camera_never_makes_the_same_move_twice_in_a_row() -> None:
    board = draft_storyboard(reading([f"Sentence number {number}." for number in range(60)]))
    assert all(one.camera != other.camera for (_, one), (_, other) in pairwise(board.shots))


def test_scenes_open_as_their_boundary_asks_and_shots_within_one_morph() -> None:
    opening, within, later = (
        draft_storyboard(tale()).scenes[scene].shots[shot].transition for scene, shot in ((0, 0), (0, 1), (1, 0))
    )
    assert (opening.kind, opening.reason) == ("morph", "The film begins.")  # the card shows the first scene's place
    assert (within.kind, within.seconds) == ("morph", 0.8)
    assert (later.kind, later.seconds) == ("morph", 1.5)


def test_another_place_dissolves_even_where_time_passes_too() -> None:
    told = tale()
    moved = replace(told.passages[1], setting=Setting("village", time="dawn"))
    board = draft_storyboard(replace(told, passages=(told.passages[0], moved)))
    assert board.scenes[1].shots[0].transition.kind == "dissolve"


def test_without_a_title_card_the_film_begins_with_a_cut() -> None:
    assert next(draft_storyboard(tale(), title_seconds=0).shots)[1].transition.kind == "cut"


def test_no_transition_takes_more_than_half_of_either_shot() -> None:
    board = draft_storyboard(reading(["No.", "A much longer sentence follows the very short one here."], ["No."]))
    shots = [shot for _, shot in board.shots]
    for before, after in pairwise(shots):
        assert after.transition.seconds <= min(before.seconds, after.seconds) / 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (" ".join(["word"] * 25) + ".", 10.3),
        (" ".join(["word"] * 25) + ".\n\n", 10.9),
        ("One two three four five. Six seven eight nine ten!", 4.6),
        ("Hm.", 1.5),
        (" ".join(["word"] * 100_000), 600.0),
        ("狐狸走进了黑暗的森林里面。", 3.2),
    ],
)
def test_a_shot_lasts_as_long_as_its_words_take(text: str, seconds: float) -> None:
    assert speaking_seconds(text) == pytest.approx(seconds, abs=0.05)


def test_settings_reach_the_storyboard() -> None:
    board = draft_storyboard(tale(), title="Other", style="ink", seed=5, size=(640, 360), rate="30000/1001")
    assert (board.title, board.style, board.seed) == ("Other", "ink", 5)
    assert (board.size, board.rate) == (Size(640, 360), Fraction(30000, 1001))


@pytest.mark.parametrize(
    "setting",
    [
        {"size": (8, 8)},
        {"size": (5000, 100)},
        {"rate": 0},
        {"rate": "1/0"},
        {"rate": 121},
        {"seed": -1},
        {"seed": 2**63},
        {"style": "../ink"},
        {"title_seconds": 31},
        {"title_seconds": float("nan")},
    ],
)
def test_a_setting_out_of_range_is_refused_in_one_line(setting: dict[str, object]) -> None:
    with pytest.raises(InputError) as refusal:
        draft_storyboard(tale(), **setting)  # pyright: ignore[reportArgumentType]
    assert "\n" not in str(refusal.value)


def test_a_story_without_beats_and_one_of_too_many_are_refused() -> None:
    empty = Reading(tale().story, (), ())
    with pytest.raises(InputError, match="0 shots"):
        draft_storyboard(empty)
    passage = tale().passages[0]
    endless = replace(tale(), passages=(replace(passage, beats=passage.beats[:1] * 20_001),))
    with pytest.raises(InputError, match="20,001 shots"):
        draft_storyboard(endless)


def test_a_reading_with_odd_values_still_drafts() -> None:
    story = reading(
        ["The band plays."], prompt="{music} and {fox}", cast=(replace(FOX, name="Fox " * 99, look=("", "red vest")),)
    )
    odd = replace(story.passages[0].beats[0], roles=(Role("nobody"),), things=("", "drum " * 99))
    board = draft_storyboard(replace(story, passages=(replace(story.passages[0], beats=(odd,)),)))
    shot = board.scenes[0].shots[0]
    assert shot.prompt.startswith("music and {fox}")
    assert (shot.roles, len(shot.things), board.cast["fox"].look) == ((), 1, ("red vest",))


def test_a_reading_with_too_much_in_it_is_drafted_with_the_first_of_it() -> None:
    cast = [replace(FOX, id=f"fox-{number}", look=tuple(f"spot {spot}" for spot in range(30))) for number in range(20)]
    story = reading(["They danced."], prompt="a dance", cast=cast)
    roles = tuple(Role(card.id, action) for card in cast for action in ("dance", "sing"))
    beat = replace(story.passages[0].beats[0], roles=roles, things=tuple(f"drum {number}" for number in range(30)))
    board = draft_storyboard(replace(story, passages=(replace(story.passages[0], beats=(beat,)),)))
    [shot] = board.scenes[0].shots
    assert [(role.who, role.action) for role in shot.roles] == [(f"fox-{number}", "dance") for number in range(12)]
    assert (len(shot.things), len(board.cast["fox-0"].look)) == (20, 20)
    assert load(dump(board)) == board


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=3), min_size=1, max_size=3))
def test_any_text_drafts_into_a_file_that_reads_back_equal(scenes: list[list[str]]) -> None:
    board = draft_storyboard(reading(*scenes, prompt="a forest"))
    assert load(dump(board)) == board
