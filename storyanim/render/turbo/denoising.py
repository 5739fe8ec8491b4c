"""The step: noise and words in, latents out. One function that can be read beside the paper.

Takes a U-Net, a sampler's table, noise and conditions as tensors of one batch; gives latents. Knows no prompts, no
seeds, no pictures, and nothing of how a model was loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    from storyanim.render.turbo.sampling import Sampler

    Predict = Callable[[torch.Tensor, float, "Conditions"], torch.Tensor]


CACHED = 64
"""Timesteps and sizes that are kept on a device."""


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """What a batch is to show.

    `states` (batch, 77, width) are the token states of the text encoders side by side. `pooled` (batch, width) and
    `time_ids` (batch, 6) are SDXL's added conditions: the prompt as one vector, and (height, width, 0, 0, height,
    width) of the picture in pixels; both None for a model without them.
    """

    states: torch.Tensor
    pooled: torch.Tensor | None = None
    time_ids: torch.Tensor | None = None


@torch.inference_mode()
def denoise(
    predict: Predict,
    sampler: Sampler,
    noises: Sequence[torch.Tensor],
    conditions: Conditions,
    guide: torch.Tensor | None = None,
) -> torch.Tensor:
    """Run all steps: latents float32 (batch, 4, rows, columns) on the noises' device.

    `predict` is the U-Net: what it makes of latents at a timestep, float32 of their shape.
    `noises` are float32 of that shape, unit variance: the first is where all begins, the next ones are put back after
    each step but the last. With a `guide` (latents of a picture, same shape) it begins at the guide under noise.
    The model runs in its own precision, all arithmetic around it in float32.
    """
    latents = sampler.alone * noises[0] if guide is None else sampler.image * guide + sampler.noise * noises[0]
    for number, step in enumerate(sampler.steps, 1):
        output = predict(step.scale * latents, step.timestep, conditions)
        latents = step.keep * latents + step.push * output
        if step.fresh:
            latents = latents + step.fresh * noises[number]
    return latents


def predicted(
    unet: UNet2DConditionModel, latents: torch.Tensor, timestep: float | torch.Tensor, conditions: Conditions
) -> torch.Tensor:
    """A U-Net's output, float32 of the latents' shape, run by torch in the precision of the conditions, its own."""
    added = None
    if conditions.pooled is not None:
        added = {"text_embeds": conditions.pooled, "time_ids": conditions.time_ids}
    # diffusers' annotations leave out what its own pipelines pass.
    output = cast("Any", unet)(
        latents.to(conditions.states.dtype),
        timestep if isinstance(timestep, torch.Tensor) else timestep_on(latents.device, timestep),
        encoder_hidden_states=conditions.states,
        added_cond_kwargs=added,
        return_dict=False,
    )[0]
    return output.float()


@lru_cache(CACHED)
@torch.inference_mode(False)  # whoever asks first
def timestep_on(device: torch.device, timestep: float) -> torch.Tensor:
    """A timestep on a device, nobody's to write into: to bring it there anew would wait for a GPU's work."""
    return torch.tensor(timestep, device=device)


@lru_cache(CACHED)
@torch.inference_mode(False)
def sizes_on(device: torch.device, precision: torch.dtype, batch: int, height: int, width: int) -> torch.Tensor:
    """`Conditions.time_ids` of a batch of whole pictures of one size; see `timestep_on`."""
    return torch.tensor([[height, width, 0, 0, height, width]] * batch, dtype=precision, device=device)


def unet_laid_out(unet: UNet2DConditionModel) -> UNet2DConditionModel:
    """The U-Net with its weights laid out as its device reads them fastest: CUDA's tensor cores want channels last."""
    return cast("Any", unet).to(memory_format=torch.channels_last) if unet.device.type == "cuda" else unet
