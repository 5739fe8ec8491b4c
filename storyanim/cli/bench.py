"""`storyanim bench`: speed and size on this machine, stage by stage."""

from __future__ import annotations

import json
import os
import platform
from typing import Annotated

import typer

from storyanim.cli.console import say
from storyanim.cli.options import Json
from storyanim.errors import InputError


def bench(
    stages: Annotated[list[str] | None, typer.Argument(help="What to measure; everything if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Measure speed and memory, stage by stage. Takes a few minutes; leave the machine alone meanwhile."""
    from storyanim.bench import MEASURES

    wanted = stages or list(MEASURES)
    unknown = [stage for stage in wanted if stage not in MEASURES]
    if unknown:
        raise InputError(f"bench: there is no stage '{unknown[0]}'; there are {', '.join(MEASURES)}")
    say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    for stage in wanted:
        for found in MEASURES[stage]():
            if as_json:
                facts = {
                    "stage": stage,
                    "name": found.name,
                    "value": found.value,
                    "unit": found.unit,
                    "target": found.target,
                }
                print(json.dumps(facts), flush=True)
            else:
                print(f"{stage:11} {found.name:56} {found.value:10.2f} {found.unit:10} {found.target}", flush=True)
