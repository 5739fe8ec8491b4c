"""Turbo behind the seam: what its fingerprint hangs on, what it does without memory, and what a view asks of it."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from storyanim.errors import InputError, RendererError, ResourceError
from storyanim.render import RendererSpec, open_renderer, render_frames
from storyanim.render.noise import combine
from storyanim.render.renderer import TooManyAtOnceError
from storyanim.render.turbo import loading, renderer
from storyanim.render.turbo.decoding import Decoding, Pictures
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.made_up import made_up_model
from storyanim.render.turbo.renderer import Turbo
from storyanim.schedule.noise_walk import noise_walk, slerp
from storyanim.types import Camera, Moment, Size, View
from tests.render.turbo.folders import UNET, change, flipped
from tests.render.turbo.folders import replace as rewrite
from tests.render.turbo.models import model, open_tiny, parts, save
from tests.render.views import LAKE, LATER, MORPH, PLAIN, SNOW, noise, recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.render.turbo.denoising import Conditions


SIZE = Size(64, 64)
CPU = Hardware("cpu", "fp32", "fp32", 2)


def opened(folder: Path, **options: Any) -> Turbo:
    found = open_renderer(
        RendererSpec.of("turbo", **{"model": str(folder), "decoder": "full", "device": "cpu", **options})
    )
    assert isinstance(found, Turbo)
    return found


def test_neither_opening_nor_its_fingerprint_loads_weights(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("weights were loaded")

    for module in (loading, renderer):
        monkeypatch.setattr(module, "load_model", refuse)
    found = opened(folder)
    assert found.fingerprint.startswith("turbo-")
    assert (found.batch, found.copies) == (1, 1)
    with pytest.raises(AssertionError, match="weights were loaded"):
        found.draw([PLAIN], SIZE)


def test_the_fingerprint_hangs_on_all_that_can_change_a_pixel(folder: Path, tmp_path: Path):
    large = str(save(tmp_path / "large", parts(large_decoder=True)) / "vae")
    options: list[dict[str, Any]] = [{}, {"batch": 2}, {"precision": "bf16"}, {"steps": 2}, {"decoder": large}]
    prints = [opened(folder, **each).fingerprint for each in options]
    rewrite(folder / UNET, flipped((folder / UNET).read_bytes(), 4_000_000))
    prints.append(opened(folder).fingerprint)
    change(folder / "unet/config.json", norm_eps=1e-4)
    prints.append(opened(folder).fingerprint)
    assert len(set(prints)) == len(prints)


def test_the_fingerprint_does_not_hang_on_where_the_model_lies(folder: Path, monkeypatch: pytest.MonkeyPatch):
    before = opened(folder).fingerprint
    moved = folder.rename(folder.with_name("another name"))
    monkeypatch.chdir(moved)
    assert opened(moved).fingerprint == before
    assert opened(moved, model=".", strict=True, steps=1, batch=1).fingerprint == before


def test_threads_of_a_cpu_are_in_the_fingerprint():
    before = open_tiny().fingerprint
    found = open_tiny()
    torch.set_num_threads(3)
    assert found.fingerprint != before


@pytest.mark.parametrize(
    ("options", "kind", "reason"),
    [
        ({"steps": 5}, InputError, "--steps 5"),
        ({"steps": -1}, InputError, "--steps -1"),
        ({"batch": 1000}, InputError, "--batch 1000"),
        ({"precision": "int4"}, InputError, "--dtype int4"),
        ({"device": "abacus"}, InputError, "--device abacus"),
        ({"decoder": "enormous decoder"}, RendererError, "neither a folder here nor"),
        ({"sharpness": 3}, RendererError, "sharpness"),
        ({"model": "no model"}, RendererError, "neither a folder here nor"),
    ],
)
def test_options_that_cannot_be_are_told(options: dict[str, Any], kind: type[Exception], reason: str, folder: Path):
    with pytest.raises(kind, match=reason):
        opened(folder, **options)


def full() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def full_of_mps() -> None:
    raise RuntimeError("MPS backend out of memory (MPS allocated: 18.00 GB)")


def full_of_the_cpu() -> None:
    torch.empty(2**60)


def without_memory(
    batch: int, monkeypatch: pytest.MonkeyPatch, *, strict: bool = False, how: Callable[[], None] = full
) -> Turbo:
    monkeypatch.setattr(renderer, "denoise", lambda *_: how())
    return Turbo("tiny", replace(CPU, batch=batch), model, strict=strict)


@pytest.mark.parametrize(("batch", "fewer"), [(2, 1), (5, 2), (8, 4), (64, 32)])
def test_without_memory_half_as_many_are_proposed(batch: int, fewer: int, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(TooManyAtOnceError, match=f"does not hold {batch} pictures at once") as caught:
        without_memory(batch, monkeypatch).draw([PLAIN] * batch, SIZE)
    assert caught.value.fewer == fewer


@pytest.mark.parametrize("how", [full, full_of_mps, full_of_the_cpu])
def test_every_device_says_in_its_own_way_that_its_memory_is_full(
    how: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(TooManyAtOnceError):
        without_memory(2, monkeypatch, how=how).draw([PLAIN] * 2, SIZE)


def test_another_fault_is_not_taken_for_a_full_memory(monkeypatch: pytest.MonkeyPatch):
    def broken() -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        without_memory(2, monkeypatch, how=broken).draw([PLAIN] * 2, SIZE)


@pytest.mark.parametrize(("batch", "strict"), [(1, False), (1, True), (8, True)])
def test_where_nothing_is_to_be_halved_it_is_an_error(batch: int, strict: bool, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ResourceError, match="another --device") as caught:
        without_memory(batch, monkeypatch, strict=strict).draw([PLAIN] * batch, SIZE)
    assert type(caught.value) is ResourceError
    assert caught.value.exit_code == 6


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        (Size(512, 512), (512, 512)),
        (Size(1280, 720), (704, 384)),
        (Size(720, 1280), (384, 704)),
        (Size(1920, 800), (768, 320)),
        (Size(64, 64), (512, 512)),
    ],
)
def test_pictures_are_drawn_near_the_models_own_area_and_told_so(
    size: Size, drawn: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    """SDXL Turbo's area is 512x512; the tiny model says it was taught that."""
    seen: dict[str, Any] = {}

    def denoise(_: object, __: object, noises: list[torch.Tensor], conditions: Conditions) -> torch.Tensor:
        seen.update(shapes={tuple(each.shape) for each in noises}, ids=conditions.time_ids)
        return noises[0]

    def begin(autoencoder: Any, latents: torch.Tensor, *_: object) -> Decoding:
        shape = (len(latents), latents.shape[2] * 8, latents.shape[3] * 8, 3)
        return Decoding(
            autoencoder, latents, lambda: Pictures(torch.ones(shape, dtype=torch.uint8), torch.ones(shape[0]).bool())
        )

    monkeypatch.setattr(renderer, "denoise", denoise)
    monkeypatch.setattr(renderer, "begin_decoding", begin)
    monkeypatch.setattr(type(model()), "side", 512)
    pictures = open_tiny().draw([PLAIN, MORPH], size)
    width, height = drawn
    assert pictures.shape == (2, size.height, size.width, 3)
    assert seen["shapes"] == {(2, 4, height // 8, width // 8)}
    assert seen["ids"].tolist() == [[height, width, 0, 0, height, width]] * 2


def test_a_prompt_is_encoded_once(monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    embed = renderer.embed

    def counting(text: Any, words: str) -> Any:
        read.append(words)
        return embed(text, words)

    monkeypatch.setattr(renderer, "embed", counting)
    found = open_renderer(RendererSpec("tests.render.turbo.models:open_tiny"))
    list(render_frames(found, [recipe(index) for index in range(5)] + [recipe(5, (MORPH, 1.0))]))
    assert read == [SNOW.prompt, LAKE.prompt]


def drawn(*views: View, steps: int = 2) -> np.ndarray[Any, Any]:
    found = Turbo(f"tiny {steps}", replace(CPU, batch=len(views)), lambda: model(steps))
    return found.draw(views, SIZE)


def at(share: float) -> View:
    """Between two shots: words and noise both move."""
    start, end = noise_walk(1, 2).at(0.0), noise_walk(3, 4).at(0.0)
    moments = (Moment(SNOW, 1.0, 4.0, 1.0 - share), Moment(LAKE, 0.0, 4.0, share))
    return View(moments, slerp(start, end, share))


def test_a_morph_begins_with_one_shot_and_ends_with_the_other_to_the_bit():
    first = View((Moment(SNOW, 1.0, 4.0),), at(0.0).noise)
    last = View((Moment(LAKE, 0.0, 4.0),), at(1.0).noise)
    assert np.array_equal(drawn(first), drawn(at(0.0)))
    assert np.array_equal(drawn(last), drawn(at(1.0)))


def test_half_way_it_is_neither_and_moves_on_with_every_share():
    pictures = [drawn(at(share))[0] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    for number, picture in enumerate(pictures):
        for other in pictures[:number]:
            assert np.abs(picture.astype(int) - other).max() > 8


def test_every_step_takes_its_own_layer_of_the_views_noise(monkeypatch: pytest.MonkeyPatch):
    def denoise(_: object, __: object, noises: list[torch.Tensor], ___: object) -> torch.Tensor:
        assert len(noises) == 2
        for layer, taken in enumerate(noises):
            for slot, view in enumerate((PLAIN, MORPH)):
                assert np.array_equal(taken[slot].numpy(), combine(view.noise, 8, 8, layer))
        return noises[0]

    monkeypatch.setattr(renderer, "denoise", denoise)
    open_tiny().draw([PLAIN, MORPH], SIZE)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_view_is_the_same_picture_again_and_another_seed_another(steps: int):
    found = Turbo(f"tiny {steps}", replace(CPU, batch=1), lambda: model(steps))
    first = found.draw([PLAIN], SIZE)
    found.draw([MORPH], SIZE)
    assert np.array_equal(found.draw([PLAIN], SIZE), first)
    other = replace(PLAIN, noise=noise(5, 6))
    assert np.abs(found.draw([other], SIZE).astype(int) - first).max() > 20


def test_a_slot_does_not_change_with_its_company():
    views = [PLAIN, MORPH, replace(PLAIN, camera=Camera(0.1, 0.1, 1.5)), at(0.4)]
    together = drawn(*views)
    for slot, view in enumerate(views):
        assert np.array_equal(drawn(*[view] * len(views))[slot], together[slot])


def test_so_it_is_for_a_model_from_files_whose_weights_are_laid_out_anew(folder: Path):
    found, exact = opened(folder, batch=3, steps=2), Turbo("tiny", replace(CPU, batch=3), model)
    together = found.draw([PLAIN, MORPH, LATER], SIZE)
    for slot, view in enumerate((PLAIN, MORPH, LATER)):
        assert np.array_equal(found.draw([view] * 3, SIZE)[2 - slot], together[slot])
    assert np.abs(exact.draw([PLAIN, MORPH, LATER], SIZE).astype(int) - together).max() <= 1


def test_the_model_is_shared_while_somebody_draws_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    loads: list[object] = []
    load = renderer.load_model

    def counting(*given: Any) -> Any:
        loads.append(given)
        return load(*given)

    monkeypatch.setattr(renderer, "load_model", counting)
    first, second = opened(folder, batch=4), opened(folder, batch=2)
    assert first.model is second.model
    assert len(loads) == 1
    assert opened(folder, precision="bf16").model is not first.model


def test_a_renderer_that_nobody_holds_is_gone_with_its_model():
    """Models are gigabytes: they must not wait for the garbage collector."""
    turbo = Turbo("tiny", CPU, lambda: made_up_model("tiny", CPU))
    turbo.draw([PLAIN, LATER], SIZE)
    held = weakref.ref(turbo.model)
    gc.disable()
    try:
        del turbo
        assert held() is None
    finally:
        gc.enable()


def test_threads_that_share_a_model_do_not_disturb_each_other():
    turbo = open_tiny(batch=1)
    alone = turbo.draw([PLAIN], SIZE)
    with ThreadPoolExecutor(2) as pool:
        drawn = list(pool.map(lambda _: turbo.draw([PLAIN], SIZE), range(8)))
    assert all(np.array_equal(one, alone) for one in drawn)
