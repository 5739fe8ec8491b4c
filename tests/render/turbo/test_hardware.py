from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from storyanim.errors import InputError, RendererError
from storyanim.render.turbo import hardware
from storyanim.render.turbo.hardware import (
    LARGEST_BATCH,
    PRECISIONS,
    Hardware,
    available_devices,
    choose_hardware,
    is_out_of_memory,
)

if TYPE_CHECKING:
    from storyanim.render.turbo.sampling import Prediction


def having(monkeypatch: pytest.MonkeyPatch, *devices: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in devices)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A GPU")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in devices)


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        ((), Hardware("cpu", "fp32", "fp32", 1)),
        (("mps",), Hardware("mps", "fp16", "fp16", 2)),
        (("cuda",), Hardware("cuda", "fp16", "bf16", 8)),
        (("cuda", "mps"), Hardware("cuda", "fp16", "bf16", 8)),
    ],
)
def test_the_best_device_there_is_with_the_precision_that_suits_it(
    there: tuple[str, ...], chosen: Hardware, monkeypatch: pytest.MonkeyPatch
):
    having(monkeypatch, *there)
    assert choose_hardware() == choose_hardware(chosen.device) == chosen
    assert available_devices()[0] == chosen.device
    assert available_devices()[-1] == "cpu"


def test_device_precision_and_batch_may_be_chosen(monkeypatch: pytest.MonkeyPatch):
    having(monkeypatch, "cuda")
    assert choose_hardware("cpu", "bf16", 3) == Hardware("cpu", "bf16", "bf16", 3)
    assert choose_hardware("cuda", "fp32") == Hardware("cuda", "fp32", "fp32", 8)
    assert choose_hardware(batch=LARGEST_BATCH).batch == LARGEST_BATCH


@pytest.mark.parametrize(("prediction", "unet"), [("v_prediction", "bf16"), ("sample", "bf16"), ("epsilon", "fp32")])
def test_a_cpu_with_bf16_uses_it_where_sigma_does_not_multiply_what_it_loses(
    prediction: Prediction, unet: str, monkeypatch: pytest.MonkeyPatch
):
    having(monkeypatch)
    monkeypatch.setattr(hardware, "has_brief_floats", lambda: True)
    assert choose_hardware(prediction=prediction) == Hardware("cpu", unet, "bf16", 1)
    assert choose_hardware(precision="fp32", prediction=prediction) == Hardware("cpu", "fp32", "fp32", 1)
    having(monkeypatch, "cuda")
    assert choose_hardware(prediction=prediction) == Hardware("cuda", "fp16", "bf16", 8)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"device": "tpu"}, "--device tpu: choose from auto, cuda, mps, cpu"),
        ({"precision": "int8"}, "--dtype int8: choose from auto, fp32, fp16, bf16"),
        ({"precision": "fp16"}, "--dtype fp16: a CPU has no fast fp16"),
        ({"batch": -1}, "--batch -1: choose 1 to 64"),
        ({"batch": LARGEST_BATCH + 1}, "--batch 65: choose 1 to 64"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, str | int], reason: str, monkeypatch: pytest.MonkeyPatch):
    having(monkeypatch)
    with pytest.raises(InputError) as caught:
        choose_hardware(**options)  # pyright: ignore[reportArgumentType]
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_told_with_what_to_do(device: str, monkeypatch: pytest.MonkeyPatch):
    having(monkeypatch)
    with pytest.raises(RendererError, match=rf"--device {device}: this build of torch .* see: storyanim doctor"):
        choose_hardware(device)


def test_all_that_can_change_a_pixel_is_in_the_key(monkeypatch: pytest.MonkeyPatch):
    having(monkeypatch, "cuda")
    plain = Hardware("cpu", "fp32", "fp32", 1)
    others = [
        Hardware("cuda", "fp32", "fp32", 1),
        Hardware("cpu", "bf16", "fp32", 1),
        Hardware("cpu", "fp32", "bf16", 1),
        Hardware("cpu", "fp32", "fp32", 2),
    ]
    assert len({hardware.key() for hardware in (plain, *others)}) == 5
    before = plain.key(), others[0].key()
    torch.set_num_threads(2)
    assert plain.key() != before[0]
    assert others[0].key() == before[1]
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Another GPU")
    assert others[0].key() != before[1]


def test_it_can_be_told(monkeypatch: pytest.MonkeyPatch):
    having(monkeypatch, "cuda")
    assert str(Hardware("cuda", "fp16", "bf16", 8)) == "A GPU, fp16, decoder bf16, batch 8"
    assert str(Hardware("cpu", "fp32", "fp32", 1)) == "cpu, fp32, batch 1"


def test_files_in_16_bits_are_wanted_where_they_lose_nothing():
    assert {name: Hardware("cuda", name, name, 1).prefers_half_files for name in PRECISIONS} == {
        "fp32": False,
        "fp16": True,
        "bf16": True,
    }


@pytest.mark.parametrize("name", ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS"])
def test_other_vector_instructions_are_other_hardware(name: str, monkeypatch: pytest.MonkeyPatch):
    before = Hardware("cpu", "fp32", "fp32", 1).key()
    monkeypatch.setenv(name, "AVX2-or-so")
    assert Hardware("cpu", "fp32", "fp32", 1).key() != before


@pytest.mark.parametrize(
    "words", ["CUDA error: CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "Invalid buffer size: 12.00 GB"]
)
def test_memory_that_is_full_is_known_in_any_words(words: str):
    assert is_out_of_memory(RuntimeError(words))
