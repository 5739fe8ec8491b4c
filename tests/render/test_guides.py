"""A renderer that guides another: drawn without its camera, in its own batches, and with noise that it may move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.errors import InputError
from storyanim.render import RendererSpec, open_renderer
from storyanim.render.guides import guide_noise, guide_pictures
from storyanim.render.noise import combine
from storyanim.types import Camera, Size, View
from tests.render.fakes import open_fake
from tests.render.views import LATER, MORPH, PLAIN, STRANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SIZE = Size(20, 10)


class Guide:
    """Paints where the camera stands, and how many views came at once."""

    batch, copies, fingerprint = 2, None, "guide"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        assert len(views) == self.batch
        assert all(view.camera == Camera() and not view.keys for view in views)
        levels = [len(view.moments) * 10 for view in views]
        return np.stack([np.full((size.height, size.width, 3), level, np.uint8) for level in levels])


class Mover(Guide):
    def noise_of(self, view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
        return np.full((4, *window), layer, np.float32)


def open_guided(guide: Guide | None = None, **_: object) -> object:
    return guide


def test_a_guide_is_drawn_without_cameras_in_full_batches_of_its_own():
    between = View(PLAIN.moments, PLAIN.noise, Camera(0.1, 0.0, 1.4), ((LATER, 0.5), (STRANGE, 0.5)))
    pictures = guide_pictures(Guide(), [PLAIN, MORPH, between], SIZE)
    assert pictures.shape == (3, 10, 20, 3)
    assert pictures[:, 0, 0, 0].tolist() == [10, 20, 10]


def test_a_buffer_that_is_used_again_spoils_nothing():
    guide = open_fake()
    pictures = guide_pictures(guide, [PLAIN, MORPH, STRANGE, LATER, PLAIN], SIZE)
    assert guide.batches == 2
    assert np.array_equal(pictures[0], pictures[4])
    assert not np.array_equal(pictures[0], pictures[1])


def test_noise_is_the_views_own_unless_the_guide_moves_it():
    assert np.array_equal(guide_noise(None, PLAIN, (8, 6), 1), combine(PLAIN.noise, 8, 6, 1))
    assert np.array_equal(guide_noise(Guide(), PLAIN, (8, 6), 1), combine(PLAIN.noise, 8, 6, 1))
    assert guide_noise(Mover(), PLAIN, (8, 6), 1).tolist() == np.ones((4, 8, 6)).tolist()


def test_the_seam_opens_the_guide_and_hands_it_in():
    own = f"{__name__}:Guide"
    found = open_renderer(RendererSpec(f"{__name__}:open_guided", guide=RendererSpec(own)))
    assert isinstance(found, Guide)


def test_options_are_set_beside_a_guide():
    spec = RendererSpec.of("turbo", steps=2).guided_by("storybook").having(batch=4, every=3)
    assert spec.guide == RendererSpec.of("storybook")
    assert spec.options == (("batch", 4), ("every", 3), ("steps", 2))
    assert (spec.every, RendererSpec.of("turbo").every) == (3, 1)


def test_only_renderers_that_can_guide_do():
    with pytest.raises(InputError, match=r"--guide turbo: .* choose from: storybook"):
        RendererSpec.of("turbo").guided_by("turbo")


def test_a_show_is_drawn_one_by_one_and_never_waits_for_a_compiler_unless_it_is_told():
    assert RendererSpec.of("storybook").live == RendererSpec.of("storybook")
    assert RendererSpec.of("turbo", steps=2).live == RendererSpec.of("turbo", steps=2, batch=1, warming="serve")
    assert RendererSpec.of("turbo", batch=2).live.having(steps=1).options[0] == ("batch", 2)
