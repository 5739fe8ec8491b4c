"""The turbo renderer behind the seam: views in, pictures out, and a fingerprint of all that makes them.

Files are found and checked when it is opened; weights are loaded with the first picture, so that a film that is drawn
already, or only estimated, loads none.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from storyanim.errors import ResourceError
from storyanim.render import noise
from storyanim.render.fingerprints import fingerprint
from storyanim.render.renderer import TooManyAtOnceError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint, identify
from storyanim.render.turbo.cropping import shown
from storyanim.render.turbo.decoding import decode
from storyanim.render.turbo.denoising import Conditions, denoise
from storyanim.render.turbo.families import BASE, TURBO
from storyanim.render.turbo.hardware import choose_hardware
from storyanim.render.turbo.loading import load_model
from storyanim.render.turbo.prompting import embed, mixed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.prompting import Embedding
    from storyanim.types import Size, View

LIBRARIES = ("torch", "diffusers", "transformers", "numpy", "pillow", "opencv-python")
"""Libraries that touch pixels: another version is another fingerprint."""
CACHED_PROMPTS = 128
"""Prompts whose embeddings are kept: 0.3 MB each in 16 bits. A film has two or three in use at a time."""
LATENT_STEP = noise.LATENT_STEP


class Turbo:
    """Draws views with a single-step diffusion model. One fills a device, so only one may be open."""

    copies = 1

    def __init__(self, identity: str, hardware: Hardware, load: Callable[[], Model], *, strict: bool = False) -> None:
        """`load` gives the model that `identity` names, on that hardware; it is called once, with the first picture."""
        self._identity, self._hardware, self._load, self._strict = identity, hardware, load, strict
        self._embedding: Callable[[str], Embedding] = lru_cache(CACHED_PROMPTS)(self._embed)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of our code, the libraries' versions, the model's files and settings, and the hardware."""
        return fingerprint("turbo", LIBRARIES, self._identity, self._hardware.key())

    @property
    def batch(self) -> int:
        """Views drawn together."""
        return self._hardware.batch

    @cached_property
    def model(self) -> Model:
        """The model, loaded when it is first needed."""
        return self._load()

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        """Draw views: uint8 (len(views), height, width, 3), RGB.

        Raises:
            BrokenPictureError: a picture came out as no numbers.
            TooManyAtOnceError: the device's memory does not hold so many at once; a `ResourceError` if `strict`.
        """
        try:
            pictures = self._pictures(views, noise.latent_window(size, self.model.side**2))
        except torch.OutOfMemoryError as error:
            raise self._too_many(len(views)) from error
        shots = zip(pictures, views, strict=True)
        return np.stack([shown(picture, view.camera, size) for picture, view in shots])

    def _pictures(self, views: Sequence[View], window: tuple[int, int]) -> NDArray[np.uint8]:
        """The whole drawn pictures, uint8 (len(views), 8 * rows, 8 * columns, 3)."""
        model = self.model
        noises = [self._noise(views, window, layer) for layer in range(len(model.sampler.steps))]
        latents = denoise(model.unet, model.sampler, noises, self._conditions(views, window))
        return decode(model.autoencoder, latents)

    def _noise(self, views: Sequence[View], window: tuple[int, int], layer: int) -> torch.Tensor:
        """Drawn on the CPU from the seeds, so that it is the same on every device."""
        planes = np.stack([noise.combine(view.noise, *window, layer) for view in views])
        return torch.from_numpy(planes).to(self._hardware.device)

    def _conditions(self, views: Sequence[View], window: tuple[int, int]) -> Conditions:
        read = [mixed([(self._embedding(one.subject.prompt), one.weight) for one in view.moments]) for view in views]
        states = torch.stack([one.states for one in read])
        pooled = [one.pooled for one in read if one.pooled is not None]
        if not pooled:
            return Conditions(states)
        height, width = (LATENT_STEP * latents for latents in window)
        sizes = [[height, width, 0, 0, height, width]] * len(views)
        return Conditions(states, torch.stack(pooled), torch.tensor(sizes, dtype=states.dtype, device=states.device))

    def _too_many(self, views: int) -> ResourceError:
        place = f"the memory of {self._hardware.device} does not hold {views} pictures at once"
        if self._strict or views == 1:
            return ResourceError(f"{place}: choose a smaller --batch or another --device")
        return TooManyAtOnceError(place, views // 2)

    def _embed(self, words: str) -> Embedding:
        return embed(self.model.text, words)


def open_turbo(  # noqa: PLR0913, one keyword for each option of a renderer's spec
    *,
    model: str = TURBO,
    revision: str = "",
    base: str = BASE,
    steps: int = 0,
    decoder: str = "tiny",
    device: str = "auto",
    precision: str = "auto",
    batch: int = 0,
    strict: bool = False,
) -> Turbo:
    """Open the renderer; see `Wanted` and `choose_hardware` for what the options mean.

    `strict` refuses a batch that the memory does not hold, where else half of it is tried.

    Raises:
        InputError: an option cannot be used.
        RendererError: the model is not on this machine, or its files cannot be used.
    """
    hardware = choose_hardware(device, precision, batch)
    wanted = Wanted(model, revision, base, steps, decoder)
    checkpoint = find_checkpoint(wanted, half_files=hardware.prefers_half_files)
    return Turbo(identify(checkpoint), hardware, partial(load_model, checkpoint, hardware), strict=strict)
