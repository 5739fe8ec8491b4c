"""A whole film: what is missing is drawn, all of it is joined, and only a checked film gets its name.

Takes a schedule, a renderer and an output, gives a `Film`. Whatever stops it, finished segments are kept and the
same command goes on from them. Knows nothing of stories or of how pictures are drawn.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode import find_ffmpeg, segment_settings
from storyanim.production.assembly import assemble
from storyanim.production.chunks import plan_film
from storyanim.production.cores import usable_cores
from storyanim.production.costs import estimate, remember_cost
from storyanim.production.interruption import terminable
from storyanim.production.jobs import FilmJob, tidy
from storyanim.production.order import check_order
from storyanim.production.progress import Tally
from storyanim.production.segments import Studio
from storyanim.production.workers import hire
from storyanim.render import open_renderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.costs import Estimate
    from storyanim.production.film import Film
    from storyanim.production.order import FilmOrder
    from storyanim.production.progress import Progress
    from storyanim.production.store import Segment, SegmentStore
    from storyanim.render import Renderer


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told while a film is made, in the thread that makes it: how far it is; every segment, in film order."""

    progress: Callable[[Progress], None] | None = None
    segment: Callable[[Path], None] | None = None

    def tell(self, tally: Tally) -> None:
        """Pass on what the tally says."""
        for segment in tally.showable():
            if self.segment:
                self.segment(segment.path)
        if self.progress:
            self.progress(tally.progress())


def make_film(
    order: FilmOrder, store: SegmentStore, *, jobs: int | None = None, watchers: Watchers | None = None
) -> Film:
    """Make the film, with `jobs` workers at most (one for each usable core).

    Raises:
        InputError: the output exists or cannot be, or there is no such shot.
        OutputError: the disk is full, or another process makes the same film.
        EncoderError, RendererError: what a worker failed with.
        KeyboardInterrupt, Terminated: after all workers are gone; finished segments are kept.
    """
    with terminable():
        tidy(store)
        check_order(order)
        plan, studio, renderer = _prepared(order, store)
        job = FilmJob(store, order.output)
        with job.begun({chunk.key for chunk in plan.chunks}):
            segments = _drawn(studio, plan, renderer, jobs or usable_cores(), watchers or Watchers())
            return assemble(order, plan, studio, job, segments)


def estimate_film(order: FilmOrder, store: SegmentStore, *, jobs: int | None = None) -> Estimate:
    """What `make_film` would do, without doing it.

    Raises:
        InputError: as `make_film`.
    """
    check_order(order)
    plan, studio, _ = _prepared(order, store)
    return estimate(plan, studio, jobs or usable_cores())


def _prepared(order: FilmOrder, store: SegmentStore) -> tuple[FilmPlan, Studio, Renderer]:
    renderer = open_renderer(order.renderer)
    studio = Studio(
        schedule=order.schedule,
        renderer=order.renderer,
        fingerprint=renderer.fingerprint,
        settings=segment_settings(order.output.suffix, rate=order.schedule.rate),
        ffmpeg=find_ffmpeg(),
        store=store,
        scratch=FilmJob(store, order.output).scratch,
    )
    return plan_film(studio, order.shots), studio, renderer


def _drawn(studio: Studio, plan: FilmPlan, renderer: Renderer, jobs: int, watchers: Watchers) -> list[Segment]:
    """All segments in order; those the store lacks are drawn first."""
    chunks = {chunk.key: chunk for chunk in plan.chunks}
    stored = {key: segment for key in chunks if (segment := studio.store.find(key))}
    missing = [chunk for key, chunk in chunks.items() if key not in stored]
    tally = Tally(plan, stored, time.monotonic)
    watchers.tell(tally)
    if missing:
        with closing(hire(studio, renderer, len(missing), jobs).draw(missing)) as reports:
            for report in reports:
                tally.add(report)
                watchers.tell(tally)
        remember_cost(studio, tally.cost())
    return [stored[chunk.key] for chunk in plan.chunks]
