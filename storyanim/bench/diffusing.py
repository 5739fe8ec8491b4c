"""How fast turbo draws, beside a plain loop over diffusers' own pipeline with the same weights, words and noise.

Speed and exactness do not depend on what the weights are, so without a model one of random numbers is made. Both sides
draw the same batches and end with 8-bit pictures in the host's memory; runs take turns, and medians are told.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import numpy as np

from storyanim.bench.in_betweens import in_betweens
from storyanim.bench.measure import MEGABYTE, Measure, peak_memory
from storyanim.errors import InputError
from storyanim.render.renderer import loadable
from storyanim.types import Camera, Moment, SeedWeight, Setting, Size, Subject, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from storyanim.bench.rival import Draw
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.model import Model
    from storyanim.render.turbo.options import TurboOptions
    from storyanim.render.turbo.renderer import Turbo

    Clock = Callable[[], float]

WARM, ROUNDS = 2, 12
"""Batches that are drawn before, and that count."""
FILM = 96
"""Frames in which one prompt becomes another, where key frames are measured: four seconds."""
WORDS = (
    "a young fox in red scarf walks, in a forest, at night, moonlight, a lantern, wide view, paper cut-out",
    "an old fisherman in yellow coat rows, on the sea, at dawn, in fog, a boat, wide view, paper cut-out",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is measured: a random model of this size, or the real one that `options` name, and on what.

    `options` are those of turbo's spec, the hardware's among them.
    """

    size: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A renderer, what it draws on, the same with key frames, and why no other is compared with it: "" where it is."""

    turbo: Turbo
    hardware: Hardware
    keyed: Turbo | None = None
    every: int = 1
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds of each batch, ours and theirs, and how far apart two pixels of the same place are at most, of 255."""

    ours: list[float] = field(default_factory=list[float])
    theirs: list[float] = field(default_factory=list[float])
    apart: int = 0


def diffusing(opened: Opened, clock: Clock = time.perf_counter) -> Iterator[Measure]:
    """Frames a second, latencies, memory and exactness of one model."""
    began = clock()
    turbo, hardware = opened.turbo, opened.hardware
    model = turbo.model
    yield Measure(f"model in memory, {_millions(model)} million weights", clock() - began, "s")
    size, views = Size(model.side, model.side), _views(hardware.batch)
    _forget_peak(hardware)
    began = clock()
    turbo.draw(views[0], size)
    yield Measure("first batch, cold", clock() - began, "s")
    yield Measure("another prompt, until its picture is there", 1000 * _prompt_change(turbo, size, clock), "ms")
    # Before anybody else draws here: a second pipeline has pictures and weights of its own.
    yield from _peaks(hardware)
    if opened.alone:
        yield from _of_ours(_timed(lambda batch: turbo.draw(batch, size), views, clock), size, hardware)
    else:
        yield from _of_both(model, lambda batch: turbo.draw(batch, size), views, hardware, clock)
    if opened.keyed:
        yield from in_betweens(turbo, opened.keyed, opened.every, lambda frame: _view(frame / FILM), size, clock)


def open_trial(trial: Trial) -> Opened:
    """The renderer of a trial.

    Raises:
        InputError: an option cannot be used, or the model is none that is measured here.
        RendererError: it cannot be opened.
    """
    with loadable("turbo"):
        from storyanim.render.turbo.options import TurboOptions

    asked = TurboOptions.of(trial.options)
    return _real(trial, asked) if "model" in trial.options else _made_up(trial.size, asked)


def compared(ours: Draw, theirs: Draw, views: Sequence[Sequence[View]], clock: Clock) -> Compared:
    """Draw all batches on both sides, in turns; the first `WARM` do not count."""
    times: tuple[list[float], list[float]] = ([], [])
    apart = 0
    for number, batch in enumerate(views):
        pictures: list[NDArray[np.uint8]] = []
        for draw, kept in zip((ours, theirs), times, strict=True):
            began = clock()
            pictures.append(draw(batch))
            if number >= WARM:
                kept.append(clock() - began)
        apart = max(apart, int(np.abs(pictures[0].astype(int) - pictures[1].astype(int)).max()))
    return Compared(*times, apart)


def _real(trial: Trial, asked: TurboOptions) -> Opened:
    from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of
    from storyanim.render.turbo.renderer import open_turbo

    checkpoint, hardware = asked.find()
    if checkpoint.family != "sdxl":
        raise InputError(
            f"bench --model {asked.model}: this is Stable Diffusion; only models of SDXL's form are measured"
        )
    is_alike = checkpoint.sampling == sampling_of(TURBO_SETTINGS, "bench")
    words = f"{checkpoint.name} is not sampled as SDXL Turbo is, so diffusers' pipeline is not measured beside it"
    options = {name: value for name, value in trial.options.items() if name != "every"}
    keyed = open_turbo(**trial.options) if asked.every > 1 else None
    return Opened(open_turbo(**options), hardware, keyed, asked.every, "" if is_alike else words)


