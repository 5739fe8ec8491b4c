"""Whether every kind of film can really be made here: a few frames of each are encoded, joined and counted.

Takes an ffmpeg, gives a `Finding` for each kind. A list of encoders says only what was compiled in; this says what
works. Knows no codecs: the kinds come from `encode`, and go the way every film goes.
"""

from __future__ import annotations

import os
import tempfile
import wave
from fractions import Fraction
from math import sin, tau
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.encode import CONTAINERS, Extras, Mix, encode_segment, find_ffmpeg, join, mix_sound, segment_settings
from storyanim.errors import StoryanimError
from storyanim.setup.finding import Finding
from storyanim.setup.graphics import PIP
from storyanim.types import Caption, Frame, Size, StreamInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.encode import Container, Ffmpeg

SIZE, RATE, FRAMES = Size(64, 48), Fraction(12), 6
HERTZ, HUM = 16_000, 110
"""Samples a second, and swings."""
INSTALL = f"{PIP} --force-reinstall imageio-ffmpeg"


def examine_films() -> Iterator[Finding]:
    """ffmpeg, and each kind of film."""
    try:
        ffmpeg = find_ffmpeg()
    except StoryanimError as error:
        yield Finding("ffmpeg", "fault", str(error), _mend())
        return
    yield Finding("ffmpeg", "good", f"{_version(ffmpeg)}: {ffmpeg.path}")
    yield from map(judge_film, CONTAINERS, [try_film(container, ffmpeg) for container in CONTAINERS])


def judge_film(container: Container, fault: str) -> Finding:
    """What it means that a kind of film could be made, or could not for a reason."""
    what = f"film {container.suffix}"
    if fault:
        return Finding(what, "fault", f"cannot be made: {fault}", _mend())
    sound = f" with sound ({container.sound[1]})" if container.sound else ""
    return Finding(what, "good", f"is made, {container.codec}{sound}" if not container.redrawn else "is made")


def try_film(container: Container, ffmpeg: Ffmpeg) -> str:
    """Make a film of half a second; "" if that went well, else why it did not."""
    info = StreamInfo(SIZE, RATE, FRAMES, (Caption("A fox.", 0, FRAMES),), "A trial")
    with tempfile.TemporaryDirectory(prefix="storyanim-") as name:
        folder = Path(name)
        segment, film = folder / "segment.mkv", folder / f"film{container.suffix}"
        try:
            encode_segment(_frames(), info, segment_settings(container.suffix, rate=RATE), segment, ffmpeg=ffmpeg)
            extras = Extras(sound=_hum(folder, ffmpeg) if container.sound else None, cover=0)
            join([segment], info, film, container.suffix, ffmpeg=ffmpeg, extras=extras)
        except (StoryanimError, OSError) as error:
            return str(error)
    return ""


def _frames() -> Iterator[Frame]:
    """Pictures that move and have all colours."""
    import numpy as np

    down, across = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    for index in range(FRAMES):
        planes = [(across + index) * 4, down * 5, (across + down) * 2]
        yield Frame(index, index / RATE, np.stack(planes, axis=-1).astype(np.uint8))


def _hum(folder: Path, ffmpeg: Ffmpeg) -> Path:
    """A low tone, as long as the film."""
    tone, mixed = folder / "tone.wav", folder / "mixed.wav"
    wave_of = (round(8000 * sin(tau * HUM * number / HERTZ)) for number in range(round(HERTZ * FRAMES / RATE)))
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, HERTZ, 0, "NONE", ""))
        file.writeframes(b"".join(level.to_bytes(2, "little", signed=True) for level in wave_of))
    mix_sound(Mix(tone), float(FRAMES / RATE), mixed, ffmpeg=ffmpeg)
    return mixed


def _mend() -> str:
    return "unset IMAGEIO_FFMPEG_EXE" if os.environ.get("IMAGEIO_FFMPEG_EXE") else INSTALL


def _version(ffmpeg: Ffmpeg) -> str:
    """`ffmpeg version 7.1 Copyright ...` begins every build of it."""
    return ffmpeg.build.split()[2]
