"""`storyanim report film`: how a film moves, in figures, as a picture, and beside the ways others would film it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import counted, result, say
from storyanim.cli.drawing import Asked, draws
from storyanim.cli.options import DEFAULT_LIMIT, Force, Json, Settings, byte_count, checked_picture, sets
from storyanim.cli.tables import printed, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from storyanim.motion import FilmMotion, MotionReport

WORST = 5
"""Transitions that are named."""
NOTABLE = 2.0
"""A jump ratio from which a transition may be named."""
SUMS = ("flicker", "jump", "worst_jump", "detour", "boundary", "frozen")


@draws
@sets
def report_film(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILM|STORY...", help="Films, stories or their storyboards.", show_default=False),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Also draw it, as a .png.")
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="Also film a story in the ways of others.")
    ] = True,
    force: Force = False,
    as_json: Json = False,
    settings: Settings = Settings(),
    asked: Asked = Asked(),
) -> None:
    """Measure how a film moves: flicker, jumps, standing still, visible boundaries.

    A film is read as it is. A story or storyboard is drawn small, and beside it three other ways of filming it: cuts
    only; a linear walk from prompt to prompt, as stable-diffusion-videos has it; midpoints put in where pictures are
    furthest apart, as latent blending has it. All three are small versions of our own.
    """
    from storyanim.encode import write_picture
    from storyanim.motion import plotted, together

    if output is not None:
        checked_picture(output, force=force)
    reports = [_report(source, asked, settings, baselines=baselines) for source in sources]
    if output is not None:
        write_picture(output, plotted(reports), force=force)
        say(f"wrote {output}")
    if as_json:
        result(json.dumps([_plain(report) for report in reports]))
    else:
        told = reports if len(reports) == 1 else [*reports, together(reports)]
        result(printed(part for report in told for part in _parts(report)), end="")


def _report(source: str, asked: Asked, settings: Settings, *, baselines: bool) -> MotionReport:
    from storyanim.encode import SUFFIXES

    if Path(source).suffix.lower() in SUFFIXES:
        return _of_film(Path(source))
    return _of_story(source, asked, settings, baselines=baselines)


def _of_film(path: Path) -> MotionReport:
    """Of a film that stands: its own pictures, and nothing beside them."""
    from storyanim.encode import iter_film
    from storyanim.motion import OURS, MotionReport, Stretch, measured
    from storyanim.production import film_facts

    film = film_facts(path)
    ends = (*film.cuts[1:], film.frames)
    rows = zip(film.shots, film.cuts, ends, film.transitions, strict=True)
    stretches = [
        Stretch(shot.strip("()"), first, end, way, "transition" if way else "cut") for shot, first, end, way in rows
    ]
    title, drawn_by = (str(film.facts.get(name, "")) for name in ("title", "renderer"))
    return MotionReport(title, drawn_by, float(film.rate), (measured(OURS, iter_film(path), stretches),))


def _of_story(source: str, asked: Asked, settings: Settings, *, baselines: bool) -> MotionReport:
    from storyanim import animate
    from storyanim.cli.sources import How, find_board
    from storyanim.motion import film_report, solved_paces
    from storyanim.production import curves_of, open_store
    from storyanim.render import open_renderer

    board = settings.over(find_board(source, How(None, byte_count(DEFAULT_LIMIT))).board)
    spec = asked.spec()
    renderer = open_renderer(spec)
    found = solved_paces(animate.scheduled(board).keyed(spec.every), renderer, curves_of(open_store()))

    def told(way: str) -> None:
        say(f"'{board.title}', drawn by {spec.name}: {way}")

    return film_report(board.title, found, renderer, spec.name, baselines=baselines, told=told)


def _parts(report: MotionReport) -> Iterator[RenderableType]:
    from rich.text import Text

    ours = report.ways[0]
    yield table(
        f"{report.title}, drawn by {report.drawn_by}",
        ("filmed as", "flicker", "jump", "worst", "detour", "boundary", "frozen"),
        ((way.way, *_figures(way)) for way in report.ways),
    )
    if ours.drift:
        drift = ", ".join(f"{gap}: {apart:.2f}" for gap, apart in ours.drift.items())
        yield Text(f"drift within a shot, by frames between: {drift}")
    if report.probed:
        yield Text(
            f"{counted(report.probed, 'morph')} probed with {report.probes / report.probed:.0f} pictures each; "
            f"{len(report.unpaced)} paced ({report.worse} of them worse for it), {report.jumping} would have jumped"
        )
    worst = sorted(ours.transitions, key=lambda one: -one.jump)
    named = [one for one in worst if one.frames and one.jump >= NOTABLE][:WORST]
    if named:
        rows = (
            (
                one.shot,
                one.kind,
                str(one.frames),
                *map(_ratio, (one.jump, report.unpaced.get(one.shot), one.detour, one.boundary)),
            )
            for one in named
        )
        yield table("To look at", ("shot", "begins by", "frames", "jump", "unpaced", "detour", "boundary"), rows)


def _figures(way: FilmMotion) -> tuple[str, ...]:
    ratios = (way.jump, way.worst_jump, way.detour, way.boundary)
    return (f"{way.flicker:.2f}", *map(_ratio, ratios), f"{100 * way.frozen:.1f} %")


def _ratio(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:.1f}" if number < 99.5 else "> 99"


def _plain(report: MotionReport) -> dict[str, object]:
    """The report with the sums of each way beside its rows."""
    plain = asdict(report)
    sums = [{name: getattr(way, name) for name in SUMS} for way in report.ways]
    plain["ways"] = [{**way, **own} for way, own in zip(plain["ways"], sums, strict=True)]
    return {**plain, "worse": report.worse}
