from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from storyanim.motion import distance, look
from storyanim.types import Size
from tests.motion.fakes import noisy

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Distort = Callable[[NDArray[np.uint8], float], NDArray[np.uint8]]

PICTURES = [noisy(seed, Size(160, 90)) for seed in range(3)]


def blurred(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.3 + amount), np.uint8)


def shifted(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    return np.roll(picture, round(amount * 2), axis=1)


def noised(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    grain = np.random.default_rng(5).standard_normal(picture.shape)
    return np.clip(picture + 6 * amount * grain, 0, 255).astype(np.uint8)


def brighter(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    return np.clip(picture.astype(float) + 3 * amount, 0, 255).astype(np.uint8)


def blended(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    return (picture * (1 - amount / 8) + picture[::-1] * (amount / 8)).astype(np.uint8)


def recoloured(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    return (picture * (1 - amount / 8) + picture[:, :, [1, 2, 0]] * (amount / 8)).astype(np.uint8)


@pytest.mark.parametrize("distort", [blurred, shifted, noised, brighter, blended, recoloured])
@pytest.mark.parametrize("number", range(3))
def test_the_more_a_picture_is_distorted_the_further_away_it_is(distort: Distort, number: int):
    picture = PICTURES[number]
    apart = [distance(look(picture), look(distort(picture, amount))) for amount in (0.5, 1, 2, 4)]
    assert all(0.05 < one < other for one, other in pairwise(apart)), apart


def test_a_picture_is_no_distance_from_itself_and_a_hundred_from_black_to_white():
    black, white = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 255, np.uint8)
    assert distance(look(PICTURES[0]), look(PICTURES[0])) == 0
    assert distance(look(black), look(white)) == pytest.approx(100, rel=0.01)


def test_steps_along_a_dissolve_add_up_and_no_way_round_is_shorter():
    first, second, third = PICTURES
    looks = [look(first), *(look((first * (1 - t) + second * t).round().astype(np.uint8)) for t in (0.25, 0.5, 1.0))]
    steps = [distance(one, other) for one, other in pairwise(looks)]
    assert sum(steps) == pytest.approx(distance(looks[0], looks[-1]), rel=0.03)
    assert steps[2] == pytest.approx(2 * steps[0], rel=0.05)
    assert distance(looks[0], looks[-1]) <= distance(looks[0], look(third)) + distance(look(third), looks[-1])


def test_a_large_picture_looks_as_a_small_one_of_it_does():
    small, other = PICTURES[:2]
    large, larger = (np.kron(picture, np.ones((4, 4, 1), np.uint8)) for picture in (small, other))
    assert distance(look(large), look(larger)) == pytest.approx(distance(look(small), look(other)), rel=0.02)
