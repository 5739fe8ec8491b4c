"""`storyanim clip`: some shots of a film as a film of their own; what is drawn is not drawn again."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import progress_shown, result, say, summarise
from storyanim.cli.drawing import Asked, draws, introduce
from storyanim.cli.filming import Wishes, films, tell_captions
from storyanim.cli.options import DEFAULT_LIMIT, FILMS, Force, Jobs, Json, Rate, Settings, byte_count, checked_film
from storyanim.cli.results import film_json
from storyanim.cli.shots import shots_named
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.production import Film, FilmOptions


@draws
@films
def clip(
    source: Annotated[
        str, typer.Argument(metavar="FILM|STORY", help="A film made with storyanim, or a story, or its storyboard.")
    ],
    shots: Annotated[str, typer.Option(metavar="A..B", help="Which shots, by number or name: 3..5, 3.., s02-01.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=f"The clip: {FILMS}; else story-clip.gif.")
    ] = None,
    force: Force = False,
    jobs: Jobs = None,
    as_json: Json = False,
    rate: Rate = None,
    asked: Asked = Asked(),
    wishes: Wishes = Wishes(),
) -> None:
    """Cut a clip out of a film, without drawing it again.

    A film is cut where its shots begin. From a storyboard the clip is made of what is drawn already, and the rest is
    drawn; that way captions can be in the pictures, too: --captions karaoke.
    """
    from storyanim.cli.sources import default_output, storyboard_folder
    from storyanim.encode import SUFFIXES, container_of

    began = time.monotonic()
    ending = wishes.preset().suffix if wishes.place else ".gif"
    path = checked_film(output or default_output(source, f"-clip{ending}"), force=force)
    wishes.check_kind(path)
    asked_rate = Settings.of(rate=rate)
    options = wishes.options(storyboard_folder(source), asked_rate.rate)
    # A loop has a rate of its own: at the film's there is nothing to draw anew.
    settings = wishes.settings(Settings() if container_of(path.suffix).is_loop else asked_rate)
    if Path(source).suffix in SUFFIXES:
        if wishes.music is not None:
            raise InputError("--music: the film's sound is made already; name its storyboard to have music in the clip")
        film = _from_film(Path(source), shots, path, _drawn_already(wishes, options), settings, force=force)
    else:
        film = _from_storyboard(source, shots, path, options, settings, asked, force=force, jobs=jobs)
    summarise(film, time.monotonic() - began)
    result(film_json(film) if as_json else film.path)


def _drawn_already(wishes: Wishes, options: FilmOptions) -> FilmOptions:
    """The options for a film whose pictures stand: captions that only the place would have in them stay a track."""
    if wishes.captions is not None or options.captions not in ("burn", "karaoke"):
        return options
    say("captions stay a track: the film's pictures are drawn already; name its storyboard to have them in the picture")
    return replace(options, captions="soft")


def _from_film(source: Path, shots: str, path: Path, options: FilmOptions, settings: Settings, *, force: bool) -> Film:
    from storyanim.production import cut_film, film_facts

    film = film_facts(source)
    if settings.size not in (None, film.size) or settings.rate not in (None, film.rate):
        shape = f"{film.size.width}x{film.size.height} at {float(film.rate):g} frames/s"
        raise InputError(f"--for, --fps: {path.name} would be as its film is, {shape}; name its storyboard for another")
    return cut_film(film, shots_named(shots, film.story_shots), path, options, force=force)


def _from_storyboard(
    source: str,
    shots: str,
    path: Path,
    options: FilmOptions,
    settings: Settings,
    asked: Asked,
    *,
    force: bool,
    jobs: int | None,
) -> Film:
    from storyanim import animate
    from storyanim.cli.sources import How, find_board
    from storyanim.production import Watchers, cheapest, make_film, open_store

    found = find_board(source, How(None, byte_count(DEFAULT_LIMIT)))
    board = settings.over(found.board)
    only = shots_named(shots, [shot.id for _, shot in board.shots])
    orders = [
        animate.order(board, output, renderer=asked.spec(), shots=only, force=force, options=options)
        for output in (path, path.with_suffix(".mp4"))
    ]
    order = cheapest(orders[0], orders[1], open_store())
    introduce(board.title, asked, order.renderer, order.schedule)
    tell_captions(order)
    with progress_shown() as show:
        return make_film(order, open_store(), jobs=jobs, watchers=Watchers(show, note=say))
