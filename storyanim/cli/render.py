"""`storyanim render`: a story or a storyboard in, a film out."""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import clock, introduce, progress_shown, result, say, summarise
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    Encoding,
    Force,
    Jobs,
    Json,
    Limit,
    Rate,
    RendererName,
    Seed,
    Settings,
    SizeText,
    Source,
    Style,
    byte_count,
    checked_film,
    checked_picture,
)  # fmt: skip
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.production import Estimate, Film, FilmOrder
    from storyanim.storyboard import Storyboard


def render(
    source: Source,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The film: .mp4, .mkv or .gif; else story.mp4 right here."),
    ] = None,
    shots: Annotated[
        str | None, typer.Option(metavar="A..B", help="Only these shots, by number or name: 3..5, 3.., s02-01.")
    ] = None,
    size: SizeText = None,
    rate: Rate = None,
    seed: Seed = None,
    style: Style = None,
    renderer: RendererName = "auto",
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write a picture of all shots, as a .png.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show the film in a window while it is drawn.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how long it would take; a --sheet is drawn all the same.")
    ] = False,
    force: Force = False,
    jobs: Jobs = None,
    encoding: Encoding = None,
    limit: Limit = DEFAULT_LIMIT,
    as_json: Json = False,
) -> None:
    """Make a film of a story or of its storyboard.

    A story's storyboard, story.yaml beside story.txt, is used if there is one and written if there is none.

    What was drawn before is not drawn again: stop it and run the same command, or change a shot and add --force.
    """
    from storyanim import animate
    from storyanim.cli.sources import default_output, find_board
    from storyanim.production import check_order, open_store, tidy

    settings = Settings.of(size, rate, seed, style)
    animate.chosen(renderer)
    if not dry_run:
        tidy(open_store())  # what a killed run left behind, before a film that stands is refused as existing
    force_film = force or dry_run  # a dry run replaces nothing
    if output is not None:
        checked_film(output, force=force_film)
    if sheet is not None:
        checked_picture(sheet, force=force)
    if preview:
        _check_preview()
    found = find_board(source, encoding, byte_count(limit))
    board = settings.over(found.board)
    path = output or default_output(source, ".mp4")
    order = animate.order(board, path, renderer=renderer, shots=shot_range(shots, board), force=force_film)
    check_order(order)
    if not dry_run:
        found.kept()
    introduce(board, order.renderer.name)
    pages = animate.sheet(board, sheet, renderer=renderer, force=force) if sheet else ()
    for page in pages:
        say(f"wrote {page}")
    if dry_run:
        _estimate(order, jobs, as_json)
    else:
        _film(order, jobs, preview, as_json, pages)


def shot_range(words: str | None, board: Storyboard) -> tuple[str, str] | None:
    """Ids of the first and last shot of `A..B`, `A..`, `..B` or `A`; numbers count from 1.

    Raises:
        InputError: there is no such shot.
    """
    if words is None:
        return None
    ids = [shot.id for _, shot in board.shots]
    first, dots, last = words.partition("..")
    start = _shot_id(first or "1", ids)
    end = _shot_id((last or str(len(ids))) if dots else first, ids)
    if ids.index(start) > ids.index(end):
        raise InputError(f"--shots {words}: the first shot comes after the last")
    return start, end


def _shot_id(word: str, ids: list[str]) -> str:
    if word in ids:
        return word
    if word.isdecimal() and len(word) < 10 and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    raise InputError(f"--shots: there is no shot '{word}'; there are 1 to {len(ids)}, by name {ids[0]} to {ids[-1]}")


def _check_preview() -> None:
    from storyanim.live import check_display

    check_display()


def _film(order: FilmOrder, jobs: int | None, preview: bool, as_json: bool, pages: tuple[Path, ...]) -> None:
    from storyanim.live import preview_window
    from storyanim.production import Watchers, make_film, open_store

    began = time.monotonic()
    with progress_shown() as show, preview_window() if preview else nullcontext() as segment:
        film = make_film(order, open_store(), jobs=jobs, watchers=Watchers(show, segment))
    summarise(film, time.monotonic() - began)
    result(_as_json(film, order.renderer.name, pages) if as_json else film.path)


def _as_json(film: Film, renderer: str, pages: tuple[Path, ...]) -> str:
    facts = {
        "film": str(film.path),
        "captions": str(film.captions),
        "sidecar": str(film.sidecar),
        "sheet": [str(page) for page in pages],
        "renderer": renderer,
        "frames": film.frames,
        "seconds": round(film.seconds, 3),
        "size": list(film.size),
    }
    return json.dumps(facts)


def _estimate(order: FilmOrder, jobs: int | None, as_json: bool) -> None:
    from storyanim.production import estimate_film, open_store

    found = estimate_film(order, open_store(), jobs=jobs)
    if as_json:
        result(json.dumps({"film": str(order.output), **asdict(found)}))
    else:
        result(_estimate_words(found, order))


def _estimate_words(found: Estimate, order: FilmOrder) -> str:
    how = "as films like it took here" if found.measured else "a guess: no film like it was made here yet"
    length = clock(float(found.frames / order.schedule.rate))
    lines = (
        f"{order.output}: {length} of film, {found.frames} frames in {found.shots} shots",
        f"drawn already: {found.cached_frames} frames, {found.cached_segments} of {found.segments} segments",
        f"still to do: {_wait(found)}; the film: about {found.length / 1e6:.1f} MB ({how})",
    )
    return "\n".join(lines)


def _wait(found: Estimate) -> str:
    if found.cached_segments == found.segments:
        return "no more than joining"
    return f"about {clock(found.seconds)}" if found.seconds >= 1 else "about a second"
