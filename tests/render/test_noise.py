from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.render.noise import combine, latent_window, plane
from storyanim.types import SeedWeight, Size

sides = st.integers(1, 90)


@pytest.mark.parametrize(
    ("size", "window"),
    [
        (Size(512, 512), (64, 64)),
        (Size(4096, 4096), (64, 64)),
        (Size(1280, 720), (48, 88)),
        (Size(1080, 1920), (88, 48)),
        (Size(4096, 16), (8, 1024)),
        (Size(17, 33), (88, 48)),
    ],
)
def test_a_film_is_drawn_near_the_models_own_area_in_its_own_aspect(size: Size, window: tuple[int, int]):
    assert latent_window(size) == window


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**63 - 1), sides, sides, sides, sides)
def test_a_smaller_window_is_the_middle_of_a_larger_one(seed: int, rows: int, columns: int, more: int, wider: int):
    small, large = plane(seed, rows, columns), plane(seed, rows + more, columns + wider)
    down, right = (rows + more) // 2 - rows // 2, (columns + wider) // 2 - columns // 2
    assert np.array_equal(large[:, down : down + rows, right : right + columns], small)


def test_noise_is_standard_normal_and_independent():
    first, second = plane(1, 256, 256), plane(2, 256, 256)
    assert (first.dtype, first.shape) == (np.float32, (4, 256, 256))
    assert abs(first.mean()) < 0.01
    assert abs(first.std() - 1) < 0.01
    assert abs((first**4).mean() - 3) < 0.1
    for other in (second, np.roll(first, 1, axis=2), np.roll(first, 16, axis=1), np.roll(first, 1, axis=0)):
        assert abs((first * other).mean()) < 0.01


def test_noise_never_changes():
    """The bytes of every film hang on these, so they are pinned to a thousandth (not to a library's last bit)."""
    thousandths = np.rint(plane(7, 8, 8) * 1000).astype(np.int32)
    assert thousandths[:, 4, 4].tolist() == [522, -309, 35, -1667]
    assert sha256(thousandths.tobytes()).hexdigest()[:16] == "080383e4af4d3d3c"


def test_planes_are_shared_and_cannot_be_written():
    assert plane(3, 64, 64) is plane(3, 64, 64)
    with pytest.raises(ValueError, match="read-only"):
        plane(3, 64, 64)[0, 0, 0] = 1


def test_combined_noise_keeps_its_variance_and_its_own_memory():
    mix = combine([SeedWeight(1, 0.6), SeedWeight(2, 0.8)], 64, 64)
    assert np.allclose(mix, 0.6 * plane(1, 64, 64) + 0.8 * plane(2, 64, 64), atol=1e-6)
    assert abs(mix.std() - 1) < 0.02
    mix[0] = 0
    assert combine([SeedWeight(1, 1.0)], 64, 64).std() > 0.9
