"""torch and the GPUs: which build there is, what it can use, and whether a GPU lies idle beside a build for CPUs.

`torch_build` and `gpus_here` look, each at what it is given; the others judge what was seen. Knows no models.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from storyanim.setup.finding import Finding
from storyanim.setup.sizes import size_words

if TYPE_CHECKING:
    from collections.abc import Callable

Maker = Literal["NVIDIA", "AMD", "Apple"]
PIP = f"{sys.executable} -m pip install"
TORCH = '"torch>=2.6,<2.14"'
"""As in pyproject.toml; quoted for a shell."""
WHEELS = "https://download.pytorch.org/whl"
_ANSWER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Device:
    """Something torch can draw on; `memory` in bytes, 0 where it shares the computer's."""

    name: str
    memory: int = 0


@dataclass(frozen=True, slots=True)
class TorchBuild:
    """A build of torch: its version, the toolkit it is made for ("" for CPUs only), the GPUs it finds, and why none.

    `fault` is why it cannot be loaded, "" where it can.
    """

    version: str = ""
    toolkit: str = ""
    devices: tuple[Device, ...] = ()
    fault: str = ""


def torch_build() -> TorchBuild:
    """The build that is installed."""
    try:
        import torch
    except (ImportError, OSError) as error:
        return TorchBuild(fault=" ".join(str(error).split()))
    return build_of(torch)


def build_of(torch: Any) -> TorchBuild:
    """What a module `torch` says of itself."""
    made_for = torch.version
    toolkit = f"CUDA {made_for.cuda}" if made_for.cuda else f"ROCm {made_for.hip}" if made_for.hip else ""
    devices: list[Device] = []
    if torch.cuda.is_available():
        found = [torch.cuda.get_device_properties(number) for number in range(torch.cuda.device_count())]
        devices += [Device(str(one.name), int(one.total_memory)) for one in found]
    if torch.backends.mps.is_built():
        toolkit = toolkit or "Metal"
        devices += [Device("Apple GPU")] if torch.backends.mps.is_available() else []
    return TorchBuild(str(torch.__version__), toolkit, tuple(devices))


def gpus_here(
    root: Path = Path("/"),
    which: Callable[[str], str | None] = shutil.which,
    run: Callable[[list[str]], str] | None = None,
    system: str = platform.system(),
) -> tuple[Maker, ...]:
    """Makers of the GPUs that this computer has, whether or not torch can use them."""
    answer = run or _answer
    found: list[Maker] = []
    if (root / "proc/driver/nvidia/version").exists() or (
        which("nvidia-smi") and "GPU " in answer(["nvidia-smi", "-L"])
    ):
        found.append("NVIDIA")
    if (root / "dev/kfd").exists():
        found.append("AMD")
    if system == "Darwin" and answer(["sysctl", "-n", "hw.optional.arm64"]).strip() == "1":
        found.append("Apple")
    return tuple(found)


def judge_torch(build: TorchBuild, gpus: tuple[Maker, ...], system: str = platform.system()) -> Finding:
    """Whether torch can draw, on a GPU where there is one."""
    what = "torch"
    if build.fault:
        return Finding(what, "fault", f"cannot be loaded: {build.fault}", f"{PIP} --force-reinstall {TORCH}")
    version = f"{build.version}, for {build.toolkit or 'CPUs only'}"
    if build.devices:
        return Finding(what, "good", f"{version}: {', '.join(map(_named, build.devices))}")
    if not gpus:
        return Finding(what, "good", f"{version}; no GPU is found: storybook needs none, turbo takes seconds a frame")
    gpu = gpus[0]
    if _fits(build, gpu):
        return Finding(what, "note", f"{version}, but it finds no {gpu} GPU, though there is one", _driver(gpu))
    return Finding(what, "note", f"{version}, but there is a GPU of {gpu}'s, which it cannot use", _other(gpu, system))


def _fits(build: TorchBuild, gpu: Maker) -> bool:
    return build.toolkit.startswith({"NVIDIA": "CUDA", "AMD": "ROCm", "Apple": "Metal"}[gpu])


def _driver(gpu: Maker) -> str:
    if gpu == "Apple":
        return "update macOS: newer builds of torch want a newer Metal"
    look = {"NVIDIA": "nvidia-smi", "AMD": "rocminfo"}[gpu]
    return f"see what {look} says; most often {gpu}'s driver is too old, or the user may not open the device"


def _other(gpu: Maker, system: str) -> str:
    """The command that installs the build for a GPU. On Linux the package index itself has the one for CUDA."""
    if gpu == "Apple":
        return "install Python for arm64 (this one runs under Rosetta), and storyanim in it"
    index = {"AMD": f" --index-url {WHEELS}/rocm6.4", "NVIDIA": f" --index-url {WHEELS}/cu126"}[gpu]
    if gpu == "NVIDIA" and system == "Linux":
        index = ""
    return f"{PIP} --force-reinstall {TORCH}{index}"


def _named(device: Device) -> str:
    return f"{device.name} ({size_words(device.memory)})" if device.memory else device.name


def _answer(words: list[str]) -> str:
    try:
        ran = subprocess.run(words, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout if ran.returncode == 0 else ""
