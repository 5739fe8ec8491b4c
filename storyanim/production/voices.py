"""Voices that read a sentence aloud.

The seam is `Voice`: text in, a sound file out. Takes what a person calls a voice, gives it, or a line that says how to
get it. Knows nothing of stories.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from storyanim.encode import started, tethered
from storyanim.errors import EncoderError, InputError

ESPEAK, SYSTEM = "espeak-ng", "pyttsx3"
ENGLISH = "en"
"""What espeak-ng speaks where nobody names another of its voices."""
WORDS_A_MINUTE = 150
"""A calm narrator's pace, as drafts reckon with."""
PATIENCE = 60.0
"""Seconds a voice may take for one sentence; espeak-ng takes a fiftieth of a second, pyttsx3 a fifth."""
MISSING = {
    ESPEAK: "is not installed; install it (apt-get install espeak-ng)",
    SYSTEM: "is not installed; install it (pip install 'storyanim[voices]')",
}
_ESPEAK_NAME = re.compile(r"[a-zA-Z]{2,3}([+_.-][a-zA-Z0-9_]{1,20}){0,4}")
_SPEAKER = Path(__file__).with_name("system_speaker.py")


class Voice(Protocol):
    """Reads aloud. Equal sentences should sound equal: then equal films have equal bytes."""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        ...

    def speak(self, sentence: str, path: Path) -> None:
        """Write the sentence, spoken, to a sound file of any kind at `path`; what cannot be said gives silence.

        Raises:
            EncoderError: it cannot speak.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProgramVoice:
    """A program that reads a text file aloud into a sound file: `command -f TEXT -w SOUND`.

    espeak-ng is small, free, speaks a hundred languages, and is plainly a machine. pyttsx3 speaks with what the
    machine has: SAPI on Windows, NSSpeechSynthesizer on a Mac, espeak elsewhere; it has a process of its own, because
    those voices are libraries that may hang, print, or end the process.
    """

    name: str
    command: tuple[str, ...]

    def speak(self, sentence: str, path: Path) -> None:
        """See `Voice.speak`. The sentence goes in through a file, so that nothing in it becomes an option."""
        text = path.with_name(f"{path.name}.txt")
        text.write_text(sentence, encoding="utf-8", errors="replace")
        words = tethered([*self.command, "-f", str(text), "-w", str(path)])
        try:
            ran = started(
                lambda: subprocess.run(  # noqa: S603 (a list, never a shell)
                    words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
                )
            )
        except subprocess.TimeoutExpired:
            raise EncoderError(
                f"{self.name} does not speak: it took more than {PATIENCE:.0f} s for a sentence"
            ) from None
        except OSError as error:
            raise EncoderError(f"{self.name} does not speak: {error}") from error
        finally:
            text.unlink(missing_ok=True)
        if ran.returncode or not path.exists():
            said = " ".join(ran.stderr.decode("utf-8", "replace").split())[-200:]
            raise EncoderError(f"{self.name} does not speak: {said or f'exit status {ran.returncode}'}")


def find_voice(name: str) -> Voice:
    """The voice of that name, which has spoken a word for trial.

    `espeak-ng` or `pyttsx3`, and after a colon one of its own voices: `espeak-ng:en-gb`, `pyttsx3:Zira`. Without one
    espeak-ng speaks English, and pyttsx3 as the machine is set.

    Raises:
        InputError: there is no such voice, or what speaks it is not installed.
    """
    kind, colon, own = name.partition(":")
    if kind == ESPEAK and (not colon or _ESPEAK_NAME.fullmatch(own)):
        program = shutil.which(ESPEAK)
        command = (program or "", "-v", own or ENGLISH, "-s", str(WORDS_A_MINUTE))
    elif kind == SYSTEM and (not colon or own.strip()):
        program = find_spec(SYSTEM)
        command = (
            sys.executable,
            "-P",
            str(_SPEAKER),
            *((f"-v{own.strip()}",) if own else ()),
            "-s",
            str(WORDS_A_MINUTE),
        )
    else:
        raise InputError(
            f"--voice: there is no voice '{name}'; write {ESPEAK} or {SYSTEM}, or a voice of theirs: {ESPEAK}:en-gb"
        )
    if program is None:
        raise InputError(f"--voice: {kind} {MISSING[kind]}, or give a recording: --audio")
    return _tried(ProgramVoice(f"{kind}:{own or ENGLISH}" if kind == ESPEAK else name, command))


def _tried(voice: Voice) -> Voice:
    """The voice, if it speaks: better known now than after the story is read."""
    with tempfile.TemporaryDirectory(prefix="storyanim-") as folder:
        try:
            voice.speak("Once.", Path(folder) / "once.wav")
        except EncoderError as error:
            raise InputError(f"--voice: {error}") from error
    return voice
