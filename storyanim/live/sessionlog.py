"""What was played, and when: a session's log, one JSON line an event, on the disk within a second.

Takes events, gives a file that a film can be made from, whatever ended the session. A storyboard stands in it once,
whole, under its hash; events name it by that. Times are seconds since the log was begun.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import BaseModel, Field, TypeAdapter

from storyanim.live.film import board_key
from storyanim.storyboard import dump

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.storyboard import Storyboard

FORMAT = 1
FLUSH_SECONDS = 1.0


class LoggedHead(BaseModel):
    """The log's first line: its format."""

    storyanim_session: int


class LoggedBoard(BaseModel):
    """A storyboard that was played: its hash, and its file's text."""

    storyboard: str
    text: str


class LoggedEvent(BaseModel):
    """Something that was done, `at` seconds after the log was begun."""

    at: float = Field(ge=0, allow_inf_nan=False)
    do: str
    values: list[Annotated[float, Field(allow_inf_nan=False)]] = []
    storyboard: str = ""


Logged = LoggedHead | LoggedBoard | LoggedEvent
_LINE: TypeAdapter[Logged] = TypeAdapter(Logged)


def logged(line: str) -> Logged:
    """What a line of a log says. Raises ValueError where it says nothing."""
    return _LINE.validate_json(line)


class Log(Protocol):
    """Whoever is told what is played."""

    def note(self, moment: float, what: str, *values: float) -> None:
        """Something was done at a moment: play, pause, seek, speed, lead."""
        ...

    def version(self, moment: float, board: Storyboard) -> None:
        """Another storyboard is played from a moment on."""
        ...


class NoLog:
    """Nobody wants to know."""

    def note(self, moment: float, what: str, *values: float) -> None:
        """Nothing."""

    def version(self, moment: float, board: Storyboard) -> None:
        """Nothing."""


class SessionLog:
    """The log in a new file. `flush` brings it to the disk; it is to be called each second."""

    def __init__(self, path: Path, began: float) -> None:
        self._file = path.open("x", encoding="utf-8")
        self._began = began
        self._known: set[str] = set()
        self._write({"storyanim_session": FORMAT})

    def note(self, moment: float, what: str, *values: float) -> None:
        """See `Log.note`."""
        self._write({"at": round(moment - self._began, 4), "do": what, "values": [round(value, 4) for value in values]})

    def version(self, moment: float, board: Storyboard) -> None:
        """See `Log.version`."""
        key = board_key(board)
        if key not in self._known:
            self._known.add(key)
            self._write({"storyboard": key, "text": dump(board)})
        self._write({"at": round(moment - self._began, 4), "do": "version", "storyboard": key})

    def flush(self, moment: float) -> None:
        """Bring all to the disk, and say that the session still goes on."""
        self._write({"at": round(moment - self._began, 4), "do": "alive"})
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, moment: float) -> None:
        """The session is over."""
        self._write({"at": round(moment - self._began, 4), "do": "end"})
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _write(self, entry: dict[str, object]) -> None:
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
