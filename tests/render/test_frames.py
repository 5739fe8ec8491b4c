from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.errors import RendererError
from storyanim.render import render_frames
from storyanim.render.mix import mixed
from storyanim.types import FrameRecipe, Size, Title, Veil
from tests.render.fakes import BatchFake, WrongFake
from tests.render.views import LATER, MORPH, PLAIN, recipe

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fake() -> BatchFake:
    return BatchFake("stripes")


def test_every_recipe_becomes_its_frame(fake: BatchFake):
    recipes = [recipe(index) for index in range(7)]
    frames = list(render_frames(fake, recipes))
    assert [(frame.index, frame.pts) for frame in frames] == [(one.index, one.pts) for one in recipes]
    assert len({frame.pixels.tobytes() for frame in frames}) == 7


def test_pixels_are_contiguous_read_only_and_their_own(fake: BatchFake):
    frames = list(render_frames(fake, [recipe(index) for index in range(9)]))
    for frame in frames:
        assert (frame.pixels.dtype, frame.pixels.shape) == (np.uint8, (48, 64, 3))
        assert frame.pixels.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            frame.pixels[0, 0, 0] = 1
    assert not any(np.shares_memory(one.pixels, other.pixels) for one, other in itertools.pairwise(frames))


def test_dissolves_fill_batches_with_both_their_views(fake: BatchFake):
    assert len(list(render_frames(fake, [recipe(at, (PLAIN, 0.5), (LATER, 0.5)) for at in range(6)]))) == 6
    assert fake.batches == 3


def test_a_dissolve_mixes_by_weight(fake: BatchFake):
    (first,), (second,) = (list(render_frames(fake, [recipe(0, (view, 1.0))])) for view in (PLAIN, MORPH))
    (frame,) = render_frames(fake, [recipe(0, (PLAIN, 0.75), (MORPH, 0.25))])
    expected = first.pixels * 0.75 + second.pixels * 0.25
    assert np.abs(frame.pixels - expected).max() <= 0.5


def test_recipes_are_read_no_further_than_a_batch_ahead(fake: BatchFake):
    read: list[int] = []

    def recipes() -> Iterator[FrameRecipe]:
        for index in range(1_000_000):
            read.append(index)
            yield recipe(index)

    frames = render_frames(fake, recipes())
    for _ in range(10):
        next(frames)
    assert len(read) <= 12


def test_no_recipes_are_no_frames(fake: BatchFake):
    assert list(render_frames(fake, [])) == []
    assert fake.batches == 0


def test_a_title_is_laid_over_only_where_it_can_be_seen(fake: BatchFake):
    size = Size(160, 120)
    plain, hidden, shown = render_frames(
        fake,
        [recipe(0, (PLAIN, 1.0), size=size, title=title) for title in (None, Title("Snow", 0.0), Title("Snow", 1.0))],
    )
    assert np.array_equal(plain.pixels, hidden.pixels)
    assert not np.array_equal(plain.pixels, shown.pixels)


def test_a_veil_covers_the_picture_and_leaves_the_title_to_be_read(fake: BatchFake):
    size, colour = Size(160, 120), (243, 235, 219)
    bare = recipe(0, (PLAIN, 1.0), size=size)
    plain, none, half, whole, titled = render_frames(
        fake,
        [
            bare,
            replace(bare, veil=Veil(colour, 0.0)),
            replace(bare, veil=Veil(colour, 0.5)),
            replace(bare, veil=Veil(colour, 1.0)),
            replace(bare, veil=Veil(colour, 1.0), title=Title("Snow", 1.0)),
        ],
    )
    assert np.array_equal(plain.pixels, none.pixels)
    assert np.abs(half.pixels - (plain.pixels.astype(float) + colour) / 2).max() <= 1
    assert np.array_equal(np.unique(whole.pixels.reshape(-1, 3), axis=0), [colour])
    assert not np.array_equal(whole.pixels, titled.pixels)


@pytest.mark.parametrize("fault", ["wide", "float", "few"])
def test_a_renderer_that_breaks_its_word_is_stopped(fault: str):
    with pytest.raises(RendererError, match=r"instead of uint8 \(2, 48, 64, 3\)"):
        next(render_frames(WrongFake(fault), [recipe(0)]))


def test_mixing_is_exact_at_both_ends_and_rounds_to_the_nearest():
    ramp = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(16, 16, 3)
    flipped = np.ascontiguousarray(ramp[::-1])
    assert np.array_equal(mixed(ramp, flipped, 0.0), ramp)
    assert np.array_equal(mixed(ramp, flipped, 1.0), flipped)
    for share in (0.1, 1 / 3, 0.5, 0.999):
        weight = round(share * 4096)
        exact = (ramp.astype(int) * (4096 - weight) + flipped.astype(int) * weight) / 4096
        assert np.array_equal(mixed(ramp, flipped, share), np.rint(exact).astype(np.uint8))
