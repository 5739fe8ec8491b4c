"""What is found, what is refused and why, before anything is loaded."""

from __future__ import annotations

import json
import pickle
import shutil
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from huggingface_hub import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError, StoryanimError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint, identify
from storyanim.render.turbo.families import BASE, TINY_DECODERS, TURBO
from tests.render.turbo.folders import (
    COMMIT,
    UNET,
    cached,
    change,
    changed,
    flipped,
    refused,
    replace,
    replaced,
    wanted,
)
from tests.render.turbo.models import parts, save
from tests.render.turbo.test_weights import Canary

if TYPE_CHECKING:
    from pathlib import Path

    from tests.render.turbo.folders import Spoil


def test_a_whole_model_passes(folder: Path):
    found = find_checkpoint(wanted(folder), half_files=False)
    assert (found.name, found.family, found.steps, found.sampling.method) == ("model", "sdxl", 1, "euler-ancestral")
    assert sorted(found.parts) == ["text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet", "vae"]
    assert found.parts["unet"].weights == (folder / UNET,)


def test_a_model_in_the_present_folder_is_called_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    assert find_checkpoint(wanted("."), half_files=False).name == "model"


def test_a_pickle_in_the_place_of_weights_does_nothing(folder: Path, tmp_path: Path):
    trace = tmp_path / "trace"
    for name in (UNET, "vae/diffusion_pytorch_model.bin", "text_encoder/pytorch_model.bin"):
        replace(folder / name, pickle.dumps(Canary(str(trace))))
    assert "is a pickle, which could run code, under another name" in refused(folder)
    assert not trace.exists()


