"""A live session's log as the source of a film."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.live import Played
    from storyanim.production import FilmOrder
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that was found where a story may be."""

    played: Played

    @property
    def board(self) -> Storyboard:
        """The storyboard as it was at the session's end."""
        return self.played.board

    def kept(self) -> None:
        """Nothing is kept of it but its film."""

    def over(self, order: FilmOrder) -> FilmOrder:
        """The order of a film, for what was seen in the session, without sound."""
        return replace(order, schedule=self.played.recording, mix=None)


def session_of(source: str, schedule: Callable[[Storyboard], Schedule]) -> FoundSession | None:
    """The session in a file; None where it is none.

    Raises:
        InputError: it cannot be used.
    """
    from storyanim.live import is_session, read_session

    path = Path(source)
    return FoundSession(read_session(path, schedule)) if is_session(path) else None
