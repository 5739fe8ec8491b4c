"""What was played, and when: a session's log, one JSON line an event, on the disk within a second.

Takes events, gives a file that a film can be made from, whatever ended the session. A storyboard stands in it once,
under its hash, as what was edited in the one before, or else whole; events name it by that. Times are seconds since
the log was begun.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, Field, TypeAdapter

from storyanim.live.film import board_key
from storyanim.live.versions import Change, change_between
from storyanim.storyboard import dump

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.live.film import Sound
    from storyanim.storyboard import Storyboard

FORMAT = 2
"""Logs of format 1 have every storyboard whole."""
FLUSH_SECONDS = 1.0


class LoggedHead(BaseModel):
    """The log's first line: its format."""

    storyanim_session: int


class LoggedBoard(BaseModel):
    """A storyboard that was played: its hash, and its file's text."""

    storyboard: str
    text: str


class LoggedChange(BaseModel):
    """A storyboard that was played: its hash, and what was edited in the one of hash `after`."""

    storyboard: str
    after: str
    change: Change


class LoggedSound(BaseModel):
    """A recording that was heard: its hash, its file, where it begins, and how long the last shot stands for it.

    A file is used again only if it still has that hash: whoever wrote the log had the file.
    """

    sound: str
    path: str
    begins: float = Field(allow_inf_nan=False)
    last: float = Field(ge=0, allow_inf_nan=False)


class LoggedEvent(BaseModel):
    """Something that was done, `at` seconds after the log was begun; `sound` is the hash of what tells a version."""

    at: float = Field(ge=0, allow_inf_nan=False)
    do: str
    values: list[float] = []
    storyboard: str = ""
    sound: str = ""


Logged = LoggedHead | LoggedBoard | LoggedChange | LoggedSound | LoggedEvent
_LINE: TypeAdapter[Logged] = TypeAdapter(Logged)


def logged(line: str) -> Logged:
    """What a line of a log says. Raises ValueError where it says nothing."""
    return _LINE.validate_json(line)


class Log(Protocol):
    """Whoever is told what is played."""

    def note(self, moment: float, what: str, *values: float) -> None:
        """Something was done at a moment: play, pause, seek, speed, lead, or somebody else leads (`led by voice`)."""
        ...

    def version(self, moment: float, board: Storyboard, sound: Sound | None = None) -> None:
        """Another storyboard is played from a moment on, told by a recording or by none."""
        ...


class NoLog:
    """Nobody wants to know."""

    def note(self, moment: float, what: str, *values: float) -> None:
        """Nothing."""

    def version(self, moment: float, board: Storyboard, sound: Sound | None = None) -> None:
        """Nothing."""


class SessionLog:
    """The log in a new file. `flush` hands it to the system, `sync` waits until it is on the disk: each second, both.

    Once it cannot be written, `trouble` says why, and it breaks off: what is played goes on.
    """

    def __init__(self, path: Path, began: float) -> None:
        self.trouble = ""
        self._path = path
        self._file = path.open("x", encoding="utf-8")
        self._began = began
        self._known: set[str] = set()
        self._last: tuple[str, Storyboard] | None = None
        self._sounds: dict[Path, str] = {}
        self._write({"storyanim_session": FORMAT})

    @property
    def is_empty(self) -> bool:
        """Whether no film was ever on the stage."""
        return not self._known

    def note(self, moment: float, what: str, *values: float) -> None:
        """See `Log.note`."""
        self._write({"at": round(moment - self._began, 4), "do": what, "values": [round(value, 4) for value in values]})

    def version(self, moment: float, board: Storyboard, sound: Sound | None = None) -> None:
        """See `Log.version`."""
        key = board_key(board)
        heard = self._heard(sound) if sound else {}
        if key not in self._known:
            self._known.add(key)
            self._write({"storyboard": key, **self._told(board)})
        self._last = key, board
        self._write({"at": round(moment - self._began, 4), "do": "version", "storyboard": key, **heard})

    def flush(self, moment: float) -> None:
        """Hand all to the system, and say that the session still goes on."""
        self._write({"at": round(moment - self._began, 4), "do": "alive"})
        self._tried(self._file.flush)

    def sync(self) -> None:
        """Wait until what was handed over is on the disk; in any thread."""
        self._tried(lambda: os.fsync(self._file.fileno()))

    def close(self, moment: float) -> None:
        """The session is over."""
        self._write({"at": round(moment - self._began, 4), "do": "end"})
        self._tried(self._file.flush)
        self.sync()
        with suppress(OSError):
            self._file.close()

    def _told(self, board: Storyboard) -> dict[str, object]:
        """The change from the storyboard before it; where there is none, or it is none of an edit, its file's text."""
        after, before = self._last or ("", None)
        change = change_between(before, board) if before else None
        if change is None:
            return {"text": dump(board)}
        return {"after": after, "change": change.model_dump(mode="json", exclude_unset=True)}

    def _heard(self, sound: Sound) -> dict[str, object]:
        """The hash of a recording; what else there is to know of it stands in the log once."""
        if sound.path not in self._sounds:
            with sound.path.open("rb") as file:
                self._sounds[sound.path] = hashlib.file_digest(file, "sha256").hexdigest()
            told = {"path": str(sound.path.resolve()), "begins": sound.begins, "last": sound.last}
            self._write({"sound": self._sounds[sound.path], **told})
        return {"sound": self._sounds[sound.path]}

    def _write(self, entry: dict[str, object]) -> None:
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        self._tried(lambda: self._file.write(line))

    def _tried(self, do: Callable[[], object]) -> None:
        """Do it, unless something could not be done before: no line in the middle may be missing."""
        if self.trouble:
            return
        try:
            do()
        except OSError as error:
            self.trouble = f"{self._path} cannot be written ({error.strerror}): what is played from now on is not in it"
