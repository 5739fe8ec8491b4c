"""Latents -> pictures, and back: the autoencoder, large or tiny, and the check that a picture is one.

Takes latents float32 (batch, 4, rows, columns), gives uint8 RGB (batch, 8 * rows, 8 * columns, 3). Knows neither
prompts nor samplers.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch
from torch.nn import Module

from storyanim.render.renderer import BrokenPictureError
from storyanim.render.turbo.folding import fold
from storyanim.render.turbo.threads import run_here

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from numpy.typing import NDArray

    from storyanim.render.turbo.threads import Run

    Autoencoder = AutoencoderKL | AutoencoderTiny
    Fetch = Callable[["Pictures"], Callable[[], "Pictures"]]


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Decoded pictures, where they were drawn: `levels` uint8 (batch, height, width, 3), `finite` bool (batch).

    What is not finite somewhere is no picture; its levels mean nothing.
    """

    levels: torch.Tensor
    finite: torch.Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Decoding:
    """Latents that are becoming pictures; `arrived` waits for them: levels and finite, both on the host.

    So a device draws on while its last pictures are still on their way.
    """

    autoencoder: Autoencoder
    latents: torch.Tensor
    arrived: Callable[[], Pictures]

    def finish(self, run: Run = run_here) -> NDArray[np.uint8]:
        """The pictures, uint8 (batch, height, width, 3); what is still to be drawn is run by `run`.

        Sixteen bits overflow in some decoders: pictures that are not numbers, or all black, are decoded again in
        float32. What is black then was meant to be.

        Raises:
            BrokenPictureError: a picture is not made of numbers in float32 either; it names the slot.
        """
        drawn = self.arrived()
        broken = ~(drawn.finite & (drawn.levels.flatten(1).amax(1) > 0))
        levels, finite = drawn.levels, drawn.finite
        if broken.any() and self.autoencoder.dtype != torch.float32:
            again = run(lambda: on_host(_exactly(self.autoencoder, self.latents)))
            levels = torch.where(broken[:, None, None, None], again.levels, levels)
            finite = torch.where(broken, again.finite, finite)
        if not finite.all():
            raise BrokenPictureError(int((~finite).nonzero()[0]))
        return levels.numpy()


def decode(autoencoder: Autoencoder, latents: torch.Tensor) -> NDArray[np.uint8]:
    """Pictures of latents by torch, uint8 (batch, height, width, 3).

    Raises:
        BrokenPictureError: as `Decoding.finish`.
    """
    return begin_decoding(autoencoder, latents).finish()


@torch.inference_mode()
def begin_decoding(
    autoencoder: Autoencoder,
    latents: torch.Tensor,
    pictures_by: Callable[[torch.Tensor], Pictures] | None = None,
    fetch: Fetch | None = None,
) -> Decoding:
    """Begin to decode latents; `pictures_by` is what else than torch does it (`pictures_of`), `fetch` brings them here.

    Without `fetch` they are waited for.
    """
    drawn = pictures_by(latents) if pictures_by else pictures_of(autoencoder, latents)
    if fetch:
        return Decoding(autoencoder, latents, fetch(drawn))
    here = on_host(drawn)
    return Decoding(autoencoder, latents, lambda: here)


def on_host(drawn: Pictures) -> Pictures:
    """The same pictures in the host's memory, as soon as they are there."""
    return Pictures(drawn.levels.cpu(), drawn.finite.cpu())


@torch.inference_mode()
def _exactly(autoencoder: Autoencoder, latents: torch.Tensor) -> Pictures:
    return pictures_of(_exact(autoencoder), latents)


def pictures_of(autoencoder: Autoencoder, latents: torch.Tensor) -> Pictures:
    """Pictures of latents (batch, 4, rows, columns), by torch."""
    return drawn_of(autoencoder, inner_of(autoencoder, latents))


def drawn_of(autoencoder: Autoencoder, inner: torch.Tensor) -> Pictures:
    """Pictures of latents as the autoencoder has them (`inner_of`)."""
    images = images_from(autoencoder, inner)
    return Pictures(levels_of(images), torch.isfinite(images).flatten(1).all(1))


def images_from(autoencoder: Autoencoder, inner: torch.Tensor) -> torch.Tensor:
    """Images float32 (batch, 3, height, width), 0 to 1 but for overshoot, of the autoencoder's latents."""
    return cast("Any", autoencoder).decode(inner, return_dict=False)[0].float() / 2.0 + 0.5


def levels_of(images: torch.Tensor) -> torch.Tensor:
    """Images (batch, 3, height, width), 0 to 1, as uint8 (batch, height, width, 3)."""
    levels = (images.clamp(0.0, 1.0) * 255.0).round().to(torch.uint8)
    return levels.permute(0, 2, 3, 1).contiguous()


@torch.inference_mode()
def encode(autoencoder: Autoencoder, pictures: NDArray[np.uint8]) -> torch.Tensor:
    """Latents float32 (batch, 4, rows, columns) of uint8 RGB (batch, height, width, 3), sides multiples of 8.

    Of a variational autoencoder the mean, so that equal pictures have equal latents.
    """
    images = torch.from_numpy(pictures).permute(0, 3, 1, 2).to(autoencoder.device, torch.float32) / 127.5 - 1.0
    latents = _encoded(autoencoder, images)
    if not torch.isfinite(latents).all() and autoencoder.dtype != torch.float32:
        latents = _encoded(_exact(autoencoder), images)
    return latents


def _encoded(autoencoder: Autoencoder, images: torch.Tensor) -> torch.Tensor:
    """Latents float32 of images (batch, 3, height, width), -1 to 1."""
    encoded = cast("Any", autoencoder).encode(images.to(autoencoder.dtype))
    latents = encoded.latent_dist.mode() if hasattr(encoded, "latent_dist") else encoded.latents
    mean, deviation = _statistics(autoencoder, latents.device)
    return (latents.float() - mean) / deviation


def laid_out(autoencoder: Autoencoder) -> Autoencoder:
    """The autoencoder with its weights laid out as its device reads them fastest, and a tiny one folded on a CPU."""
    if autoencoder.device.type == "mps":
        return autoencoder
    decoder = cast("Any", autoencoder).decoder
    if autoencoder.device.type == "cpu" and hasattr(decoder, "layers"):
        fold(decoder)
    return cast("Any", autoencoder).to(memory_format=torch.channels_last)


def inner_of(autoencoder: Autoencoder, latents: torch.Tensor) -> torch.Tensor:
    """The model's latents as the autoencoder has them, in its precision."""
    mean, deviation = _statistics(autoencoder, latents.device)
    precision = next(autoencoder.parameters()).dtype  # its `dtype` looks through all modules: 0.3 ms
    return (latents * deviation + mean).to(precision)


def _exact(autoencoder: Autoencoder) -> Autoencoder:
    """A copy of the autoencoder in float32. Its own weights stay where they are: recordings read them there."""
    return cast("Autoencoder", Module.to(deepcopy(autoencoder), torch.float32))


def _statistics(autoencoder: Autoencoder, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation, (1, channels or 1, 1, 1), that bring the model's latents to the autoencoder's."""
    config = cast("Any", autoencoder).config
    scale = 1.0 / config.scaling_factor
    mean, deviation = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
    if mean is None or deviation is None:
        return torch.zeros(1, 1, 1, 1, device=device), torch.full((1, 1, 1, 1), scale, device=device)
    return (
        torch.tensor(mean, device=device).view(1, -1, 1, 1),
        torch.tensor(deviation, device=device).view(1, -1, 1, 1) * scale,
    )
