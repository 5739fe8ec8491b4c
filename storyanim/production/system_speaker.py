"""Reads a text file aloud into a sound file with pyttsx3; run as a program of its own by `voices`.

`python system_speaker.py [-vVOICE] -s WORDS_A_MINUTE -f TEXT -w SOUND`. VOICE is an id, or words of a name; without it
the machine's own voice speaks. Knows nothing of the rest of storyanim, and imports none of it.
"""

from __future__ import annotations

import argparse
import importlib
import threading
from pathlib import Path
from typing import Any

SHOWN = 8
"""How many voices are named where the one that was asked for is not there."""
SETTLED = 0.5
"""Seconds in which a file that is still being written grows."""


def main() -> None:
    """Speak. Ends with a line and exit status 1 where that cannot be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-v", default="")
    for option in ("-s", "-f", "-w"):
        parser.add_argument(option, required=True)
    asked = parser.parse_args()
    try:
        _speak(asked.v, int(asked.s), Path(asked.f).read_text(encoding="utf-8"), Path(asked.w))
    except Exception as error:  # whatever the machine's own library fails with
        raise SystemExit(f"{type(error).__name__}: {error}") from error


def _speak(voice: str, words_a_minute: int, text: str, sound: Path) -> None:
    engine: Any = importlib.import_module("pyttsx3").init()
    if voice:
        engine.setProperty("voice", _voice_id(engine.getProperty("voices"), voice))
    engine.setProperty("rate", words_a_minute)
    _save(engine, text, sound)


def _save(engine: Any, text: str, sound: Path) -> None:
    """Write the sound file. `runAndWait` does not wait for espeak, which speaks in a thread; SAPI says no end of it."""
    finished = threading.Event()

    def finish(**_: object) -> None:
        finished.set()

    engine.connect("finished-utterance", finish)
    engine.save_to_file(text, str(sound))
    engine.runAndWait()
    before = -1
    while not finished.wait(SETTLED):
        length = sound.stat().st_size if sound.exists() else -1
        if length == before > 0:
            return
        before = length


def _voice_id(voices: list[Any], asked: str) -> str:
    """The id of the voice with that id, or the first one with those words in its name."""
    for voice in voices:
        if asked == voice.id:
            return str(voice.id)
    for voice in voices:
        if asked.casefold() in str(voice.name).casefold():
            return str(voice.id)
    named = ", ".join(str(voice.name) for voice in voices[:SHOWN])
    raise SystemExit(f"there is no voice '{asked}'; there are {len(voices)}: {named}")


if __name__ == "__main__":
    main()
