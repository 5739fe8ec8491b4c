"""A recording heard again as it was once played: excerpt by excerpt, with jumps, pauses and other speeds.

Takes plain samples and where each excerpt of them goes, gives plain samples. Knows no films and no sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from storyanim.encode.ffmpeg import path_argument, run
from storyanim.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.encode.ffmpeg import Ffmpeg

FRAME_BYTES, BLOCK_BYTES = 4, 1 << 20
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

    `form` is what ffmpeg calls such samples. Raises EncoderError, or OutputError where the disk is full.
    """
    frames = max(1, *(round((excerpt.at + excerpt.seconds) * hertz) for excerpt in excerpts))
    _reserve(part, frames * FRAME_BYTES)
    out = np.memmap(part, "<i2", "r+", shape=(frames, 2))
    for speed in sorted({excerpt.speed for excerpt in excerpts}):
        source = raw if speed == 1 else _at_speed(raw, speed, part.with_name("faster.raw"), form, ffmpeg)
        samples = _samples(source)
        for excerpt in excerpts:
            if excerpt.speed == speed:
                _lay(out, samples, excerpt, hertz)
        del samples  # its file is written anew for the next speed
    out.flush()
    return part


def _samples(source: Path) -> NDArray[np.int16]:
    """A recording's samples, read as they are needed: it may be hours long."""
    if source.stat().st_size == 0:
        return np.zeros((0, 2), np.int16)
    return np.memmap(source, "<i2", "r").reshape(-1, 2)


def _reserve(part: Path, size: int) -> None:
    """A file of so many bytes of silence that are on the disk: where a file has holes, a full disk ends the process."""
    try:
        with part.open("wb") as file:
            for at in range(0, size, BLOCK_BYTES):
                file.write(bytes(min(BLOCK_BYTES, size - at)))
    except OSError as error:
        raise OutputError(f"{part}: cannot be written: {error.strerror}") from error


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
