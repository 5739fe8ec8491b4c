"""What moves in a film moves smoothly: through transitions, second framings and the noise's wandering."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from storyanim.schedule import Schedule, schedule
from storyanim.schedule.easing import paced, smoothstep
from storyanim.schedule.transitions import DARK, PAPER
from storyanim.storyboard import RoleLine
from tests.schedule.boards import board, shot, way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.types import FrameRecipe

FOX = (RoleLine(who="fox", action="walk"),)


def in_a_row(kind: str, seconds: float) -> Schedule:
    """Six shots that are hardly more than the ways between them."""
    cameras = ("push", "pan-left", "pull", "pan-right", "tilt-up", "push")
    shots = (shot(n, seconds=2.0, camera=move, transition=way(kind, seconds)) for n, move in enumerate(cameras))
    return schedule(board(tuple(shots), title_seconds=0.0))


def numbers(recipe: FrameRecipe) -> Mapping[object, float]:
    """Every weight, noise coefficient and camera number of a frame."""
    found: dict[object, float] = {}
    for view, share in recipe.views:
        for moment in view.moments:
            found[moment.subject] = found.get(moment.subject, 0.0) + share * moment.weight
        for seed, weight in view.noise:
            found[seed] = found.get(seed, 0.0) + share * weight
        for name, value in zip("xyz", view.camera, strict=True):
            found[name] = found.get(name, 0.0) + share * value
    return found


def speeds(film: Schedule) -> list[Mapping[object, float]]:
    """How much each of them changes from frame to frame."""
    rows = [numbers(film.recipe_at(index)) for index in range(film.frames)]
    return [{key: b.get(key, 0.0) - a.get(key, 0.0) for key in {**a, **b}} for a, b in pairwise(rows)]


@pytest.mark.parametrize("kind", ["morph", "dissolve", "carry"])
def test_transitions_in_a_row_neither_jerk_nor_stop_dead(kind: str):
    film = in_a_row(kind, 0.9)
    steps = speeds(film)
    jerks = [max(abs(b.get(k, 0.0) - a.get(k, 0.0)) for k in {**a, **b}) for a, b in pairwise(steps)]
    assert max(jerks) < 0.02  # a jump of speed would be as large as speed itself, 0.07
    camera = [max(abs(step.get(axis, 0.0)) for axis in "xyz") for step in steps]
    keys = [frame for one in film.shots[1:] for frame in (one.first, one.first + one.transition)]
    assert all(max(camera[key - 2 : key + 2]) > 1e-4 for key in keys)


def test_a_pace_is_smooth_and_two_knots_are_the_easing():
    assert [paced((0.0, 1.0), at / 10) for at in range(11)] == pytest.approx([smoothstep(at / 10) for at in range(11)])
    steep = tuple(knot / 32 * 0.2 if knot < 16 else 1 - (32 - knot) / 32 * 0.2 for knot in range(33))
    values = [paced(steep, at / 1000) for at in range(1001)]
    steps = [b - a for a, b in pairwise(values)]
    assert min(steps) >= 0
    assert max(abs(b - a) for a, b in pairwise(steps)) < 0.006  # without rounding 0.025
    assert steps[0] < 1e-4 > steps[-1]


def test_a_dip_goes_through_one_plain_colour_and_shows_one_picture_at_a_time():
    film = in_a_row("dip", 0.9)
    second = film.shots[1]
    run = [film.recipe_at(index) for index in range(second.first - 1, second.first + second.transition + 1)]
    assert all(len(recipe.views) == 1 for recipe in run)
    opacity = [recipe.veil.opacity if recipe.veil else 0.0 for recipe in run]
    middle = len(opacity) // 2
    assert opacity[: middle + 1] == sorted(opacity[: middle + 1])
    assert opacity[middle:] == sorted(opacity[middle:], reverse=True)
    assert (opacity[0], opacity[-1]) == (0, 0)
    assert max(opacity) > 0.9
    assert {recipe.veil.colour for recipe in run if recipe.veil} == {PAPER}
    night = board((shot(0), shot(1, transition=way("dip", 1.0))), title_seconds=0.0)
    dark = schedule(night.model_copy(update={"scenes": (night.scenes[0].model_copy(update={"time": "night"}),)}))
    veil = dark.recipe_at(dark.shots[1].first).veil
    assert veil is not None
    assert veil.colour == DARK


def test_a_carry_moves_both_pictures_the_same_way_and_shows_no_border():
    film = in_a_row("carry", 0.9)
    still = in_a_row("dissolve", 0.9)
    for one in film.shots[1:]:
        moved = [
            [
                a.camera.x - b.camera.x
                for (a, _), (b, _) in zip(film.recipe_at(i).views, still.recipe_at(i).views, strict=True)
            ]
            for i in range(one.first, one.first + one.transition)
        ]
        (left, come), (late_left, late_come) = moved[2], moved[-3]
        assert (late_left - left) * (late_come - come) > 0
        assert abs(late_left) > 0.01 < abs(come)


def test_a_long_shot_is_framed_anew_half_way_and_says_so_in_its_prompt():
    one = shot(0, seconds=12.0, framing="wide-close", prompt="{fox} walks, in a forest, wide view", roles=FOX)
    film = schedule(board((one,), title_seconds=0.0))
    first, middle, last = (film.recipe_at(index).views[0][0].moments for index in (0, 143, 287))
    assert [moment.subject.framing for moment in (*first, *middle, *last)] == ["wide", "wide", "close", "close"]
    assert "wide view" in first[0].subject.prompt
    assert "close-up" in last[0].subject.prompt
    assert "wide view" not in last[0].subject.prompt
    assert [moment.weight for moment in middle] == pytest.approx([0.5, 0.5], abs=0.02)
    assert middle[0].seconds == middle[1].seconds
    jerk = [max(abs(b.get(k, 0.0) - a.get(k, 0.0)) for k in {**a, **b}) for a, b in pairwise(speeds(film))]
    assert max(jerk) < 0.002


def test_where_nobody_is_seen_the_camera_itself_comes_nearer():
    one = shot(0, seconds=12.0, framing="wide-medium", roles=(), camera="still")
    film = schedule(board((one,), title_seconds=0.0))
    zooms = [film.recipe_at(index).views[0][0].camera.zoom for index in range(film.frames)]
    assert zooms == sorted(zooms)
    assert zooms[-1] / zooms[0] == pytest.approx(1.25, abs=0.01)


def test_the_next_shot_comes_out_of_the_second_framing():
    long, after = shot(0, seconds=12.0, framing="wide-close"), shot(1, transition=way("morph", 1.0))
    film = schedule(board((long, after), title_seconds=0.0))
    outgoing = film.recipe_at(film.shots[1].first + 4).views[0][0].moments[0]
    assert outgoing.subject.framing == "close"


@pytest.mark.parametrize(("drift", "wanders"), [(0.0, False), (5.0, True)])
def test_a_storyboard_says_how_far_noise_wanders(drift: float, wanders: bool):
    film = schedule(board((shot(0),), drift=drift, title_seconds=0.0))
    noises = {film.recipe_at(index).views[0][0].noise for index in (10, 40, 80)}
    assert (len(noises) > 1) == wanders


def test_a_pace_in_the_storyboard_is_a_hands_and_stays():
    mine = (0.0, 0.9, 1.0)
    kept = way("morph", 0.8).model_copy(update={"pace": mine})
    film = schedule(board((shot(0), shot(1, transition=kept)), title_seconds=0.0), {"shot-1": (0.0, 0.1, 1.0)})
    (crossing,) = film.crossings
    assert crossing.pace == mine
