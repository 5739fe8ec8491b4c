"""The pocket model while it learns, and the steps it is taught.

Takes token ids and latents, gives pictures; the arithmetic is that of `render/turbo`, one step at the last timestep, so
that what is learned here is drawn there. Everything is SDXL's own architecture, only small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import nn

from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.hardware import has_brief_floats
from storyanim.render.turbo.made_up import SHAPES, parts_of
from storyanim.render.turbo.sampling import make_sampler, trailing_timesteps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from transformers import CLIPTokenizer

SCHEDULER: Mapping[str, object] = {**TURBO_SETTINGS, "prediction_type": "v_prediction"}
"""SDXL Turbo's, but for the prediction: noise predicted at sigma 14.6 loses what 16 bits cannot hold."""
MODULES = ("text_encoder", "text_encoder_2", "unet", "vae")
STEPS = 4
"""Up to so many steps are taught: the first from noise alone, the later ones from a picture under less noise."""


class Conditions(NamedTuple):
    """Token states (n, 77, width) and pooled vectors (n, width) of prompts."""

    states: torch.Tensor
    pooled: torch.Tensor


class Pocket(nn.Module):
    """Both text encoders, the U-Net and the tiny autoencoder."""

    def __init__(self, side: int, tokenizer: CLIPTokenizer, size: str = "pocket") -> None:
        """`side` in pixels of the square pictures it draws; `size` is one of `SHAPES`."""
        super().__init__()
        self.parts: dict[str, Any] = parts_of(replace(SHAPES[size], side=side), tokenizer)
        self.side = side
        sampling = sampling_of(SCHEDULER, "pocket")
        self.levels = tuple(
            make_sampler(sampling.method, sampling.schedule, (timestep,)) for timestep in trailing_timesteps(STEPS)
        )
        """One step from each timestep to the image, the noisiest first."""
        self.learned = nn.ModuleDict({name: self.parts[name] for name in MODULES})
        # Measured: in fp32 on a CPU a U-Net learns a fifth faster with its channels first; all else is the other way.
        self.layout = torch.channels_last if has_brief_floats() else torch.contiguous_format
        self.parts["unet"].to(memory_format=self.layout)
        self.parts["vae"].to(memory_format=torch.channels_last)

    @property
    def end(self) -> int:
        """The token that ends a prompt, and fills what is left of its 77."""
        return self.parts["tokenizer"].eos_token_id

    @property
    def told(self) -> int:
        """How many numbers a prompt's end and pool are."""
        return (
            sum(self.parts[name].config.hidden_size for name in MODULES[:2])
            + self.parts["text_encoder_2"].config.projection_dim
        )

    def tokens(self, prompts: Sequence[str]) -> torch.Tensor:
        """Token ids (n, 77); both encoders share one tokenizer."""
        read = self.parts["tokenizer"](
            list(prompts), padding="max_length", max_length=77, truncation=True, return_tensors="pt"
        )
        return read.input_ids

    def read(self, tokens: torch.Tensor) -> Conditions:
        """What the text encoders make of token ids (n, 77)."""
        first = self.parts["text_encoder"](tokens, output_hidden_states=True)
        second = self.parts["text_encoder_2"](tokens, output_hidden_states=True)
        states = torch.cat([first.hidden_states[-2], second.hidden_states[-2]], dim=-1)
        return Conditions(states, second.text_embeds)

    def latents(self, conditions: Conditions, noise: torch.Tensor) -> torch.Tensor:
        """The image's latents (n, 4, rows, columns), as one step gives them from noise of that shape."""
        return self.image(conditions, self.levels[0].alone * noise, torch.zeros(len(noise), dtype=torch.long))

    def noised(self, images: torch.Tensor, noise: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
        """What a step begins with: noise alone at level 0, else the images under the level's noise."""
        kept = self._numbers([0.0, *(level.image for level in self.levels[1:])], levels, noise)
        under = self._numbers([self.levels[0].alone, *(level.noise for level in self.levels[1:])], levels, noise)
        return kept * images + under * noise

    def image(self, conditions: Conditions, beginning: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
        """The image's latents by one step from `beginning` (n, 4, rows, columns), each at its level (n,)."""
        steps = [level.steps[0] for level in self.levels]
        scale, keep, push = (
            self._numbers([getattr(step, name) for step in steps], levels, beginning)
            for name in ("scale", "keep", "push")
        )
        sizes = torch.tensor([[self.side, self.side, 0, 0, self.side, self.side]], device=beginning.device)
        pooled = conditions.pooled
        output = self.parts["unet"](
            (scale * beginning).contiguous(memory_format=self.layout),
            self._numbers([step.timestep for step in steps], levels, beginning).flatten(),
            encoder_hidden_states=conditions.states,
            added_cond_kwargs={"text_embeds": pooled, "time_ids": sizes.expand(len(pooled), 6).to(pooled.dtype)},
            return_dict=False,
        )[0]
        return keep * beginning + push * output.float()

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Pictures (n, 3, height, width), 0 to 1."""
        return self.parts["vae"].decode(latents, return_dict=False)[0].float() / 2.0 + 0.5

    def encode(self, pictures: torch.Tensor) -> torch.Tensor:
        """Latents of pictures, as `decode` takes them."""
        return self.parts["vae"].encode(pictures * 2.0 - 1.0, return_dict=False)[0].float()

    def forward(self, tokens: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Pictures of these words and this noise, in one step."""
        return self.decode(self.latents(self.read(tokens), noise))

    @staticmethod
    def _numbers(table: Sequence[float], levels: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        return torch.tensor(table, dtype=torch.float32, device=like.device)[levels.to(like.device)].view(-1, 1, 1, 1)
