"""A model's networks compiled by torch: for a CPU with its weights frozen in, for CUDA recorded as a graph besides.

torch's own graphs (`mode="reduce-overhead"`) belong to the thread that compiles, so these are compiled without, in the
background, and recorded by `Recorded` where the GPU is talked to.
"""

from __future__ import annotations

import warnings
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import torch
from torch._dynamo import config as dynamo
from torch._inductor import config as inductor
from torch.nn import Module

from storyanim.render.turbo.allocation import keep_memory
from storyanim.render.turbo.decoding import Pictures, drawn_of, inner_of
from storyanim.render.turbo.denoising import Conditions, predicted, timestep_on
from storyanim.render.turbo.runtimes.recording import Recorded, record_on_cuda

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.runtimes.recording import Record
    from storyanim.render.turbo.runtimes.seam import Picturing, Prediction

    Run = Callable[..., tuple[torch.Tensor, ...]]

ON_CPU: dict[str, Any] = {"options": {"freezing": True}}
"""Weights become constants, laid out for the CPU once. Without it the compiled U-Net was slower than torch alone."""
ON_CUDA: dict[str, Any] = {"options": {"deterministic": True} if hasattr(inductor, "deterministic") else {}}
"""Kernels are then not chosen by timing them, which may give other bytes on another day."""
MOST_SHAPES = 64
"""Shapes of pictures that one network is compiled for; torch's own limit is 8."""
_compiling = Lock()
"""Held by who compiles: which warnings are shown, and torch's limits, are the whole process's."""


class TorchCompiler:
    """Compiles for fixed shapes; `record` makes a graph of a function of tensors (CUDA's where the model is there)."""

    def __init__(self, model: Model, record: Record | None = None) -> None:
        self._model, self._threads = model, torch.get_num_threads()
        self._on_cuda = model.unet.device.type == "cuda"
        self._record = record or (record_on_cuda if self._on_cuda else None)
        if model.unet.device.type == "cpu":
            keep_memory()

    @torch.inference_mode()  # as it is called later: for tensors of another kind torch would compile anew
    def unet(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> Prediction:
        """See `Compiler.unet`."""
        run = self._compiled(_Unet(self._model.unet), _inputs(latents, timestep, conditions))

        def predict(latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
            return run(*_inputs(latents, timestep, conditions))[0]

        return predict

    @torch.inference_mode()
    def decoder(self, latents: torch.Tensor) -> Picturing:
        """See `Compiler.decoder`."""
        autoencoder = self._model.autoencoder
        run = self._compiled(_Decoder(autoencoder), [inner_of(autoencoder, latents)])
        return lambda latents: Pictures(*run(inner_of(autoencoder, latents)))

    def _compiled(self, network: Module, example: Sequence[torch.Tensor]) -> Run:
        torch.set_num_threads(self._threads)  # each thread has its own number
        if self._on_cuda:
            torch.cuda.set_device(self._model.unet.device)
        how = ON_CUDA if self._on_cuda else ON_CPU
        # Past its limit torch would run a network as it stands, and say so to nobody: one part of it is enough to fail.
        with _compiling, cast("Any", dynamo).patch(recompile_limit=MOST_SHAPES), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler's own, about itself
            compiled = cast("Any", torch.compile)(network, dynamic=False, fullgraph=True, **how)
            if self._record:  # which hands it copies of its own, made in inference mode
                example = [one.clone() for one in example]
            compiled(*example)
        return Recorded(compiled, self._record) if self._record else compiled


def _inputs(latents: torch.Tensor, timestep: float, conditions: Conditions) -> list[torch.Tensor]:
    """What the compiled U-Net takes: latents, timestep, states; pooled and sizes where the model has them."""
    added = [one for one in (conditions.pooled, conditions.time_ids) if one is not None]
    return [latents, timestep_on(latents.device, timestep), conditions.states, *added]


class _Unet(Module):
    """The U-Net as a function of plain tensors."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self.unet = unet

    def forward(
        self, latents: torch.Tensor, timestep: torch.Tensor, states: torch.Tensor, *added: torch.Tensor
    ) -> tuple[torch.Tensor]:
        pooled, time_ids = added or (None, None)
        return (predicted(self.unet, latents, timestep, Conditions(states, pooled, time_ids)),)


class _Decoder(Module):
    """The decoder, from its own latents to levels and whether they are finite."""

    def __init__(self, autoencoder: Any) -> None:
        super().__init__()
        self.autoencoder = autoencoder

    def forward(self, inner: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        drawn = drawn_of(self.autoencoder, inner)
        return drawn.levels, drawn.finite
