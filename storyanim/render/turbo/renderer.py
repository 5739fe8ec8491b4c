"""The turbo renderer behind the seam: views in, pictures out, and a fingerprint of all that makes them.

Files are found and checked when it is opened; weights are loaded with the first picture, so that a film that is drawn
already, or only estimated, loads none.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, fields
from functools import cached_property, partial
from threading import RLock
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

import numpy as np
import torch

from storyanim.errors import RendererError, ResourceError
from storyanim.render import noise
from storyanim.render.fingerprints import fingerprint
from storyanim.render.renderer import TooManyAtOnceError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint, identify
from storyanim.render.turbo.cropping import shown
from storyanim.render.turbo.decoding import decode
from storyanim.render.turbo.denoising import Conditions, denoise
from storyanim.render.turbo.families import BASE, TURBO
from storyanim.render.turbo.hardware import choose_hardware, is_out_of_memory
from storyanim.render.turbo.loading import load_model
from storyanim.render.turbo.prompting import embed, mixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from storyanim.render.renderer import Option
    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.prompting import Embedding
    from storyanim.types import Size, View

LIBRARIES = ("torch", "diffusers", "transformers", "tokenizers", "peft", "numpy", "pillow", "opencv-python")
"""Libraries that touch pixels: another version is another fingerprint."""
CACHED_PROMPTS = 128
"""Prompts whose embeddings are kept: 0.3 MB each in 16 bits. A film has two or three in use at a time."""


class Turbo:
    """Draws views with a single-step diffusion model. One fills a device, so only one may be open."""

    copies = 1

    def __init__(self, identity: str, hardware: Hardware, load: Callable[[], Model], *, strict: bool = False) -> None:
        """`load` gives the model that `identity` names, on that hardware; it is called once, with the first picture."""
        self._identity, self._hardware, self._load, self._strict = identity, hardware, load, strict
        self._embeddings: OrderedDict[str, Embedding] = OrderedDict()

    @property
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
            with _lock:
                pictures = self._pictures(views, noise.latent_window(size, self.model.side**2))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
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
        height, width = (noise.LATENT_STEP * latents for latents in window)
        sizes = [[height, width, 0, 0, height, width]] * len(views)
        return Conditions(states, torch.stack(pooled), torch.tensor(sizes, dtype=states.dtype, device=states.device))

    def _too_many(self, views: int) -> ResourceError:
        place = f"the memory of {self._hardware.device} does not hold {views} pictures at once"
        advice = f"choose --batch {views // 2}, or another --device" if views > 1 else "use another --device"
        if self._strict or views == 1:
            return ResourceError(f"{place}: {advice}")
        return TooManyAtOnceError(f"{place}: {advice}", views // 2)

    def _embedding(self, words: str) -> Embedding:
        """A prompt's embedding; the ones used last are kept."""
        found = self._embeddings.pop(words, None) or embed(self.model.text, words)
        self._embeddings[words] = found
        if len(self._embeddings) > CACHED_PROMPTS:
            self._embeddings.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class TurboOptions:
    """The options of turbo's spec: those of `Wanted` and `choose_hardware`, and `strict`.

    `strict` refuses a batch that the memory does not hold, where else half of it is tried.
    """

    model: str = TURBO
    revision: str = ""
    base: str = BASE
    steps: int = 0
    decoder: str = "tiny"
    device: str = "auto"
    precision: str = "auto"
    batch: int = 0
    strict: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Option]) -> TurboOptions:
        """The options of a spec.

        Raises:
            RendererError: one of them is unknown.
        """
        unknown = sorted(set(options) - {field.name for field in fields(cls)})
        if unknown:
            raise RendererError(f"renderer 'turbo' has no option '{unknown[0]}'")
        return cls(**cast("Any", options))

    def find(self) -> tuple[Checkpoint, Hardware]:
        """The model's files and the hardware that are meant.

        Raises:
            InputError: an option cannot be used.
            RendererError: the model is not on this machine, or its files cannot be used.
        """
        hardware = choose_hardware(self.device, self.precision, self.batch)
        wanted = Wanted(self.model, self.revision, self.base, self.steps, self.decoder)
        return find_checkpoint(wanted, half_files=hardware.prefers_half_files), hardware


def open_turbo(**options: Option) -> Turbo:
    """Open the renderer with the options of `TurboOptions`.

    Raises:
        InputError: an option cannot be used.
        RendererError: the model is not on this machine, or its files cannot be used.
    """
    asked = TurboOptions.of(options)
    checkpoint, hardware = asked.find()
    identity = identify(checkpoint)
    return Turbo(identity, hardware, partial(_shared_model, identity, checkpoint, hardware), strict=asked.strict)


_models: WeakValueDictionary[tuple[str, str, str, str], Model] = WeakValueDictionary()
"""Models in memory that somebody draws with. One fills a device, so whoever opens the same again gets the same."""


_lock = RLock()
"""A device draws one batch at a time, whichever threads ask; a model in use may be in another precision meanwhile."""


def _shared_model(identity: str, checkpoint: Checkpoint, hardware: Hardware) -> Model:
    """The model, from files that are still those that the fingerprint tells of.

    Raises:
        RendererError: they were changed meanwhile, or cannot be loaded.
        ResourceError: the device's memory does not hold it.
    """
    key = (identity, hardware.device, hardware.precision, hardware.decoder_precision)
    with _lock:
        model = _models.get(key)
        if model is None:
            model = load_model(checkpoint, hardware)
            if identify(checkpoint) != identity:
                raise RendererError(f"the files of {checkpoint.name} changed meanwhile: run the command again")
            _models[key] = model
        return model
