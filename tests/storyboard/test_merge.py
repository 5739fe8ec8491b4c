"""Merging a draft into a file keeps every edit, and all else follows the new draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.storyboard import draft_storyboard, dump, hand_edits, load, merge
from storyanim.types import Character
from tests.storyboard.edits import BOARD, TEXT, again, edited
from tests.storyboard.stories import FOX, OWL, SENTENCES, reading

SHOT_EDITS: dict[str, list[Any]] = {
    "id": ["the-chase"],
    "text": ["Quite other words.", "On: and on, #1 " * 20],
    "prompt": ["{owl} flies, a snowy field", "a storm over the sea, " * 8],
    "seconds": [9.5, 3.0],
    "seed": [1, 2**63 - 1],
    "framing": ["wide"],
    "camera": ["tilt-up"],
    "transition": [{"kind": "cut", "seconds": 0.0, "reason": "Mine."}, {"kind": "morph", "seconds": 0.1, "reason": ""}],
    "roles": [[], [{"who": "owl", "action": "fly"}]],
    "things": [["well", "stone: a"], []],
    "strength": [0.75],
}
SCENE_EDITS: dict[str, list[Any]] = {"place": ["desert", ""], "weather": ["snow"], "inside": [True], "mood": ["no"]}


def test_merging_an_unchanged_file_with_its_own_draft_changes_no_byte() -> None:
    assert merge(TEXT, BOARD).text == TEXT


def test_an_unchanged_file_takes_the_whole_new_draft() -> None:
    merged = merge(TEXT, again())
    assert load(merged.text) == again() == merged.board
    assert (merged.kept, merged.unplaced, merged.added, merged.removed) == ((), (), ("s01-04",), ())


def test_an_edit_stays_with_its_words_when_their_shot_takes_in_a_neighbour() -> None:
    board = edited(BOARD, 0, 2, "prompt", "an owl under a red moon")
    regrouped = reading((*SENTENCES[:2], f"{SENTENCES[2]} Snow fell on the path and on the wood."), SENTENCES[4:])
    merged = merge(dump(board), draft_storyboard(regrouped, seed=7))
    assert merged.unplaced == ()
    assert merged.board.scenes[0].shots[2].prompt == "an owl under a red moon"


@given(
    st.integers(0, 6),
    st.sampled_from([(name, value) for name, values in SHOT_EDITS.items() for value in values]),
    st.integers(0, 3),
)
@settings(deadline=None, max_examples=60)
def test_any_single_edit_of_a_shot_survives_and_all_else_follows_the_new_draft(
    index: int, edit: tuple[str, Any], seed: int
) -> None:
    name, value = edit
    scene, shot = (0, index) if index < 4 else (1, index - 4)
    merged = merge(dump(edited(BOARD, scene, shot, name, value)), again(seed))
    new = shot + 1 if (scene, shot) == (0, 3) else shot
    expected = edited(again(seed), scene, new, name, value)
    assert load(merged.text) == merged.board == expected
    assert merged.unplaced == ()
    assert merge(merged.text, again(seed)).text == merged.text


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.sampled_from([name for name in SHOT_EDITS if name not in ("id", "text")])),
        st.integers(0, 1),
        max_size=5,
    ),
    st.lists(st.sampled_from([*SENTENCES, "Snow fell.", "A bell rang."]), min_size=1, max_size=9),
    st.integers(0, 9),
)
@settings(deadline=None, max_examples=80)
def test_whatever_becomes_of_the_story_no_edit_is_lost_and_each_comes_back_with_its_text(
    edits: dict[tuple[int, str], int], sentences: list[str], cut: int
) -> None:
    hand = BOARD
    for (index, name), choice in edits.items():
        value = SHOT_EDITS[name][choice % len(SHOT_EDITS[name])]
        hand = edited(hand, *((0, index) if index < 4 else (1, index - 4)), name, value)
    fresh = draft_storyboard(reading(*filter(None, (sentences[:cut], sentences[cut:]))), seed=3)
    merged = merge(dump(hand), fresh)
    assert load(merged.text) == merged.board
    assert merge(merged.text, fresh).text == merged.text
    assert len(merged.kept) + len(merged.unplaced) == len(hand_edits(hand))
    assert load(merge(merged.text, BOARD).text) == load(dump(hand))


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in SCENE_EDITS.items() for value in values])
def test_any_single_edit_of_a_scene_survives(name: str, value: object) -> None:
    merged = merge(dump(edited(BOARD, 1, None, name, value)), again())
    assert merged.board == edited(again(), 1, None, name, value)
    assert merged.kept == (f"scene s02 {name}",)


def test_settings_of_the_film_changed_by_hand_stay() -> None:
    text = TEXT.replace("style: paper", "style: ink").replace("rate: 24", "rate: 30000/1001")
    merged = merge(text, again())
    assert (merged.board.style, str(merged.board.rate), merged.board.size) == ("ink", "30000/1001", (640, 360))
    assert merged.kept == ("film style", "film rate")


def test_a_film_seed_changed_by_hand_gives_every_drafted_seed() -> None:
    merged = merge(TEXT.replace("seed: 7", "seed: 8", 1), again(seed=9))
    assert [shot.seed for _, shot in merged.board.shots] == [shot.seed for _, shot in again(seed=8).shots]
    assert merged.kept == ("film seed",)
    assert load(merged.text) == merged.board


def test_an_edit_whose_text_is_gone_is_listed_and_placed_again_when_the_text_comes_back() -> None:
    hand = dump(edited(edited(BOARD, 0, 1, "prompt", "a lantern"), 0, 1, "roles", [{"who": "owl", "action": "fly"}]))
    without = draft_storyboard(reading((SENTENCES[0], *SENTENCES[2:4]), SENTENCES[4:]), seed=7)
    gone = merge(hand, without)
    assert [(edit.text, edit.field, edit.value) for edit in gone.unplaced] == [
        (SENTENCES[1], "prompt", "a lantern"),
        (SENTENCES[1], "roles", [{"who": "owl", "action": "fly"}]),
    ]
    assert load(gone.text).unplaced == gone.unplaced
    assert merge(gone.text, without).text == gone.text
    back = merge(gone.text, BOARD)
    assert back.unplaced == ()
    assert load(back.text) == load(hand)


def test_an_edit_of_a_scene_whose_text_is_gone_is_listed_and_placed_again() -> None:
    hand = dump(edited(BOARD, 1, None, "weather", "snow"))
    gone = merge(hand, draft_storyboard(reading(SENTENCES[:4]), seed=7))
    assert [(edit.field, edit.value) for edit in gone.unplaced] == [("scene.weather", "snow")]
    assert merge(gone.text, BOARD).board == load(hand)


def test_an_edit_that_no_longer_fits_stays_listed() -> None:
    gone = merge(dump(edited(BOARD, 0, 1, "camera", "pull")), draft_storyboard(reading(SENTENCES[4:]), seed=7))
    spoiled = gone.text.replace("value: pull", "value: sideways")
    assert [edit.value for edit in merge(spoiled, BOARD).unplaced] == ["sideways"]


def test_an_edit_follows_its_text_when_the_text_is_slightly_changed_or_moved() -> None:
    hand = dump(edited(BOARD, 0, 3, "prompt", "an owl, asking"))
    changed = (*SENTENCES[:3], SENTENCES[3].replace("asked", "said"), *SENTENCES[4:])
    assert merge(hand, again(sentences=changed)).board.scenes[0].shots[4].prompt == "an owl, asking"
    moved = merge(hand, draft_storyboard(reading(SENTENCES[4:], (SENTENCES[3], *SENTENCES[:3])), seed=7))
    assert moved.board.scenes[1].shots[0].prompt == "an owl, asking"
    assert moved.removed == moved.added == ()
    assert load(moved.text) == moved.board


def test_of_shots_that_say_the_same_each_keeps_its_own_edit() -> None:
    lines = ["Yes.", "No.", "Yes.", "Maybe.", "Yes."]
    hand = dump(edited(draft_storyboard(reading(lines)), 0, 4, "prompt", "the last yes"))
    merged = merge(hand, draft_storyboard(reading(lines[2:])))
    assert [shot.prompt == "the last yes" for _, shot in merged.board.shots] == [False, False, True]


def test_a_shot_and_a_scene_added_by_hand_stay_where_they_were() -> None:
    own = "  - id: mine\n    text: ''\n    prompt: the moon\n    seconds: 2\n    seed: 5\n"
    scene = "# my scene\n- id: own-scene\n  seed: 1\n  shots:\n" + own.replace("mine", "mine-too")
    text = TEXT.replace("  - id: s01-03", own + "  - id: s01-03").replace("- id: s02\n", scene + "- id: s02\n")
    assert merge(text, BOARD).text == text
    merged = merge(text, again())
    assert [shot.id for _, shot in merged.board.shots][2] == "mine"
    assert [scene.id for scene in merged.board.scenes] == ["s01", "own-scene", "s02"]
    assert "# my scene\n- id: own-scene" in merged.text


def test_a_transition_or_a_length_set_by_hand_makes_the_drafted_one_give_way() -> None:
    short = merge(dump(edited(edited(BOARD, 0, 1, "transition", {"kind": "cut"}), 0, 1, "seconds", 1.0)), BOARD)
    assert short.board.scenes[0].shots[1].seconds == 1.0
    drafted = BOARD.scenes[0].shots[0].seconds
    hand = dump(edited(BOARD, 0, 0, "transition", {"kind": "dissolve", "seconds": drafted / 2, "reason": ""}))
    shorter = SENTENCES[0].replace("cold night ", "")
    fresh = draft_storyboard(reading((shorter, *SENTENCES[1:4]), SENTENCES[4:]), seed=7)
    assert fresh.scenes[0].shots[0].seconds < drafted
    merged = merge(hand, fresh)
    shot = merged.board.scenes[0].shots[0]
    assert (shot.transition.seconds, shot.seconds) == (drafted / 2, drafted)
    assert not shot.hand_edited("seconds")
    assert merge(merged.text, fresh).text == merged.text


def test_an_id_a_hand_gave_to_another_shot_is_not_given_twice() -> None:
    merged = merge(dump(edited(BOARD, 0, 0, "id", "s01-05")), again())
    assert [shot.id for shot in merged.board.scenes[0].shots] == ["s01-05", "s01-02", "s01-03", "s01-04", "s01-05b"]
    assert merge(merged.text, again()).text == merged.text


def test_cast_cards_keep_a_hands_look_and_go_with_their_character_unless_they_are_needed() -> None:
    text = TEXT.replace("look: [red vest]", "look: [blue coat]  # bought in town")
    wolf = Character("wolf", "Wolf", "wolf", "animal")
    old_fox = Character("fox", "Old Fox", "fox", "animal", age="old", look=("red vest",))
    merged = merge(text, draft_storyboard(reading(SENTENCES[:4], SENTENCES[4:], cast=(wolf, old_fox)), seed=7))
    assert (merged.board.cast["fox"].look, merged.board.cast["fox"].name) == (("blue coat",), "Old Fox")
    assert list(merged.board.cast) == ["fox", "wolf"]
    assert "look: [blue coat]  # bought in town" in merged.text
    hand = dump(edited(BOARD, 0, 0, "prompt", "{owl} alone"))
    needed = merge(hand, draft_storyboard(reading(SENTENCES[:4], SENTENCES[4:], cast=(FOX,)), seed=7))
    assert needed.board.cast["owl"] == BOARD.cast["owl"]


@pytest.mark.parametrize("cast", [(FOX,), (FOX, OWL)])
def test_a_cast_that_was_empty_or_becomes_empty_is_written(cast: tuple[Character, ...]) -> None:
    nobody = draft_storyboard(_unpeopled(), seed=7)
    somebody = draft_storyboard(reading(SENTENCES, cast=cast), seed=7)
    assert load(merge(dump(nobody), somebody).text) == somebody
    assert load(merge(dump(somebody), nobody).text) == nobody


def _unpeopled() -> Any:
    story = reading(SENTENCES, prompt="", cast=())
    passages = [replace(p, beats=tuple(replace(b, roles=()) for b in p.beats)) for p in story.passages]
    return replace(story, passages=tuple(passages))


def test_a_faulty_file_is_refused_and_not_merged() -> None:
    with pytest.raises(InputError, match=r"story\.yaml:"):
        merge(TEXT.replace("camera: ", "camera: x", 1), BOARD, "story.yaml")
