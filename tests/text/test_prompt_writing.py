"""The words of one picture."""

from __future__ import annotations

from storyanim.prompts import filled, token_count
from storyanim.text.prompt_writing import LIMIT, write_prompt
from storyanim.types import Character, Role, Setting

LOOK = ("extraordinarily weatherbeaten overcoat", "magnificently embroidered waistcoat", "impressively bushy whiskers")
CAST = {who: Character(who, who.title(), "fisherman", "person", look=LOOK) for who in ("anna", "tom")}
SETTING = Setting("harbour", time="night", weather="rain", season="autumn")


def test_what_does_not_fit_is_dropped_and_told() -> None:
    roles = (Role("anna", "walk"), Role("tom", "look"))
    prompt, dropped = write_prompt(roles, SETTING, ("lantern", "boat"), "wide", CAST, mood="tense")
    assert token_count(filled(prompt, CAST)) <= LIMIT
    assert prompt.startswith("{anna} walks")
    assert dropped
    assert all(part not in prompt for part in dropped)


def test_nothing_is_dropped_that_fits_and_the_order_is_by_weight() -> None:
    cast = {"anna": Character("anna", "Anna", "woman", "person", look=("red cloak",))}
    prompt, dropped = write_prompt((Role("anna", "walk"),), SETTING, ("lantern",), "wide", cast, mood="tense")
    assert dropped == ()
    assert (
        prompt == "{anna} walks, in a harbour, at night, in the rain, a lantern, autumn leaves, wide view, tense mood"
    )


def test_whoever_does_what_a_prompt_begins_with_the_cast_in_one_order() -> None:
    for roles in ((Role("anna", "walk"), Role("tom", "look")), (Role("tom", "look"), Role("anna", "walk"))):
        cast = {who: Character(who, who.title(), "fisherman", "person") for who in ("anna", "tom")}
        assert write_prompt(roles, SETTING, (), "wide", cast)[0].startswith("{anna} walks, {tom} looks, ")


def test_no_meadow_is_green_in_winter_or_under_snow() -> None:
    assert "in a green meadow" in write_prompt((), Setting("meadow"), (), "wide", {})[0]
    assert "in a wintry meadow" in write_prompt((), Setting("meadow", season="winter"), (), "wide", {})[0]
    assert "in a snowy meadow" in write_prompt((), Setting("meadow", weather="snow"), (), "wide", {})[0]
