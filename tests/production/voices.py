"""A voice that needs no program: a hum, as long as the sentence is; and what such a film sounds like."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storyanim.errors import EncoderError

if TYPE_CHECKING:
    from pathlib import Path

HERTZ = 16_000


@dataclass(frozen=True)
class Humming:
    """`seconds` a word; says nothing at all of a sentence that holds `mute`, and fails at one that holds `fault`."""

    seconds: float = 0.2
    mute: str = "\0"
    fault: str = "\0"

    @property
    def name(self) -> str:
        return "humming"

    def speak(self, sentence: str, path: Path) -> None:
        if self.fault in sentence:
            raise EncoderError("humming does not speak: no breath")
        words = 0 if self.mute in sentence else len(sentence.split())
        time = np.arange(round(words * self.seconds * HERTZ)) / HERTZ
        quiet = np.zeros(HERTZ // 10)  # as real voices have it before and after
        write(path, np.concatenate([quiet, 0.2 * np.sin(2 * np.pi * 220 * time), quiet]), HERTZ)


def write(path: Path, samples: np.ndarray, hertz: int = HERTZ) -> Path:
    """Samples from -1 to 1 as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(hertz)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def hum(path: Path, seconds: float) -> Path:
    return write(path, 0.2 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * HERTZ)) / HERTZ))
