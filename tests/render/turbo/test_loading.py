"""From files to a model in memory: whole, quietly, without the network; or one line that says why not."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import torch
from diffusers.utils import logging as of_diffusers
from huggingface_hub import constants
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file
from transformers.utils import logging as of_transformers

from storyanim.errors import ResourceError, StoryanimError
from storyanim.render.turbo import loading
from storyanim.render.turbo.checkpoint import find_checkpoint
from storyanim.render.turbo.decoding import decode
from storyanim.render.turbo.denoising import denoise, predicted
from storyanim.render.turbo.families import TURBO
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.loading import load_model, load_tokenizers
from tests.render.turbo.folders import (
    AGAIN,
    COMMIT,
    CPU,
    TEXT,
    UNET,
    VAE,
    cached,
    change,
    flipped,
    refusal,
    replace,
    rewritten,
    wanted,
)
from tests.render.turbo.models import FOX, parts, save
from tests.render.turbo.test_equality import SHAPE, apart, conditions
from tests.render.turbo.test_families import lora
from tests.render.turbo.test_weights import Canary

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.render.turbo.model import Model
    from tests.render.turbo.folders import Tensors


def load(model: Path | str, hardware: Hardware = CPU, **options: Any) -> Model:
    return load_model(find_checkpoint(wanted(model, **options), half_files=hardware.prefers_half_files), hardware)


def latents(model: Model) -> torch.Tensor:
    noises = [torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed)) for seed in range(4)]
    made = parts() | {"text_encoder": model.text.encoders[0], "text_encoder_2": model.text.encoders[1]}
    return denoise(partial(predicted, model.unet), model.sampler, noises, conditions(made, FOX))


def test_an_exponents_flipped_bit_is_found(folder: Path):
    """Every bit of some weights' exponents: infinite and no number are refused, what is a number passes."""
    data = (folder / UNET).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    replace(folder / UNET, data[: start + 2] + b"\x80\x7f" + data[start + 4 :])
    assert "unet is damaged, " in refusal(folder)


