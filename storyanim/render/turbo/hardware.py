"""Which device draws, and in which precision.

Takes what a person asked for, gives a frozen `Hardware`. Knows devices and number formats, no models.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from storyanim.errors import InputError, RendererError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.turbo.sampling import Prediction

DEVICES = ("cuda", "mps", "cpu")
"""In the order in which `auto` takes them."""
PRECISIONS: Mapping[str, torch.dtype] = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
_USUAL = {"cuda": "fp16", "mps": "fp16", "cpu": "fp32"}
"""A U-Net that predicts noise at sigma 14.6 keeps some 55 dB in fp16 and only 35 dB in bf16 (measured small)."""
FORGIVING = ("v_prediction", "sample")
"""What a U-Net may predict to be drawn in bf16 unasked: sigma then does not multiply its rounding."""
_BATCHES = {"cuda": 8, "mps": 2, "cpu": 1}
"""Pictures drawn together; a CPU is busy with one."""
LARGEST_BATCH = 64
VECTOR_VARIABLES = ("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS")
FULL_MEMORY = ("out of memory", "can't allocate memory", "STATUS_ALLOC_FAILED", "Invalid buffer size")
"""How torch says so where it raises a plain RuntimeError: MPS, the CPU, and CUDA's libraries (cuBLAS, cuDNN)."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """A device, the precision of U-Net and text encoders, that of the decoder, and how many pictures a batch has."""

    device: str
    precision: str
    decoder_precision: str
    batch: int

    @property
    def prefers_half_files(self) -> bool:
        """Whether weights stored in 16 bits are as good as those in 32."""
        return self.precision != "fp32"

    def __str__(self) -> str:
        decoder = "" if self.decoder_precision == self.precision else f", decoder {self.decoder_precision}"
        return f"{device_name(self.device)}, {self.precision}{decoder}, batch {self.batch}"

    def key(self) -> str:
        """All of it that can change a pixel, as a line."""
        threads = torch.get_num_threads() if self.device == "cpu" else 0
        # The same wheel draws other bytes on a CPU with other vector instructions, or told to leave some unused.
        vectors = (torch.backends.cpu.get_cpu_capability(), *map(os.environ.get, VECTOR_VARIABLES))
        parts = (self.device, device_name(self.device), self.precision, self.decoder_precision, self.batch, threads)
        return " ".join(map(str, (platform.machine(), *parts, *(vectors if self.device == "cpu" else ()))))


def choose_hardware(
    device: str = "auto", precision: str = "auto", batch: int = 0, prediction: Prediction = "epsilon"
) -> Hardware:
    """The hardware asked for; `auto` takes the first device there is, and the precision that suits it and the model.

    A CPU with instructions for bf16 runs every decoder in it, and U-Nets whose `prediction` bears it.

    Raises:
        InputError: no such device, precision or batch.
        RendererError: the device is not there.
    """
    found = _device(device)
    if precision not in ("auto", *PRECISIONS):
        raise InputError(f"--dtype {precision}: choose from auto, {', '.join(PRECISIONS)}")
    if not 0 <= batch <= LARGEST_BATCH:
        raise InputError(f"--batch {batch}: choose 1 to {LARGEST_BATCH}")
    brief = found == "cpu" and precision == "auto" and has_brief_floats()
    usual = "bf16" if brief and prediction in FORGIVING else _USUAL[found]
    chosen = usual if precision == "auto" else precision
    if found == "cpu" and chosen == "fp16":
        raise InputError("--dtype fp16: a CPU has no fast fp16; choose fp32, or bf16 (faster, a little less exact)")
    # Large decoders overflow in fp16 (their activations pass 65504), never in bf16.
    decoder = "bf16" if brief or (chosen == "fp16" and found == "cuda") else chosen
    return Hardware(found, chosen, decoder, batch or _BATCHES[found])


def available_devices() -> tuple[str, ...]:
    """Devices that this build of torch can use here, the best first."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(device for device in DEVICES if there[device])


def has_brief_floats() -> bool:
    """Whether this CPU multiplies bf16 faster than fp32 (AVX-512 BF16; without it, torch is slower than in fp32)."""
    told = getattr(torch.cpu, "_is_avx512_bf16_supported", None)  # torch tells it in no other way yet
    return bool(told and told())


def is_out_of_memory(error: Exception) -> bool:
    """Whether a device's memory was full. CUDA raises a class of its own for it, the others only say so."""
    told = isinstance(error, RuntimeError) and any(sign in str(error) for sign in FULL_MEMORY)
    return told or isinstance(error, torch.OutOfMemoryError | MemoryError)


def device_name(device: str) -> str:
    """`NVIDIA H100`, `mps`, `cpu`."""
    return torch.cuda.get_device_name() if device == "cuda" else device


def _device(asked: str) -> str:
    there = available_devices()
    if asked == "auto":
        return there[0]
    if asked not in DEVICES:
        raise InputError(f"--device {asked}: choose from auto, {', '.join(DEVICES)}")
    if asked not in there:
        raise RendererError(
            f"--device {asked}: this build of torch ({torch.__version__}) finds none here; see: storyanim doctor"
        )
    return asked
