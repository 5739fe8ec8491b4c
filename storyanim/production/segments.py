"""One chunk in, one segment out: what every worker does, wherever it runs.

Takes a `Studio` (all that is the same for every chunk of a film, sent to a worker once) and a chunk, gives a
stored segment and reports on the way. Draws through the renderer it is handed; holds a batch of frames at most.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from storyanim.encode import burnt, encode_segment
from storyanim.errors import OutputError, RendererError, ResourceError, StoryanimError
from storyanim.types import StreamInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from storyanim.encode import Burning, Ffmpeg, Halt, SegmentSettings
    from storyanim.production.chunks import PlannedChunk
    from storyanim.production.store import Segment, SegmentStore
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.types import Frame

REPORT_SECONDS = 0.25
"""How often a chunk in the making says how far it is."""


@dataclass(frozen=True, slots=True)
class Studio:
    """All it takes to draw any chunk of one film, small enough to travel to a worker process.

    Raises:
        RendererError: the renderer would draw before it is ready, as in a show: which frames are of what, nobody knows.
    """

    schedule: Schedule
    renderer: RendererSpec
    fingerprint: str
    settings: SegmentSettings
    ffmpeg: Ffmpeg
    store: SegmentStore
    scratch: Path
    burning: Burning | None = None

    def __post_init__(self) -> None:
        if dict(self.renderer.options).get("warming") == "serve":
            raise RendererError("warming 'serve' is for shows: a film waits until its renderer is ready")


@dataclass(frozen=True, slots=True)
class Report:
    """How far a chunk is: frames drawn, and the segment once it is stored, with the seconds it took one worker."""

    chunk: PlannedChunk
    frames: int
    segment: Segment | None = None
    seconds: float = 0.0


def encode_chunk(studio: Studio, chunk: PlannedChunk, frames: Iterable[Frame], halt: Halt | None = None) -> Segment:
    """Encode a chunk's frames and store the segment; nothing is left behind where that fails.

    Raises:
        EncoderError, OutputError: as `encode_segment` and the store say.
    """
    info = StreamInfo(studio.schedule.size, studio.schedule.rate, len(chunk))
    part = studio.scratch / f"{chunk.key[:16]}-{uuid4().hex[:8]}.part"
    try:
        with _cache_named(studio.store):
            shown = burnt(frames, studio.burning) if studio.burning else frames
            count = encode_segment(shown, info, studio.settings, part, ffmpeg=studio.ffmpeg, halt=halt)
        return studio.store.keep(chunk.key, part, count)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _cache_named(store: SegmentStore) -> Generator[None]:
    """A disk that is full here is the cache's, not the film's: say so."""
    try:
        yield
    except OutputError as error:
        raise OutputError(f"{error} (the cache folder is {store.folder}; STORYANIM_CACHE sets another)") from error


def told(
    frames: Iterable[Frame],
    chunk: PlannedChunk,
    tell: Callable[[Report], None],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Frame]:
    """The same frames; says from time to time how many there were."""
    last = clock()
    for done, frame in enumerate(frames, 1):
        yield frame
        if clock() - last >= REPORT_SECONDS:
            last = clock()
            tell(Report(chunk, done))


def readable(error: Exception, chunk: PlannedChunk) -> StoryanimError:
    """The error as a person should read it: our own as they are, any other in one line that names the place."""
    if isinstance(error, StoryanimError):
        return error
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":  # the latter is torch's
        return ResourceError(f"memory ran out while drawing {chunk}: choose a smaller --size or fewer --jobs")
    reason = " ".join(str(error).split())
    return StoryanimError(f"drawing {chunk} failed: {type(error).__name__}: {reason}; please report this")
