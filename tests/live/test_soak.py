"""An evening's worth of commands leaves nothing behind but what can be undone."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from storyanim.live import editing
from storyanim.live.pictures import Picture
from tests.live.shows import Stage, stage, tale
from tests.live.test_session import edit, take

if TYPE_CHECKING:
    import pytest

ROUND, ROUNDS = 60, 5


def play(there: Stage, rounds: int) -> None:
    """Edits, jumps, pictures and news; nobody reads them."""
    for number in range(rounds * ROUND):
        there.clock.now += 2.0
        edit(there, "seed", number, f"shot-{number % 3}")
        take(there, "seek", second=float(number % 12))
        take(there, "undo" if number % 7 == 0 else "play")
        take(there, "heard", text=f"the fox went on for the {number % 3}th time")
        there.session.viewers.show(Picture(1, 1, number, 0.0, bytes(16), b""), bytes(1000), there.clock.now)


def things() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_nothing_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MOST_KEPT", 10)
    there = stage(tale())
    play(there, 1)
    before = things()
    play(there, ROUNDS)
    assert things() - before < ROUND, "not one thing for each edit, or for each picture"
