"""A storyboard read aloud by a voice, sentence by sentence, so that it is known to the sample when each begins.

Takes a storyboard, a voice and two paths; writes a recording and its cues there. Knows nothing of pictures.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from storyanim.encode import find_ffmpeg, output_error, read_samples, to_srt
from storyanim.production.alignment import Spoken, words_of
from storyanim.schedule import sentences, spoken_texts
from storyanim.types import Caption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.production.voices import Voice
    from storyanim.storyboard import Shot, Storyboard

HERTZ = 48_000
SENTENCE_PAUSE, SHOT_PAUSE, SCENE_PAUSE = 0.3, 0.45, 0.9
"""Seconds of silence after a sentence, after the last of a shot, and after the last of a scene."""
QUIET = 0.004
"""Of full level: what is quieter before the first and after the last sound of a sentence is not speech."""
EDGE = 0.02
"""Seconds left before and after it, so that no consonant is cut."""


@dataclass(slots=True)
class _Tape:
    """A recording while it is made: 16-bit samples, one channel."""

    pieces: list[NDArray[np.int16]] = field(default_factory=list["NDArray[np.int16]"])
    spoken: list[Spoken] = field(default_factory=list[Spoken])
    samples: int = 0

    def say(self, words: str, sound: NDArray[np.int16]) -> None:
        self.spoken.append(Spoken(self.samples / HERTZ, (self.samples + len(sound)) / HERTZ, words))
        self._add(sound)

    def wait(self, seconds: float) -> None:
        self._add(np.zeros(max(0, round(seconds * HERTZ)), np.int16))

    def wait_until(self, second: float) -> None:
        self.wait(second - self.samples / HERTZ)

    def _add(self, sound: NDArray[np.int16]) -> None:
        self.pieces.append(sound)
        self.samples += len(sound)


def speak(
    board: Storyboard, voice: Voice, recording: Path, folder: Path, tell: Callable[[int, int], None] | None = None
) -> list[Spoken]:
    """Read every shot aloud into a WAV file at `recording`; when each sentence is said.

    A shot whose length a hand wrote is waited for. `folder` is for single sentences; `tell` is told how many shots
    are read, of how many.

    Raises:
        EncoderError: the voice does not speak.
        OutputError: the recording cannot be written.
    """
    tape, started = _Tape(), 0.0
    shots = list(_shots(board))
    for number, (shot, text, is_last_of_scene) in enumerate(shots, 1):
        for sentence in filter(words_of, sentences(text)):
            tape.say(sentence, _said(voice, sentence, folder))
            tape.wait(SENTENCE_PAUSE)
        tape.wait((SCENE_PAUSE if is_last_of_scene else SHOT_PAUSE) - SENTENCE_PAUSE)
        if shot.hand_edited("seconds"):
            tape.wait_until(started + shot.seconds)
        started = tape.samples / HERTZ
        if tell:
            tell(number, len(shots))
    _write(recording, tape.pieces)
    return tape.spoken


def cue_file(spoken: Sequence[Spoken]) -> str:
    """The sentences and their times as SubRip text, to the millisecond."""
    from fractions import Fraction

    cues = (Caption(cue.text, round(cue.start * 1000), round(cue.end * 1000)) for cue in spoken)
    return to_srt(cues, Fraction(1000))


def _shots(board: Storyboard) -> Iterator[tuple[Shot, str, bool]]:
    texts = spoken_texts(board.scenes)
    for scene in board.scenes:
        for shot in scene.shots:
            yield shot, next(texts), shot is scene.shots[-1]


def _said(voice: Voice, sentence: str, folder: Path) -> NDArray[np.int16]:
    """The sentence without the silence around it."""
    path = folder / "sentence.wav"
    voice.speak(sentence, path)
    sound = read_samples(path, folder, hertz=HERTZ, ffmpeg=find_ffmpeg())
    path.unlink(missing_ok=True)
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > QUIET * 32768)
    if not loud.size:
        return sound[:0]
    margin = round(EDGE * HERTZ)
    return sound[max(0, int(loud[0]) - margin) : int(loud[-1]) + margin]


def _write(path: Path, pieces: Sequence[NDArray[np.int16]]) -> None:
    try:
        with path.open("wb") as file, wave.open(file) as recording:
            recording.setnchannels(1)
            recording.setsampwidth(2)
            recording.setframerate(HERTZ)
            for piece in pieces:
                recording.writeframesraw(piece.astype("<i2").tobytes())
    except OSError as error:
        raise output_error(error, path) from error
