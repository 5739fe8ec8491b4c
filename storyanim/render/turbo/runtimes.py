"""What runs a model's two large networks: torch as it stands (`eager`), or OpenVINO, which compiles them for a CPU.

Takes a model in memory, gives a `Runtime`: predictions of the U-Net and images of the decoder, both for batches of one
shape at a time. Text is read by torch in any case: once a prompt. Knows neither samplers nor films.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol, cast

import torch

from storyanim.errors import InputError, RendererError
from storyanim.render.turbo.decoding import images_of
from storyanim.render.turbo.denoising import Conditions, predicted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model

RUNTIMES = ("eager", "openvino")


class Runtime(Protocol):
    """Runs the networks of one model."""

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """The U-Net's output, float32 of the latents' shape."""
        ...

    def images(self, latents: torch.Tensor) -> torch.Tensor:
        """The decoder's images, float32 (batch, 3, height, width), 0 to 1 but for overshoot."""
        ...


def check_runtime(name: str, hardware: Hardware) -> str:
    """The name and version of a runtime, if it can run here.

    Raises:
        InputError: there is no such runtime, or it is not for this hardware.
        RendererError: it is not installed.
    """
    if name not in RUNTIMES:
        raise InputError(f"--runtime {name}: choose from {', '.join(RUNTIMES)}")
    if name == "eager":
        return name
    if (hardware.device, hardware.precision) != ("cpu", "fp32"):
        raise InputError(f"--runtime {name} draws on a CPU, in fp32: add --device cpu, and leave --dtype out")
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError as error:
        raise RendererError(f"--runtime {name}: it is not installed: pip install 'storyanim[{name}]'") from error


def open_runtime(name: str, model: Model) -> Runtime:
    """The runtime of that name (see `RUNTIMES`) for a model."""
    return Eager(model) if name == "eager" else Openvino(model)


class Eager:
    """torch, one operation after the other."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """See `Runtime.predict`."""
        return predicted(self._model.unet, latents, timestep, conditions)

    def images(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Runtime.images`."""
        return images_of(self._model.autoencoder, latents)


class Openvino:
    """Both networks compiled by OpenVINO, in float32, anew for every shape of a batch."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._compiled: dict[tuple[object, ...], Callable[[list[Any]], Any]] = {}

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """See `Runtime.predict`."""
        added = [one for one in (conditions.pooled, conditions.time_ids) if one is not None]
        inputs = [latents, torch.tensor(timestep), conditions.states, *added]
        return self._run(_Unet(self._model.unet), inputs)

    def images(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Runtime.images`."""
        return self._run(_Decoder(self._model.autoencoder), [latents])

    def _run(self, network: torch.nn.Module, inputs: Sequence[torch.Tensor]) -> torch.Tensor:
        key = (type(network), *(tuple(one.shape) for one in inputs))
        if key not in self._compiled:
            self._compiled[key] = _compiled(network, [tuple(one.shape) for one in inputs])
        (output,) = self._compiled[key]([one.numpy() for one in inputs]).values()
        return torch.from_numpy(output.copy())  # the next run writes into the same memory


class _Unet(torch.nn.Module):
    """The U-Net as a function of plain tensors."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self.unet = unet

    def forward(self, latents: torch.Tensor, timestep: torch.Tensor, states: torch.Tensor, *added: torch.Tensor) -> Any:
        pooled, time_ids = added or (None, None)
        return predicted(self.unet, latents, timestep, Conditions(states, pooled, time_ids))


class _Decoder(torch.nn.Module):
    """The decoder, from the model's latents to images."""

    def __init__(self, autoencoder: Any) -> None:
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return images_of(self.autoencoder, latents)


def _compiled(network: torch.nn.Module, shapes: Sequence[tuple[int, ...]]) -> Callable[[list[Any]], Any]:
    """A network for inputs of these shapes, on as many threads as torch has."""
    openvino = cast("Any", import_module("openvino"))
    # Tracing needs tensors that autograd could follow, which those of inference mode are not.
    with torch.inference_mode(False), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own, about itself
        traced = torch.export.export(network.eval(), tuple(torch.zeros(shape) for shape in shapes))
        converted = openvino.convert_model(traced)
    settings = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "PERFORMANCE_HINT": "LATENCY",
    }
    return openvino.compile_model(converted, "CPU", settings)
