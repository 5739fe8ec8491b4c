"""A whole film: what is missing is drawn, all of it is joined, and only a checked film gets its name.

Takes a schedule, a renderer and an output, gives a `Film`. Whatever stops it, finished segments are kept and the
same command goes on from them. Knows nothing of stories or of how pictures are drawn.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyanim.encode import SegmentSettings, find_ffmpeg
from storyanim.interruption import terminable
from storyanim.production.assembly import assemble
from storyanim.production.chunks import frames_of, plan_film
from storyanim.production.cores import usable_cores
from storyanim.production.costs import estimate, remember_cost
from storyanim.production.jobs import FilmJob, tidy
from storyanim.production.opening import fitting, with_fitting
from storyanim.production.order import check_order
from storyanim.production.pacing import paced_frames, paces_known, told_pacing
from storyanim.production.progress import Tally
from storyanim.production.segments import Studio
from storyanim.production.workers import hire
from storyanim.render import open_renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.costs import Estimate
    from storyanim.production.film import Film
    from storyanim.production.order import FilmOrder
    from storyanim.production.progress import Progress
    from storyanim.production.store import Segment, SegmentStore
    from storyanim.render import Renderer, RendererSpec
    from storyanim.storyboard import Storyboard
    from storyanim.types import Pace


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told while a film is made, in the thread that makes it.

    `progress`: how far it is; `segment`: every segment, in film order; `note`: what a person should know.
    """

    progress: Callable[[Progress], None] | None = None
    segment: Callable[[Path], None] | None = None
    note: Callable[[str], None] | None = None

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

    Where the memory does not hold the renderer's batch, the whole film is drawn in smaller ones: the batch is part of
    the renderer's fingerprint, and so a film's frames are always of one kind.

    Raises:
        InputError: the output exists or cannot be, or there is no such shot.
        OutputError: the disk is full, or another process makes the same film.
        EncoderError, RendererError, ResourceError: what a worker failed with.
        KeyboardInterrupt, Terminated: after all workers are gone; finished segments are kept.
    """
    with terminable():
        tidy(store)
        check_order(order)
        watching = watchers or Watchers()

        def make(spec: RendererSpec, renderer: Renderer) -> Film:
            return _made(replace(order, renderer=spec), renderer, store, jobs or usable_cores(), watching)

        return with_fitting(order.renderer, order.schedule.size, store, make, watching.note)


def film_live(film: Callable[..., Film], board: Storyboard, path: Path, check: Callable[[], None]) -> Film:
    """Make a film with `film` beside a live show, until `check`, called whenever a part is done, raises something."""
    return film(board, path, watchers=Watchers(progress=lambda _: check()))


def _made(order: FilmOrder, renderer: Renderer, store: SegmentStore, jobs: int, watchers: Watchers) -> Film:
    began = time.monotonic()
    found = paced_frames(order.schedule, renderer, store, frames_of(order.schedule, order.shots), watchers.note)
    order = replace(order, schedule=found.film)
    plan, studio = _planned(order, renderer, store)
    job = FilmJob(store, order.output)
    with job.begun({chunk.key for chunk in plan.chunks}):
        segments = _drawn(studio, plan, renderer, jobs, watchers)
        if found.probed and watchers.note:
            watchers.note(told_pacing(found, time.monotonic() - began))
        return assemble(order, plan, studio, job, segments)


def estimate_film(order: FilmOrder, store: SegmentStore, *, jobs: int | None = None) -> Estimate:
    """What `make_film` would do, without doing it.

    Raises:
        InputError: as `make_film`.
    """
    check_order(order)
    spec = fitting(order.renderer, order.schedule.size, store)
    renderer = open_renderer(spec)
    known = paces_known(order.schedule, renderer.fingerprint, store)
    plan, studio = _planned(replace(order, renderer=spec, schedule=known.film), renderer, store)
    jobs = jobs or usable_cores()
    return estimate(plan, studio, min(jobs, renderer.copies or jobs))


def film_paces(order: FilmOrder, store: SegmentStore) -> Mapping[str, Pace]:
    """The pace of each transition that goes at one of its own in this film, once that is made, by the shot's id."""
    spec = fitting(order.renderer, order.schedule.size, store)
    found = paces_known(order.schedule, open_renderer(spec).fingerprint, store)
    return {crossing.shot: crossing.pace for crossing in found.film.crossings if crossing.pace is not None}


def cheapest(order: FilmOrder, larger: FilmOrder, store: SegmentStore) -> FilmOrder:
    """The order, or another of the same shots and container that needs nothing drawn: made of a film's own segments.

    `larger` is the order of that film. Only what is redrawn from its segments can be made of another kind's.
    """
    if not order.container.redrawn:
        return order
    borrowed = replace(larger, output=order.output, codec=larger.container.codec)
    found = estimate_film(borrowed, store)
    return borrowed if found.cached_frames == found.frames else order


def _planned(order: FilmOrder, renderer: Renderer, store: SegmentStore) -> tuple[FilmPlan, Studio]:
    studio = Studio(
        schedule=order.schedule,
        renderer=order.renderer,
        fingerprint=renderer.fingerprint,
        settings=SegmentSettings(order.codec or order.container.codec, order.schedule.rate),
        ffmpeg=find_ffmpeg(),
        store=store,
        scratch=FilmJob(store, order.output).scratch,
        burning=order.burning,
    )
    return plan_film(studio, order.shots), studio


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
