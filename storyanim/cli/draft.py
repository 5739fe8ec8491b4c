"""`storyanim draft`: a story in, a storyboard file out; hand edits of an existing one are kept."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from storyanim.cli.console import counted, result, say
from storyanim.cli.options import (
    DEFAULT_LIMIT,
    Encoding,
    Json,
    Limit,
    PartName,
    Rate,
    Seed,
    Settings,
    SizeText,
    Story,
    Style,
    Tempo,
    byte_count,
    checked_output,
    pace_name,
)  # fmt: skip
from storyanim.cli.telling import Draft, Telling, teller_of, tells, told_draft, with_cues
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.storyboard import Merged, Storyboard


@tells
def draft(
    story: Story,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The storyboard; else story.yaml beside story.txt."),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="WORDS", help="The film's title, if not the story's.")] = None,
    size: SizeText = None,
    rate: Rate = None,
    seed: Seed = None,
    style: Style = None,
    pace: Tempo = None,
    part: PartName = None,
    encoding: Encoding = None,
    limit: Limit = DEFAULT_LIMIT,
    as_json: Json = False,
    telling: Telling = Telling(),
) -> None:
    """Break a story into scenes and shots that you can change.

    What comes out is a storyboard, a text file that says what is drawn, for how long, and how the camera moves.
    If it exists already, the story is drafted again and what you changed by hand stays.

    Title, size, seed, pace and part stay too, unless you give others; '--part all' is the whole story again.
    """
    from storyanim import animate
    from storyanim.cli.sources import STDIN, STORYBOARDS, How, read_source, storyboard_beside
    from storyanim.storyboard import drafted_settings, dump, reading_settings

    tempo = pace_name(pace)
    asked = Settings.of(size, rate, seed, style).given()
    if Path(story).suffix.lower() in STORYBOARDS:
        raise InputError(f"{story} is a storyboard already; name the story, or film it: storyanim render {story}")
    path = output or (None if story == STDIN else storyboard_beside(Path(story)))
    if path is None and (as_json or telling):
        option = "--json: the storyboard itself goes" if as_json else "--voice, --audio: the storyboard goes"
        raise InputError(f"{option} to stdout here; name a file for it with -o")
    old = animate.load(checked_output(path, force=True)) if path and path.exists() else None
    before = old.narration if old else None
    teller = teller_of(with_cues(telling, story), path, before) if path else None
    settings = {**(drafted_settings(old) if old else {}), **asked}
    by = reading_settings(old, pace=tempo, part=part)
    reading = read_source(story, How(encoding, byte_count(limit), by.pace), settings.get("seed"))
    board = animate.draft(reading, title=title, part=by.part, **settings)
    if path is None:
        result(dump(board), end="")
    else:
        time = partial(told_draft, teller=teller, before=before or board.narration, path=path)
        _keep(board, checked_output(path, force=True), time, as_json)


def _keep(board: Storyboard, path: Path, time: Callable[[Draft], Draft], as_json: bool) -> None:
    """Write the draft, or bring the storyboard that stands there up to it; `time` makes it as long as its telling."""
    from storyanim.encode import write_whole
    from storyanim.storyboard import dump, merge

    merged = merge(path.read_bytes().decode("utf-8-sig"), board, name=path.name) if path.exists() else None
    board, text = time(Draft(merged.board, merged.text) if merged else Draft(board, dump(board)))
    write_whole(path, text.encode(), force=True)
    shots = sum(1 for _ in board.shots)
    scenes, pictures = counted(len(board.scenes), "scene"), counted(shots, "shot")
    say(f"'{board.title}': {scenes}, {pictures}, {len(board.cast)} in the cast")
    if merged:
        _say_merged(merged)
    facts = {"storyboard": str(path), "scenes": len(board.scenes), "shots": shots, **_merged_facts(merged)}
    result(json.dumps(facts) if as_json else path)


def _say_merged(merged: Merged) -> None:
    if merged.added or merged.removed:
        say(f"{counted(len(merged.added), 'shot')} new, {len(merged.removed)} gone")
    for edit in merged.kept:
        say(f"kept your change: {edit}")
    for lost in merged.unplaced:
        words = lost.text if len(lost.text) <= 60 else f"{lost.text[:59]}…"
        say(f"your change has no place now, and is kept under 'unplaced': {lost.field} of '{words}'")


def _merged_facts(merged: Merged | None) -> dict[str, Any]:
    if merged is None:
        return {"added": [], "removed": [], "kept": [], "unplaced": []}
    unplaced = [lost.model_dump(mode="json") for lost in merged.unplaced]
    return {"added": merged.added, "removed": merged.removed, "kept": merged.kept, "unplaced": unplaced}
