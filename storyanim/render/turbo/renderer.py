"""The turbo renderer behind the seam: views in, pictures out, and a fingerprint of all that makes them.

Files are found and checked when it is opened; weights are loaded with the first picture, so that a film that is drawn
already, or only estimated, loads none.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

import numpy as np
import torch

from storyanim.errors import RendererError, ResourceError
from storyanim.render import noise
from storyanim.render.fingerprints import fingerprint
from storyanim.render.guides import guide_noise, guide_pictures
from storyanim.render.renderer import TooManyAtOnceError
from storyanim.render.turbo.checkpoint import identify
from storyanim.render.turbo.cropping import shown
from storyanim.render.turbo.decoding import begin_decoding, encode
from storyanim.render.turbo.denoising import Conditions, denoise, sizes_on
from storyanim.render.turbo.guiding import Guidance, check_strength, steps_run
from storyanim.render.turbo.hardware import is_out_of_memory
from storyanim.render.turbo.latents import mixed_latents, parts_of
from storyanim.render.turbo.loading import load_model
from storyanim.render.turbo.options import TurboOptions
from storyanim.render.turbo.prompting import embed, mixed
from storyanim.render.turbo.quality import drawn_area
from storyanim.render.turbo.runtimes import EAGER, RuntimeSpec
from storyanim.render.turbo.threads import OneAtATime, OneThread
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from storyanim.render.renderer import Option, Renderer
    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.render.turbo.decoding import Decoding, Fetch
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.latents import Parts, Run
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.prompting import Embedding
    from storyanim.render.turbo.runtimes import Runtime
    from storyanim.render.turbo.threads import Run as RunTask
    from storyanim.types import Subject, View

Item = TypeVar("Item")
Window = tuple[int, int]
"""Latent rows and columns."""

LIBRARIES = ("torch", "diffusers", "transformers", "tokenizers", "peft", "numpy", "pillow", "opencv-python")
"""Libraries that touch pixels: another version is another fingerprint."""
CACHED_PROMPTS = 128
"""Prompts whose embeddings are kept: 0.3 MB each in 16 bits. A film has two or three in use at a time."""


class Turbo:
    """Draws views with a single-step diffusion model. One fills a device, so only one may be open."""

    copies = 1

    def __init__(  # noqa: PLR0913 all but the first three are rarely given
        self,
        identity: str,
        hardware: Hardware,
        load: Callable[[], Model],
        *,
        strict: bool = False,
        guidance: Guidance | None = None,
        every: int = 1,
        runtime: RuntimeSpec = EAGER,
        share: float = 1.0,
    ) -> None:
        """`load` gives the model that `identity` names, on that hardware; it is called once, with the first picture.

        Every `every`-th view is expected to be a key frame, the others to lie between two of them. `runtime` is what
        runs the model's networks, `share` the drawn side as a share of the model's own.
        """
        self._identity, self._hardware, self._load, self._strict = identity, hardware, load, strict
        self._guidance, self._every, self._runtime_spec, self._share = guidance, every, runtime, share
        self._embeddings: OrderedDict[str, Embedding] = OrderedDict()
        self._kept: dict[tuple[Run, Window], torch.Tensor] = {}

    @property
    def fingerprint(self) -> str:
        """Hash of our code, the libraries' versions, the model's files and settings, the hardware, and the guide."""
        guide = (self._guidance.key(),) if self._guidance else ()
        own = (self._identity, self._hardware.key(), self._runtime_spec.key(self._hardware), f"every {self._every}")
        own = own if self._share == 1.0 else (*own, f"side {self._share}")
        return fingerprint("turbo", LIBRARIES, *own, *guide)

    @property
    def batch(self) -> int:
        """Views drawn together: as many as one batch of the model is enough for."""
        return self._hardware.batch * self._every

    @cached_property
    def model(self) -> Model:
        """The model, loaded when it is first needed."""
        return self._load()

    @cached_property
    def runtime(self) -> Runtime:
        """What runs the model's networks."""
        return self._runtime_spec.open(self.model, self._hardware)

    @cached_property
    def _fetch(self) -> Fetch | None:
        """What brings pictures from the device, where it does other work meanwhile."""
        if self._hardware.device != "cuda":
            return None
        from storyanim.render.turbo.runtimes.copying import CudaLane, Ring

        return Ring(CudaLane())

    @property
    def _run_task(self) -> RunTask:
        """Where the device is talked to."""
        return _gpu if self._hardware.device == "cuda" else _one_at_a_time

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        """Draw views: uint8 (len(views), height, width, 3), RGB.

        Raises:
            BrokenPictureError: a picture came out as no numbers.
            TooManyAtOnceError: the device's memory does not hold so many at once; a `ResourceError` if `strict`.
        """
        try:
            decodings, slots = self._run_task(lambda: self._begun(views, size))
            # What follows is the host's: meanwhile the device may draw for other callers, if there are any.
            pictures = [picture for decoding in decodings for picture in decoding.finish(self._run_task)]
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise self._too_many(self._hardware.batch) from error
        shots = zip((pictures[slot] for slot in slots), views, strict=True)
        return np.stack([shown(picture, view.camera, size) for picture, view in shots])

    def _begun(self, views: Sequence[View], size: Size) -> tuple[list[Decoding], list[int]]:
        """The whole pictures, as they are decoded in batches, and which of them each view shows."""
        window = noise.latent_window(size, drawn_area(self.model.side, self._share))
        parts = [parts_of(view, self._steps) for view in views]
        drawn = self._latents(parts, window)
        self._kept = {run: drawn[run] for run in self._to_keep(views, parts, window)}
        each = {own: mixed_latents([(drawn[run, window], weight) for run, weight in own]) for own in parts}
        batches = map(torch.stack, self._batches(list(each.values())))
        slots = {own: slot for slot, own in enumerate(each)}
        decodings = [
            begin_decoding(self.model.autoencoder, batch, self.runtime.pictures, self._fetch) for batch in batches
        ]
        return decodings, [slots[own] for own in parts]

    def _latents(self, parts: Sequence[Parts], window: Window) -> dict[tuple[Run, Window], torch.Tensor]:
        """The latents (4, rows, columns) of every run: those of key frames just drawn are here already."""
        drawn = {key: latents for key, latents in self._kept.items() if key[1] == window}
        missing = dict.fromkeys(run for own in parts for run, _ in own if (run, window) not in drawn)
        for steps in sorted({run.steps for run in missing}):
            for batch in self._batches([run for run in missing if run.steps == steps]):
                drawn.update(zip([(run, window) for run in batch], self._run(batch, window), strict=True))
        return drawn

    def _to_keep(self, views: Sequence[View], parts: Sequence[Parts], window: Window) -> Iterator[tuple[Run, Window]]:
        """The runs the next views may need again: key frames lie on both sides of in-betweens."""
        return ((run, window) for view, own in zip(views, parts, strict=True) if view.keys for run, _ in own)

    def _run(self, runs: Sequence[Run], window: Window) -> torch.Tensor:
        """Run the model for one batch, all of as many steps: latents float32 (batch, 4, rows, columns)."""
        model, views, guidance = self.model, [run.view for run in runs], self._guidance
        sampler = model.sampler_on_guide(runs[0].steps) if guidance else model.sampler
        noises = [self._noise(views, window, layer) for layer in range(len(sampler.steps))]
        conditions = self._conditions(views, window)
        if guidance is None:
            return denoise(self.runtime.predict, sampler, noises, conditions)
        size = Size(noise.LATENT_STEP * window[1], noise.LATENT_STEP * window[0])
        guide = encode(model.autoencoder, guide_pictures(guidance.guide, views, size))
        return denoise(self.runtime.predict, sampler, noises, conditions, guide)

    def _batches(self, items: Sequence[Item]) -> Iterator[list[Item]]:
        """Batches that are full, the last one with its last item again: only then are bytes the same in all company."""
        most = self._hardware.batch
        for first in range(0, len(items), most):
            batch = list(items[first : first + most])
            yield batch + batch[-1:] * (most - len(batch))

    def _steps(self, strength: float | None) -> int:
        """How many steps are run for a shot of this strength (None: the film's)."""
        if self._guidance is None:
            return self.model.steps
        own = self._guidance.strength if strength is None else strength
        check_strength(own, self.model.steps, "strength")
        return steps_run(self.model.steps, own)

    def _noise(self, views: Sequence[View], window: Window, layer: int) -> torch.Tensor:
        """Drawn on the CPU from the seeds, so that it is the same on every device."""
        guide = self._guidance.guide if self._guidance else None
        planes = np.stack([guide_noise(guide, view, window, layer) for view in views])
        return torch.from_numpy(planes).to(self._hardware.device)

    def _conditions(self, views: Sequence[View], window: Window) -> Conditions:
        read = [mixed([(self._embedding(one.subject.prompt), one.weight) for one in view.moments]) for view in views]
        states = torch.stack([one.states for one in read])
        pooled = [one.pooled for one in read if one.pooled is not None]
        if not pooled:
            return Conditions(states)
        height, width = (noise.LATENT_STEP * latents for latents in window)
        sizes = sizes_on(states.device, states.dtype, len(views), height, width)
        return Conditions(states, torch.stack(pooled), sizes)

    def _too_many(self, views: int) -> ResourceError:
        place = f"the memory of {self._hardware.device} does not hold {views} pictures at once"
        advice = f"choose --batch {views // 2}, or another --device" if views > 1 else "use another --device"
        if self._strict or views == 1:
            return ResourceError(f"{place}: {advice}")
        return TooManyAtOnceError(f"{place}: {advice}", views // 2)

    def read_ahead(self, subjects: Sequence[Subject]) -> None:
        """See `ReadsAhead`: their prompts' embeddings."""
        for subject in subjects:
            self._run_task(partial(self._embedding, subject.prompt))

    def _embedding(self, words: str) -> Embedding:
        """A prompt's embedding; the ones used last are kept."""
        found = self._embeddings.pop(words, None) or embed(self.model.text, words)
        self._embeddings[words] = found
        if len(self._embeddings) > CACHED_PROMPTS:
            self._embeddings.popitem(last=False)
        return found


def open_turbo(guide: Renderer | None = None, **options: Option) -> Turbo:
    """Open the renderer with the options of `TurboOptions`, guided by another one where there is one.

    Raises:
        InputError: an option cannot be used.
        RendererError: the model is not on this machine, or its files cannot be used.
    """
    asked = TurboOptions.of(options)
    checkpoint, hardware = asked.find(guided=guide is not None)
    identity = identify(checkpoint)
    return Turbo(
        identity,
        hardware,
        partial(_shared_model, identity, checkpoint, hardware),
        strict=asked.strict,
        guidance=Guidance(guide, asked.film_strength) if guide else None,
        every=asked.every,
        runtime=RuntimeSpec(asked.runtime, asked.warming),
        share=asked.share,
    )


_models: WeakValueDictionary[tuple[str, str, str, str], Model] = WeakValueDictionary()
"""Models in memory that somebody draws with. One fills a device, so whoever opens the same again gets the same."""


_loading = Lock()
"""Held by who loads a model, so that nobody else loads it too."""
_one_at_a_time = OneAtATime()
"""A device draws one batch at a time, whichever threads ask."""
_gpu = OneThread("gpu")
"""And a GPU from one thread, to which its recordings belong."""


def _shared_model(identity: str, checkpoint: Checkpoint, hardware: Hardware) -> Model:
    """The model, from files that are still those that the fingerprint tells of.

    Raises:
        RendererError: they were changed meanwhile, or cannot be loaded.
        ResourceError: the device's memory does not hold it.
    """
    key = (identity, hardware.device, hardware.precision, hardware.decoder_precision)
    with _loading:
        model = _models.get(key)
        if model is None:
            model = load_model(checkpoint, hardware)
            if identify(checkpoint) != identity:
                raise RendererError(f"the files of {checkpoint.name} changed meanwhile: run the command again")
            _models[key] = model
        return model
