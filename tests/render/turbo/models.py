"""Tiny random models that listen to their prompt, in memory and as folders, and the same in diffusers' own pipelines.

A random model hardly hears what it is asked (every prompt replaced changed no pixel by more than 3), so a wrong prompt
would pass any comparison. Here the weights of cross-attention and of the added conditions are made larger until every
condition shows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import diffusers
import torch

from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.made_up import made_up_parts
from storyanim.render.turbo.model import Model
from storyanim.render.turbo.prompting import TextEncoders
from storyanim.render.turbo.renderer import Turbo

if TYPE_CHECKING:
    from pathlib import Path

theirs: Any = diffusers
"""Partly typed, and not exactly."""

FOX = "a red fox with a lantern walks in a dark forest at night, paper cut-out"
SEA = "an old fisherman in a yellow coat rows a boat on the sea at noon, ink drawing"
WORDS = (FOX, SEA)


@cache
def parts(size: str = "tiny", *, large_decoder: bool = False) -> dict[str, Any]:
    """The modules of one model, always the same, on the CPU in float32. Not to be changed."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        made = made_up_parts(size, WORDS)
        if large_decoder:
            made["vae"] = _autoencoder()
        make_it_listen(made["unet"])
        make_it_colourful(made["vae"])
    for module in made.values():
        if isinstance(module, torch.nn.Module):
            module.eval().requires_grad_(False)
    return made


def pipeline(made: dict[str, Any], **settings: Any) -> Any:
    """diffusers' own pipeline over the same modules; `settings` change its scheduler's."""
    scheduler = theirs.EulerAncestralDiscreteScheduler.from_config({**TURBO_SETTINGS, **settings})
    if "tokenizer_2" in made:
        return _silent(theirs.StableDiffusionXLPipeline(**made, scheduler=scheduler))
    none = dict.fromkeys(("safety_checker", "feature_extractor"))
    return _silent(theirs.StableDiffusionPipeline(**made, **none, scheduler=scheduler, requires_safety_checker=False))


def image_pipeline(made: dict[str, Any]) -> Any:
    """The same from a picture."""
    scheduler = theirs.EulerAncestralDiscreteScheduler.from_config(TURBO_SETTINGS)
    return _silent(theirs.StableDiffusionXLImg2ImgPipeline(**made, scheduler=scheduler))


def _silent(whole: Any) -> Any:
    whole.set_progress_bar_config(disable=True)
    return whole


def save(folder: Path, made: dict[str, Any], variant: str | None = None, **settings: Any) -> Path:
    """Write a model as diffusers writes them."""
    pipeline(made, **settings).save_pretrained(folder, variant=variant)
    return folder


def make_it_listen(unet: Any) -> None:
    for name, weight in unet.named_parameters():
        if ".attn2.to_v." in name or ".attn2.to_out." in name:
            weight.data *= 6.0
        elif ".attn2.to_k." in name or ".attn2.to_q." in name:
            weight.data *= 3.0
        elif name.startswith(("add_embedding", "time_embedding")):
            weight.data *= 4.0
        elif ".time_emb_proj." in name:
            weight.data *= 2.0


def make_it_colourful(autoencoder: Any) -> None:
    """Random decoders give grey; widen the last layer's range."""
    last = autoencoder.decoder.conv_out if hasattr(autoencoder.decoder, "conv_out") else autoencoder.decoder.layers[-1]
    last.weight.data *= 6.0
    last.bias.data += 0.4 if hasattr(autoencoder.decoder, "layers") else 0.0


def _autoencoder() -> Any:
    return theirs.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
        sample_size=64,
        scaling_factor=0.13025,
    )


def open_tiny(batch: int = 2) -> Turbo:
    """Turbo with a tiny model, from memory; for the suite that every renderer must pass."""
    torch.set_num_threads(1)
    return Turbo("tiny", Hardware("cpu", "fp32", "fp32", batch), model)


def model(steps: int = 2) -> Model:
    made = parts()
    ends = ("", "_2")
    return Model(
        text=TextEncoders(*(tuple(made[f"{kind}{end}"] for end in ends) for kind in ("tokenizer", "text_encoder"))),
        unet=made["unet"],
        autoencoder=made["vae"],
        sampling=sampling_of(TURBO_SETTINGS, "test"),
        steps=steps,
    )
