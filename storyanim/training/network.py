"""The pocket model while it learns, and the one step it is taught.

Takes token ids and latents, gives pictures; the arithmetic is that of `render/turbo`, one step at the last timestep, so
that what is learned here is drawn there. Everything is SDXL's own architecture, only small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.made_up import SHAPES, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storyanim.render.turbo.sampling import Step

SCHEDULER: Mapping[str, object] = {**TURBO_SETTINGS, "prediction_type": "v_prediction"}
"""SDXL Turbo's, but for the prediction: noise predicted at sigma 14.6 loses what 16 bits cannot hold."""
MODULES = ("text_encoder", "text_encoder_2", "unet", "vae")


class Pocket(nn.Module):
    """Both text encoders, the U-Net and the tiny autoencoder, trained together."""

    def __init__(self, side: int, words: Iterable[str], size: str = "small") -> None:
        """`side` in pixels of the square pictures it draws; `words` teach its tokenizer; `size` is one of `SHAPES`."""
        super().__init__()
        self.parts: dict[str, Any] = parts_of(replace(SHAPES[size], side=side), words)
        self.side = side
        self.step: Step = sampling_of(SCHEDULER, "pocket").sampler(1).steps[0]
        self.alone = sampling_of(SCHEDULER, "pocket").sampler(1).alone
        self.learned = nn.ModuleDict({name: self.parts[name] for name in MODULES})
        self.learned.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]

    def tokens(self, prompts: Sequence[str]) -> torch.Tensor:
        """Token ids (n, 77); both encoders share one tokenizer."""
        read = self.parts["tokenizer"](
            list(prompts), padding="max_length", max_length=77, truncation=True, return_tensors="pt"
        )
        return read.input_ids

    def latents(self, tokens: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """The image's latents (n, 4, side / 8, side / 8), as one step of the sampler gives them."""
        first = self.parts["text_encoder"](tokens, output_hidden_states=True)
        second = self.parts["text_encoder_2"](tokens, output_hidden_states=True)
        states = torch.cat([first.hidden_states[-2], second.hidden_states[-2]], dim=-1)
        sizes = torch.tensor([[self.side, self.side, 0, 0, self.side, self.side]], device=noise.device)
        added = {"text_embeds": second.text_embeds, "time_ids": sizes.expand(len(noise), 6).to(states.dtype)}
        beginning = self.alone * noise
        timestep = torch.tensor(self.step.timestep, device=noise.device)
        seen = (self.step.scale * beginning).contiguous(memory_format=torch.channels_last)
        options = {"encoder_hidden_states": states, "added_cond_kwargs": added, "return_dict": False}
        output = self.parts["unet"](seen, timestep, **options)[0]
        return self.step.keep * beginning + self.step.push * output.float()

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Pictures (n, 3, side, side), 0 to 1."""
        return self.parts["vae"].decode(latents, return_dict=False)[0].float() / 2.0 + 0.5

    def encode(self, pictures: torch.Tensor) -> torch.Tensor:
        """Latents of pictures, as `decode` takes them."""
        return self.parts["vae"].encode(pictures * 2.0 - 1.0).latents.float()

    def forward(self, tokens: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Pictures of these words and this noise."""
        return self.decode(self.latents(tokens, noise))
