"""Networks that are compiled in the background, each for one shape, and what is done until they are ready.

Takes a compiler and a runtime that is ready at once. A film waits: its frames all come of the compiled networks, as
its fingerprint says. A live show is served by the other runtime meanwhile, and says that in its own.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from storyanim.errors import RendererError
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
        """See `Runtime.predict`."""
        make = partial(self._compiler.unet, latents, timestep, conditions)
        unet = self._ready(self._unets, tuple(latents.shape), "U-Net", make)
        return (unet or self._serving.predict)(latents, timestep, conditions)

    def pictures(self, latents: torch.Tensor) -> Pictures:
        """See `Runtime.pictures`."""
        decoder = self._ready(self._decoders, tuple(latents.shape), "decoder", partial(self._compiler.decoder, latents))
        return (decoder or self._serving.pictures)(latents)

    @property
    def _serving(self) -> Runtime:
        assert self._meanwhile is not None, "without it everybody waits"
        return self._meanwhile

    def _ready(
        self, made: dict[object, Future[Made]], shape: tuple[int, ...], what: str, make: Callable[[], Made]
    ) -> Made | None:
        """The compiled network for a shape, which is begun where it is new; None if another serves meanwhile."""
        future = made.get(shape)
        if future is None:
            future = made[shape] = in_background(partial(self._made, make, what, shape), f"{self._name}, {what}")
        if self._meanwhile and not future.done():
            return None
        return self._result(future)

    def _made(self, make: Callable[[], Made], what: str, shape: tuple[int, ...]) -> Made:
        began = time.perf_counter()
        found = make()
        side = "x".join(str(8 * latents) for latents in (shape[3], shape[2]))
        LOG.info(
            "%s: the %s for %d at %s is ready, after %.1f s",
            self._name, what, shape[0], side, time.perf_counter() - began,
        )  # fmt: skip
        return found

    def _result(self, future: Future[Made]) -> Made:
        try:
            return future.result()
        except Exception as error:
            if is_out_of_memory(error) or isinstance(error, RendererError):
                raise
            reason = (str(error).strip() or type(error).__name__).splitlines()[0][:LONGEST_REASON]
            raise RendererError(
                f"--runtime {self._name} cannot compile this model here ({reason}): use --runtime eager"
            ) from error
