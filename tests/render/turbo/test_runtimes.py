"""Every runtime draws the same pictures: those of torch, which are those of diffusers."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from functools import cache
from importlib import metadata
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch.nn import Module

from storyanim.errors import InputError, RendererError
from storyanim.render import RendererSpec, about, open_renderer
from storyanim.render.turbo.decoding import Pictures
from storyanim.render.turbo.denoising import Conditions
from storyanim.render.turbo.guiding import Guidance
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.made_up import SHAPES, parts_of, taught_tokenizer
from storyanim.render.turbo.renderer import Turbo
from storyanim.render.turbo.runtimes import RUNTIMES, RuntimeSpec, check_runtime, choosing, chosen_runtime
from storyanim.render.turbo.runtimes.eager import Eager
from storyanim.render.turbo.runtimes.prepared import Prepared
from storyanim.types import Size
from tests.render.turbo.models import WORDS, make_it_colourful, make_it_listen, model
from tests.render.turbo.test_equality import apart, furthest
from tests.render.turbo.test_guiding import Stripes
from tests.render.views import MORPH, PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.render.turbo.model import Model

CPU = Hardware("cpu", "fp32", "fp32", 2)
BRIEF = Hardware("cpu", "bf16", "bf16", 2)
CUDA = Hardware("cuda", "fp16", "bf16", 8)
SIZE = Size(64, 64)
LATENTS_AGREE = 1e-4
"""Relative to the largest number: as for diffusers."""
BRIEF_AGREES = 0.1
"""The same in bf16, for a model whose every layer was made louder: torch's own bf16 is 0.03 from its fp32."""


def brief() -> Model:
    made = model(2)
    text = replace(made.text, encoders=tuple(_brief(one) for one in made.text.encoders))
    return replace(made, unet=_brief(made.unet), autoencoder=_brief(made.autoencoder), text=text)


def _brief(module: Any) -> Any:
    from copy import deepcopy

    return Module.to(deepcopy(module), torch.bfloat16)


def opened(name: str, hardware: Hardware = CPU, **options: Any) -> Turbo:
    make = brief if hardware.precision == "bf16" else lambda: model(2)
    return Turbo("tiny", hardware, make, runtime=RuntimeSpec(name), **options)


