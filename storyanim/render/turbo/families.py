"""What is known of models by name: how each was distilled, and how it is sampled therefore.

A whole model says so itself, in its scheduler's settings, which are checked here. A file that replaces or changes the
U-Net of SDXL says nothing, so those that are known stand in a table. Knows neither torch nor files' contents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast, get_args

from storyanim.errors import InputError, RendererError
from storyanim.render.turbo.sampling import Method, NoiseSchedule, Prediction, Sampler, make_sampler, trailing_timesteps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TURBO = "stabilityai/sdxl-turbo"
"""The model that is used where none is named."""
BASE = "stabilityai/stable-diffusion-xl-base-1.0"
"""The model that files for its U-Net are put on."""
MOST_STEPS = 4
"""Models distilled to one step gain nothing from more than these."""
MOST_TIMESTEPS = 10_000
"""Timesteps of a noise schedule; every model known has 1000."""
TINY_DECODERS = {"sdxl": "madebyollin/taesdxl", "sd": "madebyollin/taesd"}
"""Tiny autoencoders by the latents they decode (TAESD, MIT licence)."""

SCHEDULERS: Mapping[str, Method] = {
    "EulerAncestralDiscreteScheduler": "euler-ancestral",
    "EulerDiscreteScheduler": "euler",
    "DDIMScheduler": "ddim",
}
TURBO_SETTINGS: Mapping[str, object] = {
    "_class_name": "EulerAncestralDiscreteScheduler",
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "steps_offset": 1,
    "timestep_spacing": "trailing",
    "prediction_type": "epsilon",
}
"""SDXL Turbo's scheduler, as its own settings have it."""
_BETAS: Mapping[str, object] = {
    "beta_schedule": "scaled_linear",
    "trained_betas": None,
    "rescale_betas_zero_snr": False,
}
_ONLY: Mapping[Method, Mapping[str, object]] = {
    "euler-ancestral": _BETAS,
    "euler": {
        **_BETAS,
        "use_karras_sigmas": False,
        "use_exponential_sigmas": False,
        "use_beta_sigmas": False,
        "timestep_type": "discrete",
        "interpolation_type": "linear",
        "final_sigmas_type": "zero",
    },
    "ddim": {**_BETAS, "clip_sample": False, "thresholding": False},
}
"""Settings whose other values would be another sampler than ours. A file holds more, which its sampler never reads:
SDXL Turbo's has `set_alpha_to_one`, which means nothing to Euler's method."""
_UNSAID: Mapping[str, object] = {
    "beta_start": 0.0001,
    "beta_end": 0.02,
    "beta_schedule": "linear",
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "clip_sample": True,
    "set_alpha_to_one": True,
}
"""What diffusers takes a setting for that is not in the file, where that is not what we need."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model is sampled. `timesteps` are its own where it has any, by the number of steps."""

    method: Method
    schedule: NoiseSchedule = NoiseSchedule()  # noqa: RUF009, frozen
    timesteps: tuple[int, ...] = ()

    def sampler(self, steps: int, strength: float = 1.0) -> Sampler:
        """The table of numbers for so many steps; `strength` as in `make_sampler`."""
        return _sampler(self, steps, strength)


@lru_cache(maxsize=64)
def _sampler(sampling: Sampling, steps: int, strength: float) -> Sampler:
    """Kept, for every batch asks for it again and a thousand timesteps are multiplied up for it."""
    timesteps = sampling.timesteps or trailing_timesteps(steps, sampling.schedule.timesteps)
    return make_sampler(sampling.method, sampling.schedule, timesteps, strength)


@dataclass(frozen=True, slots=True)
class Distilled:
    """A published file for the U-Net of SDXL: all its weights, or low-rank changes to them (LoRA)."""

    repository: str
    file: str
    steps: int
    sampling: Sampling

    @property
    def is_lora(self) -> bool:
        """Whether it changes weights instead of replacing them."""
        return "lora" in self.file


_LIGHTNING, _HYPER, _DMD2 = "ByteDance/SDXL-Lightning", "ByteDance/Hyper-SD", "tianweiy/DMD2"
_EULER = Sampling("euler")
_DDIM = Sampling("ddim", NoiseSchedule(final_alpha=1.0 - NoiseSchedule().beta_start))
"""With SDXL's own `set_alpha_to_one`, false. Hyper-SD's sampler for a single step of its LoRA, TCD (arXiv:2402.19159)
with eta 1, is the same then."""

