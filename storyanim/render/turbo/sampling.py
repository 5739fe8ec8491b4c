"""A sampler as a table of numbers: how each step turns latents, the model's output and fresh noise into latents.

Takes a model's noise schedule and a number of steps, gives a frozen `Sampler`. Every method used here is linear in
the three, so four coefficients a step say all of it and the loop that runs them (`denoising`) knows no method.
Knows neither torch nor models.

Notation as in Karras et al. 2022 (arXiv:2206.00364): x = image + sigma * noise. `alpha` is the share of signal power
(diffusers' `alphas_cumprod`), so sigma = sqrt((1 - alpha) / alpha).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Method = Literal["euler-ancestral", "euler", "ddim", "consistency"]
Prediction = Literal["epsilon", "v_prediction", "sample"]

CONSISTENCY_TIMESTEP_SCALING = 10.0
CONSISTENCY_SIGMA_DATA = 0.5
"""Of the boundary conditions of latent consistency models (arXiv:2310.04378, section 3), as in diffusers."""


@dataclass(frozen=True, slots=True)
class NoiseSchedule:
    """How a model was taught noise: `beta` runs evenly in its square root ("scaled linear") over `timesteps` timesteps.

    `final_alpha` is the share of signal that DDIM ends with: 1, or that of timestep 0, which leaves a trace of noise.
    The defaults are those of every Stable Diffusion.
    """

    beta_start: float = 0.00085
    beta_end: float = 0.012
    timesteps: int = 1000
    prediction: Prediction = "epsilon"
    final_alpha: float = 1.0

    def alphas(self) -> tuple[float, ...]:
        """The share of signal power left at each timestep, falling from nearly 1."""
        start, end, last = sqrt(self.beta_start), sqrt(self.beta_end), self.timesteps - 1
        alphas: list[float] = []
        signal = 1.0
        for timestep in range(self.timesteps):
            signal *= 1.0 - (start + (end - start) * timestep / last) ** 2
            alphas.append(signal)
        return tuple(alphas)


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the model, on `scale * latents` at `timestep`.

    The latents become `keep * latents + push * output + fresh * noise`.
    """

    timestep: float
    scale: float
    keep: float
    push: float
    fresh: float


@dataclass(frozen=True, slots=True)
class Sampler:
    """Latents begin as `alone * noise`, or with a guide as `image * guide + noise * noise`; then come the steps.

    `noise` and `alone` differ where a method takes the last timestep for pure noise.
    """

    alone: float
    image: float
    noise: float
    steps: tuple[Step, ...]


def trailing_timesteps(steps: int, timesteps: int = 1000) -> tuple[int, ...]:
    """Evenly spaced timesteps that begin with the last, noisiest one: 999, 749, 499, 249 for 4 of 1000.

    The spacing single-step models were distilled with (arXiv:2305.08891, table 2, "trailing"). Any other begins at
    less noise than the latents hold, and the picture is grey.
    """
    return tuple(round(timesteps - step * timesteps / steps) - 1 for step in range(steps))


