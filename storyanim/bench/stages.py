"""The stages of `storyanim bench` by name.

Every stage is a function that gives `Measure`s. Targets are printed beside the figures; nothing is judged and no test
depends on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.bench.drafting import drafting
from storyanim.bench.drawing import drawing
from storyanim.bench.filming import filming, memory, redrawing
from storyanim.bench.live import live
from storyanim.bench.scheduling import scheduling
from storyanim.bench.starting import starting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storyanim.bench.measure import Measure

MEASURES: dict[str, Callable[[], Iterator[Measure]]] = {
    "starting": starting,
    "drafting": drafting,
    "scheduling": scheduling,
    "drawing": drawing,
    "filming": filming,
    "redrawing": redrawing,
    "memory": memory,
    "live": live,
}
ONLY_NAMED = frozenset({"live"})
"""Stages that take a quarter of an hour, and run only where they are asked for."""
