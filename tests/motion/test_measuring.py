"""The figures of a film's motion say what a viewer would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.motion import Curves, Stretch, film_report, measured, plotted, solved_paces
from tests.motion.fakes import Jumping, noisy, one_morph

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CUT = (Stretch("one", 0, 60), Stretch("two", 60, 120))


def sliding(seed: int, frames: int, step: int = 1) -> list[NDArray[np.uint8]]:
    return [np.roll(noisy(seed), step * frame, axis=1) for frame in range(frames)]


def test_a_film_that_stands_still_is_frozen_and_one_that_moves_is_not():
    still = measured("still", [noisy(1)] * 120, CUT)
    moving = measured("moving", [*sliding(1, 60), *sliding(2, 60)], CUT)
    assert (still.frozen, still.flicker, still.shots[0].longest_freeze) == (1, 0, 59)
    assert (moving.frozen, moving.shots[1].longest_freeze) == (0, 0)
    assert moving.flicker > 0.5


def test_a_cut_is_seen_and_a_dissolve_of_the_same_pictures_is_not():
    first, second = noisy(1), noisy(2)
    steps = [(first * (1 - t) + second * t).astype(np.uint8) for t in np.linspace(0, 1, 32)[1:-1]]
    cut = measured("cut", [*sliding(1, 60), *sliding(2, 60)], CUT)
    soft = measured("soft", [*[first] * 60, *steps, *[second] * 30], (CUT[0], Stretch("two", 60, 120, 30, "dissolve")))
    assert cut.transitions[0].boundary > 5
    assert cut.worst_jump > 5
    assert soft.worst_jump < 1.2
    assert soft.transitions[0].detour == pytest.approx(1, abs=0.05)


def test_one_odd_frame_in_a_transition_is_a_jump_and_a_detour():
    first, second = noisy(1), noisy(2)
    steps = [(first * (1 - t) + second * t).astype(np.uint8) for t in np.linspace(0, 1, 32)[1:-1]]
    steps[12] = noisy(3)
    odd = measured("odd", [*[first] * 60, *steps, *[second] * 30], (CUT[0], Stretch("two", 60, 120, 30, "morph")))
    assert odd.worst_jump > 10
    assert odd.detour > 2


def test_drift_grows_with_the_gap_and_never_crosses_into_another_shot():
    film = measured("slow", [*sliding(1, 60), *sliding(2, 60)], CUT)
    assert list(film.drift) == [1, 2, 4, 8, 16, 24, 48]
    assert film.drift[1] < film.drift[2] < film.drift[4]
    still = measured("two pictures", [*[noisy(1)] * 60, *[noisy(2)] * 60], CUT)
    assert set(still.drift.values()) == {0}


def test_a_report_sets_our_film_beside_the_others(tmp_path: Path):
    renderer, told = Jumping(0.3), list[str]()
    found = solved_paces(one_morph(), renderer, Curves(tmp_path))
    report = film_report("A jump", found, renderer, "jumping", told=told.append)
    ours, cuts, linear, midpoints = report.ways
    assert told == [ours.way, cuts.way, linear.way, midpoints.way]
    assert ours.worst_jump <= 1.5
    assert min(cuts.worst_jump, linear.worst_jump) > 4
    assert midpoints.worst_jump < linear.worst_jump
    assert report.jumping == 1
    picture = plotted([report, report])
    assert (picture.shape[1:], picture.dtype) == ((1240, 3), np.uint8)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100


def test_without_baselines_only_our_film_is_drawn(tmp_path: Path):
    renderer = Jumping(0.3)
    found = solved_paces(one_morph(), renderer, Curves(tmp_path))
    renderer.drawn.clear()
    report = film_report("A jump", found, renderer, "jumping", baselines=False, told=print)
    assert len(report.ways) == 1
    assert len(renderer.drawn) == found.film.frames + 26  # the morph once more, without its curve
