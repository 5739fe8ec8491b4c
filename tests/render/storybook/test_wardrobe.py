"""Words become costumes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storyanim.render.storybook import undrawn_things
from storyanim.render.storybook.wardrobe import dressed, thing
from storyanim.types import Character

if TYPE_CHECKING:
    from storyanim.types import Season


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


@pytest.mark.parametrize(
    "words",
    [
        ("heron", "goose", "swan", "duck", "peacock", "hen"),
        ("panda", "bear", "badger", "raccoon"),
        ("tiger", "cat", "lion"),
        ("crocodile", "dragon", "lizard", "snake"),
        ("crab", "tortoise", "snail", "turtle"),
        ("giraffe", "deer", "camel", "donkey", "llama", "sheep"),
        ("shark", "fish", "whale", "dolphin", "seal", "octopus", "spider"),
        ("grasshopper", "frog", "ant", "caterpillar", "ladybird"),
        ("gorilla", "monkey", "kangaroo", "beaver", "squirrel", "otter", "mole", "mouse"),
    ],
)
def test_animals_that_look_different_are_drawn_differently(words: tuple[str, ...]):
    outfits = [dressed(character(word, "animal")) for word in words]
    assert len({outfit.costume.drawing.name for outfit in outfits if outfit is not None}) == len(words)


def test_a_name_of_two_words_may_be_a_kind_and_a_surname_is_none():
    tin, king = replace(character("woodcutter"), name="Tin Woodman"), replace(character("man"), name="Tom King")
    kinds = [outfit.kind.name for outfit in (dressed(tin), dressed(king)) if outfit is not None]
    assert kinds == ["tin woodman", "man"]


def test_a_tree_is_bare_in_winter_and_turns_in_autumn():
    seasons: tuple[Season, ...] = ("summer", "autumn", "winter")
    summer, autumn, winter = (thing("tree", season) for season in seasons)
    assert summer is not None
    assert autumn is not None
    assert winter is not None
    assert winter.costume.drawing != summer.costume.drawing
    assert autumn.costume.drawing == summer.costume.drawing
    assert autumn.costume.colours != summer.costume.colours


def test_hair_that_is_called_red_is_no_scarlet_and_a_hat_is():
    outfit = dressed(replace(character("man"), look=("red beard", "red hat")))
    assert outfit is not None
    colours = dict(outfit.costume.colours)
    assert colours["beard"] != colours["hat"]
    assert colours["beard"][0] > colours["beard"][1] > colours["beard"][2]


def test_one_who_is_fat_is_broader_and_no_taller():
    plain, fat = dressed(character("man")), dressed(replace(character("man"), look=("fat",)))
    assert plain is not None
    assert fat is not None
    assert fat.breadth > 1.15 * plain.breadth
    assert fat.height == plain.height
