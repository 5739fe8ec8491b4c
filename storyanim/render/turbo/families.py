"""What is known of models by name: how each was distilled, and how it is sampled therefore.

A whole model says so itself, in its scheduler's settings, which are checked here. A file that replaces or changes the
U-Net of SDXL says nothing, so those that are known stand in a table. Knows neither torch nor files' contents.
"""

from __future__ import annotations

from dataclasses import dataclass
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
_NEUTRAL: Mapping[str, object] = {
    "beta_schedule": "scaled_linear",
    "trained_betas": None,
    "rescale_betas_zero_snr": False,
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
    "timestep_type": "discrete",
    "interpolation_type": "linear",
    "final_sigmas_type": "zero",
    "clip_sample": False,
    "thresholding": False,
    "set_alpha_to_one": True,
}
"""Scheduler settings whose other values would be another sampler than the one we have."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model is sampled. `timesteps` are its own where it has any, by the number of steps."""

    method: Method
    schedule: NoiseSchedule = NoiseSchedule()  # noqa: RUF009, frozen
    timesteps: tuple[int, ...] = ()

    def sampler(self, steps: int, strength: float = 1.0) -> Sampler:
        """The table of numbers for so many steps; `strength` as in `make_sampler`."""
        timesteps = self.timesteps or trailing_timesteps(steps, self.schedule.timesteps)
        return make_sampler(self.method, self.schedule, timesteps, strength)


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
_EULER, _DDIM = Sampling("euler"), Sampling("ddim")

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
    Distilled(_HYPER, "Hyper-SDXL-1step-lora.safetensors", 1, Sampling("consistency", timesteps=(800,))),
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
    for name, neutral in _NEUTRAL.items():
        if name in settings and settings[name] != neutral:
            raise RendererError(f"{place}: {name} is {settings[name]}; storyanim samples only with {neutral}")
    return Sampling(method, _schedule(settings, place))


def check_steps(steps: int) -> int:
    """The number of steps, if it is one.

    Raises:
        InputError: it is not 1 to 4.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"--steps {steps}: single-step models take 1 to {MOST_STEPS} steps")
    return steps


def _schedule(settings: Mapping[str, object], place: str) -> NoiseSchedule:
    prediction = settings.get("prediction_type", "epsilon")
    if prediction not in get_args(Prediction):
        raise RendererError(f"{place}: prediction_type is {prediction}; there are {', '.join(get_args(Prediction))}")
    usual = NoiseSchedule()
    try:
        schedule = NoiseSchedule(
            float(cast("float", settings.get("beta_start", usual.beta_start))),
            float(cast("float", settings.get("beta_end", usual.beta_end))),
            int(cast("int", settings.get("num_train_timesteps", usual.timesteps))),
            cast("Prediction", prediction),
        )
    except (TypeError, ValueError) as error:
        raise RendererError(f"{place}: a number of the noise schedule is none: {error}") from error
    if not (0.0 < schedule.beta_start <= schedule.beta_end < 1.0 and MOST_STEPS <= schedule.timesteps <= 10_000):
        raise RendererError(f"{place}: {schedule} is no noise schedule")
    return schedule


def _listed(steps: Sequence[int]) -> str:
    return " or ".join(str(count) for count in steps) + (" step" if list(steps) == [1] else " steps")
