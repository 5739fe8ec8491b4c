"""Prompts -> embeddings, once each, and their mixing.

Takes words and weights, gives tensors on the text encoders' device. A prompt is encoded by itself, never in a batch,
so that its embedding does not depend on its neighbours. Knows nothing of noise or pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """A prompt as a model reads it: `states` (77, width), and `pooled` (width) for models that use it."""

    states: torch.Tensor
    pooled: torch.Tensor | None


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoders:
    """The tokenizers and text encoders of a model: one pair for Stable Diffusion, two for SDXL."""

    tokenizers: tuple[CLIPTokenizer, ...]
    encoders: tuple[CLIPTextModel | CLIPTextModelWithProjection, ...]


@torch.inference_mode()
def embed(text: TextEncoders, words: str) -> Embedding:
    """The embedding of a prompt; words beyond the model's 75 tokens are not in it."""
    outputs = [_encoded(*pair, words) for pair in zip(text.tokenizers, text.encoders, strict=True)]
    if len(outputs) == 1:  # Stable Diffusion conditions on the last layer, SDXL on the one before it
        return Embedding(outputs[0].last_hidden_state[0], None)
    states = torch.cat([output.hidden_states[-2][0] for output in outputs], dim=-1)
    return Embedding(states, outputs[-1].text_embeds[0])


def mixed(embeddings: Sequence[tuple[Embedding, float]]) -> Embedding:
    """The weighted sum of embeddings, states and pooled vector alike; weights add up to 1."""
    if len(embeddings) == 1:
        return embeddings[0][0]
    states = _weighted([(one.states, weight) for one, weight in embeddings])
    pooled = [(one.pooled, weight) for one, weight in embeddings if one.pooled is not None]
    return Embedding(states, _weighted(pooled) if pooled else None)


def lost_words(tokenizers: Sequence[CLIPTokenizer], words: str) -> str:
    """What is beyond the 75 tokens of the shortest of these tokenizers' readings; "" if nothing is."""
    return min((_beyond(tokenizer, words) for tokenizer in tokenizers), key=len, default="")


def _weighted(parts: Sequence[tuple[torch.Tensor, float]]) -> torch.Tensor:
    """Summed in float32: 16 bits would round each frame of a slow morph to the same few steps."""
    total = sum(weight * tensor.float() for tensor, weight in parts)
    return cast("torch.Tensor", total).to(parts[0][0].dtype)


def _encoded(tokenizer: CLIPTokenizer, encoder: CLIPTextModel | CLIPTextModelWithProjection, words: str) -> Any:
    read = cast("Any", tokenizer)(
        words, padding="max_length", max_length=tokenizer.model_max_length, truncation=True, return_tensors="pt"
    )
    return cast("Any", encoder)(read.input_ids.to(encoder.device), output_hidden_states=True)


def _beyond(tokenizer: CLIPTokenizer, words: str) -> str:
    room = int(cast("Any", tokenizer).model_max_length) - 2  # the start and end marks
    read = cast("Any", tokenizer)(words, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    if len(read.input_ids) <= room:
        return ""
    start = cast("int", read.offset_mapping[room][0])
    while 0 < start < len(words) and words[start - 1].isalnum() and words[start].isalnum():
        start -= 1  # a word that is cut through is lost
    return words[start:].strip()
