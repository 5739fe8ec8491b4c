"""Which runtimes there are, which suits a machine, and how one is opened."""

from __future__ import annotations

import os
import shutil
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
CPP_COMPILERS = ("c++", "g++", "clang++", "cl")
"""Of which torch needs one to compile for a CPU; or the one that CXX names."""

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
    if hardware.device == "cpu" and is_installed("openvino"):
        return "openvino"
    return "eager"


def check_runtime(name: str, hardware: Hardware) -> str:
    """The name and version of a runtime, if it can run here; `auto` always can.

    Raises:
        InputError: there is no such runtime, or it is not for this hardware.
        RendererError: what it needs is not installed.
    """
    chosen = chosen_runtime(name, hardware)
    if chosen == "compiled" and not can_compile(hardware):
        needs = (
            "Triton, which comes with torch for CUDA" if hardware.device == "cuda" else "a C++ compiler, such as g++"
        )
        raise RendererError(f"--runtime compiled: torch needs {needs}, and finds none: use --runtime eager")
    if chosen != "openvino":
        return chosen
    if hardware.device != "cpu":
        raise InputError(f"--runtime {chosen} draws on a CPU: add --device cpu")
    try:
        return f"{chosen} {version(chosen)}"
    except PackageNotFoundError as error:
        raise RendererError(f"--runtime {chosen}: it is not installed: pip install 'storyanim[{chosen}]'") from error


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


def can_compile(hardware: Hardware) -> bool:
    """Whether torch finds here what it compiles with."""
    if hardware.device == "cuda":
        return is_installed("triton")
    return any(map(shutil.which, (os.environ.get("CXX", ""), *CPP_COMPILERS)))