@cache
def little() -> Model:
    """A model with half the layers of the tiny one: torch compiles each for seconds."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        made = parts_of(replace(SHAPES["tiny"], channels=(32,), transformers=(1,)), taught_tokenizer(WORDS))
    made["unet"].mid_block = None
    make_it_listen(made["unet"])
    make_it_colourful(made["vae"])
    nets = {name: part.eval().requires_grad_(False) for name, part in made.items() if isinstance(part, Module)}
    return replace(model(2), unet=nets["unet"], autoencoder=nets["vae"])


@pytest.fixture(scope="module", params=["compiled", "openvino"])
def fast(request: pytest.FixtureRequest) -> Turbo:
    """Compiling takes longer than all else."""
    torch.set_num_threads(1)
    make = {"compiled": little, "openvino": lambda: model(2)}[request.param]
    turbo = Turbo("fast", CPU, make, guidance=Guidance(Stripes(), 1.0), runtime=RuntimeSpec(request.param))
    turbo.draw([PLAIN, MORPH], SIZE)
    return turbo


@torch.inference_mode()
def said(precision: torch.dtype = torch.float32) -> tuple[torch.Tensor, Conditions]:
    """Latents and conditions, made as the renderer makes them: torch compiles anew for tensors of another kind."""
    draw = torch.Generator().manual_seed(5)
    latents, states, pooled = (torch.randn(shape, generator=draw) for shape in ((2, 4, 8, 8), (2, 77, 64), (2, 32)))
    sizes = torch.tensor([[64.0, 64, 0, 0, 64, 64]] * 2)
    return latents, Conditions(states.to(precision), pooled.to(precision), sizes.to(precision))


@torch.inference_mode()  # as the renderer calls them: for tensors of another kind torch would compile anew
def test_predictions_and_pictures_are_those_of_torch(fast: Turbo):
    exact = Eager(fast.model)
    latents, conditions = said()
    for timestep in (999.0, 499.0):
        one, other = (runtime.predict(latents, timestep, conditions) for runtime in (fast.runtime, exact))
        assert one.dtype == torch.float32
        assert apart(one, other) < LATENTS_AGREE
    assert furthest(fast.runtime.pictures(latents).levels.numpy(), exact.pictures(latents).levels.numpy()) <= 1


@pytest.mark.parametrize("name", ["eager", "openvino"])
def test_in_bf16_too_to_what_bf16_loses(name: str):
    """999 is 1000 in bf16: where that were fed to the waves of the timestep, predictions would be 0.8 apart."""
    turbo, exact = opened(name, BRIEF), Eager(model(2))
    latents, conditions = said(torch.bfloat16)
    _, whole = said()
    assert apart(turbo.runtime.predict(latents, 999.0, conditions), exact.predict(latents, 999.0, whole)) < BRIEF_AGREES
    pictures = turbo.runtime.pictures(latents)
    assert pictures.finite.all()
    assert furthest(pictures.levels.numpy(), exact.pictures(latents).levels.numpy()) <= 12


def test_whole_pictures_are_those_of_torch_and_their_slots_do_not_matter(fast: Turbo):
    eager = Turbo("exact", CPU, lambda: fast.model, guidance=Guidance(Stripes(), 1.0)).draw([PLAIN, MORPH], SIZE)
    pictures = fast.draw([PLAIN, MORPH], SIZE)
    assert furthest(pictures, eager) <= 1
    assert np.array_equal(fast.draw([MORPH, PLAIN], SIZE), pictures[::-1])


def test_slots_do_not_matter_to_packed_weights_either():
    turbo = opened("eager", BRIEF)
    pictures = turbo.draw([PLAIN, MORPH], SIZE)
    assert np.array_equal(turbo.draw([MORPH, PLAIN], SIZE), pictures[::-1])


@torch.inference_mode()
def test_what_is_no_number_is_noticed(fast: Turbo):
    latents = torch.ones(2, 4, 8, 8)
    latents[1, 0, 0, 0] = float("nan")
    assert fast.runtime.pictures(latents).finite.tolist() == [True, False]


def test_a_runtime_is_in_the_fingerprint_and_told(folder: Path):
    served = Turbo("tiny", CPU, model, runtime=RuntimeSpec("openvino", "serve"))
    assert len({opened(name).fingerprint for name in RUNTIMES} | {served.fingerprint}) == 4
    assert opened("auto").fingerprint == opened("eager").fingerprint  # what it stands for counts
    options = {"model": str(folder), "decoder": "full", "device": "cpu", "runtime": "openvino"}
    told = about(RendererSpec.of("turbo", **options), SIZE, ())
    assert "by openvino" in told.words
    assert str(told.facts["runtime"]).startswith("openvino 2")


MPS = Hardware("mps", "fp16", "fp16", 2)
HAS_ALL = {"openvino", "triton", "gcc"}


@pytest.mark.parametrize(
    ("hardware", "there", "capability", "chosen"),
    [
        (CPU, {"openvino"}, (0, 0), "openvino"),
        (CPU, {"triton"}, (0, 0), "eager"),
        (CUDA, HAS_ALL, (9, 0), "compiled"),
        (CUDA, HAS_ALL, (6, 1), "eager"),
        (CUDA, HAS_ALL - {"gcc"}, (9, 0), "eager"),
        (CUDA, HAS_ALL - {"triton"}, (9, 0), "eager"),
        (MPS, HAS_ALL, (0, 0), "eager"),
    ],
)
def test_auto_takes_the_fastest_that_is_there(
    hardware: Hardware, there: set[str], capability: tuple[int, int], chosen: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(choosing, "is_installed", there.__contains__)
    monkeypatch.setattr(choosing, "capability", lambda: capability)
    monkeypatch.setattr(choosing.shutil, "which", lambda name: name if name in there else None)
    assert chosen_runtime("auto", hardware) == chosen


def test_auto_leaves_an_openvino_whose_version_nobody_knows(monkeypatch: pytest.MonkeyPatch):
    """It is distributed under other names too; a runtime without a version has no fingerprint."""
    monkeypatch.setattr(choosing, "is_installed", lambda name: True)
    monkeypatch.setattr(choosing, "version", missing)
    assert check_runtime("auto", CPU) == "eager"


def missing(name: str) -> str:
    raise metadata.PackageNotFoundError(name)


def test_a_cpp_compiler_that_torch_would_not_look_for_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choosing.sys, "platform", "linux")
    monkeypatch.setattr(choosing.shutil, "which", lambda name: name if name in ("clang++", "mine") else None)
    monkeypatch.delenv("CXX", raising=False)
    assert not choosing.can_compile(CPU)
    monkeypatch.setenv("CXX", "mine")
    assert choosing.can_compile(CPU)


@pytest.mark.parametrize(
    ("name", "hardware", "reason"),
    [
        ("abacus", CPU, "--runtime abacus: choose from auto, eager, compiled, openvino"),
        ("openvino", CUDA, "--runtime openvino draws on a CPU: add --device cpu"),
        ("compiled", MPS, "--runtime compiled is not proven on mps: use --runtime eager"),
    ],
)
def test_what_cannot_run_here_is_refused(name: str, hardware: Hardware, reason: str):
    with pytest.raises(InputError, match=reason):
        check_runtime(name, hardware)


@pytest.mark.parametrize(("hardware", "needs"), [(CPU, "a C\\+\\+ compiler, "), (CUDA, "Triton")])
def test_what_torch_cannot_compile_with_is_named(hardware: Hardware, needs: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choosing.shutil, "which", lambda name: None)
    with pytest.raises(RendererError, match=f"torch needs {needs}.*use --runtime eager"):
        check_runtime("compiled", hardware)


def test_a_runtime_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path):
    monkeypatch.setattr(choosing, "version", missing)
    with pytest.raises(RendererError, match=r"it is not installed: pip install 'storyanim\[openvino\]'"):
        open_renderer(RendererSpec.of("turbo", model=str(folder), decoder="full", device="cpu", runtime="openvino"))


class Fixed:
    """A runtime, and a compiler of such, whose pictures all have one level; it compiles once it may."""

    def __init__(self, level: int, may: Event | None = None) -> None:
        self.level, self.may, self.compiled = level, may, Event()

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        return torch.full_like(latents, self.level)

    def pictures(self, latents: torch.Tensor) -> Pictures:
        levels = torch.full((len(latents), 8, 8, 3), self.level, dtype=torch.uint8)
        return Pictures(levels, torch.ones(len(latents), dtype=torch.bool))

    def unet(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> Callable[..., torch.Tensor]:
        return self.predict

    def decoder(self, latents: torch.Tensor) -> Callable[[torch.Tensor], Pictures]:
        if self.may:
            assert self.may.wait(30)
        self.compiled.set()
        return self.pictures


def drawn_level(runtime: Prepared) -> int:
    return int(runtime.pictures(torch.zeros(1, 4, 8, 8)).levels.amax())


def test_every_shape_is_compiled_once():
    shapes: list[tuple[int, ...]] = []

    class Counting(Fixed):
        def decoder(self, latents: torch.Tensor) -> Any:
            shapes.append(tuple(latents.shape))
            return super().decoder(latents)

    runtime = Prepared("fake", Counting(2), None)
    for columns in (8, 16, 8, 16):
        runtime.pictures(torch.zeros(1, 4, 8, columns))
    assert shapes == [(1, 4, 8, 8), (1, 4, 8, 16)]


def test_a_film_waits_until_its_networks_are_compiled():
    compiler = Fixed(2)
    assert drawn_level(Prepared("fake", compiler, None)) == 2
    assert compiler.compiled.is_set()


def test_a_show_is_served_meanwhile_and_then_drawn_by_what_was_compiled(caplog: pytest.LogCaptureFixture):
    may = Event()
    runtime = Prepared("fake", Fixed(2, may), Fixed(1))
    assert [drawn_level(runtime) for _ in range(3)] == [1, 1, 1]
    with caplog.at_level(logging.INFO, "storyanim.turbo"):
        may.set()
        while drawn_level(runtime) == 1:
            pass
    assert drawn_level(runtime) == 2
    assert "fake: the decoder for 1 at 64x64 is ready, after" in caplog.text


class Failing(Fixed):
    """A compiler that finds no way."""

    def decoder(self, latents: torch.Tensor) -> Any:
        self.compiled.set()
        raise ValueError("no such instruction\nand a page of more")


def test_a_compiler_that_fails_is_named_with_what_to_do():
    with pytest.raises(RendererError, match=r"--runtime fake cannot .* \(no such instruction\): use --runtime eager"):
        drawn_level(Prepared("fake", Failing(2), None))


def test_a_show_goes_on_where_compiling_fails_and_says_so_once(caplog: pytest.LogCaptureFixture):
    compiler = Failing(2)
    runtime = Prepared("fake", compiler, Fixed(1))
    with caplog.at_level(logging.INFO, "storyanim.turbo"):
        assert drawn_level(runtime) == 1
        wait_for_threads("fake, decoder")
        assert [drawn_level(runtime) for _ in range(3)] == [1, 1, 1]
    assert compiler.compiled.is_set()
    assert caplog.text.count("cannot be compiled here (no such instruction): eager goes on") == 1


def wait_for_threads(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(30)


def test_both_networks_are_begun_at_once_and_that_is_told_before(caplog: pytest.LogCaptureFixture):
    may, conditions = Event(), Conditions(torch.zeros(1, 77, 64))
    runtime = Prepared("fake", Fixed(2, may), Fixed(1))
    with caplog.at_level(logging.INFO, "storyanim.turbo"):
        runtime.predict(torch.zeros(1, 4, 8, 8), 999.0, conditions)
    for network in ("U-Net", "decoder"):
        assert f"fake: the {network} for 1 at 64x64 is being compiled; eager draws meanwhile" in caplog.text
    may.set()
    wait_for_threads("fake, decoder")


def test_nothing_is_recorded_while_the_other_network_is_compiled():
    may, conditions, latents = Event(), Conditions(torch.zeros(1, 77, 64)), torch.zeros(1, 4, 8, 8)
    runtime = Prepared("fake", Fixed(2, may), Fixed(1))
    runtime.predict(latents, 999.0, conditions)
    wait_for_threads("fake, U-Net")
    assert runtime.predict(latents, 999.0, conditions).amax() == 1
    may.set()
    wait_for_threads("fake, decoder")
    assert runtime.predict(latents, 999.0, conditions).amax() == 2


def test_a_full_memory_is_not_taken_for_a_compilers_fault():
    class Full(Fixed):
        def decoder(self, latents: torch.Tensor) -> Any:
            raise torch.OutOfMemoryError

    with pytest.raises(torch.OutOfMemoryError):
        drawn_level(Prepared("fake", Full(2), None))
