"""Noise between two shots: of unit variance, exact at its ends, the same from either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.render.noise import combine
from storyanim.schedule.noise_walk import noise_walk, slerp
from tests.render.views import noise

if TYPE_CHECKING:
    from storyanim.types import SeedWeight


def between(share: float) -> tuple[SeedWeight, ...]:
    """Part of the way from one shot's noise to another's."""
    return slerp(noise_walk(1, 2).at(0.0), noise_walk(3, 4).at(0.0), share)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.floats(0, 1), st.floats(0, 60))
def test_slerped_noise_keeps_unit_variance(first: int, second: int, share: float, seconds: float):
    weights = slerp(noise_walk(first, second).at(seconds), noise_walk(second, first ^ 5).at(0.0), share)
    assert sum(weight**2 for _, weight in weights) == pytest.approx(1, abs=1e-4)


def test_the_very_numbers_have_unit_variance_all_the_way():
    for share in (0.0, 0.1, 0.5, 0.9, 1.0):
        made = combine(between(share), 96, 96)
        assert made.std() == pytest.approx(1, abs=0.02)
        assert made.mean() == pytest.approx(0, abs=0.02)
    linear = 0.5 * combine(between(0.0), 96, 96) + 0.5 * combine(between(1.0), 96, 96)
    assert linear.std() == pytest.approx(0.707, abs=0.02)


def test_slerp_ends_exactly_and_is_the_same_from_either_side():
    start, end = noise_walk(1, 2).at(0.0), noise_walk(3, 4).at(7.0)

    def weights(noise: tuple[SeedWeight, ...]) -> dict[int, float]:
        return {seed: weight for seed, weight in noise if weight}

    assert weights(slerp(start, end, 0.0)) == pytest.approx(weights(start), abs=1e-5)
    assert weights(slerp(start, end, 1.0)) == pytest.approx(weights(end), abs=1e-5)
    for share in (0.125, 0.5, 0.8):
        assert weights(slerp(start, end, share)) == pytest.approx(weights(slerp(end, start, 1 - share)), abs=1e-5)
    both = combine(slerp(start, end, 0.5), 32, 32)
    sides = combine(start, 32, 32) + combine(end, 32, 32)
    assert np.corrcoef(both.ravel(), sides.ravel())[0, 1] > 0.9999


def test_the_noise_of_later_steps_is_locked_to_the_seed_and_independent():
    layers = [combine(noise(7), 64, 64, layer) for layer in range(4)]
    assert np.array_equal(layers[2], combine(noise(7), 64, 64, 2))
    for number, layer in enumerate(layers):
        assert layer.std() == pytest.approx(1, abs=0.02)
        for other in [*layers[:number], combine(noise(8), 64, 64, number)]:
            assert abs((layer * other).mean()) < 0.03
