"""Our tables of numbers against the `step` of diffusers' own schedulers."""

from __future__ import annotations

from itertools import pairwise, product
from math import sqrt
from typing import TYPE_CHECKING, Any, get_args

import diffusers
import diffusers.schedulers.scheduling_euler_ancestral_discrete as euler_ancestral
import diffusers.schedulers.scheduling_lcm as lcm
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from storyanim.render.turbo.families import TURBO_SETTINGS, Sampling, sampling_of
from storyanim.render.turbo.sampling import Method, NoiseSchedule, Prediction, make_sampler, trailing_timesteps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.turbo.sampling import Sampler

theirs: Any = diffusers
SCHEDULERS: dict[Method, Any] = {
    "euler-ancestral": theirs.EulerAncestralDiscreteScheduler,
    "euler": theirs.EulerDiscreteScheduler,
    "ddim": theirs.DDIMScheduler,
    "consistency": theirs.LCMScheduler,
}
SETTINGS = {name: value for name, value in TURBO_SETTINGS.items() if name not in ("_class_name", "steps_offset")} | {
    "clip_sample": False
}
KINDS = sorted(set(product(get_args(Method), get_args(Prediction))) - {("euler-ancestral", "sample")})
"""Those that diffusers has."""
AGREE = 1e-5
"""Relative to the largest latent."""
LCM_TIMESTEPS = {1: (999,), 2: (999, 499), 3: (999, 666, 333), 4: (999, 749, 499, 249)}


def tensors(count: int) -> list[torch.Tensor]:
    return [torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(seed)) for seed in range(count)]


def outputs(count: int) -> list[torch.Tensor]:
    """What a model might answer: any numbers, since both sides are given the same."""
    return [torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(100 + number)) for number in range(count)]


def scheduler(method: Method, **settings: Any) -> Any:
    return SCHEDULERS[method].from_config(SETTINGS | settings)


def ours(sampler: Sampler, noises: Sequence[torch.Tensor], guide: torch.Tensor | None = None) -> torch.Tensor:
    latents = sampler.alone * noises[0] if guide is None else sampler.image * guide + sampler.noise * noises[0]
    for number, (step, output) in enumerate(zip(sampler.steps, outputs(len(sampler.steps)), strict=True)):
        latents = step.keep * latents + step.push * output
        latents = latents + step.fresh * noises[number + 1] if step.fresh else latents
    return latents


def run(made: Any, latents: torch.Tensor, timesteps: Sequence[Any]) -> tuple[torch.Tensor, list[float]]:
    """Their steps, and by what the latents are multiplied before the model sees them."""
    scales: list[float] = []
    for timestep, output in zip(timesteps, outputs(len(timesteps)), strict=True):
        scales.append(float((made.scale_model_input(latents, timestep) / latents).mean()))
        latents = made.step(output, timestep, latents, return_dict=False)[0]
    return latents, scales


def apart(first: torch.Tensor, second: torch.Tensor) -> float:
    return float((first - second).abs().max() / second.abs().max())


@pytest.fixture
def noises(monkeypatch: pytest.MonkeyPatch) -> list[torch.Tensor]:
    made = tensors(6)
    later = iter(made[1:])
    for module in (euler_ancestral, lcm):
        monkeypatch.setattr(module, "randn_tensor", lambda *_, **__: next(later))
    return made


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize(("method", "prediction"), KINDS)
def test_every_method_is_that_of_diffusers(
    method: Method, prediction: Prediction, steps: int, noises: list[torch.Tensor]
):
    made = scheduler(method, prediction_type=prediction)
    if method == "consistency":
        made.set_timesteps(timesteps=list(LCM_TIMESTEPS[steps]))
        timesteps = LCM_TIMESTEPS[steps]
    else:
        made.set_timesteps(steps)
        timesteps = trailing_timesteps(steps)
    assert made.timesteps.tolist() == list(timesteps)
    sampler = make_sampler(method, NoiseSchedule(prediction=prediction), timesteps)
    expected, scales = run(made, noises[0] * made.init_noise_sigma, made.timesteps)
    assert apart(ours(sampler, noises), expected) < AGREE
    assert [step.timestep for step in sampler.steps] == list(timesteps)
    assert [step.scale for step in sampler.steps] == pytest.approx(scales, rel=AGREE)


