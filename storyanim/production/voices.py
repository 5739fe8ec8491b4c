"""Voices that read a sentence aloud.

The seam is `Voice`: text in, a sound file out. Takes what a person calls a voice, gives it, or a line that says how to
get it. Knows nothing of stories.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from storyanim.encode import started
from storyanim.errors import EncoderError, InputError

if TYPE_CHECKING:
    from pathlib import Path

ESPEAK = "espeak-ng"
WORDS_A_MINUTE = 150
"""A calm narrator's pace, as drafts reckon with."""
PATIENCE = 60.0
"""Seconds a voice may take for one sentence; espeak-ng takes a fiftieth of a second."""
_NAME = re.compile(r"[a-zA-Z]{2,3}([+_.-][a-zA-Z0-9_]{1,20}){0,4}")


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
class EspeakVoice:
    """The program espeak-ng: small, free, a hundred languages, and plainly a machine."""

    program: Path
    language: str

    @property
    def name(self) -> str:
        """`espeak-ng:en-gb`."""
        return f"{ESPEAK}:{self.language}"

    def speak(self, sentence: str, path: Path) -> None:
        """See `Voice.speak`. The sentence goes in through a file, so that nothing in it becomes an option."""
        text = path.with_name(f"{path.name}.txt")
        text.write_text(sentence, encoding="utf-8", errors="replace")
        words = [str(self.program), "-v", self.language, "-s", str(WORDS_A_MINUTE), "-w", str(path), "-f", str(text)]
        try:
            ran = started(lambda: subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False))  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EncoderError(f"{self.name} does not speak: {error}") from error
        finally:
            text.unlink(missing_ok=True)
        if ran.returncode or not path.exists():
            said = " ".join(ran.stderr.decode("utf-8", "replace").split())[-200:]
            raise EncoderError(f"{self.name} does not speak: {said or f'exit status {ran.returncode}'}")


def find_voice(name: str, language: str = "en") -> Voice:
    """The voice of that name: `espeak-ng`, or `espeak-ng:` and one of its own voices, such as `espeak-ng:en-gb`.

    Raises:
        InputError: there is no such voice, or espeak-ng is not installed.
    """
    kind, _, own = name.partition(":")
    if kind not in (ESPEAK, "espeak") or (":" in name and not _NAME.fullmatch(own)):
        raise InputError(f"--voice: there is no voice '{name}'; write espeak-ng, or one of its own: espeak-ng:en-gb")
    program = shutil.which(ESPEAK)
    if program is None:
        raise InputError(
            "--voice: espeak-ng is not installed; install it (apt-get install espeak-ng), or give a recording: --audio"
        )
    from pathlib import Path

    return EspeakVoice(Path(program), own or language)
