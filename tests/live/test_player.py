"""What becomes of a picture that is drawn and not due yet, when something is told meanwhile."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from storyanim.live.player import Player
from tests.live.shows import stage, tale
from tests.live.test_session import take

if TYPE_CHECKING:
    from storyanim.live.artists import Artists

SOON = 12
"""A frame that is due half a second after the beginning."""


@pytest.mark.parametrize(
    ("kind", "values", "passed", "shown"),
    [
        ("edit", {"shot": "shot-0", "field": "prompt", "value": "{fox} sleeps"}, 0.0, True),
        ("speed", {"value": 1.0}, 0.6, True),
        ("lead", {"by": "voice"}, 0.6, True),
        ("seek", {"second": 8.0}, 0.0, False),
        ("pause", {}, 0.0, False),
    ],
)
def test_it_is_thrown_away_only_where_the_clock_was_moved(
    kind: str, values: dict[str, Any], passed: float, *, shown: bool
) -> None:
    async def waited() -> bool:
        there = stage(tale())
        take(there, "play")
        there.session.changed.clear()
        film = there.session.film
        assert film
        player = Player(there.session, cast("Artists", SimpleNamespace(fingerprint="")))
        waiting = asyncio.create_task(player._until_due(film, SOON))
        await asyncio.sleep(0.01)
        take(there, kind, **values)
        there.clock.now += passed
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(waited()) is shown
