"""Whom turbo is measured against: loops over diffusers' own pipeline for SDXL, with the same weights.

All are handed our embeddings and noise, so that only the drawing differs, and give pictures as PIL's, which is what the
pipeline gives; these are then 8-bit arrays. Each samples as SDXL Turbo does, by Euler's ancestral method, and is handed
the noise of every step.

`naive` is what the pipeline's documentation begins with: the precision of the device (fp32 on a CPU, fp16 on a GPU),
the model's own decoder, nothing set. `tuned` is one fixed choice of what its chapters on speed advise: bf16, the tiny
decoder, channels last, U-Net and decoder compiled with `mode="reduce-overhead"`; `brief` is the same uncompiled, which
may be faster on a CPU. `exact` is the naive loop in fp32 with turbo's decoder: all pictures are compared with its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from torch.nn import Module

from storyanim.bench.contenders import WORDS
from storyanim.render import noise
from storyanim.render.turbo.families import TURBO_SETTINGS
from storyanim.render.turbo.hardware import PRECISIONS
from storyanim.render.turbo.loading import quiet
from storyanim.render.turbo.prompting import TextEncoders, embed, mixed

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from storyanim.bench.contenders import Subject
    from storyanim.render.turbo.prompting import Embedding
    from storyanim.types import View

TEXT = ("", "_2")
NAIVE_PRECISION = {"cpu": "fp32", "cuda": "fp16", "mps": "fp16"}


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A loop over a pipeline; prompts among `WORDS` are encoded beforehand."""

    pipeline: Any
    embeddings: dict[str, Embedding]
    steps: int
    side: int
    told: str

    def draw(self, views: Sequence[View]) -> NDArray[np.uint8]:
        """See `Contender.draw`."""
        read = [mixed([(self.embeddings[one.subject.prompt], one.weight) for one in view.moments]) for view in views]
        states = torch.stack([one.states for one in read])
        first, *later = (self._noise(views, layer).to(states.device, states.dtype) for layer in range(self.steps))
        with _handed(later):
            pictures = self.pipeline(
                prompt_embeds=states,
                pooled_prompt_embeds=torch.stack([one.pooled for one in read if one.pooled is not None]),
                latents=first,
                num_inference_steps=self.steps, guidance_scale=0.0, height=self.side, width=self.side,
            ).images  # fmt: skip
        return np.stack([np.asarray(picture) for picture in pictures])

    def _noise(self, views: Sequence[View], layer: int) -> torch.Tensor:
        side = self.side // noise.LATENT_STEP
        return torch.from_numpy(np.stack([noise.combine(view.noise, side, side, layer) for view in views]))


@contextmanager
def _handed(later: Sequence[torch.Tensor]) -> Generator[None]:
    """Hand noise to diffusers' scheduler, which draws its own after every step and takes none; the last adds none."""
    from diffusers.schedulers import scheduling_euler_ancestral_discrete as scheduling

    module, left = cast("Any", scheduling), iter(later)
    usual = module.randn_tensor

    def handed(*_: object, **__: object) -> torch.Tensor:
        return next(left, torch.zeros_like(later[0]))

    if later:
        module.randn_tensor = handed
    try:
        yield
    finally:
        module.randn_tensor = usual


def naive(subject: Subject) -> Loop:
    """The pipeline as it comes, with the decoder that the model's folder has."""
    precision = NAIVE_PRECISION[subject.hardware.device]
    return _loop(subject, _parts(subject, precision, own_decoder=True), f"{precision}, nothing set")


def exact(subject: Subject) -> Loop:
    """The same in fp32, with the decoder that turbo draws with."""
    torch.backends.cudnn.allow_tf32 = False
    return _loop(subject, _parts(subject, "fp32", own_decoder=False), "fp32")


def tuned(subject: Subject) -> Loop:
    """The pipeline in bf16 with turbo's decoder, channels last, compiled."""
    parts = _brief_parts(subject)
    parts["unet"] = torch.compile(parts["unet"], mode="reduce-overhead")
    parts["vae"].decode = torch.compile(parts["vae"].decode, mode="reduce-overhead")
    return _loop(subject, parts, "bf16, channels last, torch.compile(mode='reduce-overhead')")


def brief(subject: Subject) -> Loop:
    """The same, not compiled."""
    return _loop(subject, _brief_parts(subject), "bf16, channels last")


def _brief_parts(subject: Subject) -> dict[str, Any]:
    parts = _parts(subject, "bf16", own_decoder=False)
    for name in ("unet", "vae"):
        parts[name].to(memory_format=torch.channels_last)
    return parts


def _loop(subject: Subject, parts: dict[str, Any], told: str) -> Loop:
    with quiet():
        from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
        from diffusers.schedulers.scheduling_euler_ancestral_discrete import EulerAncestralDiscreteScheduler

    settings = {**TURBO_SETTINGS, "prediction_type": subject.sampling.schedule.prediction}
    scheduler: Any = EulerAncestralDiscreteScheduler
    whole: Any = StableDiffusionXLPipeline
    text = TextEncoders(*(tuple(parts[f"{kind}{end}"] for end in TEXT) for kind in ("tokenizer", "text_encoder")))
    with quiet():
        pipeline = whole(**parts, scheduler=scheduler.from_config(settings))
        pipeline.set_progress_bar_config(disable=True)
    return Loop(pipeline, {prompt: embed(text, prompt) for prompt in WORDS}, subject.steps, subject.side, told)


def _parts(subject: Subject, precision: str, *, own_decoder: bool) -> dict[str, Any]:
    """The model's modules in a precision, as diffusers has them."""
    from storyanim.render.turbo.made_up import seeded_parts

    dtype, device = PRECISIONS[precision], subject.hardware.device
    with quiet():
        if subject.found:
            parts = _loaded(subject, own_decoder=own_decoder)
        else:
            parts = seeded_parts(subject.trial.size, device, WORDS)
    return {
        name: Module.to(part, device, dtype).eval() if isinstance(part, Module) else part
        for name, part in parts.items()
    }


def _loaded(subject: Subject, *, own_decoder: bool) -> dict[str, Any]:
    """The parts of a model's folder, read by diffusers; the decoder is the folder's, or the one turbo draws with."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline

    found = subject.found
    assert found is not None
    whole: Any = StableDiffusionXLPipeline
    pipeline = whole.from_pretrained(found.parts["unet"].folder.parent, local_files_only=True, use_safetensors=True)
    parts = {name: getattr(pipeline, name) for name in found.parts}
    if not own_decoder:
        classes: dict[str, Any] = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}
        vae = found.parts["vae"]
        parts["vae"] = classes[vae.kind].from_pretrained(vae.folder, local_files_only=True, use_safetensors=True)
    return parts
