"""Every model known by name draws what diffusers draws with the scheduler that its authors publish with it."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import diffusers
import diffusers.schedulers.scheduling_lcm as lcm
import pytest
import torch
from safetensors.torch import save_file

from storyanim.errors import InputError, RendererError
from storyanim.render.turbo.checkpoint import find_checkpoint
from storyanim.render.turbo.denoising import denoise, predicted
from storyanim.render.turbo.families import (
    DISTILLED,
    SCHEDULERS,
    TURBO_SETTINGS,
    check_steps,
    distilled_for,
    sampling_of,
)
from storyanim.render.turbo.loading import load_model
from tests.render.turbo.folders import CPU, change, wanted
from tests.render.turbo.models import FOX, parts, pipeline, save
from tests.render.turbo.test_equality import HEIGHT, LATENTS_AGREE, SHAPE, WIDTH, apart, conditions

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.render.turbo.families import Distilled

theirs: Any = diffusers

PUBLISHED: dict[str, dict[str, Any]] = {
    "stabilityai/sdxl-turbo": {
        "_class_name": "EulerAncestralDiscreteScheduler",
        "_diffusers_version": "0.24.0.dev0",
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "clip_sample": False,
        "interpolation_type": "linear",
        "num_train_timesteps": 1000,
        "prediction_type": "epsilon",
        "sample_max_value": 1.0,
        "set_alpha_to_one": False,
        "skip_prk_steps": True,
        "steps_offset": 1,
        "timestep_spacing": "trailing",
        "trained_betas": None,
    },
    "stabilityai/sd-turbo": {
        "_class_name": "EulerDiscreteScheduler",
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "clip_sample": False,
        "interpolation_type": "linear",
        "num_train_timesteps": 1000,
        "prediction_type": "epsilon",
        "sample_max_value": 1.0,
        "set_alpha_to_one": False,
        "skip_prk_steps": True,
        "steps_offset": 1,
        "timestep_spacing": "trailing",
        "timestep_type": "discrete",
        "trained_betas": None,
        "use_karras_sigmas": False,
    },
    "stabilityai/stable-diffusion-xl-base-1.0": {
        "_class_name": "EulerDiscreteScheduler",
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "clip_sample": False,
        "interpolation_type": "linear",
        "num_train_timesteps": 1000,
        "prediction_type": "epsilon",
        "sample_max_value": 1.0,
        "set_alpha_to_one": False,
        "skip_prk_steps": True,
        "steps_offset": 1,
        "timestep_spacing": "leading",
        "trained_betas": None,
        "use_karras_sigmas": False,
    },
}
"""Schedulers' settings as they lie beside the weights: with more in them than their schedulers read."""
BASE = PUBLISHED["stabilityai/stable-diffusion-xl-base-1.0"]


class Recipe(NamedTuple):
    """How a model's authors say it is to be called: what is changed of the scheduler, and what the call is given."""

    scheduler: Any
    settings: dict[str, Any]
    call: dict[str, Any]


TRAILING = {"timestep_spacing": "trailing"}
RECIPES = {
    "sdxl_lightning_1step": Recipe(theirs.EulerDiscreteScheduler, {**TRAILING, "prediction_type": "sample"}, {}),
    "sdxl_lightning": Recipe(theirs.EulerDiscreteScheduler, TRAILING, {}),
    "Hyper-SDXL-1step-Unet": Recipe(theirs.LCMScheduler, {}, {"timesteps": [800]}),
    "Hyper-SDXL-1step-lora": Recipe(theirs.TCDScheduler, {}, {"eta": 1.0}),
    "Hyper-SDXL": Recipe(theirs.DDIMScheduler, TRAILING, {}),
    "dmd2": Recipe(theirs.LCMScheduler, {}, {"timesteps": [999, 749, 499, 249]}),
}
"""By how their files' names begin; the first that fits."""
LORA_FORMATS = ("peft", "kohya")
RANK = 4


def recipe_of(file: str) -> Recipe:
    return next(recipe for start, recipe in RECIPES.items() if file.startswith(start))


def lora(unet: Any, form: str) -> dict[str, torch.Tensor]:
    """Random low-rank changes to every kind of layer that published files change."""
    generator, made = torch.Generator().manual_seed(3), dict[str, torch.Tensor]()
    for name, module in unet.named_modules():
        if not name.endswith((".to_q", ".to_v", ".to_out.0", ".ff.net.2", ".proj_in", ".conv1", ".time_emb_proj")):
            continue
        out, inside, *kernel = module.weight.shape
        down = torch.randn(RANK, inside, *kernel, generator=generator) * 0.2
        up = torch.randn(out, RANK, *(1 for _ in kernel), generator=generator) * 0.2
        if form == "peft":
            made |= {f"unet.{name}.lora_A.weight": down, f"unet.{name}.lora_B.weight": up}
        else:
            key = f"lora_unet_{name.replace('.', '_')}"
            made |= {f"{key}.lora_down.weight": down, f"{key}.lora_up.weight": up, f"{key}.alpha": torch.tensor(2.0)}
    return made


