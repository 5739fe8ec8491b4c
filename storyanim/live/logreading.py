"""A session's log, read: the storyboards, the recordings, and what was done.

Takes a file that anybody may have written, gives its events in order. A log that breaks off, in the middle of a line
too, counts as far as it goes. Knows nothing of films.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.live.sessionlog import (
    FORMAT,
    LoggedBoard,
    LoggedChange,
    LoggedEvent,
    LoggedHead,
    LoggedSound,
    logged,
)
from storyanim.storyboard import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from storyanim.live.sessionlog import Logged
    from storyanim.storyboard import Storyboard

LARGEST_LOG = 1_000_000_000
"""Bytes of a log that is read; an evening of typing takes a few millions."""


@dataclass(frozen=True, slots=True)
class SessionEvents:
    """What stands in a log: storyboards and recordings by their hashes, and what was done, in order."""

    boards: dict[str, Storyboard]
    sounds: dict[str, LoggedSound]
    events: list[LoggedEvent]


def session_log(path: Path) -> SessionEvents:
    """All that a log says.

    Raises:
        InputError: it cannot be read or used.
    """
    log = SessionEvents({}, {}, [])
    for entry in _entries(path):
        match entry:
            case LoggedBoard():
                log.boards[entry.storyboard] = load(entry.text, path.name)
            case LoggedChange():
                log.boards[entry.storyboard] = _changed(log.boards, entry, path)
            case LoggedSound():
                log.sounds[entry.sound] = entry
            case LoggedEvent() if all(map(isfinite, entry.values)):
                log.events.append(entry)
            case LoggedEvent() | LoggedHead():
                pass  # early logs have an endless bound where nothing moved
    log.events.sort(key=lambda event: event.at)
    return log


def _changed(boards: Mapping[str, Storyboard], entry: LoggedChange, path: Path) -> Storyboard:
    if entry.after not in boards:
        raise InputError(f"{path}: lacks the storyboard {entry.after[:12]}")
    try:
        return entry.change.made_in(boards[entry.after])
    except ValueError:
        raise InputError(f"{path}: an edit does not fit the storyboard {entry.after[:12]}") from None


def _entries(path: Path) -> Iterator[Logged]:
    """The log's lines; the last one may be torn."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_LOG:
                raise InputError(f"{path}: larger than {LARGEST_LOG // 10**6} MB; this cannot be filmed")
            for number, line in enumerate(file, 1):
                if line.endswith(b"\n"):
                    yield _entry(line.decode("utf-8", "replace"), f"{path}:{number}")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _entry(line: str, where: str) -> Logged:
    try:
        entry = logged(line)
    except ValueError:
        raise InputError(f"{where}: not a line of a session's log") from None
    if isinstance(entry, LoggedHead) and not 1 <= entry.storyanim_session <= FORMAT:
        raise InputError(f"{where}: written by another version of storyanim")
    return entry
