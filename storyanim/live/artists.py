"""Who draws: processes beside the server, so that no picture, however slow, keeps a viewer or a message waiting.

Takes recipes, gives pictures; takes shots, gives them at an even pace. Shots go to the processes in turn: while one
draws the shot that is seen, the next has its hands free to make the coming shot ready. A renderer of which only one may
be open gets one process, which lays aside what comes for what is seen now, between two pictures.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, NamedTuple, cast

from storyanim.errors import RendererError, StoryanimError
from storyanim.live.pictures import FRAME, Kind, Picture, pictured
from storyanim.live.sparing import spared
from storyanim.motion import solved_paces
from storyanim.render import ReadsAhead, RendererSpec, open_renderer, render_frames, tell_waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.motion import Curves
    from storyanim.render import Renderer
    from storyanim.schedule import Schedule
    from storyanim.types import FrameRecipe, Size, Subject, View

HANDS = 2
"""Processes at most: one for the shot that is seen, one for the shot that comes."""
FAREWELL_SECONDS = 2.0


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


class Artists:
    """The processes that draw. Use it in a `with` block, which ends them.

    With `async with`, what else goes on in the loop goes on while they open, and whoever is cancelled meanwhile, by
    Ctrl-C say, waits for nothing.
    """

    def __init__(self, renderer: RendererSpec, hands: int | None = None) -> None:
        self._renderer = renderer
        self._asked = hands
        self._artists: list[_Artist] = []
        self.fingerprint = ""
        self.reads_ahead = False

    def __enter__(self) -> Self:
        first = _Artist(self._renderer)
        self._artists = [first]
        try:
            self.fingerprint, copies, self.reads_ahead = first.introduced()
            hands = self._asked or min(HANDS, copies or HANDS, os.cpu_count() or 1)
            self._artists += [_Artist(self._renderer) for _ in range(hands - 1)]
            for artist in self._artists[1:]:
                artist.introduced()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for artist in self._artists:
            artist.end()

    async def __aenter__(self) -> Self:
        opening = asyncio.ensure_future(asyncio.to_thread(self.__enter__))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            for artist in self._artists:
                artist.stop()
            await asyncio.gather(opening, return_exceptions=True)
            self.__exit__(None, None, None)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, traceback)

    @property
    def hands(self) -> int:
        """How many pictures can be drawn at the same time."""
        return len(self._artists)

    def is_free(self, turn: int) -> bool:
        """Whether whose turn it is has nothing to draw that is seen now."""
        return not self._artists[turn % len(self._artists)].now.is_busy

    async def draw(self, wanted: Wanted, turn: int) -> Picture:
        """Draw a picture that is seen now; shots of even and odd numbers `turn` take turns.

        Raises:
            StoryanimError: it cannot be drawn, or the process has died.
        """
        return cast("Picture", await self._artists[turn % len(self._artists)].now.ask(wanted))

    async def draw_ahead(self, wanted: Wanted, turn: int) -> Picture:
        """The same for a picture that is seen later."""
        return cast("Picture", await self._artists[turn % len(self._artists)].soon.ask(wanted))

    async def pace(self, unpaced: Unpaced, turn: int) -> Schedule:
        """The shot at the pace that was found for it. Raises as `draw` does."""
        return cast("Schedule", await self._artists[turn % len(self._artists)].soon.ask(unpaced))

    async def read_ahead(self, coming: Coming) -> None:
        """Have the prompts of coming shots read, by all who may draw them. Raises as `draw` does."""
        for artist in self._artists:
            await artist.soon.ask(coming)


class _Artist:
    """One process: what is asked for `now` goes before what is asked for `soon`, one thing at a time of each."""

    def __init__(self, renderer: RendererSpec) -> None:
        context = multiprocessing.get_context("spawn")
        (now, their_now), (soon, their_soon) = context.Pipe(), context.Pipe()
        self.now, self.soon = _Line(now), _Line(soon)
        work = (their_now, their_soon, renderer)
        self._process = context.Process(target=_draw_what_is_asked, args=work, daemon=True)
        with spared():
            self._process.start()
        their_now.close()
        their_soon.close()

    def introduced(self) -> Introduction:
        """What the renderer says of itself, once it is open."""
        return cast("Introduction", self.now.answer())

    def stop(self) -> None:
        """End the process soon: whoever waits for its answer is told so."""
        self._process.terminate()

    def end(self) -> None:
        """End the process, and only then who listens to it."""
        self.stop()
        self._process.join(FAREWELL_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.now.end()
        self.soon.end()


class _Line:
    """What a process is asked through, one thing after another."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="artist")

    @property
    def is_busy(self) -> bool:
        return self._lock.locked()

    async def ask(self, task: Task) -> object:
        async with self._lock:
            work = asyncio.get_running_loop().run_in_executor(self._thread, self._done, task)
            work.add_done_callback(_looked_at)
            return await asyncio.shield(work)

    def answer(self) -> object:
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise RendererError("the process that draws has ended: start again") from error
        if isinstance(answer, StoryanimError):
            raise answer
        return answer

    def end(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._pipe.close()

    def _done(self, task: Task) -> object:
        try:
            self._pipe.send(task)
        except OSError as error:
            raise RendererError("the process that draws has ended: start again") from error
        return self.answer()


def _looked_at(work: asyncio.Future[object]) -> None:
    """Nobody waits any more for a picture whose show has ended: what became of it is no news."""
    if not work.cancelled():
        work.exception()


# --- in the process


def _draw_what_is_asked(now: Connection, soon: Connection, spec: RendererSpec) -> None:
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
