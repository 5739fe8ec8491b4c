from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.text import read_prompt
from storyanim.text.lexicon import lexicon
from storyanim.text.prompt_writing import write_prompt
from storyanim.types import Character, PromptFacts, Role, Setting, TimeOfDay

FOX = Character("fox", "Fox", "fox", "animal")


def test_a_prompt_by_hand_says_who_where_and_when() -> None:
    facts = read_prompt("a bear sits by a lake at night in the rain, {fox} watches")
    assert (facts.place, facts.inside, facts.time, facts.weather) == ("lake", False, "night", "rain")
    assert facts.characters == (Character("bear", "Bear", "bear", "animal"),)
    assert facts.roles == (Role("bear", "sit"), Role("fox", "look"))
    assert facts.things == ()


def test_looks_written_in_a_prompt_are_read_and_none_are_invented() -> None:
    facts = read_prompt("an old fisherman with grey beard in yellow coat holds a lantern on a beach")
    (fisherman,) = facts.characters
    assert (fisherman.kind, fisherman.age, set(fisherman.look)) == ("fisherman", "old", {"grey beard", "yellow coat"})
    assert facts.things == ("lantern",)
    assert read_prompt("a sailor sleeps").characters[0].look == ()


def test_two_who_are_joined_do_the_same() -> None:
    facts = read_prompt("a girl in a red coat and {dog} run on the beach")
    assert set(facts.roles) == {Role("girl", "run"), Role("dog", "run")}


def test_a_prompt_that_says_nothing_gives_nothing() -> None:
    assert read_prompt("") == PromptFacts()
    assert read_prompt("swirls of colour").characters == ()


def test_ids_with_digits_and_hyphens_are_kept() -> None:
    assert read_prompt("{mr-fox-2} flies, {b1} sings").roles == (Role("mr-fox-2", "fly"), Role("b1", "sing"))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_prompt_is_read(prompt: str) -> None:
    assert isinstance(read_prompt(prompt), PromptFacts)


def test_a_drafted_prompt_says_the_place_and_time_it_was_drafted_from() -> None:
    inside = lexicon().sets["place_rules.inside"]
    for place in set(lexicon().place_phrases) - lexicon().sets["place_rules.vehicles"]:
        for time in get_args(TimeOfDay):
            setting = Setting(place, inside=place in inside, time=time)
            prompt, _ = write_prompt((Role("fox", "walk"),), setting, (), "wide", {"fox": FOX})
            facts = read_prompt(prompt)
            assert (facts.place, facts.time) == (place, time), prompt
