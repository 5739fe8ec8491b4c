"""What everybody who watches is told: the film, what changed in it, where it is, and what should be read.

Takes the facts of a session, gives texts to the viewers. Changes nothing.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from storyanim.live.messages import Changed, Note, State
from storyanim.live.views import film_view, shot_view

if TYPE_CHECKING:
    from typing import Literal

    from storyanim.live.editing import History
    from storyanim.live.film import LiveFilm
    from storyanim.live.keeping import Keeping
    from storyanim.live.playback import Playback
    from storyanim.live.viewers import Outlets, Viewer


class Telling:
    """Tells those in `viewers`; `renderer` and `fingerprint` say who draws."""

    def __init__(self, viewers: Outlets, renderer: str, fingerprint: str) -> None:
        self._viewers, self._renderer, self._fingerprint = viewers, renderer, fingerprint

    def film(self, film: LiveFilm, *, sketch: bool) -> None:
        """The whole film."""
        text = film_view(film, self._renderer, self._fingerprint, sketch=sketch).model_dump_json()
        for viewer in self._viewers:
            viewer.forget("shot:")
        self._viewers.tell("film", text)

    def film_to(self, viewer: Viewer, film: LiveFilm, *, sketch: bool) -> None:
        """The whole film, to somebody who has just come."""
        viewer.tell("film", film_view(film, self._renderer, self._fingerprint, sketch=sketch).model_dump_json())

    def shot(self, film: LiveFilm, name: str) -> None:
        """A shot as it is now."""
        for (_, shot), line in zip(film.board.shots, film.script.lines, strict=True):
            if shot.id == name:
                told = Changed(version=film.version, style=film.board.style, shot=shot_view(shot, line))
                self._viewers.tell(f"shot:{name}", told.model_dump_json())

    def state(self, state: State) -> None:
        """Where the film is."""
        self._viewers.tell("state", state.model_dump_json())

    def note(self, kind: Literal["done", "fault"], about: str, text: str, film: str = "") -> None:
        """Something to be read."""
        note = Note(kind=kind, about=about, text=text, film=film)
        self._viewers.tell(f"note:{about}", note.model_dump_json())


def state_of(
    playback: Playback, history: History, keeping: Keeping, *, moment: float, viewers: int, busy: str
) -> State:
    """Where the film is at a moment, what can be done with it, how many watch, and what is being done."""
    film, clock = playback.film, playback.clock
    return State(
        version=film.version if film else 0,
        playing=clock.playing,
        second=round(clock.position(moment), 6),
        seconds=round(playback.length, 6),
        speed=clock.speed,
        lead=playback.lead,
        can_undo=bool(history.past),
        can_redo=bool(history.future),
        saved=film is None or keeping.holds(film.board),
        file=keeping.name,
        viewers=viewers,
        bound=clock.bound if clock.bound < inf else None,
        busy=busy,
    )
