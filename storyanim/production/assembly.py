"""Segments -> the film and what stands beside it: joined, counted, and given their names last of all.

Takes segments in order and an order, gives a `Film`. A film never stands without its sidecar and captions, and
nothing unfinished ever stands under a final name.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.encode import (
    Extras,
    check_output,
    commit_together,
    discard,
    join,
    mix_sound,
    output_error,
    to_subtitles,
)
from storyanim.errors import OutputError
from storyanim.interruption import undisturbed
from storyanim.production.film import Film
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
    from storyanim.types import Caption, Size


def assemble(order: FilmOrder, plan: FilmPlan, studio: Studio, job: FilmJob, segments: Sequence[Segment]) -> Film:
    """Make the film of its segments, and end the job: from the first name on, nothing but a kill stops it halfway.

    Raises:
        InputError: the output has come to exist meanwhile.
        OutputError: somebody emptied the cache meanwhile.
        EncoderError, OutputError: as `join` and `commit_together` say.
    """
    if not all(segment.path.exists() for segment in segments):
        raise OutputError("segments vanished from the cache while the film was being made: run the same command again")
    captions = plan.captions(order.track)
    film = _film(order, plan, captions)
    with ExitStack() as leftovers:
        parts = {path: _part(job, path, leftovers) for path in (film.sidecar, film.captions, film.path) if path}
        size = _join(order, plan, studio, captions, parts[film.path], segments)
        _write(parts[film.sidecar], sidecar(studio, plan, order.origins, order.options.captions))
        if film.captions is not None:
            _write(parts[film.captions], to_subtitles(captions, order.schedule.rate, film.captions.suffix))
        _check(order)
        with undisturbed():
            commit_together(parts, force=order.force)
            job.finish()
    return replace(film, size=size)


def _film(order: FilmOrder, plan: FilmPlan, captions: tuple[Caption, ...]) -> Film:
    output, rate = order.output, order.schedule.rate
    wanted = captions or order.options.captions == "soft"
    beside = captions_path(output, order.container.subtitles) if wanted else None
    return Film(output, sidecar_path(output), beside, plan.frames, float(plan.frames / rate), order.schedule.size)


def _check(order: FilmOrder) -> None:
    """Again what was checked in the beginning: drawing may have taken hours."""
    check_output(order.output, force=order.force)
    if not order.force:
        check_neighbours(order.output, order.container.subtitles)


def _join(
    order: FilmOrder,
    plan: FilmPlan,
    studio: Studio,
    captions: tuple[Caption, ...],
    part: Path,
    segments: Sequence[Segment],
) -> Size:
    return join(
        [segment.path for segment in segments],
        StreamInfo(order.schedule.size, order.schedule.rate, plan.frames, captions, order.origins.title),
        part,
        order.output.suffix,
        ffmpeg=studio.ffmpeg,
        extras=Extras(
            metadata={"comment": _comment(order)},
            chapters=plan.chapters(order.origins.chapters),
            sound=_sound(order, plan, studio),
            cover=plan.cover,
            loop=order.options.loop,
        ),
    )


def _comment(order: FilmOrder) -> str:
    """What a film says of itself, inside: who drew it, and from what it can be made again."""
    facts = order.origins.facts
    told = [f"{name} {facts[name]}" for name in ("seed", "storyboard") if name in facts]
    return "; ".join([f"Made with storyanim, drawn by {order.renderer.name}", *told])


def _sound(order: FilmOrder, plan: FilmPlan, studio: Studio) -> Path | None:
    """The film's sound, mixed in the scratch folder; None where nothing is heard."""
    if order.mix is None or not order.container.sound:
        return None
    rate, part = order.schedule.rate, studio.scratch / "sound.part"
    mix = replace(order.mix, begins=order.mix.begins - float(plan.first / rate))
    mix_sound(mix, float(plan.frames / rate), part, ffmpeg=studio.ffmpeg)
    return part


def _part(job: FilmJob, path: Path, leftovers: ExitStack) -> Path:
    """Where `path` is written first; removed in the end if it has not got its name by then."""
    part = job.beside(path)
    leftovers.callback(discard, part)
    return part


def _write(part: Path, text: str) -> None:
    try:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise output_error(error, part) from error
