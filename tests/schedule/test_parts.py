from __future__ import annotations

from itertools import pairwise
from math import acos, degrees
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.schedule.cameras import MOVES, OVERSCAN, camera_path
from storyanim.schedule.easing import glide, paced, rounded, smoothstep
from storyanim.schedule.noise_walk import DRIFT_SECONDS, Noise, derived_seed, noise_walk, slerp

if TYPE_CHECKING:
    from collections.abc import Callable

seeds = st.integers(0, 2**63 - 1)
times = st.floats(-1, 2)


def angle(first: Noise, second: Noise) -> float:
    other = dict(second)
    return degrees(acos(min(1.0, sum(weight * other.get(seed, 0) for seed, weight in first))))


@pytest.mark.parametrize("ease", [smoothstep, glide])
@settings(deadline=None)
@given(times, times)
def test_easing_rises_from_0_to_1_and_rests_outside(ease: Callable[[float], float], one: float, other: float):
    early, late = sorted((one, other))
    assert 0 <= ease(early) <= ease(late) <= 1
    assert (ease(0), ease(0.5), ease(1)) == (0, pytest.approx(0.5), 1)
    assert ease(late) - ease(early) <= 1.6 * (late - early) + 1e-9


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=0, max_size=31), st.floats(0, 1))
def test_a_pace_passes_through_its_knots(inner: list[float], time: float):
    pace = (0.0, *sorted(inner), 1.0)
    assert [paced(pace, at / (len(pace) - 1)) for at in range(len(pace))] == pytest.approx(pace)
    assert 0 <= paced(pace, time) <= 1


def test_rounding_never_gives_minus_zero():
    assert str(rounded(-1e-9)) == "0.0"


@pytest.mark.parametrize("move", MOVES)
@settings(deadline=None)
@given(length=st.floats(0.5, 60))
def test_cameras_move_smoothly_inside_the_picture_and_never_hurry(move: str, length: float):
    path = camera_path(move, length)
    cameras = [path.at(frame / 24) for frame in range(int((length + 3) * 24))]
    for camera in cameras:
        assert max(abs(camera.x), abs(camera.y)) <= (1 - 1 / camera.zoom) / 2
    steps = [max(abs(a - b) for a, b in zip(one, other, strict=True)) for one, other in pairwise(cameras)]
    assert max(steps) < 0.004
    assert max(abs(one - other) for one, other in pairwise(steps)) < 0.0005
    assert steps[-1] == 0


def test_every_move_goes_far_enough_to_be_seen():
    ends = {move: (camera_path(move, 8).at(0), camera_path(move, 8).at(9)) for move in MOVES}
    for move in ("push", "pull"):
        zooms = [camera.zoom for camera in ends[move]]
        assert max(zooms) / min(zooms) >= 1.15
    for move in ("pan-left", "pan-right", "tilt-up", "tilt-down"):
        (x, y, _), (other_x, other_y, _) = ends[move]
        assert abs(x - other_x) + abs(y - other_y) >= 0.1


def test_every_move_does_what_its_name_says():
    ends = {move: (camera_path(move, 8).at(0), camera_path(move, 8).at(9)) for move in MOVES}
    assert ends["push"][1].zoom > ends["push"][0].zoom >= 1
    assert ends["pull"][1].zoom < ends["pull"][0].zoom
    assert ends["pan-right"][1].x > 0 > ends["pan-right"][0].x
    assert ends["pan-left"][1].x < 0 < ends["pan-left"][0].x
    assert ends["tilt-up"][1].y < 0 < ends["tilt-up"][0].y
    assert ends["tilt-down"][1].y > 0 > ends["tilt-down"][0].y
    assert ends["still"][0] == ends["still"][1] == (0, 0, OVERSCAN)


@settings(deadline=None)
@given(seeds, seeds, st.floats(0, 100))
def test_a_shots_noise_is_a_unit_and_drifts_in_a_closed_circle(scene: int, shot: int, seconds: float):
    walk = noise_walk(scene, shot)
    here = walk.at(seconds)
    assert sum(weight**2 for _, weight in here) == pytest.approx(1, abs=1e-5)
    assert walk.at(seconds + DRIFT_SECONDS) == tuple((seed, pytest.approx(weight, abs=2e-6)) for seed, weight in here)
    assert angle(here, walk.at(seconds + 1 / 24)) < 0.3


@settings(deadline=None)
@given(seeds, seeds)
def test_one_seed_for_scene_and_shot_is_still_a_unit(scene: int, seconds: int):
    assert sum(weight**2 for _, weight in noise_walk(scene, scene).at(seconds % 9)) == pytest.approx(1, abs=1e-5)


def test_shots_of_a_scene_are_nearer_to_each_other_than_to_another_scenes():
    one, two, far = noise_walk(1, 11).at(0), noise_walk(1, 12).at(0), noise_walk(2, 13).at(0)
    assert angle(one, two) < 55
    assert angle(one, far) == pytest.approx(90, abs=1)


@settings(deadline=None)
@given(seeds, seeds, seeds, seeds, st.floats(0, 1))
def test_slerp_walks_evenly_from_one_noise_to_the_other(a: int, b: int, c: int, d: int, share: float):
    first, second = noise_walk(a, b).at(0), noise_walk(c, d).at(3)
    middle = slerp(first, second, share)
    assert sum(weight**2 for _, weight in middle) == pytest.approx(1, abs=1e-5)
    assert angle(first, middle) == pytest.approx(share * angle(first, second), abs=0.2)
    assert angle(slerp(first, second, 0), first) < 0.2
    assert angle(slerp(first, second, 1), second) < 0.2


def test_derived_seeds_fit_63_bits_and_never_change():
    assert derived_seed(7, "drift 1") == 31776383201070756
    assert all(0 <= derived_seed(seed, "x") < 2**63 for seed in range(100))
