"""How a story is told aloud: the options of every command that times a storyboard to a voice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from storyanim.cli.console import clock, say
from storyanim.cli.gathered import gathered
from storyanim.cli.sources import STDIN, STORYBOARDS, storyboard_beside
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.cli.sources import Found
    from storyanim.storyboard import Narration, Storyboard

SPOKEN = (".srt", ".vtt", ".json")
"""Stories that say when their words are spoken."""

OPTIONS: Mapping[str, Any] = {
    "voice": Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Read it aloud: espeak-ng, pyttsx3, or a voice of theirs: espeak-ng:en-gb."),
    ],
    "audio": Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your recording of the story (wav, mp3, m4a, ogg, flac).")
    ],
    "cues": Annotated[
        Path | None, typer.Option(metavar="FILE", help="When it says what: .srt, .vtt, or Whisper's .json.")
    ],
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How a story is told: read by a voice (by its name), or by a recording with or without cues; None: neither."""

    voice: str | None = None
    audio: Path | None = None
    cues: Path | None = None

    def __bool__(self) -> bool:
        """Whether anything was said of it."""
        return self.voice is not None or self.audio is not None

    def __post_init__(self) -> None:
        """Raise InputError for two ways at once, and for cues of no recording."""
        if self.voice is not None and self.audio is not None:
            raise InputError("--voice and --audio: give one of them, a voice or a recording")
        if self.cues is not None and self.audio is None:
            raise InputError("--cues: give the recording they belong to as well: --audio FILE")


class Draft(NamedTuple):
    """A storyboard, and its file's text."""

    board: Storyboard
    text: str


tells = gathered("telling", OPTIONS, Telling)
"""Gives a command the options of this file; it gets them together, as the keyword `telling`."""


def told_aloud(board: Storyboard, telling: Telling, path: Path, language: str = "en") -> Storyboard:
    """The storyboard of the file `path`, timed to its telling; a voice that reads a long story says how far it is."""
    from storyanim.production import find_voice, read_aloud, told_by

    if telling.audio is not None:
        found = told_by(board, telling.audio, telling.cues, path)
    else:
        found = read_aloud(board, find_voice(telling.voice or "", language), path, _tell)
    say(f"told by {found.narration.file}: {clock(sum(shot.seconds for _, shot in found.shots))}")
    return found


def _tell(done: int, shots: int) -> None:
    if done % 50 == 0:
        say(f"reading aloud: shot {done} of {shots}")


def with_cues(telling: Telling, story: str) -> Telling:
    """The same telling; subtitles or a transcript that are the story are the cues of its recording, too."""
    mine = telling.audio is not None and telling.cues is None and Path(story).suffix.lower() in SPOKEN
    return replace(telling, cues=Path(story)) if mine else telling


def told_draft(draft: Draft, telling: Telling, before: Narration, path: Path, language: str) -> Draft:
    """A draft timed to its telling: to that which was asked for, else to the recording that the one before it had."""
    from storyanim.storyboard import merge

    board, text = draft
    timed = told_aloud(board, telling, path, language) if telling else _told_again(board, before, path)
    return draft if timed is board else Draft(timed, merge(text, timed, name=path.name).text)


def _told_again(board: Storyboard, before: Narration, path: Path) -> Storyboard:
    """Timed to the recording of the draft before; a story that it no longer tells goes without."""
    from storyanim.production import told_again

    try:
        timed = told_again(board, before, path)
    except InputError as error:
        say(f"note: the narration is left out: {error}")
        return board
    if timed is not board:
        say(f"timed to {before.file} as before; tell it again (--voice, --audio) if the story has changed")
    return timed


def told_found(found: Found, telling: Telling, source: str) -> Found:
    """A storyboard that is about to be filmed, timed to its telling first; one that stands as a file is kept so."""
    from storyanim.encode import write_whole
    from storyanim.storyboard import merge

    if not telling:
        return found
    if source == STDIN:
        raise InputError("--voice, --audio: name the story's file, what is said is kept beside it")
    named = Path(source) if Path(source).suffix.lower() in STORYBOARDS else storyboard_beside(Path(source))
    path = found.keep or named
    board = told_aloud(found.board, with_cues(telling, source), path)
    # At once: what a voice said must not stand there without the storyboard that it belongs to.
    if found.keep is not None:
        replace(found, board=board).kept()
    else:
        text = merge(path.read_bytes().decode("utf-8-sig"), board, name=path.name).text
        write_whole(path, text.encode(), force=True)
        say(f"{path} is timed to it")
    return replace(found, board=board, keep=None)
