"""`storyanim render`: a story or a storyboard in, a film out."""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import clock, counted, progress_shown, result, say, summarise
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.filming import Wishes, films, tell_captions
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    FILMS,
    Encoding,
    Force,
    Jobs,
    Json,
    Limit,
    PartName,
    Settings,
    Source,
    Tempo,
    byte_count,
    checked_film,
    checked_output,
    checked_picture,
    pace_name,
    sets,
)  # fmt: skip
from storyanim.cli.results import film_json
from storyanim.cli.sessions import session_of
from storyanim.cli.shots import shots_named
from storyanim.cli.sources import STDIN
from storyanim.cli.telling import Telling, teller_for, tells, told_found
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.production import Estimate, FilmOrder
    from storyanim.storyboard import Storyboard


@draws
@films
@tells
@sets
def render(
    source: Source,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=f"The film: {FILMS}; else story.mp4 right here."),
    ] = None,
    shots: Annotated[
        str | None, typer.Option(metavar="A..B", help="Only these shots, by number or name: 3..5, 3.., s02-01.")
    ] = None,
    part: PartName = None,
    pace: Tempo = None,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write a picture of all shots, as a .png.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show the film in a window while it is drawn.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how long it would take; a --sheet is drawn all the same.")
    ] = False,
    keep_pace: Annotated[
        bool, typer.Option("--keep-pace", help="Write the paces found for its transitions into the storyboard.")
    ] = False,
    force: Force = False,
    jobs: Jobs = None,
    encoding: Encoding = None,
    limit: Limit = DEFAULT_LIMIT,
    as_json: Json = False,
    settings: Settings = Settings(),
    asked: Asked = Asked(),
    wishes: Wishes = Wishes(),
    telling: Telling = Telling(),
) -> None:
    """Make a film of a story or of its storyboard.

    A story's storyboard, story.yaml beside story.txt, is used if there is one and written if there is none.

    What was drawn before is not drawn again: stop it and run the same command, or change a shot and add --force.
    """
    from storyanim import animate
    from storyanim.cli.sources import Found, How, default_output, find_board, storyboard_folder
    from storyanim.production import check_order, open_store, tidy

    settings, tempo = wishes.settings(settings), pace_name(pace)
    options = wishes.options(storyboard_folder(source), settings.rate)
    spec = asked.spec()
    force_film = force or dry_run  # a dry run replaces nothing
    if keep_pace and (dry_run or source == STDIN):
        raise InputError("--keep-pace writes into the storyboard's file: name its story, and leave out --dry-run")
    if dry_run and telling:
        raise InputError("--dry-run: leave out --voice and --audio; it writes nothing, and they do")
    if not dry_run:
        tidy(open_store())  # what a killed run left behind, before a film that stands is refused as existing
    path = output or default_output(source, wishes.preset().suffix)
    wishes.check_kind(path)
    _check_outputs(output, sheet, preview, force=force, force_film=force_film)
    session = session_of(source, animate.scheduled)
    if session and (shots or part or telling or keep_pace or settings.given()):
        raise InputError(f"{source}: a session is filmed as it was played: leave out what would change it")
    teller = teller_for(telling, source)
    drafted = session or find_board(source, How(encoding, byte_count(limit), tempo))
    checked_film(path, force=force_film)  # a voice may read for minutes
    found = told_found(drafted, teller, source) if isinstance(drafted, Found) else drafted
    board = settings.over(found.board)
    only = shot_range(shots, board, part)
    order = animate.order(board, path, renderer=spec, shots=only, force=force_film, options=options)
    order = session.over(order) if session else order
    check_order(order)
    if not dry_run:
        found.kept()
    introduce(board.title, asked, order.renderer, order.schedule)
    tell_captions(order)
    pages = animate.sheet(board, sheet, renderer=spec, force=force) if sheet else ()
    for page in pages:
        say(f"wrote {page}")
    if dry_run:
        _estimate(order, jobs, as_json)
    else:
        _film(order, jobs, preview, as_json, pages)
        if keep_pace:
            _keep_paces(order, source)


def shot_range(words: str | None, board: Storyboard, part: str | None = None) -> tuple[str, str] | None:
    """Ids of the first and last shot of `A..B`, `A..`, `..B` or `A`; numbers count from 1. Or those of a part.

    Raises:
        InputError: there is no such shot or part, or both are given.
    """
    if words is not None and part is not None:
        raise InputError("--shots and --part: give one of them")
    if part is not None:
        from storyanim.storyboard import shots_of_part

        return shots_of_part(board, part)
    if words is None:
        return None
    return shots_named(words, [shot.id for _, shot in board.shots])


def _check_outputs(output: Path | None, sheet: Path | None, preview: bool, *, force: bool, force_film: bool) -> None:
    """Refuse what cannot be written or shown, before anything is read."""
    from storyanim.live import check_display

    if output is not None:
        checked_film(output, force=force_film)
    if sheet is not None:
        checked_picture(sheet, force=force)
    if preview:
        check_display()


def _film(order: FilmOrder, jobs: int | None, preview: bool, as_json: bool, pages: tuple[Path, ...]) -> None:
    from storyanim.live import preview_window
    from storyanim.production import Watchers, make_film, open_store

    began = time.monotonic()
    with progress_shown() as show, preview_window() if preview else nullcontext() as segment:
        film = make_film(order, open_store(), jobs=jobs, watchers=Watchers(show, segment, say))
    summarise(film, time.monotonic() - began)
    sheet = [str(page) for page in pages]
    result(film_json(film, sheet=sheet, renderer=order.renderer.name) if as_json else film.path)


def _keep_paces(order: FilmOrder, source: str) -> None:
    from storyanim.cli.sources import storyboard_of
    from storyanim.encode import write_whole
    from storyanim.production import film_paces, open_store
    from storyanim.storyboard import with_kept_paces

    paces = film_paces(order, open_store())
    file = storyboard_of(Path(source)).resolve()  # a link stays one
    text = with_kept_paces(file.read_bytes().decode("utf-8-sig"), paces, file.name)
    write_whole(checked_output(file, force=True), text.encode(), force=True)
    say(f"{file.name} keeps the pace of {counted(len(paces), 'transition')}")


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
    weight = "" if order.container.redrawn else f"; the film: about {found.length / 1e6:.1f} MB"
    lines = (
        f"{order.output}: {length} of film, {found.frames} frames in {found.shots} shots",
        f"drawn already: {found.cached_frames} frames, {found.cached_segments} of {found.segments} segments",
        f"still to do: {_wait(found)}{weight} ({how})",
    )
    return "\n".join(lines)


def _wait(found: Estimate) -> str:
    if found.cached_segments == found.segments:
        return "no more than joining"
    return f"about {clock(found.seconds)}" if found.seconds >= 1 else "about a second"
