"""What turbo is measured against: a plain loop over diffusers' pipeline for SDXL, as its documentation has it.

Takes a model of SDXL's form in memory, gives a function that draws the same views with the same weights, handed our
embeddings and noise, so that only the drawing differs. It samples as SDXL Turbo does, by Euler's ancestral method.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import Module

from storyanim.render import noise
from storyanim.render.turbo.families import TURBO_SETTINGS
from storyanim.render.turbo.hardware import PRECISIONS
from storyanim.render.turbo.loading import quiet
from storyanim.render.turbo.prompting import embed, mixed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from storyanim.render.turbo.model import Model
    from storyanim.types import View

    Draw = Callable[[Sequence[View]], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Rival:
    """What draws, and what it is called; `draw` gives pictures as turbo's does."""

    name: str
    draw: Draw


def rival(model: Model, words: Sequence[str]) -> Rival:
    """diffusers' pipeline over the modules of a model, for views whose prompts are among these words."""
    with quiet():
        pipeline, name = _pipeline(model)
    rows = columns = model.side // noise.LATENT_STEP
    known = {prompt: embed(model.text, prompt) for prompt in words}
    steps = len(model.sampler.steps)

    def draw(views: Sequence[View]) -> NDArray[np.uint8]:
        read = [mixed([(known[one.subject.prompt], one.weight) for one in view.moments]) for view in views]
        planes = np.stack([noise.combine(view.noise, rows, columns) for view in views])
        pictures = pipeline(
            prompt_embeds=torch.stack([one.states for one in read]),
            pooled_prompt_embeds=torch.stack([one.pooled for one in read if one.pooled is not None]),
            latents=torch.from_numpy(planes).to(model.unet.device, model.unet.dtype),
            num_inference_steps=steps, guidance_scale=0.0, height=model.side, width=model.side, output_type="np",
        ).images  # fmt: skip
        return (pictures * 255).round().astype(np.uint8)

    return Rival(name, draw)


def _pipeline(model: Model) -> tuple[Any, str]:
    """The pipeline, and its name: it hands latents to the decoder in the precision in which the U-Net gives them."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
    from diffusers.schedulers.scheduling_euler_ancestral_discrete import EulerAncestralDiscreteScheduler

    scheduler: Any = EulerAncestralDiscreteScheduler
    whole: Any = StableDiffusionXLPipeline
    decoder, name = model.autoencoder, "diffusers' pipeline, the same"
    if decoder.dtype != model.unet.dtype:
        decoder = Module.to(deepcopy(decoder), model.unet.dtype)
        name += f" but its decoder in {_named(model.unet.dtype)}"
    pipeline = whole(
        vae=decoder,
        text_encoder=model.text.encoders[0],
        text_encoder_2=model.text.encoders[1],
        tokenizer=model.text.tokenizers[0],
        tokenizer_2=model.text.tokenizers[1],
        unet=model.unet,
        scheduler=scheduler.from_config(TURBO_SETTINGS),
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline, name


def _named(precision: torch.dtype) -> str:
    return next(name for name, dtype in PRECISIONS.items() if dtype == precision)
