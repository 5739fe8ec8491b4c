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
    from collections.abc import Callable, Mapping

    from storyanim.cli.sources import Found
    from storyanim.storyboard import Narration, Storyboard

    Teller = Callable[[Storyboard], Storyboard]
    """Times a storyboard to its telling."""

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


def teller_of(telling: Telling, path: Path, before: Narration | None = None) -> Teller | None:
    """What times the storyboard of the file `path` to its telling; None where nobody asks for one.

    A recording is read, and a voice tried, here: before the story, which takes much longer. `before` is the narration
    of the storyboard that stands at `path`, if that is known.

    Raises:
        InputError: it cannot tell that storyboard, or any.
    """
    if telling.audio is not None:
        return _recorded(telling.audio, telling.cues, path)
    return _spoken(telling.voice, path, before) if telling.voice is not None else None


def _recorded(audio: Path, cues: Path | None, path: Path) -> Teller:
    from storyanim.production import read_recording, told_by

    recording = read_recording(audio, cues, path)
    return lambda board: _said(told_by(board, recording))


def _spoken(name: str, path: Path, before: Narration | None) -> Teller:
    """A voice that reads a long story says how far it is."""
    from storyanim.production import check_language, check_own, find_voice, read_aloud
    from storyanim.storyboard import Narration

    voice = find_voice(name)
    if before is not None or not path.exists():
        check_own(path, before or Narration())

    def tell(board: Storyboard) -> Storyboard:
        check_language(board, name)
        return _said(read_aloud(board, voice, path, _tell, before=before))

    return tell


def _said(board: Storyboard) -> Storyboard:
    say(f"told by {board.narration.file}: {clock(sum(shot.seconds for _, shot in board.shots))}")
    return board


def _tell(done: int, shots: int) -> None:
    if done % 50 == 0:
        say(f"reading aloud: shot {done} of {shots}")


def with_cues(telling: Telling, story: str) -> Telling:
    """The same telling; subtitles or a transcript that are the story are the cues of its recording, too."""
    mine = telling.audio is not None and telling.cues is None and Path(story).suffix.lower() in SPOKEN
    return replace(telling, cues=Path(story)) if mine else telling


def told_draft(draft: Draft, teller: Teller | None, before: Narration, path: Path) -> Draft:
    """A draft timed to its telling: to that which was asked for, else to the recording that the one before it had."""
    from storyanim.storyboard import merge

    board, text = draft
    timed = teller(board) if teller else _told_again(board, before, path)
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


def teller_for(telling: Telling, source: str) -> Teller | None:
    """What times the storyboard of a story, or the one that is named, before it is filmed. Raises as `teller_of`."""
    if telling and source == STDIN:
        raise InputError("--voice, --audio: name the story's file, what is said is kept beside it")
    return teller_of(with_cues(telling, source), _kept_at(source)) if telling else None


def _kept_at(source: str) -> Path:
    path = Path(source)
    return path if path.suffix.lower() in STORYBOARDS else storyboard_beside(path)


def told_found(found: Found, teller: Teller | None, source: str) -> Found:
    """A storyboard that is about to be filmed, timed to its telling first; one that stands as a file is kept so."""
    from storyanim.encode import write_whole
    from storyanim.storyboard import merge

    if teller is None:
        return found
    path, board = _kept_at(source), teller(found.board)
    # At once: what a voice said must not stand there without the storyboard that it belongs to.
    if found.keep is not None:
        replace(found, board=board).kept()
    else:
        text = merge(path.read_bytes().decode("utf-8-sig"), board, name=path.name).text
        write_whole(path, text.encode(), force=True)
        say(f"{path} is timed to it")
    return replace(found, board=board, keep=None)
