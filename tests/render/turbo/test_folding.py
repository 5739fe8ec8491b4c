"""Decoders and U-Nets made faster give what they gave."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch
from torch import nn

from storyanim.render.turbo import packing
from storyanim.render.turbo.allocation import LARGE, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, keep_memory
from storyanim.render.turbo.denoising import predicted
from storyanim.render.turbo.folding import fold
from storyanim.render.turbo.packing import packed
from tests.render.turbo.models import parts
from tests.render.turbo.test_equality import apart
from tests.render.turbo.test_runtimes import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Kept = dict[str, Any]


class Layers(nn.Module):
    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.layers(inputs)


@torch.no_grad()
def both(*layers: nn.Module) -> tuple[torch.Tensor, torch.Tensor, Layers]:
    plain = Layers(*layers)
    folded = deepcopy(plain)
    fold(folded)
    inputs = torch.randn(2, 3, 5, 7, generator=torch.Generator().manual_seed(0))
    return folded(inputs), plain(inputs), folded


@pytest.mark.parametrize("bias", [True, False])
def test_doubling_and_convolving_is_one_layer_borders_and_all(bias: bool):
    drawn, expected, folded = both(nn.Upsample(scale_factor=2), nn.Conv2d(3, 4, 3, padding=1, bias=bias), nn.ReLU())
    assert drawn.shape == expected.shape
    assert apart(drawn, expected) < 1e-6
    assert [type(layer) for layer in folded.layers] == [nn.ConvTranspose2d, nn.ReLU]


@pytest.mark.parametrize(
    "layers",
    [
        (nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(3, 4, 3, padding=1)),
        (nn.Upsample(scale_factor=3), nn.Conv2d(3, 4, 3, padding=1)),
        (nn.Upsample(scale_factor=2), nn.Conv2d(3, 4, 5, padding=2)),
        (nn.Upsample(scale_factor=2), nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect")),
        (nn.Conv2d(3, 4, 3, padding=1), nn.Upsample(scale_factor=2)),
    ],
)
def test_what_is_something_else_is_left_as_it_is(layers: tuple[nn.Module, ...]):
    drawn, expected, folded = both(*layers)
    assert torch.equal(drawn, expected)
    assert len(folded.layers) == 2


@torch.no_grad()
def test_a_whole_decoder_draws_the_same():
    plain = parts()["vae"].decoder
    folded = deepcopy(plain)
    fold(folded)
    assert not any(isinstance(module, nn.Upsample) for module in folded.modules())
    latents = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    assert apart(folded(latents.clone()), plain(latents)) < 1e-5


@pytest.mark.skipif(not packing.can_pack(), reason="a CPU without AVX-512")
@torch.no_grad()
def test_packed_weights_predict_what_plain_ones_do_at_every_size():
    plain = nn.Module.to(deepcopy(parts()["unet"]), torch.bfloat16)
    fast = cast("Any", packed(plain))
    assert fast is not plain
    latents, conditions = said(torch.bfloat16)
    for one in (latents, latents[:, :, :4], latents):
        expected = predicted(cast("Any", plain), one, 999.0, conditions)
        assert apart(predicted(fast, one, 999.0, conditions), expected) < 0.1


def test_the_model_itself_stays_as_it_is_and_no_weight_is_there_twice():
    plain = nn.Module.to(deepcopy(parts()["unet"]), torch.bfloat16)
    before = {name: weight.data_ptr() for name, weight in plain.named_parameters()}
    fast = packed(plain)
    assert {name: weight.data_ptr() for name, weight in plain.named_parameters()} == before
    shared = {weight.data_ptr() for weight in fast.parameters()}
    assert set(before.values()) <= shared


def test_where_torch_has_no_such_operations_nothing_is_packed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packing, "_OPERATIONS", ("_no_such_operation",))
    plain = nn.Linear(2, 2)
    assert packed(plain) is plain


class Libc:
    """glibc, which refuses some settings."""

    def __init__(self, refuses: int) -> None:
        self.refuses, self.asked = refuses, dict[int, int]()

    def mallopt(self, setting: int, value: int) -> int:
        self.asked[setting] = value
        return int(setting != self.refuses)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Settings are made once a process."""
    keep_memory.cache_clear()
    yield
    keep_memory.cache_clear()


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("refuses", [0, M_MMAP_THRESHOLD])
def test_memory_is_kept_by_both_settings_though_one_is_refused(refuses: int, monkeypatch: pytest.MonkeyPatch):
    libc = Libc(refuses)
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr("ctypes.CDLL", lambda name: libc)
    assert keep_memory() is (refuses == 0)
    assert libc.asked == {M_MMAP_THRESHOLD: LARGE, M_TRIM_THRESHOLD: LARGE}


@pytest.mark.usefixtures("forgetful")
def test_without_glibc_nothing_is_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform.libc_ver", lambda: ("musl", "1"))
    assert keep_memory() is False
