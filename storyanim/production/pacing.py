"""A film's pace curves, where its segments are: found before a film is planned, looked up where nothing may be drawn.

Takes a schedule, a renderer and the store, gives the schedule with its curves, and a line for a person.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from storyanim.motion import Curves, Paced, known_paces, solved_paces

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.production.store import SegmentStore
    from storyanim.render import Renderer
    from storyanim.schedule import Schedule

SLOW_SECONDS = 5.0
"""Probing that takes longer says how far it is."""


def paced_frames(
    film: Schedule,
    renderer: Renderer,
    store: SegmentStore,
    frames: range | None = None,
    note: Callable[[str], None] | None = None,
) -> Paced:
    """The film with the curves of the transitions that begin within these frames (None: all)."""
    return solved_paces(film, renderer, curves_of(store), frames=frames, told=_teller(note))


def paced_at(film: Schedule, renderer: Renderer, store: SegmentStore, index: int) -> Schedule:
    """The film with the curve of the transition that frame `index` lies in, if it lies in one."""
    for shot in film.shots:
        if shot.first <= index < shot.first + shot.transition:
            return paced_frames(film, renderer, store, range(shot.first, index + 1)).film
    return film


def paces_known(film: Schedule, fingerprint: str, store: SegmentStore) -> Paced:
    """The film with the curves that are kept; nothing is drawn."""
    return known_paces(film, fingerprint, curves_of(store))


def curves_of(store: SegmentStore) -> Curves:
    """Where the store's curves lie."""
    return Curves(store.folder / "paces")


def forget_curves(store: SegmentStore) -> None:
    """Throw all curves away; they are found again, and are the same."""
    shutil.rmtree(curves_of(store).folder, ignore_errors=True)


def told_pacing(found: Paced, film_seconds: float) -> str:
    """What a person is told once the film is drawn: how many transitions were probed, what came of it, what it cost."""
    share = 100.0 * found.seconds / max(film_seconds, found.seconds, 1e-9)
    plural = "" if found.probed == 1 else "s"
    jumps = f", {found.jumping} of them would have jumped" if found.jumping else ""
    return (
        f"{found.probed} transition{plural} probed for an even pace, {share:.0f} % of the time: "
        f"{found.evened} of {len(found.solutions)} paced{jumps}"
    )


def _teller(
    note: Callable[[str], None] | None, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None] | None:
    """Says how far probing is, now and then."""
    if note is None:
        return None
    last = clock()

    def tell(done: int, count: int) -> None:
        nonlocal last
        if clock() - last >= SLOW_SECONDS:
            last = clock()
            note(f"probing transitions: {done} of {count}")

    return tell