DISTILLED = (
    Distilled(
        _LIGHTNING,
        "sdxl_lightning_1step_unet_x0.safetensors",
        1,
        Sampling("euler", NoiseSchedule(prediction="sample")),
    ),
    Distilled(_LIGHTNING, "sdxl_lightning_2step_unet.safetensors", 2, _EULER),
    Distilled(_LIGHTNING, "sdxl_lightning_4step_unet.safetensors", 4, _EULER),
    Distilled(_LIGHTNING, "sdxl_lightning_2step_lora.safetensors", 2, _EULER),
    Distilled(_LIGHTNING, "sdxl_lightning_4step_lora.safetensors", 4, _EULER),
    Distilled(_HYPER, "Hyper-SDXL-1step-Unet.safetensors", 1, Sampling("consistency", timesteps=(800,))),
    Distilled(_HYPER, "Hyper-SDXL-1step-lora.safetensors", 1, _DDIM),
    Distilled(_HYPER, "Hyper-SDXL-2steps-lora.safetensors", 2, _DDIM),
    Distilled(_HYPER, "Hyper-SDXL-4steps-lora.safetensors", 4, _DDIM),
    Distilled(
        _DMD2,
        "dmd2_sdxl_4step_lora_fp16.safetensors",
        4,
        Sampling("consistency", timesteps=(999, 749, 499, 249)),
    ),
)
"""Files with the steps and settings their authors publish with them."""


def distilled_for(model: str, steps: int) -> Distilled | None:
    """The known file a name stands for: a repository's for so many steps (0: any), or a file by its own name.

    Raises:
        InputError: the repository or the file is not for so many steps.
    """
    name = model.replace("\\", "/").rpartition("/")[2]
    known = [one for one in DISTILLED if model == one.repository or name == one.file]
    if not known:
        return None
    fitting = [one for one in known if steps in (0, one.steps)]
    if not fitting:
        raise InputError(f"--steps {steps}: {model} is made for {_listed(sorted({one.steps for one in known}))}")
    return fitting[0]


def sampling_of(settings: Mapping[str, object], place: str) -> Sampling:
    """How a model is sampled by its scheduler's settings, as found in the file `place`.

    Raises:
        RendererError: the settings are for a sampler that we do not have, or would spoil single-step pictures.
    """
    kind = settings.get("_class_name")
    method = SCHEDULERS.get(str(kind))
    if method is None:
        raise RendererError(f"{place}: the scheduler is {kind}; storyanim samples with {', '.join(SCHEDULERS)}")
    if settings.get("timestep_spacing") != "trailing":
        found = settings.get("timestep_spacing", "not given")
        raise RendererError(
            f"{place}: timestep_spacing is {found}; single-step models need 'trailing', "
            "any other begins at less noise than there is and gives grey pictures: set it to trailing"
        )
    told = {**_UNSAID, **settings}
    for name, only in _ONLY[method].items():
        if told.get(name, only) != only:
            raise RendererError(f"{place}: {name} is {told[name]}; storyanim samples only with {only}")
    return Sampling(method, _schedule(told, place))


def check_steps(steps: int) -> int:
    """The number of steps, if it is one.

    Raises:
        InputError: it is not 1 to 4.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"--steps {steps}: single-step models take 1 to {MOST_STEPS} steps")
    return steps


def _schedule(told: Mapping[str, object], place: str) -> NoiseSchedule:
    prediction = told["prediction_type"]
    if prediction not in get_args(Prediction):
        raise RendererError(f"{place}: prediction_type is {prediction}; there are {', '.join(get_args(Prediction))}")
    start, end, timesteps = told["beta_start"], told["beta_end"], told["num_train_timesteps"]
    if not (isinstance(start, float) and isinstance(end, float) and 0.0 < start <= end < 1.0):
        raise RendererError(f"{place}: beta_start {start} and beta_end {end} are no noise schedule")
    if not (isinstance(timesteps, int) and MOST_STEPS <= timesteps <= MOST_TIMESTEPS):
        raise RendererError(f"{place}: num_train_timesteps is {timesteps}; it must be up to {MOST_TIMESTEPS}")
    final_alpha = 1.0 if told["set_alpha_to_one"] else 1.0 - start
    return NoiseSchedule(start, end, timesteps, cast("Prediction", prediction), final_alpha)


def _listed(steps: Sequence[int]) -> str:
    return " or ".join(str(count) for count in steps) + (" step" if list(steps) == [1] else " steps")
