from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.prompts import described, filled, placeholders, token_count, with_article, within_limit
from storyanim.types import Character

FOX = Character("fox", "Reynard", "fox", "animal", look=("red vest",))
FISHERMAN = Character("bo", "Bo", "fisherman", "person", "male", "old", ("grey beard", "yellow coat"))
CAST = {"fox": FOX, "bo": FISHERMAN}


@pytest.mark.parametrize(
    ("character", "words"),
    [
        (FOX, "a fox in red vest"),
        (FISHERMAN, "an old fisherman with grey beard in yellow coat"),
        (Character("g", "G", "girl", "person", "female", "child", ("tiny", "crown")), "a tiny girl with crown"),
        (Character("p", "P", "prince", "person", "male", "child"), "a young prince"),
        (Character("o", "O", "owl", "animal", look=("", "hat")), "an owl in hat"),
        (Character("s", "S", "soldier", "person", "male", "old"), "an old soldier"),
        (Character("y", "Y", "youngster", "person", "male", "child"), "a youngster"),
        (Character("w", "W", "old woman", "person", "female", "old"), "an old woman"),
        (Character("m", "M", "man", "person", "male", "old", ("old", "tall")), "an old tall man"),
    ],
)
def test_a_character_is_described_by_looks_and_never_by_name(character: Character, words: str) -> None:
    assert described(character) == words


@pytest.mark.parametrize(
    "words",
    [
        *(
            "a unicorn",
            "a uniformed guard",
            "a European",
            "a one-eyed pirate",
            "a useful tool",
            "a ukulele",
            "a Union man",
        ),
        *("an hourglass", "an heiress", "an honest thief", "an unhappy king", "an uninvited guest", "an usher"),
        *("an onion", "an Owl", "a honeybee", "a horse", "a witch"),
    ],
)
def test_an_article_goes_by_the_sound_of_the_next_word(words: str) -> None:
    kind = words.split(maxsplit=1)[1]
    assert described(Character("x", "X", kind, "thing")) == with_article(kind) == words


def test_placeholders_are_filled_in_their_places() -> None:
    assert placeholders("{fox} greets {bo}, {fox} bows") == ("fox", "bo")
    assert filled("{fox} walks", CAST) == "a fox in red vest walks"


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("{wolf} walks", CAST)


@pytest.mark.parametrize(
    ("prompt", "at_least"),
    [("a red fox", 3), ("a fox, at night.", 6), ("1984", 4), ("extraordinarily", 3), ("夜の森", 9), ("don't", 2)],
)
def test_tokens_are_never_counted_too_low(prompt: str, at_least: int) -> None:
    assert token_count(prompt) >= at_least


def test_the_least_important_parts_are_dropped_and_named() -> None:
    prompt, dropped = within_limit(["{fox} walks", "in a dark and extraordinarily dense forest", "at night"], CAST, 10)
    assert prompt == "{fox} walks, at night"
    assert dropped == ("in a dark and extraordinarily dense forest",)


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_characters="{}"), max_size=40), max_size=12), st.integers(1, 75))
def test_a_prompt_never_passes_its_limit(parts: list[str], limit: int) -> None:
    prompt, dropped = within_limit(parts, {}, limit)
    assert token_count(prompt) <= limit
    assert len(dropped) <= len(parts)
