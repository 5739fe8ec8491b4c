"""A model in memory, ready to draw.

Nothing but values and what follows from them; `loading` makes one from files, `made_up` from random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storyanim.render.noise import LATENT_STEP

if TYPE_CHECKING:
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    from storyanim.render.turbo.decoding import Autoencoder
    from storyanim.render.turbo.families import Sampling
    from storyanim.render.turbo.prompting import TextEncoders
    from storyanim.render.turbo.sampling import Sampler


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Model:
    """Text encoders, U-Net and autoencoder, all on one device; how it is sampled, and in how many steps."""

    text: TextEncoders
    unet: UNet2DConditionModel
    autoencoder: Autoencoder
    sampling: Sampling
    steps: int = 1

    @property
    def sampler(self) -> Sampler:
        """The table by which the U-Net is called, from noise alone."""
        return self.sampling.sampler(self.steps)

    def sampler_on_guide(self, steps: int) -> Sampler:
        """The table for the last so many of its steps, on a guide."""
        return self.sampling.sampler(self.steps, steps / self.steps)

    @property
    def side(self) -> int:
        """The side in pixels of the square pictures the model was taught."""
        return int(cast("Any", self.unet).config.sample_size) * LATENT_STEP
