"""What becomes of a picture that is drawn and not due yet, when something is told meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from storyanim.errors import RendererError
from storyanim.live.pictures import SCENE, Picture
from storyanim.live.player import Player, _scene_recipes
from tests.live.shows import stage, tale, told
from tests.live.test_session import take

if TYPE_CHECKING:
    from storyanim.live.artists import Artists
    from storyanim.live.drawing import Wanted

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


class Failing:
    """Counts what it is asked for and draws none of it."""

    fingerprint, reads_ahead, hands = "", False, 2

    def __init__(self) -> None:
        self.asked: list[Wanted] = []

    def is_free(self, _turn: int) -> bool:
        return True

    async def draw_ahead(self, wanted: Wanted, _turn: int) -> Picture:
        self.asked.append(wanted)
        raise RendererError("this cannot be drawn")


def test_what_cannot_be_drawn_is_not_made_ready_again_and_again() -> None:
    artists = Failing()

    async def prepared() -> None:
        player = Player(stage(tale()).session, cast("Artists", artists))
        with suppress(TimeoutError):
            await asyncio.wait_for(player.prepare(), 0.5)

    asyncio.run(prepared())
    assert artists.asked
    assert len(artists.asked) == len({(wanted.recipe, wanted.kind) for wanted in artists.asked})


def test_who_comes_sees_no_scene_of_another_story() -> None:
    there = stage(tale())
    film = there.session.film
    assert film
    player = Player(there.session, cast("Artists", Failing()))
    picture = Picture(SCENE, 1, 1, 0.0, bytes(16), b"")
    player._scenes = {number: (recipe, picture) for number, recipe in _scene_recipes(film) if number == 1}
    assert player.welcome_pictures() == [picture]
    there.session.perform(told("A fox ran. An owl flew."))
    assert player.welcome_pictures() == []
