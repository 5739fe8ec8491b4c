"""Models of random numbers have the shapes of real ones, and are the same each time."""

from __future__ import annotations

import socket

import numpy as np
import pytest
import torch

from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.made_up import PROMPT_TOKENS, SHAPES, made_up_model, made_up_parts
from storyanim.render.turbo.prompting import embed, lost_words
from storyanim.render.turbo.renderer import Turbo
from storyanim.types import Size
from tests.render.views import MORPH, PLAIN

CPU = Hardware("cpu", "fp32", "fp32", 1)
SMALL = tuple(size for size in SHAPES if size != "sdxl")


def weights(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_sdxls_shape_is_sdxls():
    """Made without memory: 2.57 billion weights in the U-Net, 123 and 695 million in the text encoders."""
    with torch.device("meta"):
        made = made_up_parts("sdxl")
    assert weights(made["unet"]) == 2_567_463_684
    assert weights(made["text_encoder"]) == 123_060_480
    assert weights(made["text_encoder_2"]) == 694_659_840
    assert made["unet"].config.cross_attention_dim == 2048
    assert weights(made["vae"].decoder) == 1_222_531


def test_small_is_the_size_it_was_told_as():
    made = made_up_parts("small")
    assert 14_000_000 < weights(made["unet"]) < 15_000_000
    assert weights(made_up_parts("tiny")["unet"]) < 2_000_000


@pytest.mark.parametrize("size", SMALL)
def test_a_made_up_model_draws(size: str, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    made = made_up_model(size, CPU, 2, words=("a red fox",))
    assert len(made.sampler.steps) == 2
    assert made.side == SHAPES[size].side
    pictures = Turbo(size, CPU, lambda: made).draw([MORPH], Size(64, 48))
    assert pictures.shape == (1, 48, 64, 3)


def test_the_same_seed_makes_the_same_model_and_disturbs_no_other_chance():
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    pictures = [
        Turbo("", CPU, lambda seed=seed: made_up_model("tiny", CPU, seed=seed)).draw([PLAIN], Size(64, 64))
        for seed in (4, 4, 5)
    ]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])
    assert torch.equal(torch.random.get_rng_state(), before)


def test_it_is_made_in_the_precision_asked_for():
    made = made_up_model("tiny", Hardware("cpu", "fp16", "bf16", 1))
    assert made.unet.dtype == made.text.encoders[0].dtype == torch.float16
    assert made.autoencoder.dtype == torch.bfloat16


def test_its_tokenizer_reads_anything_and_knows_the_words_it_was_given():
    made = made_up_model("tiny", CPU, words=("a lighthouse keeper",))
    tokenizer = made.text.tokenizers[0]
    assert len(tokenizer("lighthouse", add_special_tokens=False).input_ids) == 1
    assert len(tokenizer("lamplight", add_special_tokens=False).input_ids) > 1
    for words in ("", "Üñî 狐 \U0001f98a\n", "x" * 500):
        assert embed(made.text, words).states.shape[0] == PROMPT_TOKENS
    assert lost_words(made.text.tokenizers, "lighthouse " * 75) == ""
    assert lost_words(made.text.tokenizers, "lighthouse " * 75 + "keeper") == "keeper"
