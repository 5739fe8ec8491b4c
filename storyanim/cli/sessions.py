"""A live session's log as the source of a film."""

from __future__ import annotations

import hashlib
import shlex
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from storyanim.cli.console import progress_shown, result, say, summarise
from storyanim.cli.drawing import spec_words
from storyanim.errors import StoryanimError
from storyanim.interruption import Terminated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from storyanim.encode import Mix
    from storyanim.live import Played, Retold
    from storyanim.production import FilmOrder
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that was found where a story may be."""

    played: Played

    @property
    def board(self) -> Storyboard:
        """The storyboard as it was at the session's end; its sound is what was heard, and not the storyboard's."""
        from storyanim.storyboard import Narration

        return self.played.board.model_copy(update={"narration": Narration(), "music": ""})

    def kept(self) -> None:
        """Nothing is kept of it but its film."""

    def over(self, order: FilmOrder) -> FilmOrder:
        """The order of a film, for what was seen and heard in the session."""
        sound = self.played.sound
        return replace(order, schedule=self.played.recording, mix=_mix(sound) if sound else None)


def session_of(source: str, schedule: Callable[[Storyboard], Schedule]) -> FoundSession | None:
    """The session in a file; None where it is none.

    Raises:
        InputError: it cannot be used.
    """
    from storyanim.live import is_session, read_session

    path = Path(source)
    if not is_session(path):
        return None
    say(f"reading {path}")
    return FoundSession(read_session(path, schedule))


def film_session(log: Path, spec: RendererSpec) -> None:
    """Make the film of a session that is over, beside its log; nothing where nothing was played.

    Raises:
        StoryanimError: it cannot be made; the log stays.
    """
    from storyanim import animate
    from storyanim.production import FilmOptions, Watchers, check_order, make_film, open_store

    with left_for_later(log, spec):
        session = _played_session(log)
        if session is None:
            return
        path = _free(log.with_suffix(".mp4"))
        say(f"making {path} of what was played; Ctrl-C leaves that for later")
        began = time.monotonic()
        order = session.over(animate.order(session.board, path, renderer=spec, options=FilmOptions(folder=log.parent)))
        check_order(order)
        with progress_shown() as show:
            film = make_film(order, open_store(), watchers=Watchers(show, None, say))
        summarise(film, time.monotonic() - began)
        result(film.path)


@contextmanager
def left_for_later(log: Path, spec: RendererSpec) -> Generator[None]:
    """Say how the film of a session is made later, where the show or the making of its film ends before it is made.

    Raises:
        typer.Exit: a signal ended it.
    """
    from storyanim.live import is_session

    try:
        yield
    except (KeyboardInterrupt, Terminated, StoryanimError) as error:
        if is_session(log):
            say(f"what was played is kept; to make the film of it: {film_command(log, spec)}")
        if isinstance(error, StoryanimError):
            raise
        code = error.exit_code if isinstance(error, Terminated) else 128 + signal.SIGINT
        raise typer.Exit(code) from None


def film_command(log: Path, spec: RendererSpec) -> str:
    """The command that makes the film of a log with the renderer that played it."""
    options = {name: value for name, value in spec_words(spec).items() if value is not False}
    words = [
        word for name, value in options.items() for word in (f"--{name}", *([] if value is True else [str(value)]))
    ]
    return shlex.join(["storyanim", "render", str(log), *words])


def _played_session(log: Path) -> FoundSession | None:
    from storyanim import animate
    from storyanim.live import NothingPlayedError

    try:
        found = session_of(str(log), animate.scheduled)
    except NothingPlayedError:
        found = None
    if found is None or not found.played.moved:
        say(f"nothing was played: no film is made; {log} is kept")
        return None
    return found


def _free(path: Path) -> Path:
    """The path, or one like it that nothing has, and whose captions and notes nothing has: `evening-2.mp4`."""
    names = (path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, 10_000)))
    return next(name for name in names if not any(one.exists() for one in (name, *_beside(name))))


def _beside(film: Path) -> tuple[Path, Path]:
    return film.with_suffix(".srt"), film.with_suffix(".mp4.json")


def _mix(sound: Retold) -> Mix | None:
    """What was heard; None, saying so, where the recording is not there any more or is another one now."""
    from storyanim.encode import Mix

    if _digest(sound.path) == sound.digest:
        return Mix(sound.path, excerpts=sound.excerpts)
    say(f"note: {sound.path} is not the recording that was heard, or is gone: the film is silent")
    return None


def _digest(path: Path) -> str:
    """A file's SHA-256; "" where there is none to read: a log may name anything."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        pass
    return ""
