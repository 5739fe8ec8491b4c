"""Contenders in processes of their own, asked in turns: what each batch took, and what it looked like.

Takes a subject and names, gives `Racer`s that answer one question at a time, so that whoever is not asked is idle.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from storyanim.bench.contenders import TURBO, WORDS, Ours, opened
from storyanim.bench.measure import MEGABYTE, peak_memory
from storyanim.errors import StoryanimError
from storyanim.types import Camera, Moment, SeedWeight, Setting, View
from storyanim.types import Subject as Shown

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from multiprocessing.connection import Connection

    from numpy.typing import NDArray

    from storyanim.bench.contenders import Contender, Subject

SPAN = 0.2
"""How far the noise turns in a film in which one prompt becomes another, in radians."""


@dataclass(frozen=True, slots=True)
class Cold:
    """What it took to begin: seconds until the model was in memory, and from there to the first batch; how it draws."""

    loading: float
    first: float
    told: str


@dataclass(frozen=True, slots=True)
class Racer:
    """A contender in a process of its own."""

    name: str
    line: Connection

    def ask(self, question: str, *details: object) -> Any:
        """What the contender answers.

        Raises:
            StoryanimError: it failed, or its process ended.
        """
        self.line.send((question, *details))
        try:
            answer = self.line.recv()
        except EOFError as error:
            raise StoryanimError(f"bench: the process of {self.name} ended: was its memory full?") from error
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def racers(subject: Subject, names: Sequence[str]) -> Generator[list[Racer]]:
    """The contenders of these names; their processes end with the block."""
    spawn = multiprocessing.get_context("spawn")  # a fork would share what torch has started already
    with ExitStack() as stack:
        made: list[Racer] = []
        for name in names:
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_race, args=(theirs, name, subject), name=name, daemon=True)
            process.start()
            theirs.close()
            stack.callback(process.terminate)
            stack.callback(process.join, 5.0)
            stack.callback(ours.close)  # which ends it, if it can
            made.append(Racer(name, ours))
        yield made


def views_of(number: int, batch: int, frames: int) -> list[View]:
    """One batch of a film of so many frames, in which one prompt becomes another while the noise drifts."""
    return [view_at((number * batch + slot) / frames) for slot in range(batch)]


def view_at(time_gone: float) -> View:
    """The view when this share of the film is over."""
    share = min(time_gone, 1.0)
    moments = tuple(
        Moment(Shown(words, Setting()), time_gone, 1.0, weight)
        for words, weight in zip(WORDS, (1.0 - share, share), strict=True)
    )
    turned = SPAN * time_gone
    return View(moments, (SeedWeight(1, float(np.cos(turned))), SeedWeight(2, float(np.sin(turned)))), Camera())


def _race(line: Connection, name: str, subject: Subject) -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is whoever asks's: then nobody asks any more
    _use_cores(subject)
    warnings.simplefilter("ignore")  # the libraries' own, about each other
    try:
        contender: Contender | None = None
        while True:
            question, *details = line.recv()
            try:
                if question == "begin":
                    contender, answer = _begun(name, subject)
                else:
                    assert contender is not None
                    answer = _ANSWERS[question](contender, subject, *details)
            except StoryanimError as error:
                answer = error
            except Exception as error:  # whatever a library raises; where it was is told too
                where = traceback.extract_tb(error.__traceback__)[-1]
                reason = " ".join(str(error).split())[:300]
                answer = StoryanimError(
                    f"bench: {name} failed: {type(error).__name__}: {reason} ({where.filename}:{where.lineno})"
                )
            line.send(answer)
    except (EOFError, OSError):  # nobody is there any more
        return


def _use_cores(subject: Subject) -> None:
    """Keep to so many cores, where the CPU draws."""
    if subject.hardware.device != "cpu":
        return
    import torch

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: subject.trial.cores])
    torch.set_num_threads(subject.trial.cores)


def _begun(name: str, subject: Subject) -> tuple[Contender, Cold]:
    began = time.perf_counter()
    contender = opened(name, subject)
    if isinstance(contender, Ours):
        assert contender.turbo.model
    _forget_peak(subject)
    loaded = time.perf_counter()
    contender.draw(views_of(0, subject.hardware.batch, subject.hardware.batch))
    return contender, Cold(loaded - began, time.perf_counter() - loaded, contender.told)


def _drawn(contender: Contender, subject: Subject, views: list[View]) -> float:
    """Seconds of a batch."""
    began = time.perf_counter()
    contender.draw(views)
    return time.perf_counter() - began


def _pictures(contender: Contender, subject: Subject, views: list[View]) -> NDArray[np.uint8]:
    return contender.draw(views)


def _memory(contender: Contender, subject: Subject) -> tuple[float, float]:
    """Megabytes at most: of the process, and of the GPU since loading, with what torch holds there in reserve."""
    import torch

    gpu = torch.cuda.max_memory_reserved() / MEGABYTE if subject.hardware.device == "cuda" else 0.0
    return peak_memory() / MEGABYTE, gpu


def _other_prompt(contender: Contender, subject: Subject, number: int) -> float:
    """Seconds from words that nobody has read yet to their picture: both text encoders, one batch."""
    view = view_at(0.0)
    shown = Shown(f"{WORDS[0]}, number {number}", Setting())
    return _drawn(contender, subject, [View((Moment(shown, 0.0, 1.0),), view.noise)] * subject.hardware.batch)


def _weights(contender: Contender, subject: Subject) -> int:
    """Millions of weights."""
    assert isinstance(contender, Ours)
    model = contender.turbo.model
    modules = (model.unet, model.autoencoder, *model.text.encoders)
    return round(sum(weight.numel() for module in modules for weight in module.parameters()) / 1e6)


def _in_betweens(contender: Contender, subject: Subject) -> list[Any]:
    from storyanim.bench.in_betweens import in_betweens
    from storyanim.types import Size

    assert isinstance(contender, Ours)
    assert contender.keyed is not None
    whole, size, every = contender.turbo, Size(subject.side, subject.side), subject.asked.every
    return list(in_betweens(whole, contender.keyed, every, lambda frame: view_at(frame / 96), size, time.perf_counter))


def _filmed(contender: Contender, subject: Subject) -> tuple[float, float]:
    from storyanim.bench.filming_turbo import drawn_and_filmed

    assert isinstance(contender, Ours)
    return drawn_and_filmed(contender.turbo, subject.side)


def _forget_peak(subject: Subject) -> None:
    """A random model is made in 32 bits; what that took is nothing that drawing takes."""
    import torch

    if subject.hardware.device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


_ANSWERS: dict[str, Any] = {
    "draw": _drawn,
    "pictures": _pictures,
    "memory": _memory,
    "other prompt": _other_prompt,
    "weights": _weights,
    "in-betweens": _in_betweens,
    "film": _filmed,
}

__all__ = ["TURBO", "Cold", "Racer", "racers", "view_at", "views_of"]
