"""Whoever is given the picture beside those who watch: fed in a thread, at an even rate, again when it breaks.

Takes pictures with their pixels, gives them one in every frame's time: where no new one has come, the last one again.
Knows no session.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

from storyanim.errors import StoryanimError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from typing import Self

    from storyanim.live.pictures import Picture
    from storyanim.types import Size

AGAIN = 5.0
"""Seconds until what has broken is tried again."""
SOUND = 15.0
"""Seconds after which what goes well has nothing wrong with it any more."""
FAREWELL = 2.0
"""Seconds that a device or a receiver may take to let go."""


class Relay:
    """Shows what it is given until it is ended. Use it in a `with` block. Subclasses say how, in `_feed`.

    It has the size of the first picture; one of another size is left out.
    """

    def __init__(self, option: str, rate: Fraction, again: float = AGAIN) -> None:
        self.option = option
        self._rate, self._again = rate, again
        self._newest: Picture | None = None
        self._size: Size | None = None
        self._broken = self._left_out = ""
        self._first, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=option, daemon=True)

    @property
    def trouble(self) -> str:
        """Why what is played is not seen there, in a line; "" if it is."""
        return self._broken or self._left_out

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._first.set()
        self._thread.join(FAREWELL)

    def show(self, picture: Picture, size: Size) -> None:
        """Show this one from now on."""
        if self._size in (None, size):
            self._size, self._newest, self._left_out = size, picture, ""
            self._first.set()
        else:
            own = f"{self._size.width}x{self._size.height}" if self._size else ""
            self._left_out = (
                f"{self.option}: pictures of {size.width}x{size.height} are not shown there, only those of {own}: "
                "start storyanim again"
            )

    def _feed(self, size: Size, pictures: Iterator[Picture]) -> None:
        """Show them, as fast as they come. Raises StoryanimError, OSError or RuntimeError where that ends."""
        raise NotImplementedError

    def _run(self) -> None:
        self._first.wait()
        while self._size is not None and not self._ended.is_set():
            try:
                self._feed(self._size, self._pictures())
            except (StoryanimError, OSError, RuntimeError) as error:
                reason = " ".join(str(error).split()).removeprefix(f"{self.option}: ")
                self._broken = f"{self.option}: {reason}; it is tried again until it works"
            self._ended.wait(self._again)

    def _pictures(self) -> Iterator[Picture]:
        """The newest picture once in every frame's time; whoever lags is not caught up with in a burst."""
        step, began = float(1 / self._rate), monotonic()
        due = began
        while not self._ended.is_set():
            assert self._newest is not None
            yield self._newest
            now = monotonic()
            if now - began > SOUND:
                self._broken = ""
            due = max(due + step, now - step)
            self._ended.wait(max(0.0, due - now))
