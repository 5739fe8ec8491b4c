"""`storyanim report storyboard`: what a film will be like, as tables or JSON; `film` is in `report_film`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from storyanim.cli.console import clock, counted, result
from storyanim.cli.options import DEFAULT_LIMIT, Json, Source, byte_count
from storyanim.cli.report_film import report_film
from storyanim.cli.tables import printed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from storyanim.storyboard import Concern, StoryboardReport

report = typer.Typer()
report.command("film")(report_film)
_MOST_IDS = 6
_CHANGED = re.compile(r"-(?:look-[0-9]+|old)(?:-old)?$")
"""The end of the id of a card that somebody changes into."""


@report.callback(invoke_without_command=True)
def group(context: typer.Context) -> None:
    """Say in figures what a film will be like, and how it moves."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@report.command("storyboard")
def report_storyboard(source: Source, as_json: Json = False) -> None:
    """Say who is seen where and when, and what you may want to mend.

    It also says how fast pictures change, and which words of a prompt no model reads.

    Of a story, the storyboard beside it is read; if there is none the story is drafted, and nothing is written.
    """
    from storyanim.cli.sources import How, find_board
    from storyanim.storyboard import storyboard_report

    found = storyboard_report(find_board(source, How(None, byte_count(DEFAULT_LIMIT))).board)
    result(json.dumps(asdict(found)) if as_json else printed(_parts(found)), end="\n" if as_json else "")


def _parts(found: StoryboardReport) -> Iterator[RenderableType]:
    from rich.text import Text

    pace = found.pace
    read = f", read with {found.level}" if found.level else ""
    scenes, shots = counted(len(found.scenes), "scene"), counted(found.shots, "shot")
    yield Text(f"{found.title}: {clock(found.seconds)}, {scenes}, {shots}{read}")
    yield Text(
        f"Pace {pace.name}: {pace.shots_a_minute:g} shots a minute; a shot lasts {pace.shortest_shot:g} to "
        f"{pace.longest_shot:g} s, mostly {pace.median_shot:g} s, a scene mostly {clock(pace.median_scene)}"
    )
    if len(found.parts) > 1:
        rows = (
            (
                str(number),
                line.name,
                clock(line.begins),
                clock(line.seconds),
                " to ".join(dict.fromkeys((line.scenes[0], line.scenes[-1]))),
            )
            for number, line in enumerate(found.parts, 1)
        )
        yield table("Parts", ("part", "name", "at", "lasts", "scenes"), rows)
    names = _names(found)
    yield _timeline(found)
    yield table(
        "Cast",
        ("who", "what", "seen for", "shots", "scenes"),
        ((names[c.id], c.kind, clock(c.seconds), str(c.shots), _ids(c.scenes)) for c in found.cast),
    )
    yield table(
        "Places",
        ("where", "seen for", "scenes"),
        ((line.place or "unknown", clock(line.seconds), _ids(line.scenes)) for line in found.places),
    )
    if found.dropped:
        rows = ((lost.shot, str(lost.tokens), lost.words) for lost in found.dropped)
        yield table("Words that a picture model will not read", ("shot", "tokens", "words"), rows)
    yield (
        table("To look at", ("where", "what"), _warnings(found.warnings)) if found.warnings else Text("\nNo warnings.")
    )


def _names(found: StoryboardReport) -> dict[str, str]:
    """What the cast is called, by ids; of somebody whose look changes, each look for itself."""
    return {line.id: f"{line.name}{_look(line.id)}" for line in found.cast}


def _look(who: str) -> str:
    """` (look 2)` or ` (old)` for a card that somebody changes into."""
    changed = _CHANGED.search(who)
    return f" ({changed[0].removeprefix('-').replace('-', ' ')})" if changed else ""


def _timeline(found: StoryboardReport) -> RenderableType:
    names = {line.id: line.name for line in found.cast}
    rows = (
        (
            line.id,
            clock(line.begins),
            clock(line.seconds),
            str(line.shots),
            f"{line.place or 'unknown'}{', inside' if line.inside else ''}",
            ", ".join(part for part in (line.time, line.season, line.weather) if part != "clear"),
            ", ".join(dict.fromkeys(names[who] for who in line.cast)),
        )
        for line in found.scenes
    )
    return table("Timeline", ("scene", "at", "lasts", "shots", "where", "when", "who"), rows)


def _warnings(warnings: Iterable[Concern]) -> Iterator[tuple[str, str]]:
    """Each thing to look at once, with all places where it is said in the same words."""
    found: dict[str, list[str]] = {}
    for concern in warnings:
        found.setdefault(concern.words, []).extend(concern.where)
    yield from ((_ids(tuple(where)), words) for words, where in found.items())


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
    return ", ".join(ids[:_MOST_IDS]) + more
