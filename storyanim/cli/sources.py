"""What a command is given -> a storyboard: a file of one, or a story that is drafted.

A story's storyboard lives beside it (`story.yaml` beside `story.txt`): it is used where it exists, and written
where it does not, once the film it is for can be made.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.cli.console import say
from storyanim.errors import InputError, OutputError

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard
    from storyanim.types import Reading

STDIN = "-"
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


def read_source(source: str, encoding: str | None, limit: int, seed: int | None = None) -> Reading:
    """Understand a story file, or stdin for `-`; warnings are said."""
    story = stdin_bytes(limit) if source == STDIN else Path(source)
    return _read(story, encoding, limit, seed)


def find_board(source: str, encoding: str | None, limit: int) -> Found:
    """The storyboard to film; nothing is written.

    Raises:
        InputError: the story or the storyboard cannot be used.
    """
    from storyanim.animate import draft, load

    if source == STDIN:
        return _from_stdin(encoding, limit)
    path = Path(source)
    if path.suffix.lower() in STORYBOARDS:
        return Found(load(path))
    beside = storyboard_beside(path)
    if os.path.lexists(beside) and path.is_file():
        newer = beside.exists() and path.stat().st_mtime > beside.stat().st_mtime
        changed = f"; {path.name} is newer: 'storyanim draft {path}' brings it up to date" if newer else ""
        say(f"using {beside}{changed}")
        return Found(load(beside))
    return Found(draft(read_source(source, encoding, limit)), beside)


def storyboard_beside(story: Path) -> Path:
    """`story.yaml` beside `story.txt`."""
    return story.with_suffix(STORYBOARDS[0]) if story.name else story


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


def _from_stdin(encoding: str | None, limit: int) -> Found:
    from storyanim import storyboard
    from storyanim.animate import draft

    data = stdin_bytes(limit)
    if not _IS_STORYBOARD.search(data[:_HEAD]):
        return Found(draft(_read(data, encoding, limit)))
    try:
        return Found(storyboard.load(data.decode("utf-8-sig"), "stdin"))
    except UnicodeDecodeError:
        raise InputError("stdin: not UTF-8; save the storyboard as UTF-8") from None


def _read(story: bytes | Path, encoding: str | None, limit: int, seed: int | None = None) -> Reading:
    from storyanim import animate

    reading = animate.read(story, seed=seed, encoding=encoding, limit=limit)
    for warning in reading.warnings:
        say(f"note: {warning}")
    return reading
