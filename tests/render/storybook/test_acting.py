"""What an action shows: marks, seats, partners, things in hands, and how figures leave and come."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.render.storybook.acting import deed_of, support_of
from storyanim.render.storybook.anchors import point_of
from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.painting import paint_view
from storyanim.render.storybook.places import place_of
from storyanim.render.storybook.poses import action_of, pose_at
from storyanim.render.storybook.staging import Stage, between, stage_of
from storyanim.render.storybook.svg import load_drawing
from storyanim.types import Actor, Camera, Character, Moment, SeedWeight, Setting, Size, Subject, View

if TYPE_CHECKING:
    from storyanim.render.storybook.cutout import Figure

MAN = Character("man", "Man", "man", "person", "male")
WOMAN = Character("woman", "Woman", "woman", "person", "female")
GIRL = Character("girl", "Girl", "girl", "person", "female", "child")
FOX = Character("fox", "Fox", "fox", "animal")
HORSE = Character("horse", "Horse", "horse", "animal")
WITCH = Character("witch", "Witch", "witch", "person", "female")
LION = Character("lion", "Lion", "lion", "animal")
MOUSE = Character("mouse", "Mouse", "mouse", "animal")
GIANT = Character("giant", "Giant", "giant", "person", "male")
NOISE = (SeedWeight(1, 1.0),)
FIELD = read_field(NOISE, Size(1280, 720))
DATA = tomllib.loads((files("storyanim.render.storybook") / "art" / "acting.toml").read_text(encoding="utf-8"))
TWO_PEOPLE_ACT = ("embrace", "fight", "dance")


def subject(*actors: tuple[Character, str], place: str = "meadow", inside: bool = False, things: tuple[str, ...] = ()):
    return Subject("", Setting(place, inside), tuple(Actor(who, action) for who, action in actors), things)


def staged(
    *actors: tuple[Character, str],
    place: str = "meadow",
    inside: bool = False,
    things: tuple[str, ...] = (),
    seconds: float = 1.0,
) -> Stage:
    return stage_of(Moment(subject(*actors, place=place, inside=inside, things=things), seconds, 6.0), FIELD)


def figure(stage: Stage, key: str) -> Figure:
    return next(figure for figure in stage.figures if figure.key == key)


def keys(stage: Stage) -> list[str]:
    return [figure.key for figure in stage.figures]


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


@pytest.mark.parametrize("name", DATA)
def test_what_an_action_shows_is_drawn(name: str):
    for mark in deed_of(name).marks:
        assert load_drawing("marks", mark.art).metres > 0
    for art in deed_of(name).on.values():
        assert load_drawing("things" if art == "ladder" else "marks", art).metres > 0


@pytest.mark.parametrize(
    ("action", "art"),
    [("weep", "tears"), ("sleep", "zzz"), ("talk", "speech"), ("sing", "notes"), ("laugh", "joy"), ("fall", "plunge")],
)
@pytest.mark.parametrize("who", [MAN, FOX])
def test_a_mark_keeps_to_the_head_or_body_of_its_figure(who: Character, action: str, art: str):
    for seconds in (0.5, 2.5, 4.5):
        stage = staged((who, action), seconds=seconds)
        actor, mark = figure(stage, f"character:{who.id}"), figure(stage, f"mark:character:{who.id}:{art}")
        assert apart((mark.x, mark.y), point_of(actor, "mouth")) < 0.8 * actor.tallness + 0.1


@pytest.mark.parametrize(("who", "listener"), [(MAN, WOMAN), (MAN, GIRL), (GIANT, GIRL), (FOX, LION), (MOUSE, LION)])
def test_words_are_nearer_to_who_speaks_than_to_who_listens(who: Character, listener: Character):
    stage = staged((who, "talk"), (listener, "listen"))
    speech, actor = figure(stage, f"mark:character:{who.id}:speech"), figure(stage, f"character:{who.id}")
    mouth, other = point_of(actor, "mouth"), point_of(figure(stage, f"character:{listener.id}"), "mouth")
    assert (speech.x - mouth[0]) * actor.facing > 0.0
    assert apart((speech.x, speech.y), mouth) < apart((speech.x, speech.y), other)


def test_who_fights_crosses_swords_and_the_clash_is_between_them():
    stage = staged((MAN, "fight"), (WOMAN, "fight"))
    left, right = sorted((figure(stage, f"character:{who.id}") for who in (MAN, WOMAN)), key=lambda one: one.x)
    assert all("sword" in one.costume.tags for one in (left, right))
    clash = next(one for one in stage.figures if one.costume.drawing.name == "clash")
    assert point_of(left, "grip")[0] < clash.x < point_of(right, "grip")[0]
    assert clash.y < min(point_of(left, "grip")[1], point_of(right, "grip")[1])


def test_hands_that_push_are_at_the_side_of_the_box():
    for seconds in (0.5, 2.0, 4.0):
        stage = staged((MAN, "push"), seconds=seconds)
        man, box = figure(stage, "character:man"), figure(stage, "mark:character:man:box")
        x, y = point_of(man, "hand-near")
        side = box.x - box.scale * box.costume.drawing.breadth / 2
        assert abs(x - side) < 0.05
        assert box.y - box.scale * box.costume.drawing.metres < y < box.y


def test_a_mouse_is_seen_beside_a_lion_and_is_much_smaller():
    stage = staged((LION, "stand"), (MOUSE, "stand"))
    lion, mouse = figure(stage, "character:lion"), figure(stage, "character:mouse")
    assert 0.07 < mouse.tallness < 0.45 * lion.tallness
    assert figure(staged((MOUSE, "stand")), "character:mouse").tallness > 1.2 * mouse.tallness


def test_nobody_has_the_marks_of_what_nobody_does():
    assert not any(key.startswith("mark:") for key in keys(staged((MAN, "stand"), (FOX, "walk"))))


@pytest.mark.parametrize("action", TWO_PEOPLE_ACT)
def test_partners_come_close_and_face_each_other(action: str):
    stage = staged((MAN, action), (WOMAN, action))
    left, right = sorted((figure(stage, "character:man"), figure(stage, "character:woman")), key=lambda one: one.x)
    usual = staged((MAN, "stand"), (WOMAN, "stand"))
    distance = abs(figure(usual, "character:man").x - figure(usual, "character:woman").x)
    assert right.x - left.x < distance
    assert (left.facing, right.facing) == (1.0, -1.0)


def test_who_only_stands_there_joins_an_embrace_and_who_sleeps_does_not():
    joined = figure(staged((MAN, "embrace"), (WOMAN, "stand")), "character:woman")
    asleep = figure(staged((MAN, "embrace"), (WOMAN, "sleep")), "character:woman")
    assert "embrace" in joined.costume.tags
    assert "sleep" in asleep.costume.tags


def test_everybody_faces_who_speaks():
    for speaker in (MAN, WOMAN, GIRL):
        cast = [(who, "talk" if who is speaker else "look") for who in (MAN, WOMAN, GIRL)]
        stage = staged(*cast)
        talker = figure(stage, f"character:{speaker.id}")
        for who in (MAN, WOMAN, GIRL):
            one = figure(stage, f"character:{who.id}")
            if who is not speaker:
                assert (talker.x - one.x) * one.facing > 0
                assert "listen" in one.costume.tags


def test_mouths_move_while_talking_and_rest_while_standing():
    def lips(action: str) -> set[float]:
        return {
            round(pose_at(action_of("biped", action), t / 24).joints.get("lips", (0, 1.0))[1], 2) for t in range(24)
        }

    assert len(lips("talk")) > 8
    assert lips("stand") == {1.0}


def test_who_sits_has_a_seat_by_the_place_or_the_one_that_is_named():
    assert "mark:character:man:log" in keys(staged((MAN, "sit"), place="forest"))
    assert "mark:character:man:stool" in keys(staged((MAN, "sit"), place="kitchen", inside=True))
    named = keys(staged((MAN, "sit"), place="kitchen", inside=True, things=("chair",)))
    assert "mark:character:man:chair" in named
    assert "thing:chair" not in named
    assert keys(staged((MAN, "sit"), place="sea")) == ["thing:boat:inside", "character:man", "thing:boat"]


def test_who_climbs_has_something_to_climb():
    supports = {name: support_of("climb", place_of(Setting(name))) for name in ("forest", "mountains", "city")}
    assert supports == {"forest": "trunk", "mountains": "crag", "city": "ladder"}
    heights = [figure(staged((MAN, "climb"), seconds=at), "character:man").pose.rise for at in (0.5, 5.5)]
    assert heights[1] > heights[0] + 0.2


def test_a_sleeper_lies_in_bed_in_a_room_and_on_the_ground_outside():
    inside, outside = staged((GIRL, "sleep"), place="bedroom", inside=True), staged((GIRL, "sleep"))
    assert {"mark:character:girl:bed", "mark:character:girl:blanket"} <= set(keys(inside))
    assert "mark:character:girl:bed" not in keys(outside)
    assert figure(inside, "character:girl").pose.rise > figure(outside, "character:girl").pose.rise


def test_a_swimmer_is_out_in_the_water_behind_a_wave():
    stage, ashore = staged((MAN, "swim"), place="lake"), staged((MAN, "swim"), place="meadow")
    assert figure(stage, "character:man").y < place_of(Setting("lake")).stage - 0.03
    assert keys(stage).index("character:man") < keys(stage).index("mark:character:man:wave")
    assert "mark:character:man:pond" in keys(ashore)
    assert "mark:character:man:pond" not in keys(stage)


def test_a_small_thing_is_in_the_hand_moves_with_it_and_is_small():
    for seconds in (0.3, 1.1, 2.7):
        stage = staged((WOMAN, "walk"), things=("loaf",), seconds=seconds)
        holder, loaf = figure(stage, "character:woman"), figure(stage, "thing:loaf")
        tall = loaf.scale * loaf.costume.drawing.metres
        assert apart((loaf.x, loaf.y), point_of(holder, "grip")) < tall + 0.01
        assert tall < 0.25 * holder.scale * holder.costume.drawing.metres


def test_a_full_hand_takes_nothing_more():
    stage = staged((WITCH, "stand"), things=("apple",))
    hand = point_of(figure(stage, "character:witch"), "grip")
    assert apart((figure(stage, "thing:apple").x, figure(stage, "thing:apple").y), hand) > 0.1


def test_small_things_nobody_holds_are_on_a_table():
    stage = staged((FOX, "sleep"), place="kitchen", inside=True, things=("cup", "candle"))
    table = figure(stage, "thing:table")
    for name in ("cup", "candle"):
        one = figure(stage, f"thing:{name}")
        assert abs(one.y - point_of(table, "top")[1]) < 0.01
        assert abs(one.x - table.x) < table.reach


def test_an_animal_has_it_in_its_mouth():
    crow = Character("crow", "Crow", "crow", "animal")
    stage = staged((crow, "hold"), things=("cheese",))
    bird, cheese = figure(stage, "character:crow"), figure(stage, "thing:cheese")
    assert apart((cheese.x, cheese.y), point_of(bird, "mouth")) < 0.1


def test_who_carries_nothing_that_is_named_carries_a_box():
    assert "mark:character:man:box" in keys(staged((MAN, "carry")))
    assert "mark:character:man:box" not in keys(staged((MAN, "carry"), things=("basket",)))


def test_a_bicycle_is_ridden_and_no_horse_is():
    stage = staged((MAN, "ride"), place="road", things=("bicycle",))
    assert "character:man:bicycle" in keys(stage)
    assert not any("horse" in key for key in keys(stage))
    rider, bicycle = figure(stage, "character:man"), figure(stage, "character:man:bicycle")
    assert apart(point_of(rider, "back"), point_of(bicycle, "back")) < 0.12


def test_a_witch_flies_on_her_broom():
    assert "mark:character:witch:broomstick" in keys(staged((WITCH, "fly")))


def test_animals_and_people_named_in_passing_stand_by_and_never_more_than_four_in_all():
    assert "character:extra-mouse" in keys(staged((MAN, "stand"), things=("mouse",)))
    for cast in ((MAN, WOMAN, GIRL), (MAN,)):
        crowd = staged(*((who, "stand") for who in cast), things=("mouse", "bear", "wolf"))
        assert sum(key.startswith("character:") for key in keys(crowd)) == min(4, len(cast) + 2)
    assert not any("extra" in key for key in keys(staged((FOX, "walk"), things=("fox", "person"))))


def test_sizes_are_kept_between_child_man_horse_and_giant():
    stage = staged((GIRL, "stand"), (MAN, "stand"), (HORSE, "stand"), (GIANT, "stand"))

    def tall(who: Character) -> float:
        return figure(stage, f"character:{who.id}").tallness

    assert tall(GIRL) < tall(MAN) < tall(GIANT)
    assert 0.6 * tall(MAN) < tall(HORSE) < tall(GIANT)
    spots = sorted(figure(stage, f"character:{who.id}").x for who in (GIRL, MAN, HORSE, GIANT))
    assert all(right - left > 0.1 for left, right in pairwise(spots))


def test_a_walker_does_not_glide_back_between_two_walks():
    first, second = staged((MAN, "walk"), seconds=6.0), staged((MAN, "walk"), seconds=0.0)
    stages = [between(first, second, number / 20) for number in range(21)]
    for key in {key for stage in stages for key in keys(stage)}:
        ways = [figure(stage, key).x for stage in stages if key in keys(stage)]
        assert all(after >= before - 1e-9 for before, after in pairwise(ways)), key
    assert sum(figure(stages[10], key).presence for key in keys(stages[10]) if "mark" not in key) == pytest.approx(1.0)


def test_who_walks_away_walks_off_and_who_only_stood_fades_where_they_are():
    second = staged((WOMAN, "stand"))
    for action, moves in (("walk", True), ("stand", False)):
        first = staged((MAN, action))
        start, later = (figure(between(first, second, share), "character:man").x for share in (0.0, 0.7))
        assert (later > start + 0.1) == moves


@pytest.mark.parametrize("action", ["sleep", "swim", "weep", "embrace", "fall", "climb", "sit"])
def test_a_morph_of_actions_changes_evenly(action: str):
    size = Size(160, 90)
    one, other = subject((MAN, "walk"), (WOMAN, "stand")), subject((MAN, action), (FOX, action), things=("letter",))

    def painted(share: float):
        moments = (Moment(one, 5.0 + share, 6.0, 1 - share), Moment(other, share, 6.0, share))
        return paint_view(View(moments, NOISE, Camera(zoom=1.0)), size).astype(np.int16)

    frames = [painted(number / 24) for number in range(25)]
    steps = [float(np.abs(before - after).mean()) for before, after in pairwise(frames)]
    assert max(steps) < 0.4 * float(np.abs(frames[0] - frames[-1]).mean()) + 0.5


def test_how_broad_and_how_old_somebody_is_is_seen():
    def seen(who: Character) -> np.ndarray:
        view = View((Moment(subject((who, "stand")), 1.0, 6.0),), NOISE, Camera(zoom=1.0))
        return paint_view(view, Size(320, 180)).astype(np.int16)

    plain = seen(MAN)
    for other in (replace(MAN, look=("fat",)), replace(MAN, look=("thin",)), replace(MAN, age="old"), WOMAN, GIRL):
        assert (np.abs(seen(other) - plain).max(axis=2) > 40).sum() > 20


def test_a_point_of_a_figure_turns_with_its_joints_and_with_the_body():
    def hand(seconds: float) -> tuple[float, float]:
        walker = figure(staged((WOMAN, "walk"), seconds=seconds), "character:woman")
        x, y = point_of(walker, "hand-near")
        return x - walker.x, y - walker.y

    assert apart(hand(0.2), hand(0.8)) > 0.02
    sleeper, stander = (figure(staged((WOMAN, action)), "character:woman") for action in ("sleep", "stand"))
    assert point_of(sleeper, "mouth")[1] > point_of(stander, "mouth")[1] + 0.15
    assert point_of(sleeper, "mouth")[0] < sleeper.x - 0.05


def test_nothing_stands_outside_that_belongs_in_a_room_nor_in_a_room_that_belongs_outside():
    for name, belongs_inside in (("bed", True), ("picture", True), ("tree", False), ("well", False)):
        shown = [
            f"thing:{name}" in keys(staged(place="room" if inside else "meadow", inside=inside, things=(name,)))
            for inside in (True, False)
        ]
        assert shown == [belongs_inside, not belongs_inside], name
