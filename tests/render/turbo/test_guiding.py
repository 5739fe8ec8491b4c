"""Turbo on another renderer's pictures: diffusers' image-to-image, at every strength, once per film or per shot."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img as image_to_image
import diffusers.schedulers.scheduling_euler_ancestral_discrete as euler_ancestral
import numpy as np
import pytest
import torch
from PIL import Image

from storyanim.errors import InputError
from storyanim.render import RendererSpec, about, open_renderer
from storyanim.render.guides import guide_noise, guide_pictures
from storyanim.render.turbo import decoding
from storyanim.render.turbo.cropping import shown
from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.guiding import Guidance, check_strength
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.renderer import Turbo
from storyanim.types import Camera, Moment, Size, View
from tests.render.turbo.models import image_pipeline, model, parts
from tests.render.turbo.test_equality import furthest
from tests.render.views import LAKE, MORPH, PLAIN, SNOW, noise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = Size(64, 64)
"""What the tiny model draws, so that the camera that stands still changes nothing."""
STILL = View(PLAIN.moments, PLAIN.noise)


class Stripes:
    """A guide as plain as can be: as many stripes as the view's first noise is strong, in its subject's colour."""

    batch, copies, fingerprint = 1, None, "stripes"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        return np.stack([self._picture(view, size) for view in views])

    def _picture(self, view: View, size: Size) -> NDArray[np.uint8]:
        down, across = np.mgrid[0 : size.height, 0 : size.width]
        wave = np.sin(across / (4.0 + 20.0 * abs(view.noise[0].weight)) + down / 9.0)
        colour = [sum(moment.weight * len(moment.subject.prompt) for moment in view.moments) * 4, 90, 200]
        return (np.multiply.outer(wave * 0.4 + 0.6, colour)).astype(np.uint8)


def guided(strength: float, steps: int, batch: int = 1, guide: Any = None, **options: Any) -> Turbo:
    hardware = Hardware("cpu", "fp32", "fp32", batch)
    guidance = Guidance(guide or Stripes(), strength)
    return Turbo(f"tiny {steps}", hardware, lambda: model(steps), guidance=guidance, **options)


@pytest.mark.parametrize(("steps", "strength"), [(2, 0.5), (4, 0.25), (3, 0.7), (4, 0.75), (1, 1.0), (2, 1.0)])
def test_pictures_are_those_of_image_to_image(steps: int, strength: float, monkeypatch: pytest.MonkeyPatch):
    planes = [torch.from_numpy(guide_noise(None, STILL, (8, 8), layer))[None] for layer in range(steps + 1)]
    later = iter(planes[1:])
    monkeypatch.setattr(euler_ancestral, "randn_tensor", lambda *_, **__: next(later))
    monkeypatch.setattr(image_to_image, "randn_tensor", lambda *_, **__: planes[0])
    picture = guide_pictures(Stripes(), [STILL], SIZE)[0]
    expected = image_pipeline(parts())(
        SNOW.prompt, image=Image.fromarray(picture), num_inference_steps=steps, strength=strength, guidance_scale=0.0
    ).images[0]
    assert np.asarray(expected).std() > 10
    assert furthest(guided(strength, steps).draw([STILL], SIZE)[0], np.asarray(expected)) <= 1


def test_the_less_strength_the_more_of_the_guide_stays():
    """Latents of a model that says "no noise here" are the guide's under so much noise less."""
    guide = decoding.encode(model().autoencoder, guide_pictures(Stripes(), [STILL], SIZE))
    shares: list[float] = []
    for strength in (0.25, 0.5, 0.75, 1.0):
        sampler = sampling_of(TURBO_SETTINGS, "test").sampler(4, strength)
        shares.append(float(guide.std()) / sampler.noise)
    assert shares == sorted(shares, reverse=True)
    first, last = (guided(strength, 4).draw([STILL], SIZE).astype(int) for strength in (0.25, 1.0))
    assert np.abs(first - last).max() > 20


def test_the_camera_is_moved_once_over_what_was_made_of_the_guide():
    camera = Camera(0.1, -0.05, 1.4)
    turbo = guided(0.5, 2)
    whole = turbo.draw([STILL], SIZE)[0]
    moved = turbo.draw([replace(STILL, camera=camera)], SIZE)[0]
    assert np.array_equal(moved, shown(whole, camera, SIZE))


def with_strength(strength: float | None, weight: float = 1.0, subject: Any = SNOW) -> Moment:
    return Moment(replace(subject, strength=strength), 1.5, 4.0, weight)


def test_a_shot_s_own_strength_stands_above_the_film_s():
    own = View((with_strength(1.0),), STILL.noise)
    drawn = guided(0.5, 2, batch=2).draw([own, STILL], SIZE)
    assert np.array_equal(drawn[1], guided(0.5, 2, batch=2).draw([STILL] * 2, SIZE)[0])
    assert np.array_equal(drawn[0], guided(1.0, 2, batch=2).draw([STILL] * 2, SIZE)[0])