@pytest.mark.parametrize("method", ["euler-ancestral", "euler", "ddim"])
@pytest.mark.parametrize(
    ("steps", "strength", "left"), [(4, 0.5, 2), (4, 0.75, 3), (4, 0.99, 3), (2, 0.5, 1), (1, 1.0, 1)]
)
def test_from_a_picture_it_begins_at_the_picture_under_noise(
    method: Method, steps: int, strength: float, left: int, noises: list[torch.Tensor]
):
    guide = tensors(9)[8]
    made = scheduler(method)
    made.set_timesteps(steps)
    timesteps = made.timesteps[steps - left :]
    if hasattr(made, "set_begin_index"):
        made.set_begin_index(steps - left)
    begun = made.add_noise(guide, noises[0], timesteps[:1].long() if method == "ddim" else timesteps[:1])
    sampler = make_sampler(method, NoiseSchedule(), trailing_timesteps(steps), strength)
    assert len(sampler.steps) == left
    expected, _ = run(made, begun, timesteps)
    assert apart(ours(sampler, noises, guide), expected) < AGREE


@pytest.mark.parametrize("is_one", [True, False])
def test_ddim_ends_where_its_settings_say(is_one: bool, noises: list[torch.Tensor]):
    settings = {**SETTINGS, "_class_name": "DDIMScheduler", "set_alpha_to_one": is_one}
    made = scheduler("ddim", set_alpha_to_one=is_one)
    made.set_timesteps(2)
    expected, _ = run(made, noises[0], made.timesteps)
    assert apart(ours(sampling_of(settings, "test").sampler(2), noises), expected) < AGREE


def test_other_betas_and_more_timesteps_count(noises: list[torch.Tensor]):
    made = scheduler("euler", beta_start=0.001, beta_end=0.02, num_train_timesteps=500)
    made.set_timesteps(2)
    schedule = NoiseSchedule(0.001, 0.02, 500)
    expected, _ = run(made, noises[0] * made.init_noise_sigma, made.timesteps)
    assert apart(ours(Sampling("euler", schedule).sampler(2), noises), expected) < AGREE


def test_sdxl_turbos_single_step_is_what_was_measured():
    (step,) = Sampling("euler-ancestral").sampler(1).steps
    assert (step.timestep, step.fresh) == (999, 0.0)
    assert -step.push == pytest.approx(14.6146, abs=1e-4)
    assert step.scale * -step.push == pytest.approx(0.99767, abs=1e-5)


@given(st.sampled_from(get_args(Method)), st.integers(1, 4), st.floats(-1, 2))
def test_a_strength_leaves_as_many_steps_as_it_says_or_is_refused(method: Method, steps: int, strength: float):
    timesteps = trailing_timesteps(steps)
    left = min(int(steps * strength), steps)
    if left < 1:
        with pytest.raises(ValueError, match="leaves none"):
            make_sampler(method, NoiseSchedule(), timesteps, strength)
        return
    sampler = make_sampler(method, NoiseSchedule(), timesteps, strength)
    assert [step.timestep for step in sampler.steps] == list(timesteps[steps - left :])


@given(st.floats(1e-5, 0.01), st.floats(0.011, 0.1), st.integers(4, 2000))
def test_signal_falls_and_noise_keeps_unit_power(start: float, end: float, timesteps: int):
    schedule = NoiseSchedule(start, end, timesteps)
    alphas = schedule.alphas()
    assert len(alphas) == timesteps
    assert alphas[0] == pytest.approx(1 - start)
    assert all(0 < after < before < 1 for before, after in pairwise(alphas))
    sampler = make_sampler("ddim", schedule, trailing_timesteps(2, timesteps))
    assert sqrt(sampler.image**2 + sampler.noise**2) == pytest.approx(1)
