"""Bubbles: one speaks at a time, beside their own head and over nobody's face."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from storyanim.render.storybook.anchors import point_of
from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.staging import stage_of
from storyanim.types import Actor, Character, Moment, SeedWeight, Setting, Size, Subject

if TYPE_CHECKING:
    from storyanim.render.storybook.cutout import Figure

MAN = Character("man", "Man", "man", "person", "male")
WOMAN = Character("woman", "Woman", "woman", "person", "female")
GIRL = Character("girl", "Girl", "girl", "person", "female", "child")
HORSE = Character("horse", "Horse", "horse", "animal")
DOG = Character("dog", "Dog", "dog", "animal")
NEAR = 0.02
TENTHS = [number / 10 for number in range(121)]


def figures(seconds: float, *actors: tuple[Character, str], place: str = "meadow", aspect: float = 1.7777):
    field = read_field((SeedWeight(1, 1.0),), Size(round(720 * aspect), 720))
    subject = Subject("", Setting(place), tuple(Actor(*actor) for actor in actors))
    return {one.key: one for one in stage_of(Moment(subject, seconds, 12.0), field).figures}


def bubble(stage: dict[str, Figure], who: Character) -> Figure:
    return stage[f"mark:character:{who.id}:speech"]


def test_two_speak_by_turns_and_never_at_once():
    stages = [figures(seconds, (MAN, "talk"), (GIRL, "talk")) for seconds in TENTHS]
    seen = [(bubble(stage, MAN).presence, bubble(stage, GIRL).presence) for stage in stages]
    assert all(min(pair) == 0.0 for pair in seen)
    assert seen[5] == (1.0, 0.0)
    assert {pair for pair in seen if max(pair) == 1.0} == {(1.0, 0.0), (0.0, 1.0)}
    assert all(abs(after[who] - before[who]) < 0.6 for before, after in pairwise(seen) for who in (0, 1))


def test_who_speaks_alone_is_always_heard():
    assert all(bubble(figures(at, (MAN, "talk"), (GIRL, "look")), MAN).presence == 1.0 for at in TENTHS[::10])


@pytest.mark.parametrize("aspect", [0.5625, 1.0, 1.7777])
@pytest.mark.parametrize("place", ["meadow", "sea"])
@pytest.mark.parametrize(
    "actors",
    [
        ((MAN, "talk"), (GIRL, "talk")),
        ((GIRL, "talk"), (WOMAN, "look"), (MAN, "stand")),
        ((GIRL, "talk"), (HORSE, "stand")),
        ((GIRL, "talk"), (DOG, "sit"), (HORSE, "stand")),
        ((MAN, "talk"), (WOMAN, "talk"), (GIRL, "talk")),
    ],
)
def test_no_bubble_lies_over_anothers_face(actors: tuple[tuple[Character, str], ...], place: str, aspect: float):
    for seconds in (0.5, 2.5, 4.5):
        stage = figures(seconds, *actors, place=place, aspect=aspect)
        words = [bubble(stage, who) for who, action in actors if action == "talk"]
        for said in words:
            wide, high = (said.scale * size for size in (said.costume.drawing.breadth, said.costume.drawing.metres))
            for who, _ in actors:
                x, y = point_of(stage[f"character:{who.id}"], "mouth")
                other = f"character:{who.id}" not in said.key
                assert not (other and abs(x - said.x) < wide / 2 + NEAR and said.y - high - NEAR < y < said.y + NEAR)


def test_a_bubble_keeps_its_place_beside_a_head_for_the_whole_shot():
    stages = [figures(seconds, (GIRL, "talk"), (WOMAN, "look"), (MAN, "talk")) for seconds in TENTHS]
    places = [bubble(stage, GIRL) for stage in stages]
    assert all(abs(after.x - one.x) + abs(after.y - one.y) < 0.02 for one, after in pairwise(places))
