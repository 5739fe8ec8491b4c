"""What is fetched of which repositories, for every way to name a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.errors import InputError, OutputError, RendererError
from storyanim.render.turbo.checkpoint import Wanted
from storyanim.render.turbo.families import BASE, TURBO
from storyanim.setup.pulling import SPARE, check_room, plan_pull
from tests.setup.repositories import repository
from tests.setup.tiny import DECODER, tiny_repos

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.setup.repository import Repository

LIGHTNING = "ByteDance/SDXL-Lightning"
WHOLE, LORA = "sdxl_lightning_4step_unet.safetensors", "sdxl_lightning_2step_lora.safetensors"
ONE = "sdxl_lightning_1step_unet_x0.safetensors"
UNET = "unet/diffusion_pytorch_model.safetensors"


class Hub:
    """Answers like one, and knows what it was asked."""

    def __init__(self) -> None:
        repos = tiny_repos()
        self.files = {
            TURBO: repos[TURBO].files,
            BASE: repos[TURBO].files,
            DECODER: repos[DECODER].files,
            "madebyollin/taesd": repos[DECODER].files,
            "my/decoder": repos[DECODER].files,
            LIGHTNING: {WHOLE: b"whole", LORA: b"lora", ONE: b"one", "sdxl_lightning_8step_unet.safetensors": b"no"},
            "my/sd-turbo": {name: data for name, data in repos[TURBO].files.items() if "_2/" not in name},
        }
        self.asked: list[tuple[str, str]] = []

    def __call__(self, name: str, revision: str) -> Repository:
        self.asked.append((name, revision))
        kind = "StableDiffusionPipeline" if name == "my/sd-turbo" else ""
        return repository(self.files[name], name=name, kind=kind)


def planned(wanted: Wanted) -> dict[str, set[str]]:
    pull = plan_pull(wanted, half_files=False, ask=Hub())
    return {portion.repository.name: {file.name for file in portion.files} for portion in pull.portions}


def test_a_whole_model_comes_with_its_tiny_decoder() -> None:
    assert set(planned(Wanted())) == {TURBO, DECODER}
    assert set(planned(Wanted("my/sd-turbo"))) == {"my/sd-turbo", "madebyollin/taesd"}


def test_another_decoder_is_fetched_in_its_place_and_the_models_own_is_there_already(tmp_path: Path) -> None:
    assert set(planned(Wanted(decoder="full"))) == {TURBO}
    assert set(planned(Wanted(decoder="my/decoder"))) == {TURBO, "my/decoder"}
    assert set(planned(Wanted(decoder=str(tmp_path)))) == {TURBO}


def test_a_decoder_is_fetched_alone_and_no_other_part_is() -> None:
    pull = plan_pull(Wanted(DECODER), half_files=False, ask=Hub())
    assert pull.what == "decoder"
    assert planned(Wanted(DECODER)) == {DECODER: {"config.json", "diffusion_pytorch_model.safetensors"}}
    files = tiny_repos()[DECODER].files
    with pytest.raises(RendererError, match="is a part of class ControlNetModel; storyanim fetches whole models"):
        plan_pull(Wanted("a/b"), half_files=False, ask=lambda *_: repository(files, kind="ControlNetModel"))


def test_a_file_for_the_unet_comes_with_the_base_but_without_what_it_replaces() -> None:
    found = planned(Wanted(LIGHTNING, steps=4))
    assert found[LIGHTNING] == {WHOLE}
    assert "unet/config.json" in found[BASE]
    assert UNET not in found[BASE]
    assert DECODER in found


def test_low_rank_changes_come_with_the_whole_base() -> None:
    found = planned(Wanted(f"{LORA}"))
    assert set(found) == {BASE, DECODER}
    assert UNET in found[BASE]


def test_a_revision_is_that_of_the_model_alone() -> None:
    hub = Hub()
    plan_pull(Wanted(revision="fp16"), half_files=False, ask=hub)
    assert hub.asked == [(TURBO, "fp16"), (DECODER, "")]


def test_small_files_come_first() -> None:
    (portion, _) = plan_pull(Wanted(), half_files=False, ask=Hub()).portions
    lengths = [file.length for file in portion.files]
    assert lengths == sorted(lengths)
    assert portion.files[-1].name == UNET


def test_what_goes_on_sdxl_is_not_put_on_anything_else() -> None:
    with pytest.raises(RendererError, match=r"--base my/sd-turbo: .* goes on SDXL only"):
        planned(Wanted(LIGHTNING, base="my/sd-turbo", steps=4))


def test_folders_are_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is nothing to fetch"):
        planned(Wanted(str(tmp_path)))
    with pytest.raises(InputError, match="pull pocket: all of that is storyanim's own"):
        planned(Wanted("pocket"))
    with pytest.raises(InputError, match="1 to 4 steps"):
        planned(Wanted(steps=9))


def test_a_disk_must_hold_it_with_some_room_to_spare() -> None:
    pull = plan_pull(Wanted(), half_files=False, ask=Hub())
    check_room(pull, pull.missing + SPARE)
    with pytest.raises(OutputError, match=r"do not fit into .*, where 0\.1 GB are free: make room, or set HF_HOME"):
        check_room(pull, pull.missing + SPARE - 1)