def make_sampler(method: Method, schedule: NoiseSchedule, timesteps: Sequence[int], strength: float = 1.0) -> Sampler:
    """The sampler of a method through falling timesteps; its table for a guide if `strength` is below 1.

    `strength` (0 to 1) is the share of the steps that are run on a guide: the last `int(len(timesteps) * strength)`.

    Raises:
        ValueError: `strength` leaves no step.
    """
    count = min(int(len(timesteps) * strength), len(timesteps))
    if count < 1:
        raise ValueError(f"strength {strength} of {len(timesteps)} steps leaves none: at least {1 / len(timesteps):g}")
    run = list(timesteps[len(timesteps) - count :])
    match method:
        case "euler" | "euler-ancestral":
            return _euler(schedule, run, ancestral=method == "euler-ancestral")
        case "ddim":
            return _ddim(schedule, run, schedule.timesteps // len(timesteps))
        case "consistency":
            return _consistency(schedule, run)


def _euler(schedule: NoiseSchedule, timesteps: Sequence[int], *, ancestral: bool) -> Sampler:
    """Euler's method in x = image + sigma * noise (arXiv:2206.00364, algorithm 2 without churn).

    Ancestral: k-diffusion's `get_ancestral_step` with eta 1, which goes lower and adds fresh noise back.
    """
    alphas = schedule.alphas()
    sigmas = [*(_sigma(alphas[timestep]) for timestep in timesteps), 0.0]
    steps: list[Step] = []
    for timestep, sigma, following in zip(timesteps, sigmas, sigmas[1:], strict=False):
        fresh = sqrt(following**2 * (sigma**2 - following**2) / sigma**2) if ancestral else 0.0
        share = sqrt(following**2 - fresh**2) / sigma  # of the noise that stays: x -> image + (x - image) * share
        signal, output = _image_of(schedule.prediction, sigma)
        keep, push = share + (1.0 - share) * signal, (1.0 - share) * output
        steps.append(Step(timestep, 1.0 / sqrt(sigma**2 + 1.0), keep, push, fresh))
    return Sampler(alone=sigmas[0], image=1.0, noise=sigmas[0], steps=tuple(steps))


def _ddim(schedule: NoiseSchedule, timesteps: Sequence[int], stride: int) -> Sampler:
    """DDIM without fresh noise (arXiv:2010.02502, formula 12) in x = sqrt(alpha) * image + sqrt(1 - alpha) * noise."""
    alphas = schedule.alphas()
    steps: list[Step] = []
    for timestep in timesteps:
        alpha, after = alphas[timestep], alphas[timestep - stride] if timestep >= stride else schedule.final_alpha
        keep, push = _unit_image_of(schedule.prediction, alpha)
        share = sqrt((1.0 - after) / (1.0 - alpha))  # noise = (x - sqrt(alpha) * image) / sqrt(1 - alpha)
        drop = sqrt(after) - share * sqrt(alpha)
        steps.append(Step(timestep, 1.0, share + drop * keep, drop * push, 0.0))
    return _unit_sampler(alphas[timesteps[0]], steps)


def _consistency(schedule: NoiseSchedule, timesteps: Sequence[int]) -> Sampler:
    """Latent consistency (arXiv:2310.04378, algorithm 3): each step goes to the image and back into fresh noise."""
    alphas = schedule.alphas()
    steps: list[Step] = []
    for timestep, following in zip(timesteps, [*timesteps[1:], None], strict=True):
        keep, push = _unit_image_of(schedule.prediction, alphas[timestep])
        scaled = CONSISTENCY_TIMESTEP_SCALING * timestep
        norm = sqrt(scaled**2 + CONSISTENCY_SIGMA_DATA**2)
        skip, out = (CONSISTENCY_SIGMA_DATA / norm) ** 2, scaled / norm
        after = 1.0 if following is None else alphas[following]
        signal = sqrt(after)
        steps.append(Step(timestep, 1.0, signal * (skip + out * keep), signal * out * push, sqrt(1.0 - after)))
    return _unit_sampler(alphas[timesteps[0]], steps)


def _unit_sampler(alpha: float, steps: Sequence[Step]) -> Sampler:
    return Sampler(alone=1.0, image=sqrt(alpha), noise=sqrt(1.0 - alpha), steps=tuple(steps))


def _sigma(alpha: float) -> float:
    return sqrt((1.0 - alpha) / alpha)


def _image_of(prediction: Prediction, sigma: float) -> tuple[float, float]:
    """The image a model means, as coefficients of (x, output), where x = image + sigma * noise."""
    match prediction:
        case "epsilon":
            return 1.0, -sigma
        case "v_prediction":  # arXiv:2202.00512, appendix D, in units of x
            return 1.0 / (sigma**2 + 1.0), -sigma / sqrt(sigma**2 + 1.0)
        case "sample":
            return 0.0, 1.0


def _unit_image_of(prediction: Prediction, alpha: float) -> tuple[float, float]:
    """The same, where x = sqrt(alpha) * image + sqrt(1 - alpha) * noise."""
    keep, push = _image_of(prediction, _sigma(alpha))
    return keep / sqrt(alpha), push
