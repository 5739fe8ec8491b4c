"""`storyanim bench`: speed and size on this machine, stage by stage."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.options import Json
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.bench import Measure

STAGES = "starting, drafting, scheduling, drawing, filming, redrawing, memory"


def bench(
    stages: Annotated[
        list[str] | None, typer.Argument(metavar="STAGE", help=f"{STAGES}; all of them if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure speed and memory here. Takes some minutes; leave the machine alone meanwhile."""
    from storyanim.bench import MEASURES
    from storyanim.production import usable_cores

    wanted = stages or list(MEASURES)
    unknown = [stage for stage in wanted if stage not in MEASURES]
    if unknown:
        raise InputError(f"bench: there is no stage '{unknown[0]}'; there are {STAGES}")
    say(f"{platform.machine()}, {usable_cores()} cores, Python {platform.python_version()}, {platform.system()}")
    for stage in wanted:
        for found in MEASURES[stage]():
            result(json.dumps({"stage": stage, **asdict(found)}) if as_json else _line(stage, found))


def _line(stage: str, found: Measure) -> str:
    return f"{stage:11} {found.name:56} {found.value:10.2f} {found.unit:10} {found.target}".rstrip()
