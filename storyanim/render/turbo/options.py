"""What turbo's spec may ask for, checked: which model in which form, on what, and how it is guided.

Takes a spec's options, gives `TurboOptions`, and the files and the hardware they mean. Loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

from storyanim.errors import InputError, RendererError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.families import BASE, TURBO, distilled_for
from storyanim.render.turbo.guiding import STRENGTH, check_strength, guided_steps
from storyanim.render.turbo.hardware import choose_hardware
from storyanim.render.turbo.quality import STANDARD, quality_of
from storyanim.render.turbo.runtimes import WARMING, Warming, check_runtime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.renderer import Option
    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.sampling import Prediction

MOST_EVERY = 8
"""A third of a second between key frames, at 24 frames a second: more would be two pictures fading."""


def check_every(every: int) -> None:
    """See that key frames are near enough.

    Raises:
        InputError: they are not.
    """
    if not 1 <= every <= MOST_EVERY:
        raise InputError(f"--every {every}: choose 1 to {MOST_EVERY}")


@dataclass(frozen=True, slots=True)
class TurboOptions:
    """The options of turbo's spec: those of `Wanted` and `choose_hardware`, and some of its own.

    `quality` decides what is left open of `steps` (0) and `decoder` ("").

    `strict` refuses a batch that the memory does not hold, where else half of it is tried. `strength` is how far a
    guide is left (None: as far as usual). Of so many frames as `every` says one is drawn whole, and the others are
    mixed of latents. `warming` is what is done while the runtime compiles.
    """

    model: str = TURBO
    revision: str = ""
    base: str = BASE
    steps: int = 0
    decoder: str = ""
    device: str = "auto"
    precision: str = "auto"
    batch: int = 0
    strict: bool = False
    strength: float | None = None
    every: int = 1
    quality: str = STANDARD
    runtime: str = "auto"
    warming: Warming = "wait"

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

    def find(self, *, guided: bool = False) -> tuple[Checkpoint, Hardware]:
        """The model's files and the hardware that are meant.

        Raises:
            InputError: an option cannot be used.
            RendererError: the model is not on this machine, or its files cannot be used.
        """
        hardware = self.hardware()
        check_every(self.every)
        check_runtime(self.runtime, hardware)
        if self.warming not in WARMING:
            raise RendererError(f"warming '{self.warming}': there is {' and '.join(WARMING)}")
        if self.strength is not None and not guided:
            raise InputError("--strength is how far a guide is left: add --guide storybook, or leave it out")
        wanted = Wanted(self.model, self.revision, self.base, self._steps(guided=guided), self._decoder)
        checkpoint = find_checkpoint(wanted, half_files=hardware.prefers_half_files)
        if guided:
            check_strength(self.film_strength, checkpoint.steps)
        return checkpoint, self.hardware(checkpoint.sampling.schedule.prediction)

    @property
    def share(self) -> float:
        """The drawn side, as a share of the model's own.

        Raises:
            InputError: there is no such quality.
        """
        return quality_of(self.quality).share

    @property
    def _decoder(self) -> str:
        return self.decoder or quality_of(self.quality).decoder

    def _steps(self, *, guided: bool) -> int:
        """Steps that are asked for, 0 where the model says: those that come as one file are made for a number."""
        asked = self.steps
        if not asked and self.quality != STANDARD and not distilled_for(self.model, 0):
            asked = quality_of(self.quality).steps
            asked = max(asked, guided_steps(self.model, 0)) if guided else asked
        return guided_steps(self.model, asked) if guided else asked

    def hardware(self, prediction: Prediction = "epsilon") -> Hardware:
        """The hardware that is meant, for a model that predicts this.

        Raises:
            InputError, RendererError: as `choose_hardware`.
        """
        return choose_hardware(self.device, self.precision, self.batch, prediction)

    @property
    def film_strength(self) -> float:
        """How far a guide is left where a shot does not say."""
        return STRENGTH if self.strength is None else self.strength
