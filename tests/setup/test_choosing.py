"""Which files of a repository are fetched: exactly those that are read, whatever else lies there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.errors import RendererError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.families import TURBO
from storyanim.setup.choosing import decoder_files, family_of, model_files
from tests.setup.repositories import repository
from tests.setup.tiny import DECODER, UNWANTED, tiny_repos

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNET = "unet/diffusion_pytorch_model"
PARTS = (UNET, "vae/diffusion_pytorch_model", "text_encoder/model", "text_encoder_2/model")
Files = dict[str, bytes]


def turbo() -> Files:
    return tiny_repos()[TURBO].files


def doubled(files: Files) -> Files:
    """With weights in 16 bits beside those in 32."""
    return {**files, **{f"{part}.fp16.safetensors": files[f"{part}.safetensors"] for part in PARTS}}


def halves(files: Files) -> Files:
    return {name: data for name, data in doubled(files).items() if name.removesuffix(".safetensors") not in PARTS}


def split(files: Files) -> Files:
    """With the U-Net's weights in two files, and an old single one in 16 bits."""
    files = dict(files)
    whole = files.pop(f"{UNET}.safetensors")
    pieces = [f"{UNET}-0000{number}-of-00002.safetensors" for number in (1, 2)]
    index = {"weight_map": {str(number): name.rpartition("/")[2] for number, name in enumerate(pieces)}}
    return files | dict.fromkeys(pieces, whole) | {f"{UNET}.safetensors.index.json": json.dumps(index).encode()}


@pytest.mark.parametrize("lay", [turbo, lambda: doubled(turbo()), lambda: halves(turbo()), lambda: split(turbo())])
@pytest.mark.parametrize("half_files", [False, True])
def test_what_is_chosen_is_all_that_a_checkpoint_reads(
    tmp_path: Path, lay: Callable[[], Files], half_files: bool
) -> None:
    files = lay()
    chosen = model_files(repository(files), half_files=half_files)
    for name in chosen:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(files[name])
    found = find_checkpoint(Wanted(str(tmp_path), decoder="full"), half_files=half_files)
    read = {path.relative_to(tmp_path).as_posix() for part in found.parts.values() for path in part.weights}
    assert read == {name for name in chosen if name.endswith(".safetensors")}


def test_half_files_are_taken_where_they_are_wanted() -> None:
    both = repository(doubled(turbo()))
    assert f"{UNET}.fp16.safetensors" in model_files(both, half_files=True)
    assert f"{UNET}.safetensors" not in model_files(both, half_files=True)
    assert f"{UNET}.fp16.safetensors" not in model_files(both, half_files=False)


def test_without_the_unet_only_its_shape_is_taken() -> None:
    chosen = model_files(repository(turbo()), half_files=False, whole_unet=False)
    assert "unet/config.json" in chosen
    assert f"{UNET}.safetensors" not in chosen


def test_a_decoder_is_two_files() -> None:
    files = {**tiny_repos()[DECODER].files, "taesdxl_decoder.safetensors": b"", "diffusion_pytorch_model.bin": b""}
    assert decoder_files(repository(files, kind=""), half_files=True) == (
        "config.json",
        "diffusion_pytorch_model.safetensors",
    )


@given(st.sets(st.text(min_size=1).map("unet/{}".format), max_size=5).filter(lambda names: "unet/" not in names))
def test_no_other_name_is_ever_chosen(strangers: set[str]) -> None:
    known = tiny_repos()[TURBO].files
    strangers = {name for name in strangers if not name.endswith(".py")}
    chosen = model_files(repository(known | dict.fromkeys(strangers, b"")), half_files=False)
    assert set(chosen) <= set(known) - set(UNWANTED)


def test_a_family_is_known_by_its_class_or_by_its_parts() -> None:
    files = turbo()
    assert family_of(repository(files, kind="StableDiffusionPipeline")) == "sd"
    assert family_of(repository(files, kind="")) == "sdxl"
    del files["text_encoder_2/config.json"]
    assert family_of(repository(files, kind="")) == "sd"


@pytest.mark.parametrize("name", ["pipeline.py", "unet/unet.py"])
def test_code_is_refused_in_models_and_decoders(name: str) -> None:
    for choose, files in ((model_files, turbo()), (decoder_files, tiny_repos()[DECODER].files)):
        with pytest.raises(RendererError, match="code of its own"):
            choose(repository({**files, name: b""}), half_files=False)
