"""`storyanim pull` where something is wrong, with the model, the hub, the network or the disk: one line that helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import constants

from storyanim.render.turbo.families import TURBO
from tests.setup.conftest import hub
from tests.setup.tiny import DECODER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run
    from tests.setup.fake_hub import Hub

__all__ = ["hub"]

HERE = Path(__file__).parents[2]
UNET = "unet/diffusion_pytorch_model.safetensors"


def spoil_gate(hub: Hub) -> None:
    hub.repos[TURBO].gated = True


def spoil_weights(hub: Hub) -> None:
    files = hub.repos[TURBO].files
    files["vae/diffusion_pytorch_model.bin"] = files.pop("vae/diffusion_pytorch_model.safetensors")


def spoil_part(hub: Hub) -> None:
    del hub.repos[TURBO].files["text_encoder/model.safetensors"]


def spoil_config(hub: Hub) -> None:
    del hub.repos[TURBO].files["text_encoder/config.json"]


def spoil_code(hub: Hub) -> None:
    hub.repos[TURBO].files["unet/my_unet.py"] = b"import os"


def spoil_kind(hub: Hub) -> None:
    hub.repos[TURBO].kind = "FluxPipeline"


def spoil_disk(hub: Hub) -> None:
    hub.repos[TURBO].lengths[UNET] = 10**15


def spoil_length(hub: Hub) -> None:
    hub.repos[TURBO].lengths[UNET] = -1


def spoil_transfer(hub: Hub) -> None:
    hub.corrupt.add(UNET)


def spoil_small(hub: Hub) -> None:
    hub.corrupt.add("unet/config.json")


def spoil_hub(hub: Hub) -> None:
    hub.status = 500


def spoil_login(hub: Hub) -> None:
    hub.status = 403


def spoil_scheduler(hub: Hub) -> None:
    """Of a model that is no base, either."""
    repo, name = hub.repos[TURBO], "scheduler/scheduler_config.json"
    repo.kind = "StableDiffusionPipeline"
    repo.files["model_index.json"] = repo.files["model_index.json"].replace(b"StableDiffusionXL", b"StableDiffusion")
    repo.files[name] = repo.files[name].replace(b"trailing", b"leading")


def spoil_index(hub: Hub) -> None:
    del hub.repos[TURBO].files["model_index.json"]


def spoil_decoder(hub: Hub) -> None:
    files = hub.repos[DECODER].files
    files["config.json"] = files["config.json"].replace(b"AutoencoderTiny", b"VQModel")


def spoil_part_kind(hub: Hub) -> None:
    hub.repos[DECODER].kind = "ControlNetModel"


def spoil_name(hub: Hub) -> None:
    hub.repos[TURBO].files["tokenizer/..\\..\\..\\outside.json"] = b"{}"


def spoil_commit(hub: Hub) -> None:
    hub.repos[TURBO].revisions = {"main": "../../elsewhere"}


def spoil_nothing(_hub: Hub) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "words", "code", "complaint"),
    [
        (spoil_gate, [], 5, "accept its licence: do so at {hub}/stabilityai/sdxl-turbo, then log in with: hf"),
        (spoil_weights, [], 5, "has only vae/diffusion_pytorch_model.bin, a pickle, which could run code"),
        (spoil_part, [], 5, "stabilityai/sdxl-turbo has no text_encoder/model.safetensors"),
        (spoil_config, [], 5, "stabilityai/sdxl-turbo has no text_encoder/config.json"),
        (spoil_code, [], 5, "brings code of its own (unet/my_unet.py), which storyanim never runs"),
        (spoil_kind, [], 5, "is a model of class FluxPipeline; storyanim draws with StableDiffusionXLPipeline or"),
        (spoil_disk, [], 3, "1000000.0 GB do not fit into"),
        (spoil_length, [], 5, "the hub's answer cannot be used, it has a file of -1 bytes"),
        (spoil_commit, [], 5, "'../../elsewhere' in place of a checksum"),
        (spoil_transfer, [], 5, f"{UNET} arrives damaged, its checksum is wrong"),
        (spoil_small, [], 5, "unet/config.json arrives damaged, its checksum is wrong"),
        (spoil_hub, [], 5, "the hub does not give stabilityai/sdxl-turbo"),
        (spoil_login, [], 5, ": log in anew with: hf auth login"),
        (spoil_name, [], 5, "it has 'tokenizer/..\\\\..\\\\..\\\\outside.json' for a file's name"),
        (spoil_scheduler, ["--decoder", "full"], 5, "timestep_spacing is leading"),
        (spoil_nothing, ["nobody/nothing"], 5, "the hub has no model nobody/nothing: check its name at {hub}/nobody"),
        (spoil_nothing, ["--revision", "gone"], 5, "has no revision gone (any more): see {hub}/stabilityai/sdxl-turbo"),
        (spoil_nothing, ["one/two/three"], 5, "one/two/three is no name of a model on the hub"),
        (spoil_index, [], 5, f"{TURBO} has no model_index.json"),
        (spoil_decoder, [DECODER], 5, "the decoder is VQModel; it must be AutoencoderTiny or AutoencoderKL"),
        (spoil_part_kind, [DECODER], 5, f"{DECODER} is a part of class ControlNetModel; storyanim fetches whole"),
        (spoil_nothing, ["."], 2, "pull .: all of that is in folders of yours"),
        (spoil_nothing, ["ByteDance/SDXL-Lightning", "--steps", "3"], 2, "--steps 3: ByteDance/SDXL-Lightning is"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line(
    run: Run, hub: Hub, spoil: Callable[[Hub], None], words: list[str], code: int, complaint: str
) -> None:
    spoil(hub)
    ran = run("pull", "--yes", *words)
    assert (ran.code, ran.out) == (code, "")
    assert complaint.format(hub=hub.endpoint) in ran.error


def test_offline_it_fetches_nothing_and_says_why(run: Run, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    ran = run("pull", "--yes")
    assert (ran.code, hub.asked) == (5, [])
    assert ran.error == f"storyanim: {TURBO} is not fetched: HF_HUB_OFFLINE is set; unset it and run this again"


def test_a_hub_that_cannot_be_reached_is_named(run: Run, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    ran = run("pull", "--yes")
    assert ran.code == 5
    assert "the hub at http://127.0.0.1:9 cannot be reached (" in ran.error
    assert "check the network and run this again" in ran.error


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, run: Run, hub: Hub) -> None:
    (tmp_path / "hub").write_text("a file")
    ran = run("pull", "--yes")
    assert ran.code == 3
    assert str(tmp_path / "hub") in ran.error


@pytest.mark.parametrize("error", ["ImportError", "OSError"])
@pytest.mark.parametrize("words", [["pull"], ["bench", "--model-size", "tiny"]], ids=["pull", "bench"])
def test_a_torch_that_cannot_be_loaded_is_a_matter_for_the_doctor(tmp_path: Path, words: list[str], error: str) -> None:
    (tmp_path / "torch.py").write_text(f"raise {error}('libcudart.so.12: cannot open shared object file')")
    command = [sys.executable, "-m", "storyanim", *words]
    path = os.pathsep.join([str(tmp_path), str(HERE)])
    environment = {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (5, "")
    (line,) = ran.stderr.splitlines()
    assert "libcudart.so.12: cannot open shared object file" in line
    assert line.endswith("; see: storyanim doctor")