def write(path: Path, distilled: Distilled, form: str) -> Path:
    changed = parts()["unet"]
    if distilled.is_lora:
        save_file(lora(changed, form), path)
    else:
        save_file({name: weight * 1.1 for name, weight in changed.state_dict().items()}, path)
    return path


def expected(path: Path, distilled: Distilled, noises: list[torch.Tensor]) -> torch.Tensor:
    made = {**parts(), "unet": deepcopy(parts()["unet"])}
    whole, recipe = pipeline(made), recipe_of(distilled.file)
    if distilled.is_lora:
        whole.load_lora_weights(str(path.parent), weight_name=path.name)
    else:
        made["unet"].load_state_dict({name: weight * 1.1 for name, weight in parts()["unet"].state_dict().items()})
    whole.scheduler = recipe.scheduler.from_config({**BASE, **recipe.settings})
    call = {"timesteps": None, **recipe.call}
    return whole(
        FOX, num_inference_steps=distilled.steps, guidance_scale=0.0, latents=noises[0].clone(), height=HEIGHT,
        width=WIDTH, output_type="latent", **call,
    ).images  # fmt: skip


@pytest.fixture
def noises(monkeypatch: pytest.MonkeyPatch) -> list[torch.Tensor]:
    made = [torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed)) for seed in range(5)]
    later = iter(made[1:])
    monkeypatch.setattr(lcm, "randn_tensor", lambda *_, **__: next(later))
    return made


CASES = [(one, form) for one in DISTILLED for form in (LORA_FORMATS if one.is_lora else ("whole",))]


@pytest.mark.parametrize(("distilled", "form"), CASES, ids=[f"{one.file}-{form}" for one, form in CASES])
def test_files_for_the_unet_of_sdxl_draw_what_diffusers_draws(
    distilled: Distilled, form: str, folder: Path, tmp_path: Path, noises: list[torch.Tensor]
):
    path = write(tmp_path / distilled.file, distilled, form)
    checkpoint = find_checkpoint(wanted(path, base=str(folder)), half_files=False)
    model = load_model(checkpoint, CPU)
    assert checkpoint.steps == len(model.sampler.steps) == distilled.steps
    latents = denoise(partial(predicted, model.unet), model.sampler, noises, conditions(parts(), FOX))
    assert apart(latents, expected(path, distilled, noises)) < LATENTS_AGREE
    unchanged = denoise(partial(predicted, parts()["unet"]), model.sampler, noises, conditions(parts(), FOX))
    assert apart(latents, unchanged) > 10 * LATENTS_AGREE


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_sd_turbo_from_its_folder_draws_what_diffusers_draws(steps: int, tmp_path: Path, noises: list[torch.Tensor]):
    settings = PUBLISHED["stabilityai/sd-turbo"]
    made = parts("tiny-sd")
    path = save(tmp_path / "sd", made)
    change(path / "scheduler" / "scheduler_config.json", **settings)
    model = load_model(find_checkpoint(wanted(path, steps=steps), half_files=False), CPU)
    whole = pipeline(made)
    whole.scheduler = theirs.EulerDiscreteScheduler.from_config(settings)
    call = {"num_inference_steps": steps, "guidance_scale": 0.0, "height": HEIGHT, "width": WIDTH}
    pictured = whole(FOX, latents=noises[0].clone(), output_type="latent", **call).images
    drawn = denoise(partial(predicted, model.unet), model.sampler, noises, conditions(made, FOX))
    assert apart(drawn, pictured) < LATENTS_AGREE


