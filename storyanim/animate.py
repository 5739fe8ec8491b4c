"""The main path: text -> storyboard -> schedule -> render -> encode. Read this file first.

`draft` reads a story into a storyboard, `render` films it, `play` shows it live; `frame` draws a picture, `sheet` many.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from storyanim.live import LiveOptions
    from storyanim.production import Film, FilmOptions, FilmOrder, Layout, Watchers
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard
    from storyanim.types import Frame, Reading, Tempo

    AnyRenderer = str | RendererSpec


def read(
    story: str | bytes | Path,
    *,
    seed: int | None = None,
    pace: Tempo = "even",
    encoding: str | None = None,
    limit: int = 10_000_000,
) -> Reading:
    """Understand a story: a text, a file's bytes, or a file by its `Path`.

    `seed` decides what the text leaves open, such as the colour of a coat; without it the text itself does. `pace` is
    how often scenes and shots change. Raises InputError for what is no story or longer than `limit` bytes.
    """
    from storyanim.storyboard import film_seed
    from storyanim.text import open_story, understand

    found = open_story(story, encoding=encoding, limit=limit)
    return understand(found, seed=film_seed(found.text) if seed is None else seed, pace=pace)


def draft(
    story: str | Path | Reading,
    *,
    title: str | None = None,
    style: str = "paper",
    seed: int | None = None,
    size: tuple[int, int] = (1280, 720),
    rate: Fraction | int | str = 24,
    pace: Tempo = "even",
    part: str = "",
) -> Storyboard:
    """Turn a story (a text, the `Path` of a file, or one that is read already) into a storyboard; `part`: only that."""
    from storyanim.storyboard import draft_storyboard, only_part

    reading = read(story, seed=seed, pace=pace) if isinstance(story, str | Path) else story
    return draft_storyboard(only_part(reading, part), title=title, style=style, seed=seed, size=size, rate=rate)


def load(path: str | Path) -> Storyboard:
    """Load a storyboard from its file. Raises InputError, which names all faults, if it has any."""
    from storyanim import storyboard

    return storyboard.load(Path(path))


def render(
    board: Storyboard,
    output: str | Path,
    *,
    renderer: AnyRenderer = "auto",
    shots: tuple[str, str] | None = None,
    force: bool = False,
    jobs: int | None = None,
    cache: Path | None = None,
    watchers: Watchers | None = None,
    options: FilmOptions | None = None,
) -> Film:
    """Make the film `output` (.mp4, .webm, .gif ...); a `StoryanimError` where it exists, unless `force`, or fails.

    `shots`: the first's and the last's id; `jobs`: cores; `cache` keeps drawn segments; `watchers` hear how far it is.
    """
    from storyanim.production import make_film, open_store

    film = order(board, Path(output), renderer=renderer, shots=shots, force=force, options=options)
    return make_film(film, open_store(cache), jobs=jobs, watchers=watchers)


def play(board: Storyboard | None, options: LiveOptions, *, renderer: AnyRenderer = "auto") -> None:
    """Play a film in the browser until Ctrl-C; without a storyboard the page is empty. Raises a `StoryanimError`."""
    from storyanim.live import Means, play_live
    from storyanim.production import curves_of, film_live, open_store, staged_live

    film, spec = partial(film_live, partial(render, renderer=renderer)), chosen(renderer).live
    play_live(board, Means(draft, scheduled, film, staged_live, spec, curves_of(open_store())), options)


def frame(board: Storyboard, index: int, *, renderer: AnyRenderer = "auto") -> Frame:
    """Draw one frame, the same as it is in the film. Raises InputError if the film has no such frame."""
    from storyanim.production import open_store, still

    spec = chosen(renderer)
    return still(scheduled(board).keyed(spec.every), spec, index, open_store())


def sheet(
    board: Storyboard, path: Path, *, layout: Layout = "contact", renderer: AnyRenderer = "auto", force: bool = False
) -> tuple[Path, ...]:
    """Write all shots to be looked through, in close rows (`contact`) or with all words (`board`); the pages' paths."""
    from storyanim.production import open_store, write_sheet

    return write_sheet(board, scheduled(board), chosen(renderer), open_store(), path, layout=layout, force=force)


def order(
    board: Storyboard,
    output: Path,
    *,
    renderer: AnyRenderer = "auto",
    shots: tuple[str, str] | None = None,
    force: bool = False,
    options: FilmOptions | None = None,
) -> FilmOrder:
    """What a film is made from: its schedule, who draws it, what is heard, and what is told of it."""
    from storyanim.production import FilmOptions, staged

    stage, spec = staged(board, output, options or FilmOptions()), chosen(renderer)
    return stage.order(scheduled(stage.board).keyed(spec.every), spec, shots=shots, force=force)


def chosen(renderer: AnyRenderer) -> RendererSpec:
    """The renderer of that name; `auto` is turbo where its weights and a GPU are, else storybook."""
    from storyanim.render import chosen_renderer

    return chosen_renderer(renderer) if isinstance(renderer, str) else renderer


def scheduled(board: Storyboard) -> Schedule:
    """The film's frames; prompts that a hand wrote are read, so that storybook draws what they say."""
    from storyanim.schedule import schedule
    from storyanim.storyboard import as_prompted

    if edited := [shot for _, shot in board.shots if shot.hand_edited("prompt")]:
        from storyanim.text import read_prompt

        board = as_prompted(board, {shot.id: read_prompt(shot.prompt) for shot in edited})
    return schedule(board)
