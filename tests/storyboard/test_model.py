from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard import HandEdit, Shot, Storyboard, draft_storyboard, dump, hand_edits, load
from storyanim.storyboard.fingerprints import LETTERS, fingerprint
from storyanim.types import Character, Setting, Size
from tests.storyboard.stories import FOX, tale
from tests.storyboard.test_file import MINIMAL

BOARD = draft_storyboard(tale(), seed=7)
TEXT = dump(BOARD)


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    assert fingerprint({"kind": "cut", "seconds": 0.5}) == fingerprint({"seconds": 0.5, "kind": "cut"}) == "hrsxqbz"
    assert set(fingerprint("a")) <= set(LETTERS)
    assert fingerprint(6) != fingerprint(6.5)


def test_the_other_rooms_get_their_own_values() -> None:
    assert BOARD.characters["fox"] == FOX
    assert BOARD.scenes[0].setting == Setting("forest", time="night")
    assert isinstance(BOARD.characters["owl"], Character)


def test_hand_edits_are_named_in_the_order_of_the_file() -> None:
    text = TEXT.replace("style: paper", "style: ink").replace("[red vest]", "[blue vest]")
    text = text.replace("\n  weather: clear", "\n  weather: snow", 1).replace("{fox} walks", "{fox} runs", 1)
    assert hand_edits(load(text)) == (
        HandEdit("film", "style"),
        HandEdit("cast fox", "look"),
        HandEdit("scene s01", "weather"),
        HandEdit("shot s01-01", "prompt"),
    )


def test_wrapping_a_text_anew_or_writing_a_number_in_another_way_is_no_edit() -> None:
    text = TEXT.replace("title_seconds: 3.0", "title_seconds: 3")
    for _, shot in BOARD.shots:
        text = text.replace(f"'{shot.prompt}'", shot.prompt.replace(" ", "\n      ").join((">-\n      ", "")))
    assert "      walks," in text
    assert hand_edits(load(text)) == ()


def test_what_was_never_drafted_is_all_a_hands() -> None:
    assert [str(edit) for edit in hand_edits(load(MINIMAL))] == [
        "film (all of it)",
        "scene s01 (all of it)",
        "shot s01-01 (all of it)",
    ]


def test_another_seed_gives_every_drafted_seed_anew_and_leaves_a_hands_alone() -> None:
    first = BOARD.scenes[0].shots[0]
    hand = load(TEXT.replace(f"seed: {first.seed}", "seed: 5"))
    other = hand.with_seed(8)
    fresh = draft_storyboard(tale(), seed=8)
    assert other.scenes[0].shots[0].seed == 5
    assert [shot.seed for _, shot in other.shots][1:] == [shot.seed for _, shot in fresh.shots][1:]
    assert [scene.seed for scene in other.scenes] == [scene.seed for scene in fresh.scenes]


def test_settings_can_be_overridden_and_are_checked() -> None:
    board = BOARD.with_settings(size=(640, 360), rate="25", style="ink")
    assert (board.size, board.rate, board.style) == (Size(640, 360), Fraction(25), "ink")
    assert board.scenes == BOARD.scenes
    assert BOARD.with_settings(seed=8) == BOARD.with_seed(8)
    assert board.model_copy(update={"cast": {}}).characters == {}
    for wrong in ({"size": (1, 1)}, {"rate": 0}, {"style": "../x"}, {"seed": -1}):
        with pytest.raises(InputError):
            BOARD.with_settings(**wrong)  # pyright: ignore[reportArgumentType]


def test_a_style_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(
        InputError, match=r"^style: 'sepa': .*'paper', 'ink', 'sepia', 'woodcut' or 'chalk'; did you mean 'sepia'\?$"
    ):
        BOARD.with_settings(style="sepa")
    with pytest.raises(InputError, match="; did you mean 'ink'"):
        draft_storyboard(tale(), style="inc")


def test_a_storyboard_built_in_python_is_checked_like_a_file() -> None:
    data = BOARD.model_dump()
    data["scenes"][0]["shots"][0]["prompt"] = "{nobody} walks"
    with pytest.raises(ValidationError, match=r"scenes\[0\]\.shots\[0\]\.prompt: '\{nobody\}' names nobody in cast"):
        Storyboard.model_validate(data)


@pytest.mark.parametrize("seconds", [0.49, 600.1, float("nan"), float("inf"), -1, True, "4", 10**400])
def test_a_length_out_of_range_is_refused(seconds: object) -> None:
    with pytest.raises(ValidationError):
        Shot.model_validate({"id": "a", "text": "", "prompt": "", "seconds": seconds, "seed": 0})
