"""Who is who: names, nouns and pronouns led to one character each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.text import read_story, understand

if TYPE_CHECKING:
    from storyanim.types import Character, Reading


def read(text: str) -> Reading:
    return understand(read_story(None, text.encode()), seed=1)


def cast(text: str) -> dict[str, Character]:
    return {character.id: character for character in read(text).cast}


def last_roles(text: str) -> dict[str, str]:
    reading = read(text)
    return {role.who: role.action for role in reading.passages[-1].beats[-1].roles}


def test_kin_said_from_different_sides_is_one_character() -> None:
    text = (
        "A woodcutter lived by the forest with his wife and his two children, Hansel and Gretel. The wife wept. "
        "The children heard what their stepmother said to their father. Their mother laughed."
    )
    people = cast(text)
    assert {"woodcutter", "wife", "hansel", "gretel"} == set(people)
    assert {"stepmother", "mother"} <= set(people["wife"].aliases)
    assert "father" in people["woodcutter"].aliases


def test_his_mother_and_his_wife_are_two() -> None:
    assert {"mother", "wife"} <= set(cast("Tom kissed his wife. His mother laughed. His wife ran. His mother ran."))


def test_a_second_soldier_is_another_one() -> None:
    text = "A soldier sat by the fire. Another soldier ran to the river. The soldier laughed and swam."
    assert {"soldier", "soldier-2"} == set(cast(text))


def test_the_man_is_whoever_was_brought_in_as_a_man() -> None:
    text = "A policeman walked down the street and sang. A man sat in a doorway. The man slept. The man laughed."
    assert last_roles(text)["man"] == "sleep"


def test_whoever_turns_out_to_be_something_is_drawn_as_it() -> None:
    people = cast("An old woman sat in the forest. She was in truth a wicked witch. The witch laughed and danced.")
    assert [(character.kind, character.age) for character in people.values()] == [("witch", "old")]


def test_him_is_not_whoever_acts_in_the_clause() -> None:
    text = (
        "Tom slept under the old tree by the river all the long afternoon.\n\n"
        "Jack ran down the hill with a red kite. Jack saw him in the high grass."
    )
    assert set(last_roles(text)) == {"jack", "tom"}


def test_they_are_those_who_were_joined() -> None:
    text = (
        "Anna sat in the forest and a witch laughed at Anna. Tom and Anna sang by the fire for a very long time indeed."
        "\n\nThey slept under the old tree until the sun stood high above it."
    )
    assert last_roles(text) == {"tom": "sleep", "anna": "sleep"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Denham sat down. Denham laughed. Mr. Denham ran.", "Mr. Denham"),
        ("Jimmy Wells sat down. Jimmy laughed. Jimmy ran.", "Jimmy Wells"),
        ("Miss Brooke sat down. Dorothea Brooke laughed. Miss Brooke ran.", "Miss Brooke"),
    ],
)
def test_one_persons_names_are_one_card(text: str, name: str) -> None:
    assert len(cast(text)) == 1
    assert name.rsplit(maxsplit=1)[-1] in next(iter(cast(text).values())).name


def test_a_family_name_that_several_bear_joins_nobody() -> None:
    text = "Old Mr. Reed sat down by the fire in the kitchen and slept. John Reed laughed. Tom Reed sang, and ran away."
    assert {character.name for character in cast(text).values()} == {"Mr. Reed", "John Reed", "Tom Reed"}


def test_a_name_with_a_hyphen_is_one_name() -> None:
    assert set(cast("A princess called Gold-Tree ran to the sea. Gold-Tree laughed.")) == {"gold-tree"}


def test_capitals_for_emphasis_are_no_names() -> None:
    text = "Anna saw a great Head. She shook her head. The Head looked at her. Then the Head sang."
    assert set(cast(text)) == {"anna"}


def test_somebody_who_is_only_spoken_of_is_in_no_picture() -> None:
    text = 'Anna sat in the kitchen. "The king ran to the forest," said Tom. "The king saw a bear," said Anna.'
    assert set(cast(text)) == {"anna", "tom"}
