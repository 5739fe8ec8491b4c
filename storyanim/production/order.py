"""What film is wanted, and whether it can be.

Takes a schedule, a renderer, an output and what to say about the film; refuses early what would fail late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.encode import check_output, segment_settings
from storyanim.errors import InputError
from storyanim.production.sidecar import Origins, check_neighbours

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """What film is wanted. `shots` are the ids of the first and the last shot, None for all of them."""

    schedule: Schedule
    renderer: RendererSpec
    output: Path
    shots: tuple[str, str] | None = None
    force: bool = False
    origins: Origins = field(default_factory=Origins)


def check_order(order: FilmOrder) -> None:
    """Refuse what cannot become a film before anything is opened or drawn.

    Raises:
        InputError: as `make_film`.
    """
    if order.output.name.startswith("-"):
        raise InputError(
            f"the name '{order.output.name}' begins with '-': write ./{order.output.name}, or another name"
        )
    segment_settings(order.output.suffix, rate=order.schedule.rate)
    check_output(order.output, force=order.force)
    if not order.force:
        check_neighbours(order.output)
