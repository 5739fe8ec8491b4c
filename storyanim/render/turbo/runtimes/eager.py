"""torch, one operation after the other; in bf16 on a CPU with the U-Net's weights packed beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

from storyanim.render.turbo.allocation import keep_memory
from storyanim.render.turbo.decoding import pictures_of
from storyanim.render.turbo.denoising import predicted
from storyanim.render.turbo.packing import packed

if TYPE_CHECKING:
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    from storyanim.render.turbo.decoding import Pictures
    from storyanim.render.turbo.denoising import Conditions
    from storyanim.render.turbo.model import Model


class Eager:
    """Ready at once."""

    def __init__(self, model: Model) -> None:
        self._model, self._unet = model, model.unet
        if model.unet.device.type == "cpu":
            keep_memory()
            if model.unet.dtype == torch.bfloat16:
                self._unet = cast("UNet2DConditionModel", packed(model.unet))

    def predict(self, latents: torch.Tensor, timestep: float, conditions: Conditions) -> torch.Tensor:
        """See `Runtime.predict`."""
        return predicted(self._unet, latents, timestep, conditions)

    def pictures(self, latents: torch.Tensor) -> Pictures:
        """See `Runtime.pictures`."""
        return pictures_of(self._model.autoencoder, latents)
