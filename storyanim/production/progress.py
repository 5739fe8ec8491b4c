"""How far a film is.

Takes a plan and reports as they come, gives `Progress` values for whoever watches, and the segments in the
film's order as soon as they can be shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.production.costs import Cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storyanim.production.chunks import FilmPlan, PlannedChunk
    from storyanim.production.segments import Report
    from storyanim.production.store import Segment


@dataclass(frozen=True, slots=True)
class Progress:
    """Frames and shots that are drawn (`cached` frames were before), of how many, after how many seconds."""

    frames_done: int
    frames_total: int
    shots_done: int
    shots_total: int
    cached: int
    seconds: float


class Tally:
    """Counts one film's frames, shots and segments, and what they cost."""

    def __init__(self, plan: FilmPlan, stored: dict[str, Segment], clock: Callable[[], float]) -> None:
        """`stored` has the segments that exist before drawing, by key; the others are added to it."""
        self._plan, self._stored, self._clock, self._began = plan, stored, clock, clock()
        self._open_chunks = Counter(chunk.shot for chunk in plan.chunks)
        self._shots_total = len(self._open_chunks)
        self._by_key: dict[str, list[PlannedChunk]] = {}
        for chunk in plan.chunks:
            self._by_key.setdefault(chunk.key, []).append(chunk)
        self._under_way: dict[str, int] = {}
        self._drawn: list[Report] = []
        self._done = self._shown = 0
        for key in stored:
            self._close(key)
        self._cached = self._done

    def add(self, report: Report) -> None:
        """Take a worker's report in."""
        key = report.chunk.key
        if report.segment is None:
            self._under_way[key] = report.frames
            return
        self._under_way.pop(key, None)
        self._stored[key] = report.segment
        self._drawn.append(report)
        self._close(key)

    def showable(self) -> Iterator[Segment]:
        """Segments that follow, without a gap, those given before."""
        chunks = self._plan.chunks
        while self._shown < len(chunks) and (segment := self._stored.get(chunks[self._shown].key)):
            self._shown += 1
            yield segment

    def progress(self) -> Progress:
        """How far the film is now."""
        return Progress(
            frames_done=self._done + sum(self._under_way.values()),
            frames_total=self._plan.frames,
            shots_done=self._shots_total - len(self._open_chunks),
            shots_total=self._shots_total,
            cached=self._cached,
            seconds=self._clock() - self._began,
        )

    def cost(self) -> Cost:
        """What a frame cost, of those drawn here; at least one chunk must have been."""
        frames = sum(report.frames for report in self._drawn)
        lengths = sum(report.segment.length for report in self._drawn if report.segment)
        return Cost(sum(report.seconds for report in self._drawn) / frames, lengths / frames)

    def _close(self, key: str) -> None:
        """A segment stands. Chunks of equal pictures share it: all of them are done."""
        for chunk in self._by_key[key]:
            self._done += len(chunk)
            self._open_chunks[chunk.shot] -= 1
            if not self._open_chunks[chunk.shot]:
                del self._open_chunks[chunk.shot]
