"""Networks that are compiled in the background, each for one shape, and what is done until they are ready.

Takes a compiler and a runtime that is ready at once. A film waits: its frames all come of the compiled networks, as
its fingerprint says. A live show is served by the other runtime meanwhile, and says that in its own; where compiling
fails, it stays with that.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import wait
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from storyanim.errors import RendererError
from storyanim.render.renderer import CannotCompileError
from storyanim.render.turbo.hardware import is_out_of_memory
from storyanim.render.turbo.threads import in_background

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    import torch

    from storyanim.render.turbo.decoding import Pictures
    from storyanim.render.turbo.denoising import Conditions
    from storyanim.render.turbo.runtimes.seam import Compiler, Picturing, Prediction, Runtime

Made = TypeVar("Made")
LOG = logging.getLogger("storyanim.turbo")
"""Where is told what took how long; whoever wants to hear it adds a handler."""
LONGEST_REASON = 200
"""Characters of a compiler's own message that are told."""


class Prepared:
    """A runtime whose networks are compiled when a shape is first met; `meanwhile` (None: wait) serves until then."""

    def __init__(self, name: str, compiler: Compiler, meanwhile: Runtime | None) -> None:
        self._name, self._compiler, self._meanwhile = name, compiler, meanwhile
        self._unets: dict[object, Future[Prediction]] = {}
        self._decoders: dict[object, Future[Picturing]] = {}

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """See `Runtime.predict`. Its latents will be pictures, so the decoder is begun beside the U-Net."""
        shape = tuple(latents.shape)
        self._begin(self._unets, shape, "U-Net", partial(self._compiler.unet, latents, timestep, conditions))
        self._begin(self._decoders, shape, "decoder", partial(self._compiler.decoder, latents))
        unet = self._ready(self._unets[shape])
        return (unet or self._serving.predict)(latents, timestep, conditions)

    def pictures(self, latents: torch.Tensor) -> Pictures:
        """See `Runtime.pictures`."""
        shape = tuple(latents.shape)
        self._begin(self._decoders, shape, "decoder", partial(self._compiler.decoder, latents))
        decoder = self._ready(self._decoders[shape])
        return (decoder or self._serving.pictures)(latents)

    @property
    def _serving(self) -> Runtime:
        assert self._meanwhile is not None, "without it everybody waits"
        return self._meanwhile

    def _begin(
        self, begun: dict[object, Future[Made]], shape: tuple[int, ...], what: str, make: Callable[[], Made]
    ) -> None:
        """Have a network compiled for a shape, if it is new."""
        if shape in begun:
            return
        which = f"{self._name}: the {what} for {shape[0]} at {8 * shape[3]}x{8 * shape[2]}"
        LOG.info("%s is being compiled%s", which, "; eager draws meanwhile" if self._meanwhile else "")
        begun[shape] = in_background(partial(self._made, make, which), f"{self._name}, {what}")

    def _made(self, make: Callable[[], Made], which: str) -> Made:
        began = time.perf_counter()
        try:
            found = make()
        except Exception as error:
            if self._meanwhile:
                LOG.info("%s cannot be compiled here (%s): eager goes on", which, _reason(error))
            raise
        LOG.info("%s is ready, after %.1f s", which, time.perf_counter() - began)
        return found

    def _ready(self, future: Future[Made]) -> Made | None:
        """The compiled network, None if another serves for it.

        None is used while another is compiled: CUDA breaks off what is recorded while a compiler waits for the device.
        """
        begun: list[Future[Any]] = [*self._unets.values(), *self._decoders.values()]
        if not self._meanwhile:
            wait(begun)
            return self._result(future)
        return None if not all(one.done() for one in begun) or future.exception() else future.result()

    def _result(self, future: Future[Made]) -> Made:
        try:
            return future.result()
        except Exception as error:
            if is_out_of_memory(error) or isinstance(error, RendererError):
                raise
            raise CannotCompileError(
                f"--runtime {self._name} cannot compile this model here ({_reason(error)}): use --runtime eager"
            ) from error


def _reason(error: Exception) -> str:
    """The first line of a compiler's message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:LONGEST_REASON]
