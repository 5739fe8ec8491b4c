"""Our frames are those of diffusers' own pipelines, for the same weights, words and noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img as image_to_image
import diffusers.schedulers.scheduling_euler_ancestral_discrete as euler_ancestral
import numpy as np
import pytest
import torch
from PIL import Image

from storyanim.render.turbo import decoding
from storyanim.render.turbo.denoising import Conditions, denoise, predicted
from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.prompting import TextEncoders, embed
from tests.render.turbo.models import FOX, SEA, image_pipeline, parts, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from storyanim.render.turbo.denoising import Predict
    from storyanim.render.turbo.sampling import Sampler

    Noises = Callable[[int], list[torch.Tensor]]
    Change = Callable[[Sampler, Conditions], tuple[Sampler, Conditions]]

HEIGHT, WIDTH = 64, 128
SHAPE = (1, 4, HEIGHT // 8, WIDTH // 8)
LATENTS_AGREE = 1e-4
"""Relative to the largest latent."""
PICTURES_AGREE = 1
"""Of 255."""


@pytest.fixture
def noises(monkeypatch: pytest.MonkeyPatch) -> Noises:
    """Noise for so many steps; what a diffusers scheduler draws next is the second and following of it."""

    def prepare(steps: int) -> list[torch.Tensor]:
        made = [torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed)) for seed in range(steps + 1)]
        later = iter(made[1:])
        monkeypatch.setattr(euler_ancestral, "randn_tensor", lambda *_, **__: next(later))
        return made

    return prepare


def ours(
    made: dict[str, Any],
    words: str,
    noises: list[torch.Tensor],
    steps: int,
    change: Change = lambda sampler, said: (sampler, said),
) -> torch.Tensor:
    sampler, said = change(sampling_of(TURBO_SETTINGS, "test").sampler(steps), conditions(made, words))
    return denoise(unet(made), sampler, noises, said)


def unet(made: dict[str, Any]) -> Predict:
    return partial(predicted, made["unet"])


def conditions(made: dict[str, Any], words: str) -> Conditions:
    ends = [end for end in ("", "_2") if f"tokenizer{end}" in made]
    text = TextEncoders(*(tuple(made[f"{kind}{end}"] for end in ends) for kind in ("tokenizer", "text_encoder")))
    read = embed(text, words)
    if read.pooled is None:
        return Conditions(read.states[None])
    size = torch.tensor([[HEIGHT, WIDTH, 0, 0, HEIGHT, WIDTH]]).float()
    return Conditions(read.states[None], read.pooled[None], size)


def theirs(whole: Any, words: str, steps: int, noise: torch.Tensor, kind: str) -> Any:
    return whole(
        words, num_inference_steps=steps, guidance_scale=0.0, latents=noise.clone(), height=HEIGHT, width=WIDTH,
        output_type=kind,
    ).images  # fmt: skip


def apart(first: torch.Tensor, second: torch.Tensor) -> float:
    return float((first - second).abs().max() / second.abs().max())


def furthest(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> int:
    return int(np.abs(first.astype(int) - second.astype(int)).max())


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("size", ["tiny", "tiny-sd"])
def test_latents_are_those_of_diffusers(size: str, steps: int, noises: Noises):
    made, noise = parts(size), noises(steps)
    expected = theirs(pipeline(made), FOX, steps, noise[0], "latent")
    assert apart(ours(made, FOX, noise, steps), expected) < LATENTS_AGREE


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_so_they_are_for_both_kinds_of_prediction(prediction: str, noises: Noises):
    made, noise = parts(), noises(2)
    expected = theirs(pipeline(made, prediction_type=prediction), FOX, 2, noise[0], "latent")
    sampler = sampling_of({**TURBO_SETTINGS, "prediction_type": prediction}, "test").sampler(2)
    assert apart(denoise(unet(made), sampler, noise, conditions(made, FOX)), expected) < LATENTS_AGREE


@pytest.mark.parametrize("steps", [1, 2, 4])
@pytest.mark.parametrize("large", [False, True], ids=["tiny-decoder", "large-decoder"])
def test_pictures_are_those_of_diffusers(large: bool, steps: int, noises: Noises):
    made, noise = parts(large_decoder=large), noises(steps)
    expected = np.asarray(theirs(pipeline(made), FOX, steps, noise[0], "pil")[0])
    picture = decoding.decode(made["vae"], ours(made, FOX, noise, steps))[0]
    assert expected.std() > 20
    assert furthest(picture, expected) <= PICTURES_AGREE


@pytest.mark.parametrize("large", [False, True], ids=["tiny-decoder", "large-decoder"])
@pytest.mark.parametrize(("steps", "strength"), [(2, 0.5), (4, 0.5), (4, 0.75), (1, 1.0), (3, 1.0)])
def test_pictures_from_a_picture_are_those_of_diffusers(
    large: bool, steps: int, strength: float, noises: Noises, monkeypatch: pytest.MonkeyPatch
):
    made, noise = parts(large_decoder=large), noises(steps)
    picture = decoding.decode(made["vae"], ours(made, SEA, noise, 1))
    monkeypatch.setattr(image_to_image, "randn_tensor", lambda *_, **__: noise[0])
    monkeypatch.setattr(image_to_image, "retrieve_latents", _without_chance)
    options = {"num_inference_steps": steps, "strength": strength, "guidance_scale": 0.0, "output_type": "latent"}
    expected = image_pipeline(made)(FOX, image=Image.fromarray(picture[0]), **options).images
    sampler = sampling_of(TURBO_SETTINGS, "test").sampler(steps, strength)
    guide = decoding.encode(made["vae"], picture)
    assert apart(denoise(unet(made), sampler, noise, conditions(made, FOX), guide), expected) < LATENTS_AGREE


def _without_chance(encoded: Any, **_: Any) -> torch.Tensor:
    return encoded.latent_dist.mode() if hasattr(encoded, "latent_dist") else encoded.latents


def _other() -> Conditions:
    return conditions(parts(), SEA)


def _first(sampler: Sampler, **factors: float) -> Sampler:
    """The sampler with some numbers of its first step multiplied."""
    first, *others = sampler.steps
    changed = {name: getattr(first, name) * factor for name, factor in factors.items()}
    return replace(sampler, steps=(replace(first, **changed), *others))


MUTATIONS: dict[str, Change] = {
    "another prompt": lambda sampler, said: (sampler, replace(said, states=_other().states)),
    "another pooled vector": lambda sampler, said: (sampler, replace(said, pooled=_other().pooled)),
    "another size": lambda sampler, said: (sampler, replace(said, time_ids=torch.full((1, 6), 512.0))),
    "another timestep": lambda sampler, said: (_first(sampler, timestep=0.999), said),
    "another input scale": lambda sampler, said: (_first(sampler, scale=1.01), said),
    "another sigma": lambda sampler, said: (_first(sampler, push=1.001), said),
    "another beginning": lambda sampler, said: (replace(sampler, alone=sampler.alone * 1.001), said),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_comparison_notices(name: str, noises: Noises):
    made, noise = parts(), noises(1)
    expected = theirs(pipeline(made), FOX, 1, noise[0], "latent")
    assert apart(ours(made, FOX, noise, 1, change=MUTATIONS[name]), expected) > 2 * LATENTS_AGREE


@pytest.mark.parametrize("name", ["another prompt", "another pooled vector", "another size"])
def test_the_conditions_can_be_seen(name: str, noises: Noises):
    made, noise = parts(), noises(1)
    right = decoding.decode(made["vae"], ours(made, FOX, noise, 1))
    wrong = decoding.decode(made["vae"], ours(made, FOX, noise, 1, change=MUTATIONS[name]))
    assert furthest(right, wrong) > 10 * PICTURES_AGREE


def test_the_fresh_noise_of_later_steps_counts(noises: Noises):
    made, noise = parts(), noises(2)
    before = ours(made, FOX, noise, 2)
    assert apart(ours(made, FOX, [noise[0], noise[2]], 2), before) > 0.05
