"""Light as a viewer feels it: rooms are lit, nobody is lost in the dark, winter is not green."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from storyanim.render.storybook.light import darkness, indoors, light_of, on_actors
from storyanim.render.storybook.painting import paint_view
from storyanim.types import Actor, Camera, Character, Moment, SeedWeight, Setting, Size, Subject, TimeOfDay, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = Size(256, 144)
MAN = Character("man", "Man", "man", "person", "male")
WOMAN = Character("woman", "Woman", "woman", "person", "female")


def painted(setting: Setting, actors: tuple[Actor, ...] = (), size: Size = SIZE) -> NDArray[np.int16]:
    view = View(
        (Moment(Subject("", setting, actors, framing="wide"), 2.0, 6.0),), (SeedWeight(1, 1.0),), Camera(zoom=1.06)
    )
    return paint_view(view, size).astype(np.int16)


def standing_out(setting: Setting) -> float:
    """How far figures' pixels are from the scenery they hide, in steps of 255."""
    apart = np.abs(painted(setting, (Actor(MAN, "stand"), Actor(WOMAN, "stand"))) - painted(setting)).max(axis=2)
    return float(apart[apart > 3].mean())


@pytest.mark.parametrize("time", get_args(TimeOfDay))
def test_a_lit_room_is_never_darker_than_at_night(time: TimeOfDay):
    room, night = (indoors(light_of(Setting("room", inside=True, time=each))) for each in (time, "night"))
    assert sum(room.ambient) >= sum(night.ambient) > 2.2


@pytest.mark.parametrize(
    ("setting", "least"),
    [
        (Setting("harbour", time="night"), 47),
        (Setting("forest", time="night"), 42),
        (Setting("village", time="night", weather="fog"), 38),
        (Setting("village", weather="fog"), 70),
    ],
    ids=str,
)
def test_figures_stand_out_of_the_dark_and_of_the_fog(setting: Setting, least: float):
    """Before figures were lit by the moon and the fog hung behind them, it was 44, 37, 24 and 48."""
    assert standing_out(setting) > least


def test_figures_are_lit_more_than_the_night_around_them_and_no_brighter_than_by_day():
    day, night = light_of(Setting()), light_of(Setting(time="night"))
    assert darkness(day) == 0.0
    assert darkness(night) > 0.7
    assert sum(night.ambient) + 0.6 < sum(on_actors(night).ambient) < sum(on_actors(day).ambient)


def test_a_fire_lights_the_floor_before_it_by_day():
    cottage = painted(Setting("cottage", inside=True), size=Size(640, 360))
    near, far = cottage[300:312, 120:140], cottage[300:312, 560:580]
    assert near.mean() > far.mean() + 6


def test_nothing_green_grows_in_the_snow_of_a_forest_floor():
    summer, winter = (painted(Setting("forest", season=season))[-24:] for season in ("summer", "winter"))

    def green(picture: NDArray[np.int16]) -> int:
        red, leaf, blue = picture[:, :, 0], picture[:, :, 1], picture[:, :, 2]
        return int(((leaf > red + 16) & (leaf > blue + 16)).sum())

    assert green(summer) > 1000
    assert green(winter) < 10
