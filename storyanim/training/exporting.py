"""A trained model -> the folder that is shipped: what `StableDiffusionXLPipeline.from_pretrained` loads, and a card.

Weights are stored in 16 bits, which is what makes the folder small; settings say 32, so that a plain pipeline, which is
not told otherwise, computes as it should.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import Module

from storyanim.training.network import MODULES, SCHEDULER, Pocket

if TYPE_CHECKING:
    from pathlib import Path


def export(model: Pocket, folder: Path, card: str) -> None:
    """Write the model and its card into a folder, which need not exist."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
    from diffusers.schedulers.scheduling_euler_ancestral_discrete import EulerAncestralDiscreteScheduler

    scheduler: Any = EulerAncestralDiscreteScheduler
    pipeline: Any = StableDiffusionXLPipeline
    fold_size(model)
    for name in MODULES:
        Module.to(model.parts[name], torch.float16).to(memory_format=torch.contiguous_format)  # pyright: ignore[reportCallIssue]
    pipeline(**model.parts, scheduler=scheduler.from_config(SCHEDULER), add_watermarker=False).save_pretrained(folder)
    for name in ("text_encoder", "text_encoder_2"):
        settings = folder / name / "config.json"
        told = json.loads(settings.read_text(encoding="utf-8"))
        settings.write_text(json.dumps({**told, "dtype": "float32"}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card, encoding="utf-8")


def imported(folder: Path, size: str = "pocket") -> Pocket:
    """The model of a folder that `export` wrote, to be taught further; `size` as in `Pocket`."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline

    pipeline: Any = StableDiffusionXLPipeline
    parts: Any = pipeline.from_pretrained(folder)
    model = Pocket(8 * parts.unet.config.sample_size, parts.tokenizer, size)
    for name in MODULES:
        model.parts[name].load_state_dict(getattr(parts, name).state_dict())
    return model


@torch.no_grad()
def fold_size(model: Pocket) -> None:
    """Move what the picture's size adds into a bias: it was taught one size only, and in another knows nothing of it.

    Its pictures stay the same; those of another shape are then drawn as if the size had not been told, where else
    numbers that were never learned would be added to them.
    """
    unet = model.parts["unet"]
    first = unet.add_embedding.linear_1
    sizes = torch.tensor([model.side, model.side, 0, 0, model.side, model.side])
    told = unet.add_time_proj(sizes).flatten().to(first.weight)
    columns = first.weight[:, -len(told) :]
    first.bias += columns @ told
    columns.zero_()
