"""What a process that draws does: recipes to pictures, shots to an even pace, what comes to prompts that are read.

Takes tasks from two pipes, gives answers into them: what is asked for now goes before what is asked for soon. Knows
nothing of who asks.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, NamedTuple

from storyanim.errors import RendererError, StoryanimError
from storyanim.live.pictures import FRAME, Kind, Picture, pictured
from storyanim.motion import solved_paces
from storyanim.render import ReadsAhead, RendererSpec, open_renderer, render_frames, tell_waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.motion import Curves
    from storyanim.render import Renderer
    from storyanim.schedule import Schedule
    from storyanim.types import FrameRecipe, Size, Subject, View


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is wanted: of a recipe, for a version of the storyboard; `raw` with its pixels."""

    recipe: FrameRecipe
    version: int
    number: int
    kind: Kind = FRAME
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Unpaced:
    """A shot, alone in its film, whose morph is to be probed for an even pace, and where such paces are kept."""

    film: Schedule
    curves: Curves


@dataclass(frozen=True, slots=True)
class Coming:
    """What coming shots show: their prompts are to be read before they are drawn."""

    subjects: tuple[Subject, ...]


Task = Wanted | Unpaced | Coming


class Introduction(NamedTuple):
    """What a renderer says of itself once it is open. `reads_ahead`: it has something to do for prompts that come."""

    fingerprint: str
    copies: int | None
    reads_ahead: bool


def draw_what_is_asked(now: Connection, soon: Connection, spec: RendererSpec) -> None:
    """What the process does until its pipes are closed. Ctrl-C is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell_waits(partial(print, file=sys.stderr, flush=True))
    try:
        renderer = open_renderer(spec)
        now.send(Introduction(renderer.fingerprint, renderer.copies, isinstance(renderer, ReadsAhead)))
    except StoryanimError as error:
        now.send(error)
        return
    patient = _Patient(renderer, now)
    while ready := wait([now, soon]):
        if now in ready:
            _answer(now, renderer)
        else:
            _answer(soon, patient)


class _Patient:
    """The renderer for what is seen later: before each of its pictures it draws all that is asked for now."""

    def __init__(self, renderer: Renderer, now: Connection) -> None:
        self._renderer, self._now = renderer, now
        self.fingerprint, self.batch, self.copies = renderer.fingerprint, renderer.batch, renderer.copies

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        while self._now.poll():
            _answer(self._now, self._renderer)
        return self._renderer.draw(views, size)

    def read_ahead(self, subjects: Sequence[Subject]) -> None:
        if isinstance(self._renderer, ReadsAhead):
            self._renderer.read_ahead(subjects)


def _answer(pipe: Connection, renderer: Renderer) -> None:
    """Do one thing that is asked for; the process ends where nobody is there any more."""
    try:
        task: Task = pipe.recv()
    except (EOFError, OSError):
        raise SystemExit from None
    try:
        answer: object = _done(task, renderer)
    except StoryanimError as error:
        answer = error
    except Exception as error:  # one picture that cannot be drawn must not end the show
        what = f"frame {task.number}" if isinstance(task, Wanted) else "what comes"
        answer = RendererError(f"{what} cannot be drawn: {type(error).__name__}: {error}")
    try:
        pipe.send(answer)
    except OSError:
        raise SystemExit from None


def _done(task: Task, renderer: Renderer) -> Picture | Schedule | None:
    match task:
        case Unpaced():
            return solved_paces(task.film, renderer, task.curves).film
        case Coming():
            return renderer.read_ahead(task.subjects) if isinstance(renderer, ReadsAhead) else None
        case Wanted():
            frame = next(render_frames(renderer, [task.recipe]))
            return pictured(frame, task.kind, task.version, task.number, raw=task.raw)
