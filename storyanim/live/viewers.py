"""Those who watch: what waits for each of them, never more than the newest of a kind.

A viewer has a mailbox for one picture and an outbox of texts by subject; whoever does not keep up misses what was
replaced meanwhile, and costs nobody anything. Knows no network.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.live.pictures import Picture

MOST_VIEWERS = 500
FULL_RATE_VIEWERS = 4
"""So many see every frame; who comes after them sees `REDUCED_RATE`, so that the first ones go on seeing every one."""
REDUCED_RATE = 6.0
"""Frames a second."""


class Outlets:
    """Everybody who watches, in the order in which they came."""

    def __init__(self) -> None:
        self._viewers: list[Viewer] = []

    def __len__(self) -> int:
        return len(self._viewers)

    def __iter__(self) -> Iterator[Viewer]:
        return iter(self._viewers)

    def add(self, viewer: Viewer) -> None:
        """Somebody comes."""
        self._viewers.append(viewer)
        self._share()

    def remove(self, viewer: Viewer) -> None:
        """Somebody goes."""
        self._viewers.remove(viewer)
        self._share()

    def tell(self, subject: str, text: str) -> None:
        """Tell everybody; what they were told of the subject and have not read yet is replaced."""
        for viewer in self._viewers:
            viewer.tell(subject, text)

    def show(self, picture: Picture, packed: bytes, moment: float) -> None:
        """Show everybody a picture, those with a reduced rate when it is time for one."""
        for viewer in self._viewers:
            viewer.show(picture, packed, moment)

    def catch_up(self, moment: float, *, still: bool) -> None:
        """Show those with a reduced rate what stayed away: at once where it stands still, else where no other came."""
        for viewer in self._viewers:
            viewer.catch_up(moment, wait=0.0 if still else 2 / viewer.rate)

    def _share(self) -> None:
        for place, viewer in enumerate(self._viewers):
            viewer.rate = inf if place < FULL_RATE_VIEWERS else REDUCED_RATE


@dataclass(eq=False, slots=True)
class Viewer:
    """Somebody who watches; `may_lead` if they may also play, seek and edit."""

    may_lead: bool = True
    rate: float = inf
    dropped: int = 0
    """Pictures that were replaced before they were fetched."""
    _picture: bytes | None = None
    _missed: tuple[Picture, bytes] | None = None
    _scenes: dict[int, bytes] = field(default_factory=dict[int, bytes])
    _texts: dict[str, str] = field(default_factory=dict[str, str])
    _shown_at: float = -inf
    _waiting: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, subject: str, text: str) -> None:
        """A text about a subject; the newest replaces what was said of it before."""
        self._texts.pop(subject, None)
        self._texts[subject] = text
        self._waiting.set()

    def forget(self, subject: str) -> None:
        """Take back what was not read yet of the subjects that begin so."""
        for known in [known for known in self._texts if known.startswith(subject)]:
            del self._texts[known]

    def show(self, picture: Picture, packed: bytes, moment: float) -> None:
        """Put a picture into the mailbox, in place of what lies there; sooner than `rate` allows it stays away.

        Where no other comes after it, `catch_up` brings it.
        """
        if moment - self._shown_at < 1 / self.rate - 0.005:
            self._missed = picture, packed
            return
        self.put(picture, packed, moment)

    def catch_up(self, moment: float, *, wait: float) -> None:
        """Put the picture that stayed away last into the mailbox, so many seconds after the one before it."""
        if self._missed and moment - self._shown_at >= wait:
            self.put(*self._missed, moment)

    def put(self, picture: Picture, packed: bytes, moment: float) -> None:
        """Put a picture into the mailbox whatever the rate."""
        if picture.kind == 1:
            self.dropped += self._picture is not None
            self._picture, self._missed = packed, None
            self._shown_at = moment
        else:
            self._scenes[picture.number] = packed
        self._waiting.set()

    async def fetch(self) -> tuple[list[str], list[bytes]]:
        """All texts that wait, oldest first, then the newest picture and at most one scene's; waits for something."""
        await self._waiting.wait()
        texts = list(self._texts.values())
        self._texts.clear()
        pictures = [self._picture] if self._picture is not None else []
        self._picture = None
        if self._scenes:
            pictures.append(self._scenes.pop(next(iter(self._scenes))))
        if not self._scenes:
            self._waiting.clear()
        return texts, pictures
