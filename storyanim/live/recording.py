"""A session's log as a film: every frame that was seen, at the time at which it was seen.

Takes the log's lines and a way to schedule storyboards, gives a `Recording`: a schedule whose frames are those of other
schedules, so that it is filmed like any other. A log that breaks off, in the middle of a line too, counts as far as it
goes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.live.clock import Clock
from storyanim.live.film import held
from storyanim.live.logreading import session_log
from storyanim.live.retelling import PlayState, heard_excerpts
from storyanim.schedule import Schedule, ScheduledShot
from storyanim.types import Caption

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from storyanim.encode import Excerpt
    from storyanim.live.logreading import SessionEvents
    from storyanim.live.sessionlog import LoggedEvent
    from storyanim.schedule import Crossing
    from storyanim.storyboard import Storyboard
    from storyanim.types import FrameRecipe, Pace, Subject

LONGEST = 24 * 3600.0
"""Seconds of a session that are filmed; a clock in a log may say anything."""
LINGERING = 1.0
"""Seconds for which the last picture is seen; who left the show standing after it shows nothing more."""
LED = "led by "
"""How an event begins that says who leads; only where the clock does, the recording is heard."""
_HEAD = b'{"storyanim_session"'


@dataclass(frozen=True, slots=True)
class Recording(Schedule):
    """Frames of other schedules in the order in which they were seen: by the schedule's number, and their index."""

    films: tuple[Schedule, ...] = ()
    numbers: array[int] = field(default_factory=lambda: array("I"))
    indices: array[int] = field(default_factory=lambda: array("I"))

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What each shot of the films shows."""
        return tuple(subject for film in self.films for subject in film.subjects)

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """The films' transitions of which something was seen, each by its film's number and its shot, from when on."""
        seen: dict[tuple[int, int], int] = {}
        for frame, found in enumerate(zip(self.numbers, self.indices, strict=True)):
            seen.setdefault(found, frame)
        return tuple(
            replace(crossing, shot=_name(number, crossing.shot), first=min(frames))
            for number, film in enumerate(self.films)
            for crossing in film.crossings
            if (
                frames := [
                    seen[at] for step in range(crossing.frames) if (at := (number, crossing.first + step)) in seen
                ]
            )
        )

    def with_paces(self, paces: Mapping[str, Pace | None]) -> Recording:
        """The same with these transitions, by the names that `crossings` have, at these paces."""
        films = (
            film.with_paces({shot.id: paces[name] for shot in film.shots if (name := _name(number, shot.id)) in paces})
            for number, film in enumerate(self.films)
        )
        return replace(self, films=tuple(films))

    def keyed(self, every: int) -> Recording:
        """The same with so many frames from one key frame of its films to the next."""
        return replace(self, every=every, films=tuple(film.keyed(every) for film in self.films))

    def recipe_at(self, index: int) -> FrameRecipe:
        """What frame `index` is made of. Raises IndexError if there is no such frame."""
        if not 0 <= index < len(self.indices):
            raise IndexError(f"there is no frame {index}: the film has frames 0 to {len(self.indices) - 1}")
        recipe = self.films[self.numbers[index]].recipe_at(self.indices[index])
        return replace(recipe, index=index, pts=Fraction(index) / self.rate, size=self.size)


def _name(film: int, shot: str) -> str:
    return f"{film} {shot}"


@dataclass(frozen=True, slots=True)
class Retold:
    """The recording that was heard: its file and that one's hash (SHA-256), and what of it was heard when."""

    path: Path
    digest: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A session: its last storyboard, all that was seen, and what was heard of a recording (None: nothing).

    `moved` says whether anybody has played it at all; where nobody has, the film is of a picture that stands.
    """

    board: Storyboard
    recording: Recording
    sound: Retold | None = None
    moved: bool = True


class NothingPlayedError(InputError):
    """A session in which there never was a film."""


def is_session(path: Path) -> bool:
    """Whether a file is a session's log."""
    try:
        with path.open("rb") as file:
            return file.read(len(_HEAD)) == _HEAD
    except OSError:
        return False


def read_session(path: Path, schedule: Callable[[Storyboard], Schedule]) -> Played:
    """The film of a session.

    Raises:
        NothingPlayedError: nothing was played.
        InputError: the file cannot be read or used.
    """
    log = session_log(path)
    events = log.events
    versions = [(event.storyboard, event.sound) for event in events if event.do == "version"]
    if not versions:
        raise NothingPlayedError(f"{path}: nothing was played in this session")
    for key, _ in versions:
        if key not in log.boards:
            raise InputError(f"{path}: lacks the storyboard {key[:12]}")
    boards = {
        key: held(log.boards[key], log.sounds[sound].last if sound in log.sounds else 0) for key, sound in versions
    }
    films = _scheduled(boards, schedule)
    states = _states(events, films)
    return Played(
        boards[versions[-1][0]],
        _recorded(events, states, films),
        _retold(log, states, films),
        _began(events) is not None,
    )


def _scheduled(boards: Mapping[str, Storyboard], schedule: Callable[[Storyboard], Schedule]) -> dict[str, Schedule]:
    """The schedules by their storyboards' hashes; each shares with the one before what is the same in both."""
    films: dict[str, Schedule] = {}
    last: Schedule | None = None
    for key, board in boards.items():
        last = films[key] = schedule(board).sharing(last)
    return films


