"""Those who draw the same film in turns, each in a process of its own.

Takes a `Trial` and a name, gives a `Contender`: views in, 8-bit pictures in the host's memory out. Each opens its own
model, so that none has another's settings, memory or warmth. This file and what it imports need torch, diffusers and
what these need, and nothing else: it is carried to machines without a network.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from storyanim.bench.measure import usable_cores
from storyanim.errors import InputError
from storyanim.render.renderer import loadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.render.turbo.families import Sampling
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.options import TurboOptions
    from storyanim.render.turbo.renderer import Turbo
    from storyanim.types import View

TURBO, NAIVE, TUNED, EXACT = "turbo", "diffusers", "diffusers-tuned", "diffusers in fp32"
BRIEF = "diffusers-bf16"
PLAIN = "turbo, eager"
"""Turbo run by torch alone, beside the runtime that is measured."""
RIVALS = (NAIVE, BRIEF, TUNED)
"""Whom `--against` may name. StreamDiffusion 0.1.1 knows no model of SDXL's form, so there is nothing to time."""
WORDS = (
    "a young fox in red scarf walks, in a forest, at night, moonlight, a lantern, wide view, paper cut-out",
    "an old fisherman in yellow coat rows, on the sea, at dawn, in fog, a boat, wide view, paper cut-out",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is measured: a random model of this size, or the real one that `options` name; on what, against whom.

    `options` are those of turbo's spec, the hardware's among them. `cores` are a CPU's that may be used.
    """

    size: str
    options: Mapping[str, Any]
    against: tuple[str, ...] = RIVALS
    cores: int = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """A trial that can be run: how the model is sampled and how large it draws, and `found` if it has files."""

    trial: Trial
    asked: TurboOptions
    hardware: Hardware
    sampling: Sampling
    side: int
    found: Checkpoint | None = None

    @property
    def steps(self) -> int:
        """Steps for each picture."""
        return self.found.steps if self.found else self.asked.steps or 1

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.found.name if self.found else f"random model {self.trial.size}"


class Contender(Protocol):
    """Draws batches of views."""

    @property
    def told(self) -> str:
        """How it draws, in a few words."""
        ...

    def draw(self, views: Sequence[View]) -> NDArray[np.uint8]:
        """Pictures uint8 (len(views), side, side, 3)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Ours:
    """Turbo, as the command line opens it."""

    turbo: Turbo
    side: int
    told: str
    keyed: Turbo | None = field(default=None)

    def draw(self, views: Sequence[View]) -> NDArray[np.uint8]:
        """See `Contender.draw`."""
        from storyanim.types import Size

        return self.turbo.draw(views, Size(self.side, self.side))


def found_subject(trial: Trial) -> Subject:
    """Check a trial; nothing is loaded.

    Raises:
        InputError: an option cannot be used, or the model is none that is measured here.
        RendererError: it is not on this machine, or cannot be opened.
    """
    with loadable("turbo"):
        from storyanim.render.turbo.options import TurboOptions

    asked = TurboOptions.of(trial.options)
    if asked.share != 1.0:
        raise InputError(f"--quality {asked.quality}: it draws smaller pictures, which no rival does: leave it out")
    cores = usable_cores()
    if not 1 <= trial.cores <= cores:
        raise InputError(f"--cores {trial.cores}: choose 1 to {cores}, as many as this machine has")
    return _real(trial, asked) if "model" in trial.options else _made_up(trial, asked)


def contenders(subject: Subject) -> list[str]:
    """Whoever draws, ours first; torch alone too, where rivals are measured beside another runtime."""
    from storyanim.render.turbo.runtimes import check_runtime

    trial = subject.trial
    runtime = check_runtime(subject.asked.runtime, subject.hardware)
    return [TURBO, *([PLAIN] if trial.against and runtime != "eager" else []), *trial.against]


def opened(name: str, subject: Subject) -> Contender:
    """A contender of that name, with its model in memory."""
    if name == TURBO:
        return _ours(subject)
    if name == PLAIN:
        return _ours(replace(subject, asked=replace(subject.asked, runtime="eager")))
    from storyanim.bench.rival import brief, exact, naive, tuned

    return {NAIVE: naive, BRIEF: brief, TUNED: tuned, EXACT: exact}[name](subject)


def _real(trial: Trial, asked: TurboOptions) -> Subject:
    import json

    from storyanim.render.noise import LATENT_STEP

    checkpoint, hardware = asked.find()
    if checkpoint.family != "sdxl":
        raise InputError(
            f"bench --model {asked.model}: this is Stable Diffusion; only models of SDXL's form are measured"
        )
    settings = json.loads((checkpoint.parts["unet"].folder / "config.json").read_bytes())
    side = int(settings["sample_size"]) * LATENT_STEP
    return Subject(trial, asked, hardware, checkpoint.sampling, side, checkpoint)


def _made_up(trial: Trial, asked: TurboOptions) -> Subject:
    from storyanim.render.turbo.families import check_steps
    from storyanim.render.turbo.made_up import SHAPES, made_up_sampling
    from storyanim.render.turbo.options import check_every
    from storyanim.render.turbo.runtimes import check_runtime

    of_sdxl = [name for name, shape in SHAPES.items() if shape.has_added_conditions]
    if trial.size not in of_sdxl:
        raise InputError(f"--model-size {trial.size}: choose from {', '.join(of_sdxl)}")
    sampling = made_up_sampling(trial.size)
    hardware = asked.hardware(sampling.schedule.prediction)
    check_every(asked.every)
    check_runtime(asked.runtime, hardware)
    check_steps(asked.steps or 1)
    return Subject(trial, asked, hardware, sampling, SHAPES[trial.size].side)


def _ours(subject: Subject) -> Ours:
    from storyanim.render.turbo.made_up import made_up_model
    from storyanim.render.turbo.renderer import Turbo, open_turbo
    from storyanim.render.turbo.runtimes import RuntimeSpec, check_runtime

    asked, hardware = subject.asked, subject.hardware
    told = f"{hardware} by {check_runtime(asked.runtime, hardware)}"
    if subject.found:
        options = {name: value for name, value in subject.trial.options.items() if name != "every"}
        keyed = open_turbo(**options, every=asked.every) if asked.every > 1 else None
        return Ours(open_turbo(**options), subject.side, told, keyed)
    runtime = RuntimeSpec(asked.runtime)
    make = partial(made_up_model, subject.trial.size, hardware, subject.steps, words=WORDS)
    open_ours: Callable[..., Turbo] = partial(Turbo, subject.name, hardware, strict=asked.strict, runtime=runtime)
    turbo = open_ours(make)
    keyed = open_ours(lambda: turbo.model, every=asked.every) if asked.every > 1 else None
    return Ours(turbo, subject.side, told, keyed)


def in_precision(subject: Subject, precision: str) -> Subject:
    """The same subject in another precision, its decoder's too."""
    return replace(subject, hardware=replace(subject.hardware, precision=precision, decoder_precision=precision))
