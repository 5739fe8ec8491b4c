"""Who stands where, does what, holds what, and how the frame holds them: the values before any paint."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.lens import ACTOR_DEPTH, Window
from storyanim.render.storybook.painting import window_of
from storyanim.render.storybook.places import place_of
from storyanim.render.storybook.poses import action_of, pose_at
from storyanim.render.storybook.props import HELD
from storyanim.render.storybook.staging import Stage, between, stage_of
from storyanim.render.storybook.svg import Part, load_drawing
from storyanim.render.storybook.wardrobe import thing
from storyanim.types import (
    Actor,
    Camera,
    Character,
    Framing,
    Moment,
    Season,
    SeedWeight,
    Setting,
    Size,
    Subject,
    TimeOfDay,
    View,
)

if TYPE_CHECKING:
    from storyanim.render.storybook.cutout import Figure

FOX = Character("fox", "Fox", "fox", "animal")
OWL = Character("owl", "Owl", "owl", "animal")
GIRL = Character("girl", "Girl", "girl", "person", "female", "child")
MAN = Character("man", "Man", "man", "person", "male")
HORSE = Character("horse", "Horse", "horse", "animal")
FISH = Character("fish", "Fish", "fish", "animal")
FIELD = read_field((SeedWeight(1, 1.0),), Size(1280, 720))


def staged(
    *actors: tuple[Character, str],
    place: str = "meadow",
    things: tuple[str, ...] = (),
    framing: Framing = "medium",
    seconds: float = 1.0,
) -> Stage:
    roles = tuple(Actor(character, action) for character, action in actors)
    return stage_of(Moment(Subject("", Setting(place), roles, things, framing), seconds, 6.0), FIELD)


def figure(stage: Stage, key: str) -> Figure:
    return next(figure for figure in stage.figures if figure.key == key)


def test_two_who_talk_face_each_other():
    stage = staged((FOX, "talk"), (GIRL, "talk"))
    left, right = sorted((figure(stage, "character:fox"), figure(stage, "character:girl")), key=lambda one: one.x)
    assert (left.facing, right.facing) == (1.0, -1.0)


def test_people_keep_their_sides_whoever_is_named_first():
    one, other = staged((FOX, "talk"), (GIRL, "talk")), staged((GIRL, "look"), (FOX, "sit"))
    sides = [figure(stage, "character:fox").x < figure(stage, "character:girl").x for stage in (one, other)]
    assert sides[0] == sides[1]


def test_who_walks_crosses_the_stage_and_who_stands_does_not():
    walk = [figure(staged((FOX, "walk"), seconds=at), "character:fox").x for at in (0.0, 3.0, 6.0)]
    stand = [figure(staged((FOX, "stand"), seconds=at), "character:fox").x for at in (0.0, 6.0)]
    assert walk[0] + 0.1 < walk[1] < walk[2] - 0.1
    assert stand[0] == stand[1]


def test_legs_swing_when_walking_and_rest_when_standing():
    walk, stand = action_of("quadruped", "walk"), action_of("quadruped", "stand")
    leg = "leg-front-near"
    swings = [pose_at(walk, number / 20).joints[leg][0] for number in range(20)]
    assert max(swings) - min(swings) > 20
    rests = [pose_at(stand, number / 20).joints.get(leg, (0.0, 1.0))[0] for number in range(20)]
    assert max(rests) - min(rests) < 8


def test_an_action_nobody_drew_goes_to_its_nearest():
    assert action_of("biped", "ladle").parts == action_of("biped", "stand").parts
    assert action_of("no-such-rig", "walk").parts == {}


def test_what_is_carried_is_in_the_hand():
    stage = staged((GIRL, "walk"), things=("lantern",))
    assert "lantern" in figure(stage, "character:girl").costume.tags
    assert not any(one.key == "thing:lantern" for one in stage.figures)


def test_everything_that_can_be_held_exists_on_both_sides():
    def tags(part: Part) -> set[str]:
        inner = (tags(child) for child in part.children if isinstance(child, Part))
        return set().union(*(child.when for child in part.children), *inner)

    known = set().union(*(tags(load_drawing("people", doll).root) for doll in ("man", "woman", "child")))
    assert set(HELD.values()) <= known
    assert all(thing(name) is not None for name in HELD)


def test_a_rider_sits_on_the_shots_horse_and_is_painted_over_it():
    stage = staged((MAN, "ride"), (HORSE, "walk"))
    keys = [one.key for one in stage.figures]
    assert keys.index("character:horse") < keys.index("character:man")
    rider, horse = figure(stage, "character:man"), figure(stage, "character:horse")
    assert abs(rider.x - horse.x) < 0.1
    assert rider.y < horse.y - 0.02


def test_a_rider_without_a_horse_gets_one_that_trots():
    poses = [figure(staged((MAN, "ride"), seconds=at), "character:man:horse").pose for at in (1.0, 1.3)]
    assert poses[0] != poses[1]


def test_at_sea_people_are_in_a_boat_and_fish_are_not():
    assert any(one.key == "thing:boat" for one in staged((MAN, "work"), place="sea").figures)
    assert any(one.key == "thing:raft" for one in staged((MAN, "work"), place="sea", things=("raft",)).figures)
    assert not any(one.key == "thing:boat" for one in staged((FISH, "stand"), place="sea").figures)
    assert not any(one.key == "thing:boat" for one in staged((MAN, "swim"), place="sea").figures)


@pytest.mark.parametrize("place", ["lake", "river", "harbour", "beach", "swamp", "mill"])
def test_a_rowed_boat_lies_on_the_water_before_the_bank_and_only_its_rower_has_an_oar(place: str):
    stage = staged((MAN, "row"), place=place)
    boat = figure(stage, "thing:boat")
    where = place_of(Setting(place))
    assert where.shore is not None
    waterline = boat.y - boat.sunk * boat.scale
    assert where.shore < waterline < where.bank
    assert not boat.grounded
    assert where.shore < figure(stage, "mark:character:man:oar").y < where.bank
    assert "row" in boat.costume.tags
    names = [one.key for one in stage.figures]
    assert names.index("thing:boat") < names.index("mark:character:man:oar")


@pytest.mark.parametrize("place", ["lake", "river", "harbour", "beach"])
def test_a_boat_beside_people_on_land_floats_behind_the_lands_edge(place: str):
    boat = figure(staged((MAN, "stand"), place=place, things=("boat",)), "thing:boat")
    where = place_of(Setting(place))
    assert where.shore is not None
    assert where.shore < boat.y - boat.sunk * boat.scale < where.bank
    assert boat.far
    assert boat.depth == where.bank_depth
    assert not boat.grounded


@pytest.mark.parametrize("place", ["sea", "lake", "harbour"])
@pytest.mark.parametrize("action", ["row", "sit", "stand"])
def test_a_crew_is_inside_its_boat_and_the_near_side_hides_their_feet(place: str, action: str):
    stage = staged((MAN, action), (GIRL, "sit"), place=place, things=("boat",))
    keys = [one.key for one in stage.figures]
    inside, man, near = (keys.index(key) for key in ("thing:boat:inside", "character:man", "thing:boat"))
    assert inside < man < near
    boat, crew = stage.figures[near], stage.figures[man]
    height, shown = boat.scale * boat.costume.drawing.metres, crew.y - crew.sunk * crew.scale
    assert boat.y - 0.44 * height < shown < boat.y - boat.sunk * boat.scale
    assert boat.scale * boat.costume.drawing.breadth > 1.5 * crew.scale * crew.costume.drawing.metres


@pytest.mark.parametrize("actors", [((FOX, "stand"),), ((OWL, "fly"),), ((GIRL, "talk"), (MAN, "talk"), (FOX, "run"))])
def test_a_close_framing_is_nearer_and_still_holds_everybody(actors: tuple[tuple[Character, str], ...]):
    wide, close = (staged(*actors, framing=framing) for framing in ("wide", "close"))
    assert wide.focus[2] == 1.0
    x, y, zoom = close.focus
    assert zoom >= 1.0
    if len(actors) == 1:
        assert zoom > 1.2
    for one in close.figures:
        top = one.y - one.scale * (one.costume.drawing.metres + one.pose.rise)
        assert top > y - 0.5 / zoom - 0.12
        assert abs(one.x - x) < 0.5 * FIELD.aspect / zoom


@pytest.mark.parametrize("place", ["city", "market", "forest"])
@pytest.mark.parametrize("framing", ["wide", "medium", "close"])
@pytest.mark.parametrize("aspect", [0.5625, 1.0, 1.7777])
def test_no_framing_cuts_people_at_the_ankles(place: str, framing: Framing, aspect: float):
    actors = (Actor(MAN, "talk"), Actor(GIRL, "look"))
    moment = Moment(Subject("", Setting(place), actors, framing=framing), 1.0, 6.0)
    stage = stage_of(moment, read_field((SeedWeight(1, 1.0),), Size(round(720 * aspect), 720)))
    man = figure(stage, "character:man")
    for zoom in (1.065, 1.15, 1.3):
        window = window_of(View((moment,), (SeedWeight(1, 1.0),), Camera(0.0, -0.02, zoom)), stage, aspect)
        low = 0.5 + window.y + 0.5 / window.zoom
        assert low > man.y or low < man.y - 0.12 * man.tallness


@pytest.mark.parametrize("small", [FOX, GIRL])
@pytest.mark.parametrize("place", ["harbour", "meadow"])
def test_a_push_in_keeps_a_small_companion_whole(small: Character, place: str):
    stage = staged((MAN, "stand"), (small, "stand"), place=place, framing="close")
    moment = Moment(Subject("", Setting(place)), 1.0, 6.0)
    for zoom in (1.0, 1.065, 1.17):
        window = window_of(View((moment,), (SeedWeight(1, 1.0),), Camera(0.0, 0.0, zoom)), stage, FIELD.aspect)
        half = 0.5 / window.zoom
        for one in (figure(stage, "character:man"), figure(stage, f"character:{small.id}")):
            assert one.y < 0.5 + window.y + half
            assert one.y - one.tallness > 0.5 + window.y - half


def test_far_things_move_less_than_near_ones():
    window = Window(0.1, 0.0, 1.3)
    shifts = [window.at(depth).x for depth in (1.0, 0.6, ACTOR_DEPTH, 0.05)]
    assert shifts == sorted(shifts)
    assert window.at(ACTOR_DEPTH) == window
    assert 1.0 < window.at(1.0).zoom < 1.3


def test_a_morph_moves_those_in_both_and_fades_the_rest():
    first, second = staged((FOX, "stand"), (GIRL, "stand")), staged((FOX, "sleep"), (MAN, "stand"))
    middle = between(first, second, 0.5)
    assert figure(middle, "character:fox").presence == 1.0
    assert figure(middle, "character:girl").presence == figure(middle, "character:man").presence == 0.5


def test_painting_order_changes_in_the_middle_of_a_morph_not_at_its_end():
    first, second = staged((MAN, "stand"), (HORSE, "stand")), staged((MAN, "ride"), (HORSE, "walk"))
    late = [one.key for one in between(first, second, 0.9).figures]
    assert late == [one.key for one in second.figures]


@pytest.mark.parametrize(("season", "time"), [("winter", "night"), ("autumn", "dawn")])
def test_light_and_season_change_evenly(season: Season, time: TimeOfDay):
    one = staged((FOX, "stand"))
    subject = Subject("", replace(Setting("meadow"), season=season, time=time))
    other = stage_of(Moment(subject, 0.0, 6.0), FIELD)
    stages = [between(one, other, number / 10) for number in range(11)]
    seasons = [stage.season(season) for stage in stages]
    ambients = [stage.light.ambient[0] for stage in stages]
    assert all(abs(after - before - 0.1) < 1e-9 for before, after in pairwise(seasons))
    step = (ambients[-1] - ambients[0]) / 10
    assert all(abs(after - before - step) < 1e-6 for before, after in pairwise(ambients))


def test_a_word_of_a_place_leads_to_it():
    assert place_of(Setting("dark wood")).name == "forest"
    assert place_of(Setting("")).name == "meadow"