def _recorded(events: Sequence[LoggedEvent], states: Sequence[PlayState], films: dict[str, Schedule]) -> Recording:
    keys, moments = {key: number for number, key in enumerate(films)}, [state.moment for state in states]
    first = _begins(events)
    base = films[states[0].film]
    frames = max(1, round((_ends(events, states) - first) * base.rate))
    numbers, indices = array("I"), array("I")
    for frame in range(frames):
        moment = first + float(frame / base.rate)
        _, key, clock, _ = states[max(0, bisect_right(moments, moment + 1e-6) - 1)]
        numbers.append(keys[key])
        indices.append(clock.index(moment, films[key].rate, films[key].frames))
    ordered = tuple(films.values())
    seen = list(zip(numbers, indices, strict=True))
    shots, captions = _shots(seen, ordered), _captions(seen, ordered)
    return Recording(base.size, base.rate, shots, captions, (), (), (), films=ordered, numbers=numbers, indices=indices)


def _begins(events: Sequence[LoggedEvent]) -> float:
    """When it was first played, or else was there; what stood still before that is no film."""
    there = next(event.at for event in events if event.do == "version")
    began = _began(events)
    return there if began is None else began


def _ends(events: Sequence[LoggedEvent], states: Sequence[PlayState]) -> float:
    """A moment after the last thing that was done, or, if it played on, after the film stood still."""
    done = max(event.at for event in events if event.do not in ("alive", "end"))
    stood = max(done, states[-1].clock.stands_from())
    return min(events[-1].at, stood + LINGERING, _begins(events) + LONGEST)


def _began(events: Sequence[LoggedEvent]) -> float | None:
    """When a film was first played; None where none was. Play on an empty stage plays nothing."""
    there = False
    for event in events:
        there = there or event.do == "version"
        if there and event.do in ("play", "lead"):
            return event.at
    return None


def _retold(log: SessionEvents, states: Sequence[PlayState], films: dict[str, Schedule]) -> Retold | None:
    """What was heard of the first recording; a session has no more than one."""
    sound = next((log.sounds[event.sound] for event in log.events if event.sound in log.sounds), None)
    if sound is None:
        return None
    first = _begins(log.events)
    excerpts = heard_excerpts(states, first, _ends(log.events, states), sound.begins)
    return Retold(Path(sound.path), sound.sound, excerpts) if excerpts else None


def _states(events: Sequence[LoggedEvent], films: dict[str, Schedule]) -> list[PlayState]:
    """Which film the clock was in, and how it went, from each event on."""
    states: list[PlayState] = []
    key, clock, sound, leads = "", Clock(0.0), False, True
    for event in events:
        if event.do == "version":
            key, sound = event.storyboard, bool(event.sound)
            clock = clock.lasting(event.at, float(films[key].frames / films[key].rate))
        elif event.do.startswith(LED):
            leads = event.do == f"{LED}clock"
        elif key:
            clock = _after(clock, event.at, event.do, event.values)
        if key:
            states.append(PlayState(event.at, key, clock, sound and leads))
    return states


def _after(clock: Clock, at: float, what: str, values: Sequence[float]) -> Clock:
    match what, values:
        case "play", [second, *_]:
            return replace(clock.sought(at, second), playing=True)
        case "pause", [second, *_]:
            return replace(clock.sought(at, second), playing=False)
        case "seek", [second, *_]:
            return clock.sought(at, second)
        case "speed", [value, *_]:
            return clock.at_speed(at, value)
        case "lead", [second, bound, *_]:
            return replace(clock.led(at, second, bound), playing=True)
        case _:
            return clock


def _shots(seen: Sequence[tuple[int, int]], films: Sequence[Schedule]) -> tuple[ScheduledShot, ...]:
    """Runs of frames of the same shot of the same film; each with an id of its own."""
    starts = [[shot.first for shot in film.shots] for film in films]
    named = ((number, bisect_right(starts[number], index) - 1) for number, index in seen)
    runs = [(key, len(list(run))) for key, run in groupby(named)]
    marks = [0]
    for _, length in runs:
        marks.append(marks[-1] + length)
    return tuple(
        ScheduledShot(f"{place:04d}-{films[number].shots[shot].label}", films[number].shots[shot].scene, first, end)
        for place, (((number, shot), _), (first, end)) in enumerate(zip(runs, pairwise(marks), strict=True), 1)
    )


def _captions(seen: Sequence[tuple[int, int]], films: Sequence[Schedule]) -> tuple[Caption, ...]:
    """What was being said while each frame was seen."""
    starts = [[caption.first for caption in film.captions] for film in films]

    def said(number: int, index: int) -> tuple[int, int]:
        place = bisect_right(starts[number], index) - 1
        return (number, place if place >= 0 and index < films[number].captions[place].end else -1)

    found: list[Caption] = []
    at = 0
    for (number, place), run in groupby(said(*one) for one in seen):
        length = len(list(run))
        if place >= 0:
            found.append(Caption(films[number].captions[place].text, at, at + length))
        at += length
    return tuple(found)
