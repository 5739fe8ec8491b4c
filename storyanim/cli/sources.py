"""What a command is given -> a storyboard: a file of one, or a story that is drafted.

A story's storyboard lives beside it (`story.yaml` beside `story.txt`): it is used where it exists, and written
where it does not, once the film it is for can be made.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.cli.console import say
from storyanim.errors import InputError, OutputError

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard
    from storyanim.types import Reading, Tempo

STDIN = "-"
RULES = "rules"
"""The level of reading that needs nothing else installed."""
STORYBOARDS = (".yaml", ".yml")
PLAIN = ("story", "storyboard")
"""Names that say nothing; the folder's says more."""
_IS_STORYBOARD = re.compile(rb"^storyanim:", re.MULTILINE)
_HEAD = 4096
"""Bytes at the beginning of a storyboard in which its first key stands, after the comments."""


@dataclass(frozen=True, slots=True)
class Found:
    """A storyboard, and where it is to be kept if it was drafted just now."""

    board: Storyboard
    keep: Path | None = None

    def kept(self) -> None:
        """Write a fresh draft beside its story; a folder that cannot be written is no reason not to film."""
        from storyanim.encode import write_whole
        from storyanim.storyboard import dump

        if self.keep is None:
            return
        try:
            write_whole(self.keep, dump(self.board).encode(), force=False)
        except (OutputError, InputError) as error:
            say(f"note: the storyboard is not kept: {error}")
        else:
            say(f"wrote {self.keep}: change it as you like and film again")


@dataclass(frozen=True, slots=True)
class How:
    """How a story is read: its text's encoding if somebody named it, the most bytes, and how often pictures change.

    `pace` is None where nobody asks for one.
    """

    encoding: str | None
    limit: int
    pace: Tempo | None = None


def read_source(source: str, how: How, seed: int | None = None) -> Reading:
    """Understand a story file, or stdin for `-`; warnings are said."""
    if source == STDIN:
        return _read(stdin_bytes(how.limit), how, seed)
    _check_story(Path(source))
    return _read(Path(source), how, seed)


def find_board(source: str, how: How) -> Found:
    """The storyboard to film; nothing is written.

    Raises:
        InputError: the story or the storyboard cannot be used, or was drafted at another pace.
    """
    from storyanim.animate import draft, load

    if source == STDIN:
        return _from_stdin(how)
    path = Path(source)
    _check_story(path)
    if path.suffix.lower() in STORYBOARDS:
        return Found(_at_pace(load(path), how))
    beside = storyboard_beside(path)
    if os.path.lexists(beside) and path.is_file():
        newer = beside.exists() and path.stat().st_mtime > beside.stat().st_mtime
        changed = f"; {path.name} is newer: 'storyanim draft {path}' brings it up to date" if newer else ""
        say(f"using {beside}{changed}")
        return Found(_at_pace(load(beside), how))
    return Found(draft(read_source(source, how)), beside)


def storyboard_of(path: Path) -> Path:
    """The storyboard's own file, for a story the one beside it.

    Raises:
        InputError: there is none yet, or this is a film.
    """
    _check_story(path)
    if path.suffix.lower() in STORYBOARDS:
        return path
    beside = storyboard_beside(path)
    if not beside.exists():
        raise InputError(f"{path} has no storyboard yet: make one with: storyanim draft {path}")
    return beside


def _check_story(path: Path) -> None:
    """Raise InputError for what is easily named in a story's place: a film, or the log of a session."""
    from storyanim.encode import SUFFIXES
    from storyanim.live import is_session

    if path.suffix.lower() in SUFFIXES and not path.is_dir():
        raise InputError(f"{path} is a film or a picture: name its story or its storyboard")
    if is_session(path):
        render = ("storyanim", "render", str(path))
        raise InputError(f"{path} is the log of a session; make its film with: {shlex.join(render)}")


def storyboard_beside(story: Path) -> Path:
    """`story.yaml` beside `story.txt`."""
    return story.with_suffix(STORYBOARDS[0]) if story.name else story


def storyboard_folder(source: str) -> Path:
    """Where the storyboard is, and the sound files it names."""
    return Path() if source == STDIN else Path(source).parent


def default_output(source: str, suffix: str) -> Path:
    """What a film or picture is called if nobody says: after its story (`fox/story.txt`: after the fox), right here."""
    if source == STDIN:
        return Path(f"story{suffix}")
    path = Path(source).absolute()
    folder = path.parent.name if path.stem in PLAIN and path.parent != Path.cwd() else ""
    return Path(f"{folder or path.stem}{suffix}")


def stdin_bytes(limit: int) -> bytes:
    """All that comes on stdin, one byte more than `limit` at most."""
    if sys.stdin.isatty():
        say("write or paste the story; end it with Ctrl-D on a line of its own")
    return sys.stdin.buffer.read(limit + 1)


def _from_stdin(how: How) -> Found:
    from storyanim import storyboard
    from storyanim.animate import draft

    data = stdin_bytes(how.limit)
    if not _IS_STORYBOARD.search(data[:_HEAD]):
        return Found(draft(_read(data, how)))
    try:
        board = storyboard.load(data.decode("utf-8-sig"), "stdin")
    except UnicodeDecodeError:
        raise InputError("stdin: not UTF-8; save the storyboard as UTF-8") from None
    return Found(_at_pace(board, how))


def _at_pace(board: Storyboard, how: How) -> Storyboard:
    """The storyboard, if it has the pace that is asked for."""
    if how.pace not in (None, board.pace):
        again = f"draft the story again first: storyanim draft STORY --pace {how.pace}"
        raise InputError(f"--pace {how.pace}: the storyboard was drafted at the pace '{board.pace}'; {again}")
    return board


def _read(story: bytes | Path, how: How, seed: int | None = None) -> Reading:
    from storyanim import animate

    reading = animate.read(story, seed=seed, pace=how.pace or "even", encoding=how.encoding, limit=how.limit)
    if reading.level != RULES:
        say(f"read with {reading.level}")
    for warning in reading.warnings:
        say(f"note: {warning}")
    return reading
