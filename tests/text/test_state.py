"""Where and when: what a passage keeps, and what `home`, `back` and `went out` lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.text import read_story, understand

if TYPE_CHECKING:
    from storyanim.types import Passage

LONG = "The old fox told the hen a very long tale about the moon, and the hen listened to all of it."


def passages(text: str) -> tuple[Passage, ...]:
    return understand(read_story(None, text.encode()), seed=1).passages


def places(text: str) -> list[tuple[str, bool]]:
    return [(passage.setting.place, passage.setting.inside) for passage in passages(text)]


def test_home_is_where_somebody_was_said_to_live() -> None:
    text = f"A king lived in a castle. {LONG} The king rode into the forest. {LONG} Then he went home. {LONG}"
    assert places(text) == [("castle", True), ("forest", False), ("castle", True)]


def test_home_is_a_house_where_nothing_is_known_of_it() -> None:
    assert places(f"A fox sat in the forest. {LONG} Then he ran home. {LONG}")[-1] == ("room", True)


def test_back_leads_to_the_place_before() -> None:
    text = f"Anna sat in the kitchen. {LONG} She walked into the garden. {LONG} Then she went back. {LONG}"
    assert places(text) == [("kitchen", True), ("garden", False), ("kitchen", True)]


def test_whoever_goes_out_comes_to_where_the_story_last_was_in_the_open() -> None:
    text = f"Anna sat by the river. {LONG} She walked into the kitchen. {LONG} Then she ran outside. {LONG}"
    assert places(text)[-1] == ("river", False)


def test_years_ago_ends_at_the_next_break() -> None:
    text = (
        f"Anna sat by the river. {LONG}\n\nYears ago, Anna ran through a city. {LONG}\n\n***\n\nAnna laughed. {LONG}\n"
    )
    assert [place for place, _ in places(text)] == ["river", "city", "river"]


def test_every_field_keeps_the_words_it_came_from() -> None:
    text = f"That night Anna sat in the kitchen. {LONG} In the rain she came to the river. {LONG}"
    *_, last = passages(text)
    told = {name: text[slice(*span)] for name, span in last.sources}
    assert told == {"place": "river", "time": "That night", "weather": "rain"} | {
        name: words for name, words in told.items() if name == "mood"
    }


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("They came to the gate of the palace.", "castle"),
        ("The two came in sight of a castle.", "castle"),
        ("She crossed Bowden Moor.", "meadow"),
        ("She walked until she reached a lake.", "lake"),
        ("She got into the tram.", "tram"),
        ("That night she came to a castle.", "castle"),
        ("She saw a fox that came from a castle.", "kitchen"),
        ("She wandered along the bank.", "river"),
        ("She tossed the ball up into the air.", "kitchen"),
        ("She looked at the stars above the towers.", "kitchen"),
    ],
)
def test_where_somebody_is(sentence: str, place: str) -> None:
    assert places(f"Anna sat in the kitchen. {LONG} {sentence} {LONG}")[-1][0] == place


def test_night_is_a_new_scene_once_the_day_was_shown_for_a_while() -> None:
    text = f"Anna sat in her boat on the river. {LONG} {LONG} By night the sky was clear. Anna laughed. {LONG}"
    assert [passage.setting.time for passage in passages(text)] == ["day", "night"]


def test_seasons_that_are_only_listed_are_not_now() -> None:
    text = "Anna sat in the garden, which had roses in summer and apples in autumn and nuts in winter."
    assert passages(text)[0].setting.season == "summer"
