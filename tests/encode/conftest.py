"""The real ffmpeg, stand-ins that misbehave, and frames to feed them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import Ffmpeg, find_ffmpeg
from storyanim.types import Frame, Size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = Fraction(24)
SIZE = Size(64, 48)


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return find_ffmpeg()


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], Ffmpeg]:
    """Makes a shell script that is run in ffmpeg's place; `$pid_file` in it names a file beside it."""

    def make(body: str) -> Ffmpeg:
        script = tmp_path / "stand-in-ffmpeg"
        script.write_text(f"#!/bin/sh\necho $$ > '{tmp_path / 'pid'}'\nfor output; do :; done\n{body}\n")
        script.chmod(0o755)
        return Ffmpeg(script, "stand-in")

    return make


def moving_frames(count: int, size: Size = SIZE, rate: Fraction = RATE) -> list[Frame]:
    """A colour gradient with a bright disc that crosses it."""
    rows, columns = np.mgrid[0 : size.height, 0 : size.width]
    frames: list[Frame] = []
    for index in range(count):
        disc = (columns - index * 2 - 8) ** 2 + (rows - size.height // 2) ** 2 < (size.height // 5) ** 2
        red = np.where(disc, 240, 40 + 100 * columns // size.width)
        pixels = np.stack([red, 60 + 90 * rows // size.height, np.where(disc, 60, 150)], axis=-1).astype(np.uint8)
        frames.append(Frame(index, index / rate, np.ascontiguousarray(pixels)))
    return frames


def plain_frame(colour: tuple[int, int, int], size: Size = SIZE, index: int = 0) -> Frame:
    """One colour everywhere."""
    pixels = np.empty((size.height, size.width, 3), np.uint8)
    pixels[:] = colour
    return Frame(index, index / RATE, pixels)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB."""
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return float("inf") if error == 0 else 10 * float(np.log10(255**2 / error))