@pytest.mark.parametrize("name", ["stabilityai/sdxl-turbo", "stabilityai/sd-turbo"])
def test_the_settings_that_lie_beside_published_weights_are_taken(name: str):
    sampling = sampling_of(PUBLISHED[name], name)
    assert sampling.method == SCHEDULERS[PUBLISHED[name]["_class_name"]]
    assert sampling.schedule.alphas()[-1] == pytest.approx(0.0046601, rel=1e-4)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no class": ({"_class_name": ...}, "the scheduler is None; storyanim samples with"),
    "another class": ({"_class_name": "UniPCMultistepScheduler"}, "the scheduler is UniPC"),
    "a class that is a list": ({"_class_name": ["EulerDiscreteScheduler"]}, "the scheduler is"),
    "leading": ({"timestep_spacing": "leading"}, "timestep_spacing is leading; single-step models need 'trailing'"),
    "linspace": ({"timestep_spacing": "linspace"}, "gives grey pictures"),
    "no spacing": ({"timestep_spacing": ...}, "timestep_spacing is not given"),
    "other betas": ({"beta_schedule": "squaredcos_cap_v2"}, "beta_schedule is squaredcos_cap_v2"),
    "betas that go without saying": ({"beta_schedule": ...}, "beta_schedule is linear"),
    "betas of its own": ({"trained_betas": [0.1, 0.2]}, "trained_betas is"),
    "no signal at the end": ({"rescale_betas_zero_snr": True}, "rescale_betas_zero_snr is True"),
    "another prediction": ({"prediction_type": "flow"}, "prediction_type is flow"),
    "a beta that is none": ({"beta_start": "much"}, "no noise schedule"),
    "a beta that is nothing": ({"beta_end": None}, "no noise schedule"),
    "falling betas": ({"beta_start": 0.5, "beta_end": 0.1}, "no noise schedule"),
    "endless betas": ({"beta_end": float("inf")}, "no noise schedule"),
    "no number of timesteps": ({"num_train_timesteps": float("nan")}, "num_train_timesteps is nan"),
    "too many timesteps": ({"num_train_timesteps": 10**12}, "num_train_timesteps is 1000000000000"),
    "too few timesteps": ({"num_train_timesteps": 1}, "num_train_timesteps is 1"),
}
EULER: dict[str, tuple[dict[str, Any], str]] = {
    "other sigmas": ({"use_karras_sigmas": True}, "use_karras_sigmas is True"),
    "another end": ({"final_sigmas_type": "sigma_min"}, "final_sigmas_type is sigma_min"),
}
DDIM: dict[str, tuple[dict[str, Any], str]] = {
    "clipping": ({"clip_sample": True}, "clip_sample is True"),
    "clipping that goes without saying": ({"clip_sample": ...}, "clip_sample is True"),
    "thresholds": ({"thresholding": True}, "thresholding is True"),
}
CLASSES = {"EulerAncestralDiscreteScheduler": WRONG, "EulerDiscreteScheduler": WRONG | EULER, "DDIMScheduler": DDIM}


@pytest.mark.parametrize(("kind", "fault"), [(kind, fault) for kind, faults in CLASSES.items() for fault in faults])
def test_another_sampler_than_ours_is_refused_with_the_reason(kind: str, fault: str):
    changes, reason = CLASSES[kind][fault]
    right = {**PUBLISHED["stabilityai/sdxl-turbo"], "_class_name": kind}
    sampling_of(right, "here")
    settings = {name: value for name, value in {**right, **changes}.items() if value is not ...}
    with pytest.raises(RendererError) as caught:
        sampling_of(settings, "a/scheduler_config.json")
    assert str(caught.value).startswith("a/scheduler_config.json: ")
    assert reason in str(caught.value)


def test_what_a_scheduler_does_not_read_is_no_reason_to_refuse_it():
    extra = {"use_karras_sigmas": True, "clip_sample": True, "thresholding": True, "anything": [1]}
    assert sampling_of({**TURBO_SETTINGS, **extra}, "") == sampling_of(TURBO_SETTINGS, "")


@pytest.mark.parametrize("steps", [-1, 0, 5, 50])
def test_single_step_models_take_one_to_four_steps(steps: int):
    with pytest.raises(InputError, match=f"--steps {steps}: single-step models take 1 to 4 steps"):
        check_steps(steps)


def test_a_repository_stands_for_its_file_of_so_many_steps():
    assert [distilled_for("ByteDance/SDXL-Lightning", steps) for steps in (1, 2, 4)] == list(DISTILLED[:3])
    assert distilled_for("ByteDance/SDXL-Lightning", 0) is DISTILLED[0]
    for one in DISTILLED:
        assert distilled_for(f"folder/{one.file}", 0) is distilled_for(f"C:\\folder\\{one.file}", one.steps) is one
    assert distilled_for("stabilityai/sdxl-turbo", 1) is None


def test_steps_it_is_not_made_for_are_refused_with_those_that_it_is():
    with pytest.raises(InputError, match="--steps 3: ByteDance/SDXL-Lightning is made for 1 or 2 or 4 steps"):
        distilled_for("ByteDance/SDXL-Lightning", 3)
    with pytest.raises(InputError, match=r"--steps 2: .* is made for 1 step$"):
        distilled_for("Hyper-SDXL-1step-Unet.safetensors", 2)