@pytest.mark.parametrize("model", ["../..", "./none", "a/b/c", "owner/name", "none.safetensors", ""])
def test_a_name_without_a_model_is_refused(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    below = tmp_path / "one" / "two"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    assert model in refused(model)


def test_in_a_hubs_cache_the_mending_command_names_model_and_revision(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    assert refused(TURBO) == f"{TURBO} is not on this machine; fetch it with: storyanim pull {TURBO}"
    snapshot = cached(tmp_path / "hub", TURBO, folder, COMMIT, "v2")
    assert find_checkpoint(wanted(TURBO, revision="v2"), half_files=False).revision == COMMIT
    (snapshot / UNET).unlink()
    assert refused(TURBO, revision="v2") == (
        f"{snapshot / UNET} is missing: fetch it with: storyanim pull {TURBO} --revision v2"
    )


def test_the_tiny_decoder_is_a_model_of_its_own(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A model whose own decoder is large takes the tiny one of its family, and tells how to fetch just that."""
    large = save(tmp_path / "large", parts(large_decoder=True))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    tiny = TINY_DECODERS["sdxl"]
    assert refused(large, decoder="tiny") == f"{tiny} is not on this machine; fetch it with: storyanim pull {tiny}"
    snapshot = cached(tmp_path / "hub", tiny, folder / "vae")
    found = find_checkpoint(wanted(large, decoder="tiny"), half_files=False).parts["vae"]
    assert (found.kind, found.folder, found.mend) == (
        "AutoencoderTiny",
        snapshot,
        f"fetch it with: storyanim pull {tiny}",
    )
    assert find_checkpoint(wanted(large), half_files=False).parts["vae"].kind == "AutoencoderKL"
    assert find_checkpoint(wanted(folder, decoder="tiny"), half_files=False).parts["vae"].folder == folder / "vae"


def test_a_decoder_may_be_a_folder(folder: Path, tmp_path: Path):
    large = save(tmp_path / "large", parts(large_decoder=True)) / "vae"
    found = find_checkpoint(wanted(folder, decoder=str(large)), half_files=False)
    assert (found.parts["vae"].kind, found.parts["vae"].folder) == ("AutoencoderKL", large)
    change(large / "config.json", _class_name="VQModel")
    assert "the decoder is VQModel; it must be AutoencoderTiny or AutoencoderKL" in refused(folder, decoder=str(large))
    assert "is neither a folder here nor" in refused(folder, decoder="no such decoder")


def test_files_for_the_unet_go_on_sdxl_only(folder: Path, tmp_path: Path):
    file = tmp_path / "Hyper-SDXL-1step-Unet.safetensors"
    assert f"{file} cannot be read" in refused(file, base=str(folder))
    shutil.copy(folder / UNET, file)
    assert find_checkpoint(wanted(file, base=str(folder)), half_files=False).name == file.name
    small = save(tmp_path / "sd", parts("tiny-sd"))
    assert refused(file, base=str(small)) == f"--base {small}: {file.name} goes on SDXL only"
    with pytest.raises(InputError, match="is made for 1 step"):
        find_checkpoint(wanted(file, base=str(folder), steps=4), half_files=False)


def test_the_base_is_told_how_to_fetch_too(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    file = tmp_path / "Hyper-SDXL-1step-Unet.safetensors"
    shutil.copy(folder / UNET, file)
    assert refused(file) == f"{BASE} is not on this machine; fetch it with: storyanim pull {BASE}"
    cached(tmp_path / "hub", BASE, folder)
    assert refused("ByteDance/Hyper-SD").startswith("ByteDance/Hyper-SD is not on this machine; fetch it with: ")
    lone = tmp_path / "lone"
    lone.mkdir()
    shutil.copy(file, lone)
    cached(tmp_path / "hub", "ByteDance/Hyper-SD", lone)
    found = find_checkpoint(wanted("ByteDance/Hyper-SD"), half_files=False)
    assert (found.name, found.revision) == (f"ByteDance/Hyper-SD {file.name}", COMMIT)


def test_a_replaced_unet_needs_no_weights_of_its_own(folder: Path, tmp_path: Path):
    file = shutil.copy(folder / UNET, tmp_path / "Hyper-SDXL-1step-Unet.safetensors")
    lora = shutil.copy(folder / UNET, tmp_path / "Hyper-SDXL-1step-lora.safetensors")
    (folder / UNET).unlink()
    assert find_checkpoint(wanted(file, base=str(folder)), half_files=False).parts["unet"].weights == ()
    assert f"{UNET} is missing" in refused(lora, base=str(folder))


@pytest.mark.parametrize("half_files", [False, True])
def test_weights_in_16_bits_are_taken_where_they_are_wanted_or_alone(half_files: bool, folder: Path, tmp_path: Path):
    assert find_checkpoint(wanted(folder), half_files=half_files).parts["unet"].variant is None
    half = save(tmp_path / "half", parts(), variant="fp16")
    alone = find_checkpoint(wanted(half), half_files=half_files).parts
    assert {part.variant for part in alone.values() if part.weights} == {"fp16"}
    shutil.copytree(folder, half, dirs_exist_ok=True)
    both = find_checkpoint(wanted(half), half_files=half_files).parts["unet"]
    assert both.variant == ("fp16" if half_files else None)
    assert both.weights[0].name == f"diffusion_pytorch_model{'.fp16' if half_files else ''}.safetensors"


@pytest.mark.parametrize("steps", [-1, 5, 50])
def test_as_many_steps_as_the_model_takes(steps: int, folder: Path):
    assert find_checkpoint(wanted(folder, steps=0), half_files=False).steps == 1
    assert find_checkpoint(wanted(folder, steps=4), half_files=False).steps == 4
    with pytest.raises(InputError, match=f"--steps {steps}"):
        find_checkpoint(wanted(folder, steps=steps), half_files=False)


def test_nothing_is_asked_of_the_network(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    cached(tmp_path / "hub", TURBO, folder)
    identify(find_checkpoint(Wanted(), half_files=True))
    assert "storyanim pull" in refused("owner/name")


IDENTITY: dict[str, Spoil] = {
    "a bit of the weights": lambda folder: replace(folder / UNET, flipped((folder / UNET).read_bytes(), 4_000_000)),
    "a setting": changed("unet/config.json", cross_attention_norm="group_norm"),
    "a word": replaced("tokenizer/vocab.json", b"{}"),
    "a tokenizer's setting": changed("tokenizer_2/tokenizer_config.json", pad_token="!"),
    "the sampler": changed("scheduler/scheduler_config.json", prediction_type="v_prediction"),
    "the decoder": changed("vae/config.json", scaling_factor=2.0),
}


@pytest.mark.parametrize("name", IDENTITY)
def test_whatever_changes_a_picture_changes_the_identity(name: str, folder: Path):
    before = identify(find_checkpoint(wanted(folder), half_files=False))
    IDENTITY[name](folder)
    assert identify(find_checkpoint(wanted(folder), half_files=False)) != before


def test_steps_and_decoder_change_the_identity_and_the_place_does_not(folder: Path, tmp_path: Path):
    def identity(model: Path | str, **options: Any) -> str:
        return identify(find_checkpoint(wanted(model, **options), half_files=False))

    before = identity(folder)
    large = save(tmp_path / "large", parts(large_decoder=True)) / "vae"
    assert len({before, identity(folder, steps=2), identity(folder, decoder=str(large))}) == 3
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    (moved / "README.md").write_text("words")
    assert identity(moved) == identity(folder, steps=1) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
FILES = ("model_index.json", "scheduler/scheduler_config.json", "unet/config.json", "tokenizer/tokenizer_config.json")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(FILES), st.data())
def test_no_settings_raise_anything_but_ours(saved: Path, name: str, data: st.DataObject):
    """Some file of a model holds a wild value, or is cut, or wild altogether."""
    path = saved / name
    right = path.read_bytes()
    told = json.loads(right)
    key = data.draw(st.sampled_from(sorted(told)))
    wild = json.dumps({**told, key: data.draw(JSON)}).encode()
    kinds = [st.just(wild), st.just(right[: data.draw(st.integers(0, len(right)))]), st.binary(max_size=30)]
    try:
        path.write_bytes(data.draw(st.one_of(*kinds)))
        with suppress(StoryanimError):
            identify(find_checkpoint(wanted(saved), half_files=False))
    finally:
        path.write_bytes(right)
