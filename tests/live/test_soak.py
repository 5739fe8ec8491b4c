"""An evening's worth of commands leaves nothing behind but what can be undone: in the session, its log, its player."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from storyanim.live import editing
from storyanim.live.pictures import Picture
from storyanim.live.player import Player
from storyanim.live.sessionlog import SessionLog
from tests.live.shows import Stage, stage, tale
from tests.live.test_session import edit, take

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from storyanim.live.artists import Artists
    from storyanim.live.drawing import Wanted

ROUND, ROUNDS = 60, 5
LEAST = 1000
"""Bytes for each edit that are too many: a log knows the hash of each storyboard, and nothing else of it."""


class Easel:
    """Draws at once, in this process: a picture is as many bytes as it likes."""

    fingerprint, hands, reads_ahead = "easel", 2, False

    def is_free(self, _hand: int) -> bool:
        return True

    async def draw(self, wanted: Wanted, _hand: int) -> Picture:
        await asyncio.sleep(0)
        return Picture(1, wanted.version, wanted.number, 0.0, bytes(16), bytes(4000))

    draw_ahead = draw


async def play(there: Stage, log: SessionLog, player: Player, rounds: int) -> None:
    """Edits, jumps, pictures and news; nobody reads them."""
    showing = asyncio.create_task(player.run())
    for number in range(rounds * ROUND):
        there.clock.now += 2.0
        edit(there, "prompt", f"{{fox}} {number}", f"shot-{number % 3}")
        take(there, "seek", second=float(number % 12))
        take(there, "undo" if number % 7 == 0 else "play")
        take(there, "heard", text=f"the fox went on for the {number % 3}th time")
        take(there, "pause")  # so that what is drawn is due at once
        for _ in range(10):
            await asyncio.sleep(0)
        log.flush(there.clock.now)
        if showing.done():
            await showing
    showing.cancel()
    with suppress(asyncio.CancelledError):
        await showing


def held() -> int:
    """Bytes of everything that Python keeps, texts and pictures too."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_nothing_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MOST_KEPT", 10)
    log = SessionLog(tmp_path / "evening.log", 100.0)
    there = stage(tale(), log=log)
    shown: set[int] = set()
    player = Player(there.session, cast("Artists", Easel()), [lambda picture, _size: shown.add(picture.version)])
    with asyncio.Runner() as runner:
        runner.run(play(there, log, player, 2))
        tracemalloc.start()
        try:
            runner.run(play(there, log, player, 1))
            before = held()
            runner.run(play(there, log, player, ROUNDS))
            grown = held() - before
        finally:
            tracemalloc.stop()
    log.close(there.clock.now)
    assert len(shown) > ROUND * ROUNDS // 2, "pictures were shown of what was edited"
    assert grown < LEAST * ROUND * ROUNDS, f"{grown / ROUND / ROUNDS:.0f} bytes for each edit"
