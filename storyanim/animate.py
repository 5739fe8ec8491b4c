"""The main path: text -> storyboard -> schedule -> render -> encode. Read this file first.

`draft` reads a story into a storyboard, `render` films a storyboard, `frame` draws one picture of it, `sheet` one of
every shot. Everything else in the package is a room that one of them walks through.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from fractions import Fraction

    from storyanim.production import Film, FilmOrder, Watchers
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard
    from storyanim.types import Frame, Reading

STORY_LIMIT = 10_000_000
"""Bytes of a story that are read without being asked twice: about two million words."""


def read(
    story: str | bytes | Path, *, seed: int | None = None, encoding: str | None = None, limit: int = STORY_LIMIT
) -> Reading:
    """Understand a story: a text, a file's bytes, or a file by its `Path`.

    `seed` decides what the text leaves open, such as the colour of a coat; without it the text itself does. Raises
    InputError for what is no story: empty, binary, longer than `limit` bytes, in no encoding that can be found.
    """
    from storyanim.storyboard import film_seed
    from storyanim.text import read_story, story_bytes, understand

    path = story if isinstance(story, Path) else None
    if isinstance(story, str):
        if len(story.split()) == 1 and story.lower().endswith((".txt", ".md")):
            raise InputError(f"'{story}' is a file's name, not a story: write Path('{story}')")
        story, encoding = story.encode(errors="replace"), "utf-8"
    data = story if isinstance(story, bytes) else story_bytes(story, limit)
    found = read_story(path, data, encoding=encoding, limit=limit)
    return understand(found, seed=film_seed(found.text) if seed is None else seed)


def draft(
    story: str | Path | Reading,
    *,
    title: str | None = None,
    style: str = "paper",
    seed: int | None = None,
    size: tuple[int, int] = (1280, 720),
    rate: Fraction | int | str = 24,
) -> Storyboard:
    """Turn a story (a text, the `Path` of a file, or one that is read already) into a storyboard."""
    from storyanim.storyboard import draft_storyboard

    reading = read(story, seed=seed) if isinstance(story, str | Path) else story
    return draft_storyboard(reading, title=title, style=style, seed=seed, size=size, rate=rate)


def load(path: str | Path) -> Storyboard:
    """Load a storyboard from its file. Raises InputError, which names all faults, if it has any."""
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
    """Make the film `output` (.mp4, .mkv, .gif); it is refused where it exists, unless `force`.

    `shots` are the ids of the first and the last one, None for all; `jobs` are cores, None for all; `cache` is where
    drawn segments are kept, None for the user's own cache folder; `watchers` are told how far it is. Raises a
    `StoryanimError` that says in one line what is wrong, where, and what to do.
    """
    from storyanim.production import make_film, open_store

    film = order(board, Path(output), renderer=renderer, shots=shots, force=force)
    return make_film(film, open_store(cache), jobs=jobs, watchers=watchers)


def frame(board: Storyboard, index: int, *, renderer: str = "auto") -> Frame:
    """Draw one frame, the same as it is in the film. Raises InputError if the film has no such frame."""
    from storyanim.render import open_renderer, render_frames

    film = _schedule(board)
    if not 0 <= index < film.frames:
        raise InputError(f"there is no frame {index}: the film has frames 0 to {film.frames - 1}")
    return next(iter(render_frames(open_renderer(chosen(renderer)), [film.recipe_at(index)])))


def sheet(board: Storyboard, path: Path, *, renderer: str = "auto", force: bool = False) -> tuple[Path, ...]:
    """Write a contact sheet of all shots as PNG; the pages' paths."""
    from storyanim.production import contact_sheet
    from storyanim.render import open_renderer

    opened, words = open_renderer(chosen(renderer)), {shot.id: shot.text for _, shot in board.shots}
    return contact_sheet(_schedule(board), opened, words, path, title=board.title, force=force)


def order(
    board: Storyboard,
    output: Path,
    *,
    renderer: str = "auto",
    shots: tuple[str, str] | None = None,
    force: bool = False,
) -> FilmOrder:
    """What a film is made from: its schedule, who draws it, and what is told of it."""
    from storyanim.production import FilmOrder, Origins
    from storyanim.storyboard import chapters, facts

    origins = Origins(board.title, facts(board), chapters(board))
    return FilmOrder(_schedule(board), chosen(renderer), output, shots, force, origins)


def chosen(renderer: str) -> RendererSpec:
    """The renderer of that name; `auto` is storybook until there are weights and a device for another."""
    from storyanim.render import RENDERERS, RendererSpec

    name = "storybook" if renderer == "auto" else renderer
    if name not in RENDERERS:
        raise InputError(f"there is no renderer '{renderer}'; choose from: auto, {', '.join(RENDERERS)}")
    return RendererSpec.of(name)


def _schedule(board: Storyboard) -> Schedule:
    """The film's frames; prompts that a hand wrote are read, so that storybook draws what they say."""
    from storyanim.schedule import schedule
    from storyanim.storyboard import as_prompted

    edited = [shot for _, shot in board.shots if shot.hand_edited("prompt")]
    if edited:
        from storyanim.text import read_prompt

        board = as_prompted(board, {shot.id: read_prompt(shot.prompt) for shot in edited})
    return schedule(board)
