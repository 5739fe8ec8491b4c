"""What is said on stderr: notes, and how far a film is. What comes out goes to stdout, through `result`."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storyanim.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from rich.console import Console

    from storyanim.production import Film, Progress

    Show = Callable[[Progress], None]

LINE_SECONDS = 10.0
"""How often a line is written where no bar can move."""


def say(words: str) -> None:
    """A line to the person, out of the way of results."""
    print(words, file=sys.stderr, flush=True)


def result(words: str | Path, end: str = "\n") -> None:
    """What a command gives, on stdout.

    Raises:
        OutputError: it cannot be written.
        BrokenPipeError: nobody reads it any more.
    """
    try:
        print(words, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What could not be written would be tried, and complained about, once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        full = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise OutputError(f"the result cannot be written to stdout: {full}") from error


def summarise(film: Film, seconds: float) -> None:
    """What has come out, and how long that took."""
    width, height = film.size
    captions = f"; captions in {film.captions}" if film.captions else ""
    say(f"{clock(film.seconds)} of film at {width}x{height}, made in {clock(seconds)}{captions}")


def counted(count: int, noun: str) -> str:
    """`1 shot`, `2 shots`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def clock(seconds: float) -> str:
    """Minutes and seconds, `1:05`; hours too where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def progress_words(progress: Progress) -> str:
    """`shot 3 of 12, 61 frames/s, 0:16 left`; what cannot be told yet is left out."""
    parts = [f"shot {min(progress.shots_done + 1, progress.shots_total)} of {progress.shots_total}"]
    drawn = progress.frames_done - progress.cached
    if drawn > 0 and progress.seconds > 0.2:
        speed = drawn / progress.seconds
        left = (progress.frames_total - progress.frames_done) / speed
        parts += [f"{speed:.0f} frames/s" if speed >= 10 else f"{speed:.1f} frames/s", f"{clock(left)} left"]
    return ", ".join(parts)


@contextmanager
def progress_shown(timer: Callable[[], float] = time.monotonic) -> Generator[Show]:
    """A function that shows how far a film is: a moving bar on a terminal, a line now and then anywhere else."""
    from rich.console import Console

    console = Console(stderr=True)
    if console.is_terminal and not console.is_dumb_terminal:
        with _bar(console) as show:
            yield show
    else:
        yield _lines(timer)


@contextmanager
def _bar(console: Console) -> Generator[Show]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames, {task.fields[words]}"),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("drawing", total=None, words="")

        def show(progress: Progress) -> None:
            done, total = progress.frames_done, progress.frames_total
            doing = "joining" if done == total else "drawing"
            bar.update(task, description=doing, total=total, completed=done, words=progress_words(progress))

        yield show


def _lines(timer: Callable[[], float]) -> Show:
    last = timer()

    def show(progress: Progress) -> None:
        nonlocal last
        if timer() - last >= LINE_SECONDS:
            last = timer()
            say(f"drawing: {progress.frames_done} of {progress.frames_total} frames, {progress_words(progress)}")

    return show
