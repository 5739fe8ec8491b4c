"""Who draws: processes beside the server, so that no picture, however slow, keeps a viewer or a message waiting.

Takes recipes, gives pictures; takes shots, gives them at an even pace. Shots go to the processes in turn: while one
draws the shot that is seen, the next has its hands free to make the coming shot ready. A renderer of which only one may
be open gets one process.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from storyanim.errors import RendererError, StoryanimError
from storyanim.live.pictures import FRAME, Kind, Picture, pictured
from storyanim.motion import solved_paces
from storyanim.render import RendererSpec, open_renderer, render_frames

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

    from storyanim.motion import Curves
    from storyanim.render import Renderer
    from storyanim.schedule import Schedule
    from storyanim.types import FrameRecipe

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


class Artists:
    """The processes that draw. Use it in a `with` block, which ends them."""

    def __init__(self, renderer: RendererSpec, hands: int | None = None) -> None:
        self._renderer = renderer
        self._asked = hands
        self._artists: list[_Artist] = []
        self.fingerprint = ""

    def __enter__(self) -> Self:
        first = _Artist(self._renderer)
        self._artists = [first]
        try:
            self.fingerprint, copies = first.introduced()
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

    @property
    def hands(self) -> int:
        """How many pictures can be drawn at the same time."""
        return len(self._artists)

    def is_free(self, turn: int) -> bool:
        """Whether whose turn it is has nothing to draw."""
        return not self._artists[turn % len(self._artists)].is_busy

    async def draw(self, wanted: Wanted, turn: int) -> Picture:
        """Draw a picture; shots of even and odd numbers `turn` take turns.

        Raises:
            StoryanimError: it cannot be drawn, or the process has died.
        """
        return cast("Picture", await self._artists[turn % len(self._artists)].ask(wanted))

    async def pace(self, unpaced: Unpaced, turn: int) -> Schedule:
        """The shot at the pace that was found for it. Raises as `draw` does."""
        return cast("Schedule", await self._artists[turn % len(self._artists)].ask(unpaced))


class _Artist:
    """One process that does what it is asked, one thing at a time."""

    def __init__(self, renderer: RendererSpec) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_draw_what_is_asked, args=(theirs, renderer), daemon=True)
        self._process.start()
        theirs.close()
        self._lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="artist")

    @property
    def is_busy(self) -> bool:
        return self._lock.locked()

    def introduced(self) -> tuple[str, int | None]:
        """The renderer's fingerprint and how many copies of it may be open, once it is."""
        return cast("tuple[str, int | None]", self._answer())

    async def ask(self, wanted: Wanted | Unpaced) -> object:
        async with self._lock:
            work = asyncio.get_running_loop().run_in_executor(self._thread, self._done, wanted)
            work.add_done_callback(_looked_at)
            return await asyncio.shield(work)

    def end(self) -> None:
        """End the process, and only then what listens to it."""
        self._process.terminate()
        self._process.join(FAREWELL_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._thread.shutdown(cancel_futures=True)
        self._pipe.close()

    def _done(self, wanted: Wanted | Unpaced) -> object:
        try:
            self._pipe.send(wanted)
        except OSError as error:
            raise RendererError("the process that draws has ended: start again") from error
        return self._answer()

    def _answer(self) -> object:
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise RendererError("the process that draws has ended: start again") from error
        if isinstance(answer, StoryanimError):
            raise answer
        return answer


def _looked_at(work: asyncio.Future[object]) -> None:
    """Nobody waits any more for a picture whose show has ended: what became of it is no news."""
    if not work.cancelled():
        work.exception()


def _draw_what_is_asked(pipe: Connection, spec: RendererSpec) -> None:
    """What the process does until its pipe is closed. Ctrl-C is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        renderer = open_renderer(spec)
        pipe.send((renderer.fingerprint, renderer.copies))
    except StoryanimError as error:
        pipe.send(error)
        return
    while True:
        try:
            wanted: Wanted | Unpaced = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: object = _answered(wanted, renderer)
        except StoryanimError as error:
            answer = error
        except Exception as error:  # one picture that cannot be drawn must not end the show
            what = f"frame {wanted.number}" if isinstance(wanted, Wanted) else "a transition"
            answer = RendererError(f"{what} cannot be drawn: {type(error).__name__}: {error}")
        try:
            pipe.send(answer)
        except OSError:
            return


def _answered(wanted: Wanted | Unpaced, renderer: Renderer) -> Picture | Schedule:
    if isinstance(wanted, Unpaced):
        return solved_paces(wanted.film, renderer, wanted.curves).film
    frame = next(render_frames(renderer, [wanted.recipe]))
    return pictured(frame, wanted.kind, wanted.version, wanted.number, raw=wanted.raw)
