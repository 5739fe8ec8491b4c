"""The main path: text -> storyboard -> schedule -> render -> encode. Read this file first.

`draft` reads a story into a storyboard; `render` films a storyboard; `frame` draws one picture of it. Everything
else in the package is a room that one of these three walks through.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from storyanim.production import Estimate, Film, FilmOrder, SegmentStore, Watchers
    from storyanim.render import RendererSpec
    from storyanim.storyboard import Storyboard
    from storyanim.types import Frame, Reading

STORY_LIMIT = 10 * 1024 * 1024
"""Bytes of a story that are read without being asked twice: about two million words."""


def read(
    story: str | bytes | Path, *, seed: int = 0, encoding: str | None = None, limit: int = STORY_LIMIT
) -> Reading:
    """Understand a story: a text, a file's bytes, or the path of a file.

    `seed` decides what the text leaves open, such as the colour of a coat.

    Raises:
        InputError: it is empty, binary, longer than `limit` bytes, or in no encoding that can be found.
    """
    from storyanim.text import read_story, understand

    path = story if isinstance(story, Path) else None
    if isinstance(story, str):
        story, encoding = story.encode(), "utf-8"
    data = story if isinstance(story, bytes) else _bytes(story, limit)
    return understand(read_story(path, data, encoding=encoding, limit=limit), seed=seed)


def draft(
    story: str | Path | Reading,
    *,
    title: str | None = None,
    style: str = "paper",
    seed: int | None = None,
    size: tuple[int, int] | str = (1280, 720),
    rate: Fraction | int | str = 24,
) -> Storyboard:
    """Turn a story (a text, the path of a file, or one that is read already) into a storyboard.

    Raises:
        InputError: the story or a setting cannot be used.
    """
    from storyanim.storyboard import draft_storyboard

    reading = read(story, seed=seed or 0) if isinstance(story, str | Path) else story
    return draft_storyboard(reading, title=title, style=style, seed=seed, size=size, rate=rate)


def load(path: str | Path) -> Storyboard:
    """Load a storyboard from its file.

    Raises:
        InputError: it has faults; all of them are named.
    """
    from storyanim import storyboard

    return storyboard.load(Path(path))


def render(
    board: Storyboard,
    output: str | Path,
    *,
    renderer: str = "auto",
    shots: tuple[str, str] | None = None,
    force: bool = False,
    jobs: int | None = None,
    cache: Path | None = None,
    watchers: Watchers | None = None,
) -> Film:
    """Make the film; its format is the suffix of `output` (.mp4, .mkv, .gif).

    Args:
        board: What to film.
        output: Where the film goes; refused where it exists, unless `force`.
        renderer: `storybook`, or `auto`: the best there is.
        shots: Ids of the first and last shot to film; None for all.
        force: Replace an existing film.
        jobs: Cores to use; None for all of them.
        cache: Where drawn segments are kept; None for the user's cache folder.
        watchers: Who is told how far it is.

    Raises:
        StoryanimError: in one line what is wrong, where, and what to do.
    """
    film = order(board, Path(output), renderer=renderer, shots=shots, force=force)
    return make(film, jobs=jobs, cache=cache, watchers=watchers)


def make(
    film: FilmOrder, *, jobs: int | None = None, cache: Path | None = None, watchers: Watchers | None = None
) -> Film:
    """Make a film that was ordered."""
    from storyanim.production import make_film

    return make_film(film, store(cache), jobs=jobs, watchers=watchers)


def estimate(film: FilmOrder, *, jobs: int | None = None, cache: Path | None = None) -> Estimate:
    """What making a film would take, without making it."""
    from storyanim.production import estimate_film

    return estimate_film(film, store(cache), jobs=jobs)


def frame(board: Storyboard, index: int, *, renderer: str = "auto") -> Frame:
    """Draw one frame, the same as it is in the film.

    Raises:
        InputError: the film has no such frame.
    """
    from storyanim.errors import InputError
    from storyanim.render import open_renderer, render_frames
    from storyanim.schedule import schedule

    film = schedule(as_written(board))
    if not 0 <= index < film.frames:
        raise InputError(f"there is no frame {index}: the film has frames 0 to {film.frames - 1}")
    return next(iter(render_frames(open_renderer(chosen(renderer)), [film.recipe_at(index)])))


def sheet(board: Storyboard, path: Path, *, renderer: str = "auto", force: bool = False) -> tuple[Path, ...]:
    """Write a contact sheet of all shots as PNG; the pages' paths."""
    from storyanim.production import contact_sheet
    from storyanim.render import open_renderer
    from storyanim.schedule import schedule

    words = {shot.id: shot.text for _, shot in board.shots}
    opened = open_renderer(chosen(renderer))
    return contact_sheet(schedule(as_written(board)), opened, words, path, title=board.title, force=force)


def order(
    board: Storyboard,
    output: Path,
    *,
    renderer: str = "auto",
    shots: tuple[str, str] | None = None,
    force: bool = False,
) -> FilmOrder:
    """What `render` and `estimate` work from: the film's schedule, who draws it, and what to say of it."""
    from storyanim.production import FilmOrder, Origins
    from storyanim.schedule import schedule
    from storyanim.storyboard import dump

    facts = {
        "seed": board.seed,
        "style": board.style,
        "storyboard": sha256(dump(board).encode()).hexdigest(),
        "model": None,
    }
    chapters = {scene.shots[0].id: f"{scene.place or 'scene'}, {scene.time}".capitalize() for scene in board.scenes}
    origins = Origins(title=board.title, facts=facts, chapters=chapters)
    return FilmOrder(schedule(as_written(board)), chosen(renderer), output, shots, force, origins)


def as_written(board: Storyboard) -> Storyboard:
    """The storyboard with hand-written prompts understood, so that storybook draws them too."""
    from storyanim.storyboard import as_prompted, hand_edited

    edited = [shot for _, shot in board.shots if hand_edited(shot, "prompt")]
    if not edited:
        return board
    from storyanim.text import read_prompt

    return as_prompted(board, {shot.id: read_prompt(shot.prompt) for shot in edited})


def chosen(renderer: str) -> RendererSpec:
    """The renderer of that name; `auto` is storybook until there are weights and a device for another."""
    from storyanim.render import RendererSpec

    return RendererSpec.of("storybook" if renderer == "auto" else renderer)


def store(cache: Path | None) -> SegmentStore:
    """The segments drawn so far: in `cache`, the folder STORYANIM_CACHE names, or the user's cache folder."""
    from platformdirs import user_cache_path

    from storyanim.production import SegmentStore

    named = os.environ.get("STORYANIM_CACHE")
    return SegmentStore(cache or (Path(named) if named else user_cache_path("storyanim", appauthor=False)))


def _bytes(path: Path, limit: int) -> bytes:
    """The file's first bytes, one more than `limit` at most: enough to know that it is too long."""
    from storyanim.errors import InputError

    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from error
