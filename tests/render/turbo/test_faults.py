"""Every fault a model's files may have is told in one line, with the file and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from storyanim.render.turbo.made_up import made_up_parts
from storyanim.render.turbo.parts import LARGEST_SETTINGS
from tests.render.turbo.folders import (
    AGAIN,
    TEXT,
    UNET,
    VAE,
    changed,
    cut,
    flipped,
    refusal,
    refused,
    removed,
    renamed,
    replace,
    replaced,
    rewritten,
    split,
)
from tests.render.turbo.models import WORDS, parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.render.turbo.folders import Spoil, Tensors


def with_value(value: float) -> Callable[[Tensors], object]:
    return lambda tensors: next(iter(tensors.values())).view(-1)[:1].fill_(value)


def without_one(tensors: Tensors) -> None:
    del tensors[sorted(tensors)[0]]


def with_one_more(tensors: Tensors) -> None:
    tensors["stranger.weight"] = torch.ones(2)


def cut_down(tensors: Tensors) -> None:
    name = sorted(tensors)[0]
    tensors[name] = tensors[name][:1].clone()


def with_parts_of(folder: Path, name: str, other: Any) -> None:
    """Put another part in the place of one."""
    other.save_pretrained(folder.parent / "other")
    for path in (folder.parent / "other").iterdir():
        replace(folder / name / path.name, path.read_bytes())


def of_the_other_family(folder: Path) -> None:
    with_parts_of(folder, "unet", parts("tiny-sd")["unet"])


def of_the_other_family_and_as_wide(folder: Path) -> None:
    unet = parts("tiny-sd")["unet"]
    with_parts_of(folder, "unet", type(unet).from_config({**unet.config, "cross_attention_dim": 64}))


def of_another_width(folder: Path) -> None:
    with_parts_of(folder, "text_encoder", made_up_parts("small", WORDS)["text_encoder"])


def of_other_latents(folder: Path) -> None:
    widths = {f"{way}coder_block_out_channels": (16, 16, 16, 16) for way in ("en", "de")}
    with_parts_of(folder, "vae", type(parts()["vae"])(latent_channels=16, **widths))


TURNED = flipped((b"%c" % 100) + bytes(7) + b'{"a":', 7, 7)
BEFORE_LOADING: dict[str, tuple[Spoil, str, str]] = {
    "no index": (removed("model_index.json"), "model_index.json is missing", AGAIN),
    "index broken": (replaced("model_index.json", b'{"_class_name": '), "model_index.json is no JSON", AGAIN),
    "index binary": (replaced("model_index.json", b"\xff\x00"), "model_index.json is no JSON", AGAIN),
    "index a list": (replaced("model_index.json", b"[]"), "model_index.json holds no settings", AGAIN),
    "index null": (replaced("model_index.json", b"null"), "model_index.json holds no settings", AGAIN),
    "index a page": (replaced("model_index.json", b"<html>"), "model_index.json is no JSON", AGAIN),
    "index deep": (replaced("model_index.json", b"[" * 200_000), "model_index.json is no JSON", AGAIN),
    "index huge": (
        replaced("model_index.json", b" " * (LARGEST_SETTINGS + 1)), "model_index.json is too large", AGAIN,
    ),
    "index a number of a million digits": (
        replaced("model_index.json", b'{"a": ' + b"9" * 10**6 + b"}"), "model_index.json is no JSON", AGAIN,
    ),
    "another pipeline": (
        changed("model_index.json", _class_name="FluxPipeline"), "a model of class FluxPipeline", "StableDiffusionXL",
    ),
    "no pipeline": (changed("model_index.json", _class_name=...), "a model of class None", "StableDiffusionXL"),
    "a pipeline of its own": (
        changed("model_index.json", _class_name=["pipeline", "Mine"]), "a model of class ['pipeline'", "draws with",
    ),
    "a class of its own": (
        changed("model_index.json", unet=["my_code", "MyUNet"]), "unet is ['my_code', 'MyUNet']",
        "it must be UNet2DConditionModel",
    ),
    "a decoder of its own": (
        changed("model_index.json", vae=["diffusers", "VQModel"]), "vae is ['diffusers', 'VQModel']",
        "it must be AutoencoderKL or AutoencoderTiny",
    ),
    "a part left out": (changed("model_index.json", text_encoder_2=...), "text_encoder_2 is missing", "it must be"),
    "a part that is nothing": (changed("model_index.json", tokenizer=[None, None]), "tokenizer is [None", "must be"),
    "code": (replaced("pipeline.py", b"raise SystemExit"), "pipeline.py: this model brings code", "never runs"),
    "code below": (replaced("unet/unet.py", b"raise SystemExit"), "unet/unet.py: this model brings code", "never runs"),
    "no folder of a part": (removed("text_encoder"), "text_encoder is missing", AGAIN),
    "no tokenizer": (removed("tokenizer_2"), "tokenizer_2 is missing", AGAIN),
    "no vocabulary": (removed("tokenizer/tokenizer.json"), "tokenizer/vocab.json is missing", AGAIN),
    "no settings of a tokenizer": (
        removed("tokenizer/tokenizer_config.json"), "tokenizer/tokenizer_config.json is missing", AGAIN,
    ),
    "no settings of a part": (removed("unet/config.json"), "unet/config.json is missing", AGAIN),
    "a class to be fetched": (
        changed("text_encoder/config.json", auto_map={"AutoModel": "mine.Model"}), "text_encoder/config.json: auto_map",
        "never runs",
    ),
    "a tokenizer to be fetched": (
        changed("tokenizer/tokenizer_config.json", auto_map={"AutoTokenizer": ["mine.Tokens", None]}),
        "tokenizer/tokenizer_config.json: auto_map", "never runs",
    ),
    "a kernel to be fetched": (
        changed("text_encoder/config.json", attn_implementation="owner/kernel"),
        "text_encoder/config.json: attn_implementation", "never runs",
    ),
    "a kernel to be fetched, deeper": (
        changed("text_encoder/config.json", text_config={"layers": [{"attn_implementation": "owner/kernel"}]}),
        "text_encoder/config.json: attn_implementation", "never runs",
    ),
    "another library": (
        changed("unet/config.json", quantization_config={"quant_method": "bitsandbytes"}),
        "unet/config.json: quantization_config", "never runs",
    ),
    "no weights": (removed(UNET), f"{UNET} is missing", AGAIN),
    "only a pickle": (
        renamed(UNET, "diffusion_pytorch_model.bin"), "unet has only diffusion_pytorch_model.bin, a pickle",
        "take a revision of the model that has them",
    ),
    "weights empty": (replaced(UNET, b""), f"{UNET} is empty", AGAIN),
    "weights a page": (replaced(UNET, b"<!doctype html>"), f"{UNET} is a web page", AGAIN),
    "weights a pointer": (replaced(UNET, b"version https://git-lfs"), f"{UNET} is a Git LFS pointer", AGAIN),
    "weights zeros": (replaced(UNET, bytes(5000)), f"{UNET} is cut or damaged", AGAIN),
    "header turned": (replaced(UNET, TURNED), f"{UNET} is cut or damaged", AGAIN),
    "weights cut in the header": (cut(0.001), f"{UNET} is cut or damaged", AGAIN),
    "weights cut in half": (cut(0.5), f"{UNET} is cut or damaged", AGAIN),
    "weights cut at the end": (cut(0.999999), f"{UNET} is cut or damaged", AGAIN),
    "one of the split files gone": (split("a.safetensors"), "unet/a.safetensors cannot be read", AGAIN),
    "an index that leads out": (split("../vae/x.safetensors"), "names no weights of its own folder", AGAIN),
    "an index that leads to a root": (split("/etc/passwd"), "names no weights of its own folder", AGAIN),
    "an index of folders": (split(".."), "names no weights of its own folder", AGAIN),
    "an index of pickles": (split("a.bin"), "names no weights of its own folder", AGAIN),
    "an index of nothing": (split(), "names no weights of its own folder", AGAIN),
    "no scheduler": (removed("scheduler"), "scheduler/scheduler_config.json is missing", AGAIN),
    "another scheduler": (
        changed("scheduler/scheduler_config.json", timestep_spacing="leading"),
        "scheduler/scheduler_config.json: timestep_spacing is leading", "set it to trailing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BEFORE_LOADING)
def test_a_fault_is_told_with_its_file_before_anything_is_loaded(fault: str, folder: Path):
    spoil, where, what = BEFORE_LOADING[fault]
    spoil(folder)
    message = refused(folder)
    assert str(folder) in message
    assert where in message
    assert what in message


ON_LOADING: dict[str, tuple[Spoil, str, str]] = {
    "infinite": (rewritten(UNET, with_value(float("inf"))), "unet is damaged, ", AGAIN),
    "no number": (rewritten(UNET, with_value(float("nan"))), "holds what is no number", AGAIN),
    "text infinite": (rewritten(TEXT, with_value(float("-inf"))), "text_encoder is damaged, ", AGAIN),
    "decoder no number": (rewritten(VAE, with_value(float("nan"))), "vae is damaged, ", AGAIN),
    "one missing": (rewritten(UNET, without_one), "unet lacks the weights of add_embedding.linear_1.bias", AGAIN),
    "text missing": (rewritten(TEXT, without_one), "text_encoder lacks the weights of ", AGAIN),
    "decoder missing": (rewritten(VAE, without_one), "vae lacks the weights of decoder.layers", AGAIN),
    "one too many": (rewritten(UNET, with_one_more), "config.json knows nothing of: stranger.weight", AGAIN),
    "text too many": (rewritten(TEXT, with_one_more), "config.json knows nothing of: stranger.weight", AGAIN),
    "another size": (rewritten(UNET, cut_down), "unet cannot be loaded (Cannot load because add_emb", AGAIN),
    "text another size": (rewritten(TEXT, cut_down), "text_encoder has weights of another size", AGAIN),
    "fewer layers": (changed("text_encoder/config.json", num_hidden_layers=1), "knows nothing of: encoder.la", AGAIN),
    "more layers": (changed("text_encoder/config.json", num_hidden_layers=3), "lacks the weights of encoder.la", AGAIN),
    "no such activation": (changed("text_encoder/config.json", hidden_act="x"), "text_encoder cannot be loaded", AGAIN),
    "no such block": (changed("unet/config.json", down_block_types=["X"] * 2), "unet cannot be loaded (", AGAIN),
    "a word for a number": (changed("unet/config.json", layers_per_block="x"), "unet cannot be loaded (", AGAIN),
    "vocabulary broken": (
        lambda folder: replace(folder / "tokenizer/tokenizer.json", b"{}"), "tokenizer cannot be loaded (", AGAIN,
    ),
    "endless prompts": (
        changed("tokenizer/tokenizer_config.json", model_max_length=10**9), "a tokenizer writes 1000000000 of",
        "they are of different models",
    ),
    "prompts without end": (
        changed("tokenizer/tokenizer_config.json", model_max_length=...), "a tokenizer writes", "its text encoder",
    ),
    "another family": (
        of_the_other_family, "the U-Net reads prompts 32 wide, the text encoders write them 64 wide",
        "these parts are of different models",
    ),
    "another family, as wide": (
        of_the_other_family_and_as_wide, "model: the U-Net is none of the sdxl family", "sdxl",
    ),
    "other latents": (
        of_other_latents, "model: the U-Net's latents are not those that the decoder takes", "decoder",
    ),
    "another width": (
        of_another_width, "model: the U-Net reads prompts 64 wide, the text encoders write them 160 wide",
        "these parts are of different models",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ON_LOADING)
def test_a_fault_that_shows_on_loading_is_told(fault: str, folder: Path, capfd: pytest.CaptureFixture[str]):
    spoil, where, what = ON_LOADING[fault]
    spoil(folder)
    capfd.readouterr()
    message = refusal(folder)
    assert where in message
    assert what in message
    assert capfd.readouterr() == ("", "")
