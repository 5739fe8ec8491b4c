"""The worker seam: chunks in, stored segments out, by as many hands as a renderer and a machine allow.

Takes a studio and chunks, gives reports as they come. Whoever draws keeps to one contract (the suite in
`tests/production/test_workers.py`), so that a cluster can take the place of this machine's processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from storyanim.production.local import LocalWorkers, side_by_side
from storyanim.production.processes import ProcessWorkers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from storyanim.production.chunks import PlannedChunk
    from storyanim.production.segments import Report, Studio
    from storyanim.render import Renderer


class Workers(Protocol):
    """Draws chunks."""

    def draw(self, chunks: Iterable[PlannedChunk]) -> Generator[Report]:
        """Draw every chunk, begun in the order given; chunks are read only as hands become free.

        Yields for every chunk some reports, the last of them with its segment. Closing the generator, or an
        exception in it, ends all work at once: no process, thread or unfinished file is left, finished segments stay.

        Raises:
            StoryanimError: the first failure of a worker, with the class and message it had there.
        """
        ...


def hire(studio: Studio, renderer: Renderer, chunks: int, jobs: int) -> Workers:
    """The workers for so many chunks: as few as do, processes only where any number of renderers may be open.

    `renderer` is the open one of this process: one that may exist only so many times is drawn with here.
    """
    hands = max(1, min(jobs, chunks))
    if renderer.copies is None and hands > 1:
        return ProcessWorkers(studio, hands)
    return LocalWorkers(studio, renderer, side_by_side(studio.schedule.size, hands))
