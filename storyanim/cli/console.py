"""What is said on stderr: notes, and how far a film is."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from storyanim.production import Progress

RENDERERS = {"storybook": "our own paper theatre; nothing is downloaded"}
"""What each renderer is, in a few words: a film always says who drew it."""


def say(words: str) -> None:
    """A line to the person, out of the way of results."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def progress_bar() -> Generator[Callable[[Progress], None]]:
    """A bar with frames, frames a second, shots and the time left; nothing moves where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("drawing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames  {task.fields[speed]}  {task.fields[shots]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("drawing", total=None, speed="", shots="")

        def show(progress: Progress) -> None:
            drawn = progress.frames_done - progress.cached
            speed = f"{drawn / progress.seconds:.0f}/s" if drawn and progress.seconds > 0.2 else ""
            shots = f"shot {progress.shots_done}/{progress.shots_total}"
            bar.update(task, total=progress.frames_total, completed=progress.frames_done, speed=speed, shots=shots)

        yield show
