"""A live film for tests: its own time, a story that needs no spaCy, and a whole show in a thread with its address."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyanim.live.film import Means
from storyanim.live.keeping import Keeping
from storyanim.live.playing import Addresses, LiveOptions, _play  # pyright: ignore[reportPrivateUsage]
from storyanim.live.session import Desk, Session
from storyanim.live.sessionlog import NoLog
from storyanim.live.viewers import Viewer
from storyanim.production import staged_live
from storyanim.schedule import schedule, sentences
from tests.production.fakes import fake
from tests.schedule.boards import board, shot, way

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from storyanim.live.sessionlog import Log
    from storyanim.render import RendererSpec
    from storyanim.storyboard import Storyboard


@dataclass
class HandClock:
    """A clock that goes when it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def tale(**changes: Any) -> Storyboard:
    """Two scenes, three shots of four seconds, at 24 frames a second, without a title card."""
    cut = way("cut")
    return board((shot(0), shot(1, transition=cut)), (shot(2, transition=cut),), title_seconds=0.0, **changes)


def told(text: str, *, seed: int | None = None) -> Storyboard:
    """A story as a storyboard: a shot for each sentence, of two seconds."""
    shots = tuple(shot(number, text=words, seconds=2.0) for number, words in enumerate(sentences(text)))
    return board(shots, title_seconds=0.0, title="Told", **({} if seed is None else {"seed": seed}))


def means(renderer: RendererSpec | None = None, **changes: Any) -> Means:
    def film(_board: Storyboard, path: Path, _check: Callable[[], None]) -> object:
        return path.write_bytes(b"a film")

    lent: dict[str, Any] = {"draft": told, "schedule": schedule, "film": film, "stage": staged_live}
    return Means(**{**lent, **changes}, renderer=renderer or fake())


@dataclass
class Stage:
    """A session with somebody who watches it."""

    session: Session
    clock: HandClock
    viewer: Viewer = field(default_factory=Viewer)

    def news(self) -> dict[str, Any]:
        """The newest of all that was told since the last look, by kind."""

        async def fetched() -> list[str]:
            texts, _ = await self.viewer.fetch()
            return texts

        return {news["type"]: news for news in map(json.loads, asyncio.run(fetched()))}


def stage(film: Storyboard | None = None, folder: Path = Path(), log: Log | None = None, **lent: Any) -> Stage:
    clock = HandClock()
    desk = Desk(means(**lent), Keeping(folder), clock, log or NoLog())
    there = Stage(Session(desk), clock)
    there.session.viewers.add(there.viewer)
    if film is not None:
        there.session.perform(film)
    return there


@dataclass(frozen=True)
class Running:
    """A show that runs: where its page is."""

    addresses: Addresses

    @property
    def origin(self) -> str:
        return self.addresses.page.partition("/?")[0]

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    @property
    def token(self) -> str:
        return self.addresses.page.partition("token=")[2]

    @property
    def key(self) -> str:
        return self.addresses.clean.partition("key=")[2]


@contextmanager
def running(film: Storyboard | None, folder: Path, lent: Means | None = None, **options: Any) -> Generator[Running]:
    """A whole show on any free port, in a thread of its own."""
    ready: list[Addresses] = []
    loop = asyncio.new_event_loop()
    asked = LiveOptions(Keeping(folder), "watch-" * 5, port=0, told=ready.append, **options)
    task = loop.create_task(_play(film, lent or means(), asked))
    trouble: list[BaseException] = []

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            trouble.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())  # as asyncio.run does
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        while not ready and thread.is_alive():
            time.sleep(0.02)
        if trouble:
            raise trouble[0]
        yield Running(ready[0])
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(20)
    assert not thread.is_alive()
