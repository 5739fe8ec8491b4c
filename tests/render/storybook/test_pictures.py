"""What a person would notice in the pictures: facts are seen, motion is smooth, nothing jumps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.painting import paint_stage, paint_view, stage_of_view
from storyanim.render.storybook.places import place_named, place_names, place_of
from storyanim.types import (
    Actor,
    Camera,
    Character,
    Moment,
    SeedWeight,
    Setting,
    Size,
    Style,
    Subject,
    View,
    Weather,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = Size(192, 108)
FOX = Character("fox", "Fox", "fox", "animal", look=("red scarf",))
GIRL = Character("girl", "Girl", "girl", "person", "female", "child", ("red cloak",))
FOREST = Subject("", Setting("forest"), (Actor(FOX, "walk"),))


def picture(
    subject: Subject = FOREST,
    *,
    seconds: float = 2.0,
    noise: tuple[SeedWeight, ...] = (SeedWeight(1, 1.0),),
    camera: Camera = Camera(zoom=1.1),
    size: Size = SIZE,
) -> NDArray[np.int16]:
    return paint_view(View((Moment(subject, seconds, 6.0),), noise, camera), size).astype(np.int16)


def change(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    """Mean difference of two pictures, in steps of 255."""
    return float(np.abs(one - other).mean())


def seen(setting: Setting) -> NDArray[np.int16]:
    return picture(Subject("", setting))


def test_every_time_of_day_weather_and_season_looks_different():
    settings = [
        Setting("meadow"),
        *(Setting("meadow", time=time) for time in ("dawn", "morning", "evening", "dusk", "night")),
        *(Setting("meadow", weather=weather) for weather in ("cloudy", "rain", "snow", "fog", "storm", "wind")),
        *(Setting("meadow", season=season) for season in ("winter", "autumn", "spring")),
    ]
    pictures = [seen(setting) for setting in settings]
    for number, one in enumerate(pictures):
        for other in pictures[number + 1 :]:
            assert change(one, other) > 1.0


def test_night_is_darker_than_day_and_windows_are_lit():
    day, night = seen(Setting("village")), seen(Setting("village", time="night"))
    assert night.mean() < 0.6 * day.mean()
    lit = (night[:, :, 0] > 200) & (night[:, :, 2] < 170)
    assert lit.sum() > 20


def test_no_rain_falls_in_a_room():
    inside = Subject("", Setting("hall", inside=True, weather="rain"))
    outside = Subject("", Setting("meadow", weather="rain"))
    moved = [change(picture(subject, seconds=1.0), picture(subject, seconds=1.3)) for subject in (inside, outside)]
    assert moved[0] < 0.3 * moved[1]


def test_an_unknown_place_is_a_meadow_outside_and_a_room_inside():
    assert change(seen(Setting("wherever")), seen(Setting("meadow"))) == 0
    assert change(seen(Setting("wherever", inside=True)), seen(Setting("room", inside=True))) == 0


def test_a_look_is_seen():
    red = picture(Subject("", Setting("meadow"), (Actor(GIRL, "stand"),), framing="close"))
    blue_girl = replace(GIRL, look=("blue cloak",))
    blue = picture(Subject("", Setting("meadow"), (Actor(blue_girl, "stand"),), framing="close"))
    assert (red[:, :, 0] - blue[:, :, 0]).max() > 60
    assert (blue[:, :, 2] - red[:, :, 2]).max() > 40


@pytest.mark.parametrize("place", ["castle", "church", "cave"])
def test_a_place_looks_otherwise_from_inside(place: str):
    assert change(seen(Setting(place)), seen(Setting(place, inside=True))) > 15


@pytest.mark.parametrize("place", ["underwater", "space"])
def test_no_weather_falls_under_water_and_in_space(place: str):
    def moved(weather: Weather) -> float:
        subject = Subject("", Setting(place, weather=weather))
        return change(picture(subject, seconds=1.0), picture(subject, seconds=1.04))

    assert moved("snow") < 1.2 * moved("cloudy") + 0.01


def test_what_is_unknown_is_left_out():
    gadget = Subject("", Setting("forest"), (Actor(FOX, "walk"),), ("doohickey",))
    assert change(picture(gadget), picture(FOREST)) == 0


@pytest.mark.parametrize("action", ["walk", "stand", "talk"])
def test_figures_move_and_never_jump(action: str):
    subject = Subject("", Setting("cave"), (Actor(FOX, action), Actor(GIRL, action)))
    frames = [picture(subject, seconds=1.0 + number / 24) for number in range(8)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert change(frames[0], frames[-1]) > 0.02
    assert max(steps) < 6.0


@pytest.mark.parametrize("weather", ["rain", "snow", "wind"])
def test_weather_moves(weather: Weather):
    subject = Subject("", Setting("meadow", weather=weather))
    assert change(picture(subject, seconds=1.0), picture(subject, seconds=1.5)) > 0.1


def turned(share: float) -> tuple[SeedWeight, ...]:
    angle = share * pi / 2
    return SeedWeight(1, cos(angle)), SeedWeight(2, sin(angle))


@pytest.mark.parametrize("place", ["forest", "mountains", "village", "sea", "desert", "city", "jungle", "graveyard"])
def test_a_slerp_of_the_noise_moves_the_scenery_smoothly(place: str):
    subject = Subject("", Setting(place))
    frames = [picture(subject, noise=turned(number / 40)) for number in range(41)]
    steps = np.array([change(one, other) for one, other in pairwise(frames)])
    whole = change(frames[0], frames[-1])
    assert whole > 1.0, "the noise must decide where things stand"
    assert steps.max() < 3 * float(np.median(steps)) + 0.3
    assert steps.max() < 0.3 * whole


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FOREST.setting, Setting("lake", time="night")),
        (Setting("cottage", inside=True), Setting("cliffs", weather="storm")),
        (Setting("forest", season="summer"), Setting("forest", season="winter", time="morning")),
    ],
)
def test_a_morph_begins_and_ends_at_its_two_pictures(first: Setting, second: Setting):
    one, other = replace(FOREST, setting=first), Subject("", second, (Actor(GIRL, "stand"),))
    noise = (SeedWeight(1, 1.0),)

    def morph(share: float) -> NDArray[np.int16]:
        moments = (Moment(one, 6.0, 6.0, 1 - share), Moment(other, 0.0, 6.0, share))
        return paint_view(View(moments, noise, Camera(zoom=1.1)), SIZE).astype(np.int16)

    assert change(morph(0.0), picture(one, seconds=6.0)) < 0.3
    assert change(morph(1.0), picture(other, seconds=0.0)) < 0.3
    frames = [morph(number / 30) for number in range(31)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert max(steps) < 0.75 * change(frames[0], frames[-1]), "a set that sinks moves all it shows, but it never jumps"
    assert max(abs(one - other) for one, other in pairwise(steps)) < 0.25 * change(frames[0], frames[-1])


@pytest.mark.parametrize(
    "camera", [Camera(zoom=1.0), Camera(0.12, 0.0, 1.4), Camera(-0.14, 0.13, 1.4), Camera(0, 0, 3)]
)
@pytest.mark.parametrize("place", place_names())
def test_the_camera_never_shows_a_border(place: str, camera: Camera):
    """Below the horizon something is always drawn: the sky's ground colours never show through the edges."""
    for framing in ("wide", "close"):
        setting = Setting(place, inside=place_named(place).inside)
        subject = Subject("", setting, (Actor(FOX, "stand"),), framing=framing)
        view = View((Moment(subject, 1.0, 4.0),), (SeedWeight(3, 1.0),), camera)
        field = read_field(view.noise, SIZE)
        stage = stage_of_view(view, field)
        pixels = paint_stage(view, stage, field, SIZE).astype(np.int16)
        bare = replace(place_of(setting), layers=())
        sky = paint_stage(view, replace(stage, sets=((bare, 1.0),), figures=()), field, SIZE)
        assert change(pixels[-6:], sky[-6:].astype(np.int16)) > 4.0
        for column in (0, -1):
            assert np.abs(np.diff(pixels[-30:, column], axis=0)).max() < 200


