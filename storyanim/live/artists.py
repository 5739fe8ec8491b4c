"""Who draws: processes beside the server, so that no picture, however slow, keeps a viewer or a message waiting.

Takes recipes, gives pictures; takes shots, gives them at an even pace. Shots go to the processes in turn: while one
draws the shot that is seen, the next has its hands free to make the coming shot ready. A renderer of which only one may
be open gets one process, which lays aside what comes for what is seen now, between two pictures.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from storyanim.errors import RendererError, StoryanimError
from storyanim.live.drawing import draw_what_is_asked
from storyanim.live.sparing import spared

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

    from storyanim.live.drawing import Coming, Introduction, Task, Unpaced, Wanted
    from storyanim.live.pictures import Picture
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule

HANDS = 2
"""Processes at most: one for the shot that is seen, one for the shot that comes."""
FAREWELL_SECONDS = 2.0


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
        self._process = context.Process(target=draw_what_is_asked, args=work, daemon=True)
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
