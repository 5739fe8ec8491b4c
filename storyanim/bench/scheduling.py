"""How fast frames are planned."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from storyanim.bench.boards import made_up_board
from storyanim.bench.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED = 40_000
SIZES = (100, 5_000)
"""Shots."""


def scheduling() -> Iterator[Measure]:
    """`recipe_at` of frames all over a film of 100 and of 5,000 shots."""
    from storyanim.schedule import schedule

    for shots in SIZES:
        film = schedule(made_up_board(shots))
        stride = 7_919  # a prime: every frame is asked for out of order
        began = time.perf_counter()
        for number in range(ASKED):
            film.recipe_at(number * stride % film.frames)
        rate = ASKED / (time.perf_counter() - began)
        yield Measure(f"recipe_at, {shots:,} shots", rate, "recipes/s", "at least 50000")