@pytest.mark.parametrize("name", [UNET, TEXT, VAE])
def test_in_a_hubs_cache_any_flipped_bit_is_found(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    snapshot = cached(tmp_path / "hub", TURBO, folder, COMMIT, "main", "v1")
    blob = (snapshot / name).resolve()
    blob.write_bytes(flipped(blob.read_bytes(), blob.stat().st_size - 1))
    assert refusal(TURBO, revision="v1") == (
        f"{snapshot / name} is damaged, its checksum is wrong: fetch it with: storyanim pull {TURBO} --revision v1"
    )


def test_a_damaged_decoder_of_another_repository_is_fetched_from_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    for name, source in ((TURBO, folder), ("owner/decoder", folder / "vae")):
        snapshot = cached(tmp_path / "hub", name, source)
    blob = (snapshot / "diffusion_pytorch_model.safetensors").resolve()
    blob.write_bytes(flipped(blob.read_bytes(), blob.stat().st_size - 1))
    assert refusal(TURBO, decoder="owner/decoder").endswith("fetch it with: storyanim pull owner/decoder")


def test_nothing_foreign_is_run(folder: Path, tmp_path: Path):
    """Code, pickles and templates beside whole weights: either refused or not looked at."""
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w')".encode()
    for name in ("model.bin", "pytorch_model.bin", "diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.bin"):
        for part in ("unet", "vae", "text_encoder", "tokenizer"):
            replace(folder / part / name, pickle.dumps(Canary(str(trace))))
    for part in ("text_encoder", "unet"):
        change(folder / part / "config.json", architectures=["Mine"], _class_name="Mine", model_type="mine")
    change(folder / "tokenizer/tokenizer_config.json", tokenizer_class="Mine", chat_template="{{ cycler.__init__ }}")
    change(folder / "model_index.json", safety_checker=["mine", "Mine"], scheduler=["mine", "Mine"])
    load(folder)
    for name in ("mine.py", "unet/mine.py", "tokenizer/tokenization_mine.py"):
        replace(folder / name, code)
        assert "brings code of its own" in refusal(folder)
        (folder / name).unlink()
    assert not trace.exists()


def test_loading_asks_nothing_of_the_network(folder: Path, monkeypatch: pytest.MonkeyPatch):
    load(folder)  # some library tries a socket of its own once, when it is imported

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something opened a socket")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    load(folder)


QUIETLY = """
import sys
from storyanim.render import RendererSpec, open_renderer
for options in eval(sys.argv[1]):
    open_renderer(RendererSpec.of("turbo", decoder="full", device="cpu", **options)).model
"""


def test_opening_and_loading_print_nothing(folder: Path, tmp_path: Path):
    path = tmp_path / "Hyper-SDXL-1step-lora.safetensors"
    save_file(lora(parts()["unet"], "kohya"), path)
    options = [{"model": str(folder)}, {"model": str(path), "base": str(folder)}]
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", QUIETLY, repr(options)], capture_output=True, check=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.stdout, done.stderr.decode()) == (b"", "")


def test_the_libraries_talk_again_afterwards(folder: Path):
    libraries: tuple[Any, ...] = (of_diffusers, of_transformers)

    def state() -> list[tuple[int, bool]]:
        return [(library.get_verbosity(), library.is_progress_bar_enabled()) for library in libraries]

    before = state()
    load(folder)
    refusal(folder.parent)
    assert state() == before


@pytest.mark.parametrize("hardware", [CPU, Hardware("cpu", "bf16", "bf16", 1), Hardware("cpu", "fp16", "fp32", 1)])
@pytest.mark.parametrize("variant", [None, "fp16"])
def test_weights_of_either_precision_load_in_the_one_asked_for(hardware: Hardware, variant: str | None, tmp_path: Path):
    folder = save(tmp_path / "model", parts(), variant=variant)
    model = load(folder, hardware)
    chosen = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    modules: list[Any] = [model.unet, *model.text.encoders]
    assert {module.dtype for module in modules} == {chosen[hardware.precision]}
    assert model.autoencoder.dtype == chosen[hardware.decoder_precision]
    assert not any(module.training for module in [*modules, model.autoencoder])
    if hardware.precision != "fp16":  # a CPU has no fp16 for every layer
        exact = latents(load(folder))
        assert apart(latents(model).float(), exact) < (1e-6 if hardware is CPU else 0.1)


def test_split_weights_are_as_whole_ones(folder: Path, tmp_path: Path):
    made, expected = parts(), latents(load(folder))
    for variant in (None, "fp16"):
        other = save(tmp_path / f"split {variant}", made)
        for name in ("unet", "text_encoder", "text_encoder_2"):
            for path in (other / name).glob("*.safetensors"):
                path.unlink()
            made[name].save_pretrained(other / name, variant=variant, max_shard_size="100KB")
            assert len(list((other / name).glob("*.safetensors"))) > 1
        assert len(find_checkpoint(wanted(other), half_files=False).parts["unet"].weights) > 1
        assert torch.equal(latents(load(other)), expected)
        next((other / "unet").glob("*00002-of*.safetensors")).unlink()
        assert "00002-of" in refusal(other)


def test_old_files_that_keep_positions_load(folder: Path):
    """Text encoders of 2023 stored the numbers 0 to 76 among their weights."""

    def numbered(tensors: Tensors) -> None:
        tensors["text_model.embeddings.position_ids"] = torch.arange(77)[None]

    expected = latents(load(folder))
    rewritten(TEXT, numbered)(folder)
    assert torch.equal(latents(load(folder)), expected)


def test_tokenizers_of_two_files_load(folder: Path):
    """As they were published: a vocabulary and its merges, before there was one file of both."""
    import json

    told = json.loads((folder / "tokenizer/tokenizer.json").read_text())["model"]
    before = load_tokenizers(find_checkpoint(wanted(folder), half_files=False))
    (folder / "tokenizer/tokenizer.json").unlink()
    (folder / "tokenizer/vocab.json").write_text(json.dumps(told["vocab"]))
    (folder / "tokenizer/merges.txt").write_text("\n".join(["#version: 0.2", *map(" ".join, told["merges"])]))
    after = load_tokenizers(find_checkpoint(wanted(folder), half_files=False))
    assert len(before) == len(after) == 2
    for words in (FOX, "Üñknown wörds, 12345!"):
        assert after[0](words).input_ids == before[0](words).input_ids
    load(folder)


@pytest.mark.parametrize("large", [False, True])
def test_either_decoder_loads_and_decodes_as_it_did(large: bool, folder: Path, tmp_path: Path):
    made = parts(large_decoder=large)
    decoder = save(tmp_path / "other", made) / "vae"
    model = load(folder, decoder=str(decoder))
    noise = torch.randn(SHAPE, generator=torch.Generator().manual_seed(5))
    loaded, before = (decode(autoencoder, noise).astype(int) for autoencoder in (model.autoencoder, made["vae"]))
    assert abs(loaded - before).max() <= 1


def test_changes_that_do_not_fit_are_refused_and_not_passed_over(folder: Path, tmp_path: Path):
    path = tmp_path / "Hyper-SDXL-1step-lora.safetensors"
    right = lora(parts()["unet"], "peft")
    load_with = {"base": str(folder)}
    save_file({f"{name.replace('down_blocks.1', 'down_blocks.7')}": each for name, each in right.items()}, path)
    assert f"{path} cannot be loaded (" in refusal(path, **load_with)
    save_file({name.replace("unet.", "text_encoder."): each for name, each in right.items()}, path)
    assert f"{path} cannot be loaded (" in refusal(path, **load_with)
    save_file({name: each[:1].clone() for name, each in right.items()}, path)
    assert f"{path} cannot be loaded (" in refusal(path, **load_with)
    save_file({name: torch.full_like(each, 1e30) for name, each in right.items()}, path)
    assert f"{path} is damaged, " in refusal(path, **load_with)
    save_file({"anything": torch.ones(3)}, path)
    assert f"{path} cannot be loaded (" in refusal(path, **load_with)


def test_a_unet_that_does_not_fit_is_refused(folder: Path, tmp_path: Path):
    path = tmp_path / "Hyper-SDXL-1step-Unet.safetensors"
    right = parts()["unet"].state_dict()
    first = sorted(right)[0]
    for wrong in (
        {name: each for name, each in right.items() if name != first},
        right | {"stranger": torch.ones(1)},
        right | {first: torch.ones(1)},
    ):
        save_file(wrong, path)
        assert f"{path} cannot be loaded (" in refusal(path, base=str(folder))
    save_file(right | {first: torch.full_like(right[first], float("nan"))}, path)
    assert refusal(path, base=str(folder)) == f"{path} is damaged, {first} holds what is no number: {AGAIN}"


@pytest.mark.parametrize(
    "how", [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("MPS backend out of memory")]
)
def test_too_little_memory_is_told_as_such(how: Exception, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise how

    monkeypatch.setattr(loading, "_class", full)
    with pytest.raises(ResourceError, match="model does not fit into the memory of cpu"):
        load(folder)


@settings(deadline=None, max_examples=25)
@given(st.sampled_from((UNET, TEXT)), st.integers(0, 7), st.data())
def test_a_flipped_bit_in_a_header_raises_nothing_but_ours(saved: Path, name: str, bit: int, data: st.DataObject):
    path = saved / name
    right = path.read_bytes()
    try:
        path.write_bytes(flipped(right, data.draw(st.integers(0, 2000)), bit))
        with suppress(StoryanimError):
            load(saved)
    finally:
        path.write_bytes(right)


SPOILABLE = ("unet/config.json", "text_encoder/config.json", "vae/config.json", "tokenizer/tokenizer.json")


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(SPOILABLE), st.integers(0, 6), st.data())
def test_a_flipped_bit_in_settings_raises_nothing_but_ours(saved: Path, name: str, bit: int, data: st.DataObject):
    path = saved / name
    right = path.read_bytes()
    try:
        path.write_bytes(flipped(right, data.draw(st.integers(0, len(right) - 1)), bit))
        with suppress(StoryanimError):
            load(saved)
    finally:
        path.write_bytes(right)
