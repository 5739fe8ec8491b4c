"""Every runtime draws the same pictures: those of torch, which are those of diffusers."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from storyanim.errors import InputError, RendererError
from storyanim.render import RendererSpec, about, open_renderer
from storyanim.render.turbo import runtimes
from storyanim.render.turbo.denoising import Conditions
from storyanim.render.turbo.guiding import Guidance
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.renderer import Turbo
from storyanim.render.turbo.runtimes import Eager, Openvino, check_runtime
from storyanim.types import Size
from tests.render.turbo.models import model
from tests.render.turbo.test_equality import apart, furthest
from tests.render.turbo.test_guiding import Stripes
from tests.render.views import MORPH, PLAIN

if TYPE_CHECKING:
    from pathlib import Path

CPU = Hardware("cpu", "fp32", "fp32", 2)
SIZE = Size(64, 64)
LATENTS_AGREE = 1e-4
"""Relative to the largest number: as for diffusers."""


def opened(runtime: str, **options: Any) -> Turbo:
    return Turbo("tiny", CPU, lambda: model(2), runtime=runtime, **options)


@pytest.fixture(scope="module")
def compiled() -> Turbo:
    """Compiling takes longer than all else."""
    turbo = opened("openvino", guidance=Guidance(Stripes(), 1.0))
    turbo.draw([PLAIN, MORPH], SIZE)
    return turbo


def test_predictions_and_images_are_those_of_torch(compiled: Turbo):
    fast, exact = compiled.runtime, Eager(compiled.model)
    assert isinstance(fast, Openvino)
    draw = torch.Generator().manual_seed(5)
    latents, states, pooled = (torch.randn(shape, generator=draw) for shape in ((2, 4, 8, 8), (2, 77, 64), (2, 32)))
    said = Conditions(states, pooled, torch.tensor([[64.0, 64, 0, 0, 64, 64]] * 2))
    for timestep in (999.0, 499.0):
        one, other = (runtime.predict(latents, timestep, said) for runtime in (fast, exact))
        assert one.dtype == torch.float32
        assert apart(one, other) < LATENTS_AGREE
    assert apart(fast.images(latents), exact.images(latents)) < LATENTS_AGREE


def test_pictures_are_those_of_torch_and_their_slots_do_not_matter(compiled: Turbo):
    eager = opened("eager", guidance=Guidance(Stripes(), 1.0)).draw([PLAIN, MORPH], SIZE)
    pictures = compiled.draw([PLAIN, MORPH], SIZE)
    assert furthest(pictures, eager) <= 1
    assert np.array_equal(compiled.draw([MORPH, PLAIN], SIZE), pictures[::-1])


def test_another_shape_in_between_changes_nothing(compiled: Turbo):
    before = compiled.runtime.images(torch.ones(2, 4, 8, 8))
    assert compiled.runtime.images(torch.ones(1, 4, 8, 16)).shape == (1, 3, 64, 128)
    assert torch.equal(compiled.runtime.images(torch.ones(2, 4, 8, 8)), before)


def test_a_runtime_is_in_the_fingerprint_and_told(folder: Path):
    assert opened("eager").fingerprint != opened("openvino").fingerprint
    options = {"model": str(folder), "decoder": "full", "device": "cpu", "runtime": "openvino"}
    told = about(RendererSpec.of("turbo", **options), SIZE, ())
    assert "by openvino" in told.words
    assert str(told.facts["runtime"]).startswith("openvino 2")


@pytest.mark.parametrize(
    ("name", "hardware", "reason"),
    [
        ("abacus", CPU, "--runtime abacus: choose from eager, openvino"),
        (
            "openvino",
            Hardware("cuda", "fp16", "bf16", 8),
            "--runtime openvino draws on a CPU, in fp32: add --device cpu",
        ),
        ("openvino", Hardware("cpu", "bf16", "bf16", 1), "leave --dtype out"),
    ],
)
def test_what_cannot_run_here_is_refused(name: str, hardware: Hardware, reason: str):
    with pytest.raises(InputError, match=reason):
        check_runtime(name, hardware)


def test_a_runtime_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path):
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(runtimes, "version", missing)
    with pytest.raises(RendererError, match=r"it is not installed: pip install 'storyanim\[openvino\]'"):
        open_renderer(RendererSpec.of("turbo", model=str(folder), decoder="full", device="cpu", runtime="openvino"))
