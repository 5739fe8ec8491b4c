"""Work that takes long, done beside the show: one at a time of each kind, and of those that wait only the newest.

Takes coroutines, runs them, says what is being done and what went wrong. Knows nothing of films.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from storyanim.errors import StoryanimError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Work = Callable[[], Awaitable[None]]


class Errands:
    """What is being done. `changed` is called when that changes; `failed` with the kind and words of a fault."""

    def __init__(self, changed: Callable[[], None], failed: Callable[[str, str], None]) -> None:
        self._changed, self._failed = changed, failed
        self._doing: dict[str, str] = {}
        self._waiting: dict[str, Work] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = threading.Event()

    @property
    def words(self) -> str:
        """What is being done, for a person; "" if nothing is."""
        return next(iter(self._doing.values()), "")

    def is_doing(self, kind: str) -> bool:
        """Whether something of this kind is being done."""
        return kind in self._doing

    def begin(self, kind: str, words: str, work: Work) -> None:
        """Do it now, or as soon as what is being done of this kind is over."""
        if kind in self._doing:
            self._waiting[kind] = work
            return
        self._doing[kind] = words
        task = asyncio.get_running_loop().create_task(self._run(kind, words, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self) -> None:
        """Nobody wants any more what is being done. Work in a thread cannot be broken off: `check` tells it."""
        self._ended.set()

    def check(self) -> None:
        """For work in a thread, to be called now and then. Raises StoryanimError once nobody wants it any more."""
        if self._ended.is_set():
            raise StoryanimError("the show has ended")

    async def _run(self, kind: str, words: str, work: Work) -> None:
        self._changed()
        try:
            await self._tried(kind, words, work)
            while kind in self._waiting:
                await self._tried(kind, words, self._waiting.pop(kind))
        finally:
            del self._doing[kind]
            self._changed()

    async def _tried(self, kind: str, words: str, work: Work) -> None:
        try:
            await work()
        except StoryanimError as error:
            self._failed(kind, str(error))
        except Exception as error:  # an errand that fails must not end the show
            reason = " ".join(str(error).split())
            self._failed(kind, f"{words} failed: {type(error).__name__}: {reason}; please report this")
