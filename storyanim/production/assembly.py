"""Segments -> the film and what stands beside it: joined, counted, and given their names last of all.

Takes segments in order and an order, gives a `Film`. A film never stands without its sidecar and captions, and
nothing unfinished ever stands under a final name.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from storyanim.encode import check_output, commit_together, join, output_error, to_srt
from storyanim.errors import OutputError
from storyanim.production.film import Film
from storyanim.production.interruption import undisturbed
from storyanim.production.sidecar import captions_path, check_neighbours, sidecar, sidecar_path
from storyanim.types import StreamInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.jobs import FilmJob
    from storyanim.production.order import FilmOrder
    from storyanim.production.segments import Studio
    from storyanim.production.store import Segment
    from storyanim.types import Caption


def assemble(order: FilmOrder, plan: FilmPlan, studio: Studio, job: FilmJob, segments: Sequence[Segment]) -> Film:
    """Make the film of its segments, and end the job: from the first name on, nothing but a kill stops it halfway.

    Raises:
        InputError: the output has come to exist meanwhile.
        OutputError: somebody emptied the cache meanwhile.
        EncoderError, OutputError: as `join` and `commit_together` say.
    """
    if not all(segment.path.exists() for segment in segments):
        raise OutputError("segments vanished from the cache while the film was being made: run the same command again")
    output, size, rate = order.output, order.schedule.size, order.schedule.rate
    captions = plan.captions(order.schedule.captions)
    film = Film(output, sidecar_path(output), captions_path(output), plan.frames, float(plan.frames / rate), size)
    with ExitStack() as leftovers:
        parts = {path: _part(job, path, leftovers) for path in (film.sidecar, film.captions, film.path)}
        _join(order, plan, studio, captions, parts[film.path], segments)
        _write(parts[film.sidecar], sidecar(studio, plan, order.origins))
        _write(parts[film.captions], to_srt(captions, rate))
        _check(order)
        with undisturbed():
            commit_together(parts, force=order.force)
            job.finish()
    return film


def _check(order: FilmOrder) -> None:
    """Again what was checked in the beginning: drawing may have taken hours."""
    check_output(order.output, force=order.force)
    if not order.force:
        check_neighbours(order.output)


def _join(
    order: FilmOrder,
    plan: FilmPlan,
    studio: Studio,
    captions: tuple[Caption, ...],
    part: Path,
    segments: Sequence[Segment],
) -> None:
    join(
        [segment.path for segment in segments],
        StreamInfo(order.schedule.size, order.schedule.rate, plan.frames, captions, order.origins.title),
        part,
        order.output.suffix,
        ffmpeg=studio.ffmpeg,
        metadata={"comment": f"Made with storyanim, drawn by {studio.renderer.name}"},
        chapters=plan.chapters(order.origins.chapters),
    )


def _part(job: FilmJob, path: Path, leftovers: ExitStack) -> Path:
    """Where `path` is written first; removed in the end if it has not got its name by then."""
    part = job.beside(path)
    leftovers.callback(_discard, part)
    return part


def _discard(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


def _write(part: Path, text: str) -> None:
    try:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise output_error(error, part) from error
