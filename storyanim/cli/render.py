"""`storyanim render`: a story or a storyboard in, a film out."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import RENDERERS, progress_bar, say
from storyanim.cli.options import (
    Encoding,
    Force,
    Jobs,
    Json,
    Limit,
    Rate,
    RendererName,
    Seed,
    SizeText,
    Source,
    Style,
    byte_count,
)  # fmt: skip
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.production import Estimate, Film
    from storyanim.storyboard import Storyboard


def render(
    source: Source,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The film: .mp4, .mkv or .gif.")] = None,
    shots: Annotated[
        str | None, typer.Option(metavar="A..B", help="Only these shots, by number or id, e.g. 3..5.")
    ] = None,
    renderer: RendererName = "auto",
    size: SizeText = None,
    rate: Rate = None,
    seed: Seed = None,
    style: Style = None,
    sheet: Annotated[Path | None, typer.Option(help="Also write a PNG of all shots; alone with --dry-run.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show the film in a window while it is drawn.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take and draw nothing.")] = False,
    force: Force = False,
    jobs: Jobs = None,
    encoding: Encoding = None,
    limit: Limit = "10MB",
    as_json: Json = False,
) -> None:
    """Make a film of a story or a storyboard.

    What was drawn before is not drawn again: stop it, change a shot, run the same command.
    """
    from storyanim import animate
    from storyanim.cli.sources import Changes, default_output, find_board
    from storyanim.live import preview_window
    from storyanim.production import Watchers

    changes = Changes(size, rate, seed, style)
    board = changes.over(find_board(source, encoding, byte_count(limit)))
    path = output or default_output(source, ".mp4")
    order = animate.order(board, path, renderer=renderer, shots=shot_range(shots, board), force=force)
    if sheet is not None:
        for page in animate.sheet(board, sheet, renderer=renderer, force=force):
            say(f"wrote {page}")
    if dry_run:
        _print_estimate(animate.estimate(order, jobs=jobs), path, as_json)
        return
    say(f"drawn by {order.renderer.name}: {RENDERERS[order.renderer.name]}")
    with progress_bar() as show, preview_window() if preview else nullcontext() as segment:
        film = animate.make(order, jobs=jobs, watchers=Watchers(show, segment))
    _print_film(film, as_json)


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
    if word.isdecimal() and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    raise InputError(f"--shots: there is no shot '{word}'; there are 1 to {len(ids)}, by id {ids[0]} to {ids[-1]}")


def _print_film(film: Film, as_json: bool) -> None:
    if not as_json:
        print(film.path)
        return
    facts = {
        "film": str(film.path),
        "captions": str(film.captions),
        "sidecar": str(film.sidecar),
        "frames": film.frames,
    }
    print(json.dumps({**facts, "seconds": round(film.seconds, 3), "size": list(film.size)}))


def _print_estimate(found: Estimate, path: Path, as_json: bool) -> None:
    if as_json:
        facts = {name: getattr(found, name) for name in found.__dataclass_fields__}
        print(json.dumps({"film": str(path), **facts}))
        return
    how = "as measured here" if found.measured else "a guess, nothing was measured here yet"
    print(f"{path}: {found.frames} frames in {found.shots} shots")
    print(
        f"segments: {found.segments}, of which {found.cached_segments} are drawn already ({found.cached_frames} frames)"
    )
    print(f"about {found.seconds:.0f} s to draw, {found.length / 1e6:.1f} MB ({how})")
