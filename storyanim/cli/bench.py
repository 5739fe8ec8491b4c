"""`storyanim bench`: speed and size on this machine, stage by stage."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.drawing import AUTO, TURBO, Asked, draws
from storyanim.cli.options import Json
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.bench.diffusing import Row
    from storyanim.bench.measure import Measure

STAGES = "starting, drafting, scheduling, drawing, filming, redrawing, memory, live"
OF_GUIDES = ("guide", "strength")
OF_REAL_MODELS = ("revision", "base", "decoder", "quality")
"""Options of turbo's that say which files are read: of no use to a random model."""


@dataclass(frozen=True, slots=True)
class Race:
    """What was asked of turbo's own benchmark: a random model's size, the rivals, how many cores."""

    size: str | None
    against: str | None
    cores: int


@draws
def bench(
    stages: Annotated[
        list[str] | None, typer.Argument(metavar="STAGE", help=f"{STAGES}; all but live if left out.")
    ] = None,
    model_size: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --renderer turbo: a random model, tiny, small, pocket or sdxl."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES", help="Turbo's rivals (all): diffusers,diffusers-bf16,diffusers-tuned; or nobody."
        ),
    ] = None,
    cores: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, help="Cores that turbo and its rivals draw with on a CPU.")
    ] = 1,
    as_json: Json = False,
    asked: Asked = Asked(),
) -> None:
    """Measure speed and memory here. Takes some minutes; leave the machine alone meanwhile.

    With --renderer turbo: a diffusion model's speed, beside diffusers' own pipeline. A random model is made where no
    --model is named; that is as fast as a real one of its size.
    """
    from storyanim.production import usable_cores

    if asked.is_turbo or model_size:
        rows = _turbo(stages, Race(model_size, against, cores), asked)
        from storyanim.bench.diffusing import json_line, table_line

        lines = map(json_line if as_json else table_line, rows)
    elif against is not None:
        raise InputError("--against names turbo's rivals: add --renderer turbo, or leave it out")
    else:
        found = _measured(stages, asked.name)
        shown = _json_line if as_json else _line
        lines = (shown(stage, measure) for stage, measure in found)
    say(f"{platform.machine()}, {usable_cores()} cores, Python {platform.python_version()}, {platform.system()}")
    for line in lines:
        if line:
            result(line)


def _measured(stages: list[str] | None, renderer: str) -> Iterator[tuple[str, Measure]]:
    from storyanim.bench.stages import MEASURES, ONLY_NAMED

    _check_renderer(renderer, "storybook")
    unknown = [stage for stage in stages or () if stage not in MEASURES]
    if unknown:
        raise InputError(f"bench: there is no stage '{unknown[0]}'; there are {STAGES}")
    wanted = stages or [stage for stage in MEASURES if stage not in ONLY_NAMED]
    return ((stage, found) for stage in wanted for found in MEASURES[stage]())


def _turbo(stages: list[str] | None, race: Race, asked: Asked) -> Iterator[Row | Measure]:
    option = next((f"--{name}" for name in asked.options), "--model-size")
    _check_renderer(asked.name, TURBO, option)
    if stages:
        raise InputError(f"bench {stages[0]}: turbo is measured as a whole: leave the stage out, or what is for turbo")
    if race.size and "model" in asked.options:
        raise InputError("--model-size is for a random model: leave it out, or --model")
    for name in OF_REAL_MODELS:
        if name in asked.options and "model" not in asked.options:
            raise InputError(f"--{name} is for a real model: name one with --model, or leave it out")
    for name in OF_GUIDES:
        if name in asked.options:
            raise InputError(f"--{name}: bench measures turbo without a guide: leave it out")
    from storyanim.bench.diffusing import Trial, check_against, found_subject, measured, told_before

    against = check_against(race.against)
    subject = found_subject(Trial(race.size or "small", asked.spec_options(), against, race.cores))
    for words in told_before(subject, race.against or ""):
        say(words)
    return measured(subject)


def _check_renderer(name: str, meant: str, option: str = "") -> None:
    """What is asked for is measured by `meant`; another renderer beside it would be passed over."""
    if name in (AUTO, meant):
        return
    if name in ("storybook", TURBO):
        raise InputError(f"{option} is for turbo, not for {name}: add --renderer turbo, or leave it out")
    raise InputError(f"--renderer {name}: bench measures storybook and turbo")


def _json_line(stage: str, found: Measure) -> str:
    return json.dumps({"stage": stage, **asdict(found)})


def _line(stage: str, found: Measure) -> str:
    return f"{stage:11} {found.name:56} {found.value:10.2f} {found.unit:10} {found.target}".rstrip()