@pytest.mark.parametrize("size", [Size(512, 512), Size(360, 640), Size(640, 360)])
def test_figures_stay_inside_the_picture_at_any_aspect(size: Size):
    wolf = Character("wolf", "Wolf", "wolf", "animal")
    crowd = Subject(
        "", Setting("snowfield"), (Actor(FOX, "stand"), Actor(GIRL, "stand"), Actor(wolf, "stand")), framing="wide"
    )
    empty = Subject("", Setting("snowfield"), framing="wide")
    noise, camera = (SeedWeight(5, 1.0),), Camera(zoom=1.0)
    with_them = picture(crowd, noise=noise, camera=camera, size=size)
    without = picture(empty, noise=noise, camera=camera, size=size)
    columns = np.abs(with_them - without).sum(axis=2).max(axis=0) > 60
    assert columns.any()
    assert not columns[:2].any()
    assert not columns[-2:].any()


@pytest.mark.parametrize("style", get_args(Style))
def test_styles_differ_and_are_still_the_same_scene(style: Style):
    drawn = picture(replace(FOREST, style=style))
    assert np.array_equal(drawn, picture(replace(FOREST, style=style)))
    for other in get_args(Style):
        apart = change(drawn, picture(replace(FOREST, style=other)))
        assert (apart == 0) if other == style else (apart > 8)


def test_lightning_strikes_and_fades():
    storm = Subject("", Setting("hills", weather="storm"))
    brightest = [int((picture(storm, seconds=seconds)[:50].min(axis=2) > 225).sum()) for seconds in (1.9, 3.2)]
    assert brightest[0] > 20 + brightest[1]


def test_a_narrow_room_keeps_its_furniture_apart():
    """The school's map does not cover its blackboard in a tall picture."""
    school = Subject("", Setting("school", inside=True), framing="wide")
    tall = picture(school, size=Size(216, 384), camera=Camera())
    board = (np.abs(tall - np.array([60, 90, 76])).max(axis=2) < 25).sum()
    assert board > 0.04 * 216 * 384
