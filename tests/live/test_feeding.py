"""A story that comes on a stream while it is played."""

from __future__ import annotations

import asyncio
import io
import time
from typing import TYPE_CHECKING

from storyanim.live import growing
from storyanim.live.feeding import WAITING, feed_from
from tests.live.shows import Stage, stage, tale
from tests.live.test_session import settled, texts

if TYPE_CHECKING:
    import pytest


class Endless(io.RawIOBase):
    """A stream that never ends, and counts how often it is read."""

    reads = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        self.reads += 1
        view = memoryview(buffer)  # pyright: ignore[reportArgumentType]
        view[:12] = b"The fox ran "
        return 12


def fed(there: Stage, stream: io.RawIOBase | io.BytesIO) -> None:
    async def feed() -> None:
        await feed_from(stream, there.session)  # pyright: ignore[reportArgumentType]
        await settled(there)

    asyncio.run(feed())


def test_all_that_comes_is_played_and_then_the_story_is_over() -> None:
    there = stage()
    fed(there, io.BytesIO("\ufeffThe fox ran. The \u00f6wl flew".encode()))
    assert texts(there) == ["The fox ran.", "The \u00f6wl flew"]


def test_where_another_story_is_played_the_stream_is_not_read_on() -> None:
    there, stream = stage(tale()), Endless()
    fed(there, stream)
    time.sleep(0.05)
    assert stream.reads <= WAITING + 2
    assert "the rest of what comes on stdin is left out: a story is played already" in there.news()["note"]["text"]


def test_a_stream_that_is_too_long_is_told_and_what_fits_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "LARGEST", 100)
    there = stage()
    fed(there, Endless())
    assert texts(there) == [("The fox ran " * 8).strip()]
    assert "longer than 100 characters" in there.news()["note"]["text"]