def test_a_morph_between_shots_of_different_strengths_has_no_jump():
    turbo = guided(0.5, 4)

    def at(share: float) -> NDArray[np.int_]:
        moments = (with_strength(0.25, 1.0 - share), with_strength(0.75, share, LAKE))
        return turbo.draw([View(moments, noise(1, 2))], SIZE)[0].astype(int)

    pictures = [at(number / 16) for number in range(17)]
    changes = [float(np.abs(after - before).mean()) for before, after in pairwise(pictures)]
    assert max(changes) < 3 * float(np.median(changes))
    last = View((with_strength(0.75, 1.0, LAKE),), noise(1, 2))
    assert np.array_equal(turbo.draw([last], SIZE)[0], pictures[-1])


def test_neither_slot_nor_company_changes_a_byte():
    turbo = guided(0.5, 4, batch=3)
    views = [STILL, MORPH, View((with_strength(1.0),), STILL.noise)]
    together = turbo.draw(views, SIZE)
    for view, picture in zip(views, together, strict=True):
        assert np.array_equal(turbo.draw([view] * 3, SIZE)[1], picture)
        assert np.array_equal(turbo.draw([MORPH, MORPH, view], SIZE)[2], picture)


def test_guide_and_strength_are_in_the_fingerprint():
    class Other(Stripes):
        fingerprint = "other"

    plain = Turbo("tiny 2", Hardware("cpu", "fp32", "fp32", 1), lambda: model(2))
    found = [plain, guided(0.5, 2), guided(1.0, 2), guided(0.5, 2, guide=Other()), guided(0.5, 2, every=2)]
    assert len({turbo.fingerprint for turbo in found}) == len(found)


class Halves(Stripes):
    """A guide that moves the noise: upside down."""

    def noise_of(self, view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
        return np.ascontiguousarray(guide_noise(None, view, window, layer)[:, ::-1])


def test_noise_that_the_guide_moves_is_what_is_drawn_from():
    still, moved = (guided(1.0, 1, guide=guide).draw([STILL], SIZE).astype(int) for guide in (Stripes(), Halves()))
    assert np.abs(still - moved).max() > 20


def spec(folder: Path, **options: Any) -> RendererSpec:
    return RendererSpec.of("turbo", **{"model": str(folder), "decoder": "full", "device": "cpu", **options})


def test_storybook_guides_and_neither_knows_the_other(folder: Path):
    guided_spec = spec(folder).guided_by("storybook")
    turbo, plain = open_renderer(guided_spec), open_renderer(spec(folder))
    assert turbo.fingerprint != plain.fingerprint
    first = turbo.draw([PLAIN], SIZE)
    assert first.shape == (1, 64, 64, 3)
    assert np.array_equal(open_renderer(guided_spec).draw([PLAIN], SIZE), first)
    told = about(guided_spec, SIZE, (SNOW,))
    assert "2 steps" in told.words
    assert told.words.endswith("guided by storybook at strength 0.5")
    assert (told.facts["guide"], told.facts["strength"]) == ("storybook", 0.5)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"strength": 0.0}, "--strength 0: choose above 0"),
        ({"strength": 1.5}, "--strength 1.5: choose above 0, and 1 at most"),
        ({"strength": 0.4}, r"--strength 0.4 of 2 steps leaves none: choose 0.5 or more, or --steps 3"),
        ({"strength": 0.1, "steps": 4}, r"--strength 0.1 of 4 steps leaves none: choose 0.25 or more$"),
        ({"steps": 1}, r"--strength 0.5 of 1 step leaves none: choose 1 or more, or --steps 2"),
    ],
)
def test_a_strength_that_leaves_nothing_to_do_is_told(folder: Path, options: dict[str, Any], reason: str):
    with pytest.raises(InputError, match=reason):
        open_renderer(spec(folder, **options).guided_by("storybook"))


def test_a_shot_s_strength_that_leaves_nothing_is_told_before_anything_is_drawn(folder: Path):
    weak = replace(SNOW, strength=0.2)
    with pytest.raises(
        InputError, match=r"the shot 'an old woman and a fox walk through a fo\.\.\.': strength 0\.2 of 2"
    ):
        about(spec(folder).guided_by("storybook"), SIZE, (LAKE, weak))
    about(spec(folder), SIZE, (weak,))
    with pytest.raises(InputError, match=r"strength 0\.2 of 2 steps leaves none"):
        guided(0.5, 2).draw([View((with_strength(0.2),), STILL.noise)], SIZE)


def test_strength_without_a_guide_and_too_few_key_frames_are_refused(folder: Path):
    with pytest.raises(InputError, match="--strength is how far a guide is left: add --guide"):
        open_renderer(spec(folder, strength=0.5))
    for every in (0, 9):
        with pytest.raises(InputError, match=f"--every {every}: choose 1 to 8"):
            open_renderer(spec(folder, every=every))


@pytest.mark.parametrize(("steps", "least"), [(1, 1.0), (2, 0.5), (3, 0.34), (4, 0.25)])
def test_the_least_strength_that_is_told_is_enough(steps: int, least: float):
    check_strength(least, steps)
    with pytest.raises(InputError, match=f"choose {least:g} or more"):
        check_strength(least - 0.02, steps)
