from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.render.noise import LATENT_STEP, latent_window
from storyanim.render.turbo.cropping import shown, window
from storyanim.types import Camera, Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

sides = st.integers(16, 4096)
FILMS = (
    Size(512, 512),
    Size(1280, 720),
    Size(720, 1280),
    Size(1920, 800),
    Size(16, 16),
    Size(4096, 16),
    Size(16, 4096),
)


def drawn_at(size: Size) -> tuple[int, int]:
    """Columns and rows of the picture that is drawn for a film of this size."""
    rows, columns = latent_window(size)
    return columns * LATENT_STEP, rows * LATENT_STEP


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    zoom = draw(st.floats(1, 8))
    room = (1 - 1 / zoom) / 2
    return Camera(draw(st.floats(-room, room)), draw(st.floats(-room, room)), zoom)


@given(sides, sides, cameras())
def test_the_window_is_inside_and_of_the_films_aspect(width: int, height: int, camera: Camera):
    size = Size(width, height)
    columns, rows = drawn_at(size)
    left, top, right, bottom = window(columns, rows, camera, size)
    assert 0 <= left < right <= columns
    assert 0 <= top < bottom <= rows
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=1e-6)


@given(sides, sides)
def test_without_zoom_it_is_the_largest_rectangle_in_the_middle(width: int, height: int):
    size = Size(width, height)
    columns, rows = drawn_at(size)
    left, top, right, bottom = window(columns, rows, Camera(), size)
    assert left + right == pytest.approx(columns)
    assert top + bottom == pytest.approx(rows)
    assert right - left == pytest.approx(columns) or bottom - top == pytest.approx(rows)


def test_what_is_shown_of_usual_films():
    def of(*size: int) -> tuple[tuple[int, int], tuple[float, ...]]:
        film = Size(*size)
        return drawn_at(film), tuple(round(border, 2) for border in window(*drawn_at(film), Camera(), film))

    assert of(512, 512) == ((512, 512), (0, 0, 512, 512))
    assert of(1280, 720) == ((704, 384), (10.67, 0, 693.33, 384))
    assert of(720, 1280) == ((384, 704), (0, 10.67, 384, 693.33))
    assert of(1920, 800) == ((768, 320), (0, 0, 768, 320))


def test_the_camera_is_a_share_of_the_window():
    assert window(512, 512, Camera(0.25, -0.25, 2.0), Size(64, 64)) == (256, 0, 512, 256)
    assert window(512, 512, Camera(0.0, 0.0, 4.0), Size(64, 64)) == (192, 192, 320, 320)


WAVE = 2 * np.pi / 48


@pytest.mark.parametrize("pixels", [0.05, 0.25, 0.5, 1.0, 3.75])
@pytest.mark.parametrize("axis", [0, 1], ids=["down", "across"])
def test_a_pan_by_a_fraction_of_a_pixel_moves_the_picture_by_it(axis: int, pixels: float):
    """Waves of 48 pixels, each line's begun elsewhere: what changes is the way times their slope."""
    begun = np.random.default_rng(3).uniform(0, 2 * np.pi, 512)

    def angles(moved: float) -> NDArray[np.float64]:
        return WAVE * (np.arange(512) + 0.5 + moved)[None] + begun[:, None]

    wave = np.rint(127.5 + 100 * np.sin(angles(0.0))).astype(np.uint8)
    picture = np.repeat((wave if axis else wave.T)[..., None], 3, axis=2)
    way = pixels / 512
    camera = Camera(way, 0.0, 2.0) if axis else Camera(0.0, way, 2.0)
    before, after = (shown(picture, each, Size(256, 256))[..., 1] for each in (Camera(0.0, 0.0, 2.0), camera))
    change = after.astype(float) - before
    middle = (slice(128, 384), slice(128, 384))
    slope = WAVE * 100 * np.cos(angles(pixels / 2)[middle])
    assert ((change if axis else change.T) * slope).sum() / (slope**2).sum() == pytest.approx(
        pixels, abs=0.03
    )  # Lanczos
    expected = 127.5 + 100 * np.sin(angles(pixels)[middle])
    assert np.abs((after if axis else after.T) - expected).max() < 1.5


def test_what_is_shown_lies_where_the_window_says():
    """A white square's edges, found to a fraction of a pixel by the sum of light."""
    picture = np.zeros((256, 256, 3), np.uint8)
    picture[100:120, 140:180] = 255
    camera, size = Camera(0.05, -0.03, 1.7), Size(320, 320)
    left, top, right, _ = window(256, 256, camera, size)
    scale = size.width / (right - left)
    light = shown(picture, camera, size)[..., 0].astype(float)
    across, down = light.sum(0), light.sum(1)
    places = np.arange(320) + 0.5
    assert (across * places).sum() / across.sum() == pytest.approx((160 - left) * scale, abs=0.1)
    assert (down * places).sum() / down.sum() == pytest.approx((110 - top) * scale, abs=0.1)


def test_shrinking_does_not_alias():
    """Lines finer than the film's pixels become even grey, and no coarse pattern."""
    stripes = np.repeat((np.arange(512) % 3 == 0)[None, :, None] * np.uint8(255), 512, axis=0).repeat(3, axis=2)
    small = shown(stripes, Camera(), Size(100, 100))[2:-2, 2:-2].astype(float)
    assert small.mean() == pytest.approx(85, abs=1)
    assert small.std() < 4
    assert stripes[::5, ::5].std() > 100


@pytest.mark.parametrize("size", FILMS, ids=lambda size: f"{size.width}x{size.height}")
def test_films_of_any_shape_can_be_shown(size: Size):
    columns, rows = drawn_at(size)
    picture = np.random.default_rng(0).integers(0, 256, (rows, columns, 3), dtype=np.uint8)
    for camera in (Camera(), Camera(0.05, -0.05, 1.2), Camera(0.0, 0.0, 64.0)):
        pixels = shown(picture, camera, size)
        assert (pixels.shape, pixels.dtype) == ((size.height, size.width, 3), np.uint8)
        assert pixels.std() > 0


@settings(deadline=None, max_examples=40)
@given(sides, st.integers(16, 200), cameras())
def test_no_shape_or_camera_fails(width: int, height: int, camera: Camera):
    size = Size(min(width, 600), height)
    columns, rows = drawn_at(size)
    picture = np.full((rows, columns, 3), 100, np.uint8)
    assert (shown(picture, camera, size) == 100).all()


def test_the_whole_picture_at_its_own_size_is_itself():
    picture = np.random.default_rng(1).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    assert np.array_equal(shown(picture, Camera(), Size(512, 512)), picture)
