"""Which runtimes there are, which suits a machine, and how one is opened."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, get_args

from storyanim.errors import InputError, RendererError

if TYPE_CHECKING:
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.runtimes.seam import Runtime

RUNTIMES = ("eager", "compiled", "openvino")
AUTO = "auto"
CPP_COMPILERS = {"darwin": "clang++", "win32": "cl"}
"""What torch compiles with for a CPU where CXX names no other; elsewhere `g++`."""
C_COMPILERS = ("gcc", "clang")
"""Of which Triton needs one for a GPU; or the one that CC names. On Windows it brings its own."""
LEAST_CAPABILITY = (7, 0)
"""The oldest GPUs that torch's compiler writes for (Volta)."""
TRITONS = ("triton", "pytorch-triton", "triton-windows", "pytorch-triton-rocm")
"""Names under which Triton is distributed."""

Warming = Literal["wait", "serve"]
"""What is done until networks are compiled: wait, as films do, or draw by torch alone, as live shows do."""
WARMING: tuple[Warming, ...] = get_args(Warming)


def chosen_runtime(name: str, hardware: Hardware) -> str:
    """The runtime of that name; `auto` is the fastest one that is there: compiled on CUDA, OpenVINO on a CPU.

    On a CPU torch's compiler takes a minute and gains less than OpenVINO; on MPS it is not proven.

    Raises:
        InputError: there is none of that name.
    """
    if name not in (AUTO, *RUNTIMES):
        raise InputError(f"--runtime {name}: choose from {AUTO}, {', '.join(RUNTIMES)}")
    if name != AUTO:
        return name
    if hardware.device == "cuda" and can_compile(hardware):
        return "compiled"
    if hardware.device == "cpu" and is_installed("openvino") and version_of("openvino"):
        return "openvino"
    return "eager"


def check_runtime(name: str, hardware: Hardware) -> str:
    """The name and version of a runtime, if it can run here; `auto` always can.

    Raises:
        InputError: there is no such runtime, or it is not for this hardware.
        RendererError: what it needs is not installed.
    """
    chosen = chosen_runtime(name, hardware)
    if chosen == "compiled":
        _check_can_compile(hardware)
    if chosen != "openvino":
        return chosen
    if hardware.device != "cpu":
        raise InputError(f"--runtime {chosen} draws on a CPU: add --device cpu")
    found = version_of(chosen)
    if not found:
        raise RendererError(f"--runtime {chosen}: it is not installed: pip install 'storyanim[{chosen}]'")
    return f"{chosen} {found}"


def _check_can_compile(hardware: Hardware) -> None:
    if hardware.device == "mps":
        raise InputError("--runtime compiled is not proven on mps: use --runtime eager")
    lacking = what_is_lacking(hardware)
    if lacking:
        raise RendererError(f"--runtime compiled: torch needs {lacking}, and finds none: use --runtime eager")


@dataclass(frozen=True, slots=True)
class RuntimeSpec:
    """A runtime by its name, or `auto`, and what is done until it is ready."""

    name: str = "eager"
    warming: Warming = "wait"

    def key(self, hardware: Hardware) -> str:
        """All of it that can change a pixel, as a line.

        While a show is served some frames are of another runtime: nobody may take them for a film's.

        Raises:
            InputError, RendererError: as `check_runtime`.
        """
        checked = check_runtime(self.name, hardware)
        if checked == "compiled" and hardware.device == "cuda":
            versions = [version_of(name) for name in TRITONS]
            checked = f"{checked}, triton {''.join(versions)}"
        return f"{checked}, eager until ready" if self.warming == "serve" and checked != "eager" else checked

    def open(self, model: Model, hardware: Hardware) -> Runtime:
        """The runtime for a model in memory, on the hardware that it was loaded for."""
        from storyanim.render.turbo.runtimes.eager import Eager

        chosen = chosen_runtime(self.name, hardware)
        if chosen == "eager":
            return Eager(model)
        from storyanim.render.turbo.runtimes.prepared import Prepared

        meanwhile = Eager(model) if self.warming == "serve" else None
        if chosen == "openvino":
            from storyanim.render.turbo.runtimes.openvino import OpenvinoCompiler

            return Prepared(chosen, OpenvinoCompiler(model, hardware), meanwhile)
        from storyanim.render.turbo.runtimes.compiling import TorchCompiler

        return Prepared(chosen, TorchCompiler(model), meanwhile)


EAGER = RuntimeSpec()
"""torch as it stands."""


def is_installed(library: str) -> bool:
    """Whether a library can be imported; it is not."""
    return find_spec(library) is not None


def version_of(distribution: str) -> str:
    """The version of what is installed under a name, "" if nothing is."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def can_compile(hardware: Hardware) -> bool:
    """Whether torch finds here what it compiles with."""
    return not what_is_lacking(hardware)


def what_is_lacking(hardware: Hardware) -> str:
    """What torch needs to compile for a CPU or a GPU and does not find, "" if all is there."""
    if hardware.device != "cuda":
        usual = CPP_COMPILERS.get(sys.platform, "g++")
        return "" if shutil.which(os.environ.get("CXX") or usual) else f"a C++ compiler, {usual} or what CXX names"
    if not is_installed("triton"):
        return "Triton, which comes with torch for CUDA"
    if capability() < LEAST_CAPABILITY:
        return "a GPU of compute capability 7.0 or newer"
    names = (os.environ["CC"],) if os.environ.get("CC") else C_COMPILERS
    return "" if sys.platform == "win32" or any(map(shutil.which, names)) else "a C compiler, such as gcc"


def capability() -> tuple[int, int]:
    """The compute capability of the GPU."""
    import torch

    return torch.cuda.get_device_capability()
