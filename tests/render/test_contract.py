"""What every renderer promises. A new renderer is added to `SPECS`, and to nothing else."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.render import RendererSpec, open_renderer, render_frames
from storyanim.types import Size, Title, View
from tests.render.views import LAKE, LATER, MORPH, PLAIN, STRANGE, VIEWS, recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from storyanim.render import Renderer

SPECS = (
    RendererSpec("storybook"),
    RendererSpec("tests.render.turbo.models:open_tiny"),
    RendererSpec("tests.render.fakes:open_fake"),
)
SIZE = Size(96, 64)
SIZES = (Size(16, 16), Size(97, 61), Size(61, 97), Size(320, 16), Size(16, 320), Size(128, 128))

IN_ANOTHER_PROCESS = """
import hashlib, pickle, sys
from storyanim.render import open_renderer
spec, views, size = pickle.loads(sys.stdin.buffer.read())
renderer = open_renderer(spec)
print(renderer.fingerprint, hashlib.sha256(renderer.draw(views, size).tobytes()).hexdigest())
"""


@pytest.fixture(params=SPECS, ids=lambda spec: spec.name.partition(":")[2] or spec.name)
def spec(request: pytest.FixtureRequest) -> RendererSpec:
    return request.param


@pytest.fixture
def renderer(spec: RendererSpec) -> Renderer:
    return open_renderer(spec)


def drawn(renderer: Renderer, *views: View, size: Size = SIZE) -> NDArray[np.uint8]:
    """One full batch: the views, then the last again."""
    padded = [*views, *[views[-1]] * (renderer.batch - len(views))]
    return renderer.draw(padded, size).copy()


def test_it_says_what_it_is(renderer: Renderer):
    assert renderer.fingerprint == renderer.fingerprint != ""
    assert renderer.batch >= 1
    assert renderer.copies is None or renderer.copies >= 1


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_batch_is_8_bit_rgb_of_the_size_asked_for(renderer: Renderer, view: View):
    pictures = drawn(renderer, view)
    assert pictures.dtype == np.uint8
    assert pictures.shape == (renderer.batch, SIZE.height, SIZE.width, 3)
    assert pictures.std() > 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width}x{size.height}")
def test_any_size_can_be_drawn(renderer: Renderer, size: Size):
    assert drawn(renderer, MORPH, size=size).shape == (renderer.batch, size.height, size.width, 3)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_neither_slot_nor_neighbours_nor_history_change_a_byte(renderer: Renderer, view: View):
    alone = drawn(renderer, view)[0]
    for other in (LATER, STRANGE):
        if renderer.batch > 1:
            assert np.array_equal(drawn(renderer, other, view)[1], alone)
            assert np.array_equal(drawn(renderer, view, other)[0], alone)
        drawn(renderer, other)
    assert np.array_equal(drawn(renderer, view)[-1], alone)


def test_another_size_in_between_changes_nothing(renderer: Renderer):
    before = drawn(renderer, PLAIN)
    drawn(renderer, PLAIN, size=Size(40, 90))
    assert np.array_equal(drawn(renderer, PLAIN), before)


def test_noise_camera_and_subject_all_show(renderer: Renderer):
    moment = PLAIN.moments[0]
    others = [
        View(PLAIN.moments, MORPH.noise, PLAIN.camera),
        View(PLAIN.moments, PLAIN.noise, LATER.camera),
        View((type(moment)(LAKE, moment.seconds, moment.length),), PLAIN.noise, PLAIN.camera),
    ]
    plain = drawn(renderer, PLAIN)[0]
    assert all(not np.array_equal(drawn(renderer, other)[0], plain) for other in others)


def test_opened_again_it_is_the_same(spec: RendererSpec):
    renderer = open_renderer(spec)
    before = renderer.fingerprint, drawn(renderer, MORPH)
    del renderer
    renderer = open_renderer(pickle.loads(pickle.dumps(spec)))
    assert renderer.fingerprint == before[0]
    assert np.array_equal(drawn(renderer, MORPH), before[1])


def test_in_another_process_it_is_the_same(spec: RendererSpec):
    renderer = open_renderer(spec)
    views = [MORPH] * renderer.batch
    given = pickle.dumps((spec, views, SIZE))
    lines = {
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            input=given,
            capture_output=True,
            check=True,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(lines) == 1
    assert lines.pop().split()[0].decode() == renderer.fingerprint


def test_a_frame_alone_is_the_frame_in_the_film(renderer: Renderer):
    film = [recipe(index) for index in range(5)]
    film += [recipe(index, (PLAIN, 1 - index / 10), (MORPH, index / 10)) for index in range(5, 8)]
    film += [recipe(8, title=Title("Snow", 0.4)), recipe(9)]
    whole = list(render_frames(renderer, film))
    assert [frame.index for frame in whole] == list(range(10))
    for index in (9, 0, 6, 8):
        (alone,) = render_frames(renderer, [film[index]])
        assert np.array_equal(alone.pixels, whole[index].pixels)
