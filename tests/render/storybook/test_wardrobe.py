"""Words become costumes."""

from __future__ import annotations

import pytest

from storyanim.render.storybook import undrawn_things
from storyanim.render.storybook.wardrobe import dressed, thing
from storyanim.types import Character


def character(kind: str, nature: str = "person", **facts: object) -> Character:
    return Character("x", "X", kind, nature, **facts)  # type: ignore[arg-type]


def test_a_red_scarf_is_switched_on_and_red():
    outfit = dressed(character("fox", "animal", look=("red scarf",)))
    assert outfit is not None
    assert "scarf" in outfit.costume.tags
    red, green, blue = dict(outfit.costume.colours)["scarf"]
    assert red > 1.5 * green > 0
    assert red > 1.5 * blue > 0


def test_the_colour_of_an_animal_is_its_fur():
    plain, white = (dressed(character("dog", "animal", look=look)) for look in ((), ("white",)))
    assert plain is not None
    assert white is not None
    assert min(dict(white.costume.colours)["fur"]) > 220
    assert dict(plain.costume.colours).get("fur") != dict(white.costume.colours)["fur"]


def test_an_unknown_person_is_a_plain_figure_of_their_age_and_sex():
    outfits = [
        dressed(character("flibbertigibbet", gender=gender, age=age))
        for gender, age in (("female", "adult"), ("male", "adult"), ("female", "child"))
    ]
    assert [outfit and outfit.costume.drawing.name for outfit in outfits] == ["woman", "man", "child"]


def test_an_unknown_animal_is_some_beast():
    outfit = dressed(character("snark", "animal"))
    assert outfit is not None
    assert outfit.costume.drawing.name == "beast"


def test_an_unknown_thing_is_left_out():
    assert dressed(character("doohickey", "thing")) is None
    assert thing("doohickey") is None
    assert thing("") is None


@pytest.mark.parametrize(
    ("word", "art"), [("bunny", "rabbit"), ("hound", "dog"), ("sparrow", "bird"), ("pony", "horse")]
)
def test_a_wider_word_goes_to_its_nearest_kind(word: str, art: str):
    outfit = dressed(character(word, "animal"))
    assert outfit is not None
    assert outfit.costume.drawing.name == art


def test_the_old_are_grey_and_a_woman_has_no_beard():
    outfit = dressed(character("fisherman", gender="female", age="old"))
    assert outfit is not None
    assert outfit.costume.drawing.name == "woman"
    assert "old" in outfit.costume.tags
    assert "beard" not in outfit.costume.tags
    assert min(dict(outfit.costume.colours)["hair"]) > 150


def test_a_giant_is_larger_than_a_child():
    giant, child = dressed(character("giant")), dressed(character("boy", age="child"))
    assert giant is not None
    assert child is not None
    assert giant.size * giant.costume.drawing.metres > 2 * child.size * child.costume.drawing.metres


def test_things_nobody_has_drawn_are_listed_once():
    assert undrawn_things(["lantern", "doohickey", "boat", "doohickey", "gizmo"]) == ("doohickey", "gizmo")
