"""Models of random numbers: the shapes of real ones, with nothing to download.

What is fast or exact does not depend on the values, so speed and equality are measured on these. Their pictures show
nothing. Takes a size by name, gives a `Model`, or the parts of one for a folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch
from torch.nn import Module

from storyanim.render.turbo.decoding import laid_out
from storyanim.render.turbo.denoising import unet_laid_out
from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
from storyanim.render.turbo.hardware import PRECISIONS
from storyanim.render.turbo.model import Model
from storyanim.render.turbo.prompting import TextEncoders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from transformers import CLIPTokenizer

    from storyanim.render.turbo.families import Sampling
    from storyanim.render.turbo.hardware import Hardware

PROMPT_TOKENS = 77
VOCABULARY = 3000
"""Tokens of a made-up tokenizer at most: bytes, and the words it was given."""
START, END = "<|startoftext|>", "<|endoftext|>"


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a model is. `text` are (width, layers, heads, projection) of each text encoder."""

    channels: tuple[int, ...]
    layers: int
    transformers: tuple[int, ...]
    head: int
    text: tuple[tuple[int, int, int, int], ...]
    decoder: int
    side: int
    has_added_conditions: bool = True
    encoder_blocks: tuple[int, ...] = (1, 3, 3, 3)
    decoder_blocks: tuple[int, ...] = (3, 3, 3, 1)


SHAPES: Mapping[str, Shape] = {
    "tiny": Shape((32, 64), 1, (0, 1), 16, ((32, 2, 2, 32), (32, 2, 2, 32)), 16, 64),
    "tiny-sd": Shape((32, 64), 1, (1, 1), 16, ((32, 2, 2, 32),), 16, 64, has_added_conditions=False),
    "small": Shape((64, 128, 192), 1, (0, 1, 2), 32, ((128, 4, 4, 128), (128, 4, 4, 128)), 32, 256),
    "pocket": Shape(
        (32, 96, 160, 224),
        1,
        (0, 0, 1, 1),
        32,
        ((128, 3, 4, 128), (128, 3, 4, 128)),
        32,
        256,
        encoder_blocks=(0, 0, 2, 2),
        decoder_blocks=(4, 4, 1, 0),
    ),
    "sdxl": Shape((320, 640, 1280), 2, (0, 2, 10), 64, ((768, 12, 12, 768), (1280, 32, 20, 1280)), 64, 512),
}
"""`tiny` for tests, `small` for benchmarks on a CPU, `pocket` of the model that `training` teaches, `sdxl` of SDXL
Turbo's own shape (2.6 billion weights)."""

SMALL = ("small", "pocket")


def made_up_model(size: str, hardware: Hardware, steps: int = 1, *, words: Iterable[str] = (), seed: int = 0) -> Model:
    """A random model of a size in `SHAPES` on the device, with its tiny decoder; `words` make its tokenizer.

    Its weights are drawn on the device: gigabytes of them take seconds on a GPU.
    """
    parts = seeded_parts(size, hardware.device, words, seed)
    half, decoder = PRECISIONS[hardware.precision], PRECISIONS[hardware.decoder_precision]
    ends = [end for end in ("", "_2") if f"tokenizer{end}" in parts]
    return Model(
        text=TextEncoders(
            tuple(parts[f"tokenizer{end}"] for end in ends),
            tuple(_converted(parts[f"text_encoder{end}"], half) for end in ends),
        ),
        unet=unet_laid_out(_converted(parts["unet"], half)),
        autoencoder=laid_out(_converted(parts["vae"], decoder)),
        sampling=made_up_sampling(size),
        steps=steps,
    )


def made_up_sampling(size: str) -> Sampling:
    """How a made-up model of this size is sampled: as SDXL Turbo, the small ones with the prediction of pocket."""
    settings: dict[str, object] = {"prediction_type": "v_prediction"} if size in SMALL else {}
    return sampling_of({**TURBO_SETTINGS, **settings}, "made up")


def seeded_parts(size: str, device: str, words: Iterable[str] = (), seed: int = 0) -> dict[str, Any]:
    """The parts of a model on a device, the same numbers whenever they are asked for; see `parts_of`."""
    with torch.random.fork_rng(), torch.device(device):
        torch.manual_seed(seed)
        return made_up_parts(size, words)


