"""A recording heard again as it was once played: excerpt by excerpt, with jumps, pauses and other speeds.

Takes plain samples and where each excerpt of them goes, gives plain samples. Knows no films and no sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.encode.ffmpeg import path_argument, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.encode.ffmpeg import Ffmpeg

EDGE = 0.004
"""Seconds in which an excerpt comes and goes: a sharp edge would click."""
TEMPO = 2.0
"""How much faster or slower one of ffmpeg's `atempo` filters makes it at most, so that nothing is skipped."""


class Excerpt(NamedTuple):
    """From second `at` on, and for `seconds`, the recording is heard from its own `second` on, `speed` times as fast.

    Its voice keeps its pitch, as it does in browsers.
    """

    at: float
    second: float
    seconds: float
    speed: float = 1.0


def excerpted(
    raw: Path, excerpts: Sequence[Excerpt], part: Path, *, hertz: int, form: Sequence[str], ffmpeg: Ffmpeg
) -> Path:
    """Write the excerpts of `raw` (int16, two channels, `hertz` a second) to `part`, with silence between them.

    `form` is what ffmpeg calls such samples. Raises EncoderError.
    """
    frames = max(round((excerpt.at + excerpt.seconds) * hertz) for excerpt in excerpts)
    out = np.memmap(part, "<i2", "w+", shape=(max(1, frames), 2))
    for speed in sorted({excerpt.speed for excerpt in excerpts}):
        source = raw if speed == 1 else _at_speed(raw, speed, part.with_name("faster.raw"), form, ffmpeg)
        samples = np.fromfile(source, "<i2").reshape(-1, 2)
        for excerpt in excerpts:
            if excerpt.speed == speed:
                _lay(out, samples, excerpt, hertz)
    out.flush()
    return part


def _lay(out: NDArray[np.int16], samples: NDArray[np.int16], excerpt: Excerpt, hertz: int) -> None:
    begin, count = round(excerpt.second / excerpt.speed * hertz), round(excerpt.seconds * hertz)
    taken = samples[begin : begin + count].astype(np.float32)
    edge = min(round(EDGE * hertz), len(taken) // 2)
    ramp = np.linspace(0, 1, edge, endpoint=False, dtype=np.float32)[:, None]
    taken[:edge] *= ramp
    taken[len(taken) - edge :] *= ramp[::-1]
    at = round(excerpt.at * hertz)
    out[at : at + len(taken)] = taken[: len(out) - at]


def _at_speed(raw: Path, speed: float, part: Path, form: Sequence[str], ffmpeg: Ffmpeg) -> Path:
    tempo = ",".join(f"atempo={factor:.6f}" for factor in _factors(speed))
    run(ffmpeg, [*form, "-i", path_argument(raw), "-af", tempo, *form, path_argument(part)])
    return part


def _factors(speed: float) -> Iterator[float]:
    """Factors between 1 / `TEMPO` and `TEMPO` that make up a speed."""
    while not 1 / TEMPO <= speed <= TEMPO:
        factor = TEMPO if speed > 1 else 1 / TEMPO
        yield factor
        speed /= factor
    yield speed
