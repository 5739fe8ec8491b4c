"""Workers inside this process: one thread draws, each chunk's encoder is fed by a thread of its own.

For renderers that may exist only once (a model that fills the GPU) and for a single core. Pictures wait in
bounded queues, so an encoder that lags slows the drawing down instead of filling the memory.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING

from storyanim.encode import Halt
from storyanim.errors import StoryanimError
from storyanim.interruption import undisturbed
from storyanim.production.segments import Report, encode_chunk, readable, told
from storyanim.render import render_frames

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from storyanim.production.chunks import PlannedChunk
    from storyanim.production.segments import Studio
    from storyanim.production.store import Segment
    from storyanim.render import Renderer
    from storyanim.types import Frame, Size

WAITING_BYTES = 512 * 2**20
"""Pictures that may wait for encoders, all together."""
CHUNK_FRAMES = 48
"""The longest chunk. Encoders run side by side only if the next chunk is begun while this one waits whole."""
GIVE_UP_SECONDS = 5.0
"""How long cancelled encoders may take to go; their threads and processes end with ours at the latest."""
_TICK = 0.1


def side_by_side(size: Size, hands: int) -> int:
    """How many encoders are of use with so many cores: as many as have room for a chunk each, two at least."""
    return min(hands, max(2, WAITING_BYTES // (CHUNK_FRAMES * _length(size))))


@dataclass(frozen=True, slots=True)
class LocalWorkers:
    """Draws here, with `encoders` encoder processes side by side."""

    studio: Studio
    renderer: Renderer
    encoders: int

    def draw(self, chunks: Iterable[PlannedChunk]) -> Generator[Report]:
        """See `Workers.draw`."""
        running: deque[_Encoding] = deque()
        try:
            for chunk in chunks:
                if len(running) == self.encoders:
                    yield _first_finished(running)
                with undisturbed():  # an interruption in here would leave an encoder running that nobody waits for
                    running.append(_Encoding(self.studio, chunk, self._waiting()))
                    running[-1].begin()
                yield from self._fed(running[-1], chunk)
            while running:
                yield _first_finished(running)
        finally:
            for encoding in running:
                encoding.cancel()
            deadline = time.monotonic() + GIVE_UP_SECONDS
            for encoding in running:
                encoding.wait(deadline - time.monotonic())

    def _fed(self, encoding: _Encoding, chunk: PlannedChunk) -> Iterator[Report]:
        reports: list[Report] = []
        frames = render_frames(self.renderer, self.studio.schedule.recipes(chunk.first, chunk.end))
        try:
            for frame in told(frames, chunk, reports.append):
                encoding.feed(frame)
                while reports:
                    yield reports.pop()
        except StoryanimError:
            raise
        except Exception as error:
            raise readable(error, chunk) from error
        encoding.feed(None)

    def _waiting(self) -> int:
        return max(2, min(CHUNK_FRAMES, WAITING_BYTES // self.encoders // _length(self.studio.schedule.size)))


def _first_finished(running: deque[_Encoding]) -> Report:
    """Wait for the encoding begun first. It is among the running ones, to be cancelled with them, until it is done."""
    report = running[0].finished()
    running.popleft()
    return report


class _CancelledError(Exception):
    """Nobody wants the rest of this chunk."""


class _Encoding:
    """One chunk on its way into one encoder, in a thread."""

    def __init__(self, studio: Studio, chunk: PlannedChunk, waiting: int) -> None:
        self._studio, self._chunk = studio, chunk
        self._queue: Queue[Frame | None] = Queue(waiting)
        self._cancelled = threading.Event()
        self._halt = Halt()
        self._ended = threading.Event()
        self._began = time.monotonic()
        self._result: Segment | StoryanimError | None = None
        self._thread = threading.Thread(target=self._run, name="encoding", daemon=True)

    def begin(self) -> None:
        """Start the encoder."""
        self._thread.start()

    def feed(self, frame: Frame | None) -> None:
        """Hand over a frame, or None after the last; waits while the encoder lags. Raises what the encoder raised."""
        while True:
            if self._ended.is_set():
                self._segment()
            with suppress(Full):
                return self._queue.put(frame, timeout=_TICK)

    def finished(self) -> Report:
        """Wait for the segment."""
        while not self._ended.wait(_TICK):
            pass
        return Report(self._chunk, len(self._chunk), self._segment(), time.monotonic() - self._began)

    def cancel(self) -> None:
        """Stop the encoder, even one that hangs, and have its part removed."""
        self._cancelled.set()
        self._halt.throw()

    def wait(self, seconds: float) -> None:
        """Wait until that is done, or so long; one that was never begun is done."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, seconds))

    def _segment(self) -> Segment:
        if isinstance(self._result, Exception):
            raise self._result
        assert self._result is not None
        return self._result

    def _run(self) -> None:
        try:
            self._result = encode_chunk(self._studio, self._chunk, self._frames(), self._halt)
        except Exception as error:
            self._result = readable(error, self._chunk)
        finally:
            self._ended.set()

    def _frames(self) -> Iterator[Frame]:
        while not self._cancelled.is_set():
            try:
                frame = self._queue.get(timeout=_TICK)
            except Empty:
                continue
            if frame is None:
                return
            yield frame
        raise _CancelledError


def _length(size: Size) -> int:
    return size.width * size.height * 3
