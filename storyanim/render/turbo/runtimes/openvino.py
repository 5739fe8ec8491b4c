"""A model's networks compiled by OpenVINO for a CPU, in fp32 or bf16.

What a U-Net makes waves of (timestep, sizes) is made by torch in float32 and handed in: in bf16 999 would be 1000.
"""

from __future__ import annotations

import copy
import warnings
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import torch
from torch.nn import Module

from storyanim.render.turbo.allocation import keep_memory
from storyanim.render.turbo.decoding import Pictures, images_from, inner_of, levels_of
from storyanim.render.turbo.denoising import Conditions, predicted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.runtimes.seam import Picturing, Prediction

    Compiled = Callable[[list[Any]], Any]

HINTS = {"fp32": "f32", "bf16": "bf16"}
"""OpenVINO's names of the precisions in which it computes."""
_tracing = Lock()
"""Held by who traces: two networks are compiled at once, and which warnings are shown is the whole process's."""


class OpenvinoCompiler:
    """Compiles for as many threads as torch has where this is made."""

    def __init__(self, model: Model, hardware: Hardware) -> None:
        self._model, self._hardware, self._threads = model, hardware, torch.get_num_threads()
        keep_memory()

    def unet(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> Prediction:
        """See `Compiler.unet`."""
        inputs = _inputs(self._model.unet, latents, timestep, conditions)
        compiled = self._compiled(_Unet(_exact(self._model.unet)), inputs, self._hardware.precision)

        def predict(latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
            (output,) = compiled(_inputs(self._model.unet, latents, timestep, conditions)).values()
            return torch.from_numpy(output.copy())  # the next run writes into the same memory

        return predict

    def decoder(self, latents: torch.Tensor) -> Picturing:
        """See `Compiler.decoder`."""
        network = _Decoder(_exact(self._model.autoencoder))
        compiled = self._compiled(network, [latents.numpy()], self._hardware.decoder_precision)

        def pictures(latents: torch.Tensor) -> Pictures:
            levels, total = (torch.from_numpy(output.copy()) for output in compiled([latents.numpy()]).values())
            # OpenVINO's ReLU makes 0 of what is no number, so that is looked for where it would come from.
            return Pictures(levels, torch.isfinite(total) & torch.isfinite(latents).flatten(1).all(1))

        return pictures

    def _compiled(self, network: Module, inputs: Sequence[Any], precision: str) -> Compiled:
        openvino = cast("Any", import_module("openvino"))
        # Tracing needs tensors that autograd could follow, which those of inference mode are not.
        with _tracing, torch.inference_mode(False), torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's own, about tracing, and what a trace has fixed: the shapes
            example = tuple(torch.from_numpy(one.copy()) for one in inputs)
            # Of torch's two ways this one gives graphs that run a sixth faster.
            traced: object = cast("Any", torch.jit).trace(network.eval(), example, check_trace=False)
            converted = openvino.convert_model(traced, example_input=example)
        converted.reshape({number: list(one.shape) for number, one in enumerate(inputs)})
        settings = {
            "INFERENCE_PRECISION_HINT": HINTS[precision],
            "INFERENCE_NUM_THREADS": self._threads,
            "PERFORMANCE_HINT": "LATENCY",
        }
        return openvino.compile_model(converted, "CPU", settings)


def _inputs(unet: Any, latents: torch.Tensor, timestep: float, conditions: Conditions) -> list[Any]:
    """What the compiled U-Net takes, as arrays: latents, waves of the timestep, states; pooled, waves of the sizes."""
    waves = unet.time_proj(torch.full((len(latents),), float(timestep)))
    inputs = [latents, waves, conditions.states]
    if conditions.pooled is not None and conditions.time_ids is not None:
        inputs += [conditions.pooled, unet.add_time_proj(conditions.time_ids.float().flatten())]
    return [one.float().numpy() for one in inputs]


def _exact(network: Any) -> Any:
    """The network in float32, itself if it is: OpenVINO rounds weights by itself, and looks for no other type."""
    return network if network.dtype == torch.float32 else Module.to(copy.deepcopy(network), torch.float32)


class _Waves(Module):
    """In place of what makes waves of numbers: waves that are made already."""

    def __init__(self) -> None:
        super().__init__()
        self.made: torch.Tensor | None = None

    def forward(self, _: torch.Tensor) -> torch.Tensor | None:
        return self.made


class _Unet(Module):
    """The U-Net as a function of plain tensors; it shares the weights of the one given."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self.unet = copy.copy(unet)
        self.unet._modules = dict(unet._modules)  # the model's own keeps its waves
        self.unet.time_proj, self.unet.add_time_proj = _Waves(), _Waves()

    def forward(self, latents: torch.Tensor, waves: torch.Tensor, states: torch.Tensor, *added: torch.Tensor) -> Any:
        pooled, sizes = added or (None, None)
        self.unet.time_proj.made, self.unet.add_time_proj.made = waves, sizes
        ids = None if pooled is None else torch.zeros(len(latents), 6)
        return predicted(self.unet, latents, 0.0, Conditions(states, pooled, ids))


class _Decoder(Module):
    """From the model's latents to levels, and a sum that is infinite where an image is."""

    def __init__(self, autoencoder: Any) -> None:
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, latents: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        images = images_from(self.autoencoder, inner_of(self.autoencoder, latents))
        return levels_of(images), images.sum((1, 2, 3))