def _made_up(size: str, asked: TurboOptions) -> Opened:
    from storyanim.render.turbo.families import check_steps
    from storyanim.render.turbo.hardware import choose_hardware
    from storyanim.render.turbo.made_up import SHAPES, made_up_model
    from storyanim.render.turbo.options import check_every
    from storyanim.render.turbo.renderer import Turbo
    from storyanim.render.turbo.runtimes import check_runtime

    of_sdxl = [name for name, shape in SHAPES.items() if shape.has_added_conditions]
    if size not in of_sdxl:
        raise InputError(f"--model-size {size}: choose from {', '.join(of_sdxl)}")
    hardware = choose_hardware(asked.device, asked.precision, asked.batch)
    check_every(asked.every)
    check_runtime(asked.runtime, hardware)
    make = partial(made_up_model, size, hardware, check_steps(asked.steps or 1), words=WORDS)
    opened = partial(Turbo, f"made up, {size}", hardware, strict=asked.strict, runtime=asked.runtime)
    turbo = opened(make)
    keyed = opened(lambda: turbo.model, every=asked.every) if asked.every > 1 else None
    return Opened(turbo, hardware, keyed, asked.every)


def _of_ours(times: Sequence[float], size: Size, hardware: Hardware) -> Iterator[Measure]:
    yield Measure(f"turbo at {size.width}x{size.height}, {hardware}", hardware.batch / median(times), "frames/s")
    yield Measure("turbo, slowest of 20 batches", 1000 * quantiles(times, n=20)[-1], "ms")


def _of_both(
    model: Model, ours: Draw, views: Sequence[Sequence[View]], hardware: Hardware, clock: Clock
) -> Iterator[Measure]:
    from storyanim.bench.rival import rival

    theirs = rival(model, WORDS)
    found = compared(ours, theirs.draw, views, clock)
    yield from _of_ours(found.ours, Size(model.side, model.side), hardware)
    yield Measure(theirs.name, hardware.batch / median(found.theirs), "frames/s")
    yield Measure("turbo against diffusers' pipeline", median(found.theirs) / median(found.ours), "times")
    if len(model.sampler.steps) == 1:  # later steps of theirs add noise of their own
        yield Measure("furthest pixel from diffusers' pipeline", found.apart, "of 255", "at most 1 in fp32")


def _timed(draw: Draw, views: Sequence[Sequence[View]], clock: Clock) -> list[float]:
    """Seconds of each batch that counts."""
    times: list[float] = []
    for batch in views:
        began = clock()
        draw(batch)
        times.append(clock() - began)
    return times[WARM:]


def _forget_peak(hardware: Hardware) -> None:
    """A random model is made in 32 bits; what that took is nothing that drawing takes."""
    import torch

    if hardware.device == "cuda":
        torch.cuda.reset_peak_memory_stats()


def _peaks(hardware: Hardware) -> Iterator[Measure]:
    import torch

    yield Measure("peak memory, with loading", peak_memory() / MEGABYTE, "MB")
    if hardware.device == "cuda":
        yield Measure("peak memory of the GPU, drawing", torch.cuda.max_memory_allocated() / MEGABYTE, "MB")


def _millions(model: Model) -> int:
    modules = (model.unet, model.autoencoder, *model.text.encoders)
    return round(sum(weight.numel() for module in modules for weight in module.parameters()) / 1e6)


def _views(batch: int) -> list[list[View]]:
    """A film's worth of batches: one prompt becomes another while the noise drifts."""
    frames = [_view(number / (ROUNDS * batch)) for number in range(WARM * batch + ROUNDS * batch)]
    return [frames[start : start + batch] for start in range(0, len(frames), batch)]


def _view(time_gone: float) -> View:
    share = min(time_gone, 1.0)
    moments = tuple(
        Moment(Subject(words, Setting()), time_gone, 1.0, weight)
        for words, weight in zip(WORDS, (1.0 - share, share), strict=True)
    )
    turned = 0.2 * time_gone
    return View(moments, (SeedWeight(1, float(np.cos(turned))), SeedWeight(2, float(np.sin(turned)))), Camera())


def _prompt_change(turbo: Turbo, size: Size, clock: Clock) -> float:
    """Seconds from new words to their picture: both text encoders, one batch."""
    view = _view(0.0)
    subjects = [Subject(f"{WORDS[0]}, number {number}", Setting()) for number in range(WARM + ROUNDS)]
    batches = [[View((Moment(subject, 0.0, 1.0),), view.noise)] * turbo.batch for subject in subjects]
    return median(_timed(lambda batch: turbo.draw(batch, size), batches, clock))
