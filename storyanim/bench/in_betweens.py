"""What frames mixed between key frames gain and lose, beside the same frames drawn whole by the same model.

Both sides draw the same film in turns. What is lost is told for the frames that were mixed; key frames are the same.
"""

from __future__ import annotations

from dataclasses import replace
from math import log10
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from storyanim.bench.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from storyanim.render.turbo.renderer import Turbo
    from storyanim.types import Size, View

    Clock = Callable[[], float]

WARM, ROUNDS = 1, 4
"""Runs of key frames that are drawn before, and that count."""


ALIKE = 99.0
"""Decibels that are told of pictures without any difference: JSON has no endless numbers."""


def in_betweens(
    whole: Turbo, keyed: Turbo, every: int, view_at: Callable[[int], View], size: Size, clock: Clock
) -> Iterator[Measure]:
    """How much faster `keyed` is than `whole` and how near its pictures are, for a film whose views `view_at` gives."""
    times: tuple[list[float], list[float]] = ([], [])
    losses: list[float] = []
    for number in range(WARM + ROUNDS):
        frames = range(number * keyed.batch, (number + 1) * keyed.batch)
        began = clock()
        mixed = keyed.draw([keyed_view(view_at, frame, every) for frame in frames], size)
        between = clock()
        drawn = [whole.draw(batch, size) for batch in _batches([view_at(frame) for frame in frames], whole.batch)]
        exact = [picture for batch in drawn for picture in batch]
        if number >= WARM:
            times[0].append(between - began)
            times[1].append(clock() - between)
        pairs = zip(frames, mixed, exact, strict=True)
        losses += [decibels(one, other) for frame, one, other in pairs if frame % every]
    yield Measure(f"turbo, one of {every} frames drawn whole", keyed.batch / median(times[0]), "frames/s")
    yield Measure("against all of them drawn whole", median(times[1]) / median(times[0]), "times")
    yield Measure("frames between, against the same drawn whole", median(losses), "dB")
    yield Measure("the worst of them", min(losses), "dB")


def keyed_view(view_at: Callable[[int], View], frame: int, every: int) -> View:
    """The view of a frame, between the key frames before and after it."""
    before, share = frame // every * every, frame % every / every
    if not share:
        return view_at(frame)
    return replace(view_at(frame), keys=((view_at(before), 1.0 - share), (view_at(before + every), share)))


def decibels(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """The peak signal-to-noise ratio of two pictures, `ALIKE` where they are the same."""
    error = float(np.square(first.astype(np.float64) - second).mean())
    return 10.0 * log10(255.0**2 / error) if error else ALIKE


def _batches(views: Sequence[View], most: int) -> Iterator[Sequence[View]]:
    return (views[first : first + most] for first in range(0, len(views), most))