def made_up_parts(size: str, words: Iterable[str] = ()) -> dict[str, Any]:
    """The parts of a model of a size in `SHAPES`; see `parts_of`."""
    return parts_of(SHAPES[size], taught_tokenizer(words))


def parts_of(shape: Shape, tokenizer: CLIPTokenizer) -> dict[str, Any]:
    """Tokenizers, text encoders, U-Net and tiny autoencoder by the names of their folders, on the default device."""
    parts: dict[str, Any] = {"unet": _unet(shape), "vae": _autoencoder(shape)}
    for end, text in zip(("", "_2"), shape.text, strict=False):
        parts[f"tokenizer{end}"] = tokenizer
        parts[f"text_encoder{end}"] = _text_encoder(text, tokenizer, projects=end == "_2")
    return parts


def _converted(module: Any, precision: torch.dtype) -> Any:
    """Past diffusers' own `to`, which warns of layers kept in 32 bits even where there are none."""
    return Module.to(module, precision).eval()


def _unet(shape: Shape) -> Any:
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    down = tuple("CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in shape.transformers)
    up = tuple("CrossAttnUpBlock2D" if depth else "UpBlock2D" for depth in reversed(shape.transformers))
    added: dict[str, object] = {}
    if shape.has_added_conditions:
        ids = 256 if shape.channels[0] == 320 else 8
        added = {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": ids,
            "projection_class_embeddings_input_dim": 6 * ids + shape.text[-1][3],
        }
    return cast("Any", UNet2DConditionModel)(
        sample_size=shape.side // 8,
        down_block_types=down,
        up_block_types=up,
        block_out_channels=shape.channels,
        layers_per_block=shape.layers,
        transformer_layers_per_block=tuple(max(1, depth) for depth in shape.transformers),
        attention_head_dim=tuple(width // shape.head for width in shape.channels),
        cross_attention_dim=sum(text[0] for text in shape.text),
        norm_num_groups=32 if shape.channels[0] >= 64 else 8,
        use_linear_projection=True,
        **added,
    )


def _autoencoder(shape: Shape) -> Any:
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

    widths = (shape.decoder,) * 4
    return AutoencoderTiny(
        encoder_block_out_channels=widths,
        decoder_block_out_channels=widths,
        num_encoder_blocks=shape.encoder_blocks,
        num_decoder_blocks=shape.decoder_blocks,
    )


def _text_encoder(text: tuple[int, int, int, int], tokenizer: CLIPTokenizer, *, projects: bool) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    width, layers, heads, projection = text
    config = CLIPTextConfig(
        vocab_size=max(len(tokenizer), 49408 if width >= 768 else 0),
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=projection,
        max_position_embeddings=PROMPT_TOKENS,
        hidden_act="gelu" if projects else "quick_gelu",
        bos_token_id=cast("int", tokenizer.bos_token_id),
        eos_token_id=cast("int", tokenizer.eos_token_id),
        pad_token_id=cast("int", tokenizer.pad_token_id),
    )
    return (CLIPTextModelWithProjection if projects else CLIPTextModel)(config)


def taught_tokenizer(words: Iterable[str]) -> CLIPTokenizer:
    """A byte-pair tokenizer of CLIP's kind, taught the words given."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    taught = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    taught.pre_tokenizer = pre_tokenizers.Whitespace()
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=sorted(letters), end_of_word_suffix="</w>", show_progress=False
    )
    taught.train_from_iterator(sorted(word.lower() for word in words), trainer)
    learned = _learned(taught)
    tokens = dict.fromkeys([*sorted(letters), *(f"{letter}</w>" for letter in sorted(letters)), *map("".join, learned)])
    vocabulary = {token: number for number, token in enumerate((*tokens, START, END))}
    return CLIPTokenizer(vocab=vocabulary, merges=cast("Any", learned), model_max_length=PROMPT_TOKENS)


def _learned(taught: Any) -> list[tuple[str, str]]:
    import json

    return [(first, second) for first, second in json.loads(taught.to_str())["model"]["merges"]]
