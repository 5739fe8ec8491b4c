"""What runs networks, and what makes a network fast: the two seams of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

    from storyanim.render.turbo.decoding import Pictures
    from storyanim.render.turbo.denoising import Conditions

    Prediction = Callable[[torch.Tensor, float, Conditions], torch.Tensor]
    Picturing = Callable[[torch.Tensor], Pictures]


class Runtime(Protocol):
    """Runs the networks of one model."""

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """The U-Net's output, float32 of the latents' shape."""
        ...

    def pictures(self, latents: torch.Tensor) -> Pictures:
        """The decoder's pictures of latents float32 (batch, 4, rows, columns), on the latents' device."""
        ...


class Compiler(Protocol):
    """Makes of each network a function for inputs of the shapes of an example; that takes seconds to minutes.

    It is called in a thread of its own. What it gives is called where the device is talked to.
    """

    def unet(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> Prediction:
        """What predicts as the U-Net does."""
        ...

    def decoder(self, latents: torch.Tensor) -> Picturing:
        """What draws pictures as the decoder does."""
        ...
