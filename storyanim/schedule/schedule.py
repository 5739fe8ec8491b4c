"""The whole film, frame by frame, before a single one is drawn.

Takes a storyboard and pace curves, gives a frozen `Schedule` whose `recipe_at` is cheap for any frame. Pure
arithmetic: no clock, no chance, no arrays.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import accumulate, chain, pairwise, zip_longest
from typing import TYPE_CHECKING, TypeVar

from storyanim.schedule.cameras import camera_path
from storyanim.schedule.captions import captions
from storyanim.schedule.easing import rounded
from storyanim.schedule.in_betweens import key_frames, keyed_views
from storyanim.schedule.noise_walk import derived_seed, noise_walk
from storyanim.schedule.second_looks import approach, second_look
from storyanim.schedule.spoken import spoken_texts
from storyanim.schedule.subjects import subject_of, title_subject
from storyanim.schedule.takes import Take
from storyanim.schedule.timeline import CHUNK_FRAMES, TITLE_SHOT, Chunk, ScheduledShot, chunks_of, frame_count
from storyanim.schedule.transitions import MIXES, Shown, Transition
from storyanim.types import FrameRecipe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.schedule.transitions import Views
    from storyanim.storyboard import Storyboard
    from storyanim.types import Caption, Pace, Size, Subject

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A film's frames. `shots` tile it from frame 0 without gap or overlap, the title card first if there is one."""

    size: Size
    rate: Fraction
    shots: tuple[ScheduledShot, ...]
    captions: tuple[Caption, ...]
    _takes: tuple[Take, ...]
    _transitions: tuple[Transition | None, ...]
    _firsts: tuple[int, ...]
    every: int = 1
    """How many frames it is from one key frame to the next; 1: every frame is one."""

    @property
    def frames(self) -> int:
        """How many frames the film has."""
        return self.shots[-1].end

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What each shot shows, in the order of `shots`."""
        return tuple(take.subject for take in self._takes)

    def recipe_at(self, index: int) -> FrameRecipe:
        """What frame `index` is made of.

        Raises:
            IndexError: there is no such frame.
        """
        if not 0 <= index < self.frames:
            raise IndexError(f"there is no frame {index}: the film has frames 0 to {self.frames - 1}")
        place = bisect_right(self._firsts, index) - 1
        shot, frame = self.shots[place], index - self._firsts[place]
        views, veil = self._shown(place, frame)
        if self.every > 1:
            views = keyed_views(partial(self._views, place), frame, key_frames(frame, shot, self.every))
        pts = Fraction(index * self.rate.denominator, self.rate.numerator)
        return FrameRecipe(index, pts, self.size, views, self._takes[place].title(self._seconds(frame)), veil)

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """Every transition that has frames, in order."""
        return tuple(
            Crossing(self, shot.id, shot.first, transition, take)
            for shot, transition, take in zip(self.shots, self._transitions, self._takes, strict=True)
            if transition is not None
        )

    def keyed(self, every: int) -> Schedule:
        """The same film with so many frames from one key frame to the next."""
        return replace(self, every=every)

    def sharing(self, before: Schedule | None) -> Schedule:
        """The same film, with the parts of `before` where they are equal: many versions of it take little memory."""
        if before is None:
            return self
        return replace(
            self,
            shots=_shared(self.shots, before.shots),
            captions=_shared(self.captions, before.captions),
            _takes=_shared(self._takes, before._takes),
            _transitions=_shared(self._transitions, before._transitions),
            _firsts=_shared(self._firsts, before._firsts),
        )

    def alone(self, place: int) -> Schedule:
        """The film as if one of `shots` were all of it, at its own frames: little to hand to another process."""
        shot = self.shots[place]
        return Schedule(
            self.size,
            self.rate,
            (shot,),
            (),
            (self._takes[place],),
            (self._transitions[place],),
            (shot.first,),
            self.every,
        )

    def _views(self, place: int, frame: int) -> Views:
        return self._shown(place, frame).views

    def _shown(self, place: int, frame: int) -> Shown:
        """What frame `frame` of a shot shows."""
        take, transition, seconds = self._takes[place], self._transitions[place], self._seconds(frame)
        if transition is not None and frame < transition.frames:
            return transition.shown(take, frame, seconds)
        return Shown(((take.view(seconds), 1.0),))

    def _seconds(self, frame: int) -> float:
        return frame * self.rate.denominator / self.rate.numerator

    def without_transitions(self) -> Schedule:
        """The same film, cut from shot to shot."""
        shots = tuple(replace(shot, transition=0) for shot in self.shots)
        return replace(self, shots=shots, _transitions=(None,) * len(shots))

    def with_paces(self, paces: Mapping[str, Pace | None]) -> Schedule:
        """The same film; transitions into these shots, by id, at these paces (None: eased), the others as they are."""
        transitions = tuple(
            replace(transition, pace=paces[shot.id]) if transition and shot.id in paces else transition
            for shot, transition in zip(self.shots, self._transitions, strict=True)
        )
        return replace(self, _transitions=transitions)

    def recipes(self, first: int, end: int) -> Iterator[FrameRecipe]:
        """The recipes of frames `first` up to, not including, `end`."""
        return map(self.recipe_at, range(first, end))

    def chunks(self, max_frames: int = CHUNK_FRAMES) -> tuple[Chunk, ...]:
        """The film in order, in runs of at most `max_frames` frames of one shot."""
        return tuple(chain.from_iterable(chunks_of(shot, max_frames) for shot in self.shots))


@dataclass(frozen=True, slots=True)
class Crossing:
    """One transition of a film by itself: what it shows depends on how far it has come, and on nothing else.

    It leads into `shot`, whose frame `first` is its own first one.
    """

    film: Schedule
    shot: str
    first: int
    transition: Transition
    incoming: Take

    @property
    def kind(self) -> str:
        """How the pictures mix."""
        return self.transition.kind

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.transition.frames

    @property
    def pace(self) -> Pace | None:
        """The pace it goes at; None: it is eased in and out."""
        return self.transition.pace

    def recipe_at(self, share: float, size: Size) -> FrameRecipe:
        """What it shows when it has come so far, 0 to 1: both shots are held as they are half way through it."""
        rate = self.film.rate
        seconds = rounded(self.frames * rate.denominator / rate.numerator / 2.0)
        views, veil = self.transition.at(self.incoming, seconds, rounded(share))
        return FrameRecipe(self.first, Fraction(0), size, views, None, veil)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A shot before it has its place: the take, and how it is come into."""

    id: str
    scene: str
    frames: int
    take: Take
    kind: str = "cut"
    overlap: float = 0.0
    text: str = ""
    pace: Pace | None = None


def _shared(values: tuple[Value, ...], before: tuple[Value, ...]) -> tuple[Value, ...]:
    if values == before:
        return before
    pairs = zip_longest(values, before[: len(values)])
    return tuple(old if old is not None and old == new else new for new, old in pairs)


def schedule(storyboard: Storyboard, paces: Mapping[str, Pace] | None = None) -> Schedule:
    """Prepare a film.

    Args:
        storyboard: What to film.
        paces: How far the transition into a shot has come, by that shot's id; the others ease in and out. A pace that
            stands in the storyboard is a hand's, and stays.
    """
    cuts = [*_title_card(storyboard), *_cuts(storyboard)]
    transitions = _transitions(cuts, storyboard.rate, paces or {})
    marks = tuple(accumulate((cut.frames for cut in cuts), initial=0))
    return Schedule(
        size=storyboard.size,
        rate=storyboard.rate,
        shots=tuple(
            ScheduledShot(cut.id, cut.scene, first, first + cut.frames, transition.frames if transition else 0)
            for cut, first, transition in zip(cuts, marks, transitions, strict=False)
        ),
        captions=tuple(chain(*(captions(cut.text, at, at + cut.frames) for cut, at in zip(cuts, marks, strict=False)))),
        _takes=tuple(cut.take for cut in cuts),
        _transitions=transitions,
        _firsts=marks[:-1],
    )


def _cuts(board: Storyboard) -> Iterator[_Cut]:
    cast, spoken = board.characters, spoken_texts(board.scenes)
    for (scene, shot), text in zip(board.shots, spoken, strict=True):
        frames = frame_count(shot.seconds, board.rate)
        length = rounded(float(frames / board.rate))
        subject = subject_of(scene, shot, cast, board.style)
        way = shot.transition
        second = second_look(subject, shot, length)
        path = camera_path(shot.camera, length, approach(subject, second))
        take = Take(subject, length, noise_walk(scene.seed, shot.seed, board.drift), path, second=second)
        yield _Cut(shot.id, scene.id, frames, take, way.kind, way.overlap, text, way.pace or None)


def _title_card(board: Storyboard) -> Iterator[_Cut]:
    """The title over the first scene's setting; nothing where the storyboard wants no card."""
    if not board.title_seconds:
        return
    frames = frame_count(board.title_seconds, board.rate)
    length = rounded(float(frames / board.rate))
    scene = board.scenes[0]
    walk = noise_walk(scene.seed, derived_seed(scene.seed, "title"), board.drift)
    take = Take(title_subject(scene, board.style), length, walk, camera_path("push", length), board.title)
    yield _Cut(TITLE_SHOT, scene.id, frames, take)


def _transitions(cuts: list[_Cut], rate: Fraction, paces: Mapping[str, Pace]) -> tuple[Transition | None, ...]:
    """The way into each cut; None for hard cuts and for the film's first shot, which has nothing to come out of."""
    ways = (_way(outgoing, incoming, rate, paces) for outgoing, incoming in pairwise(cuts))
    return (None, *ways)


def _way(outgoing: _Cut, incoming: _Cut, rate: Fraction, paces: Mapping[str, Pace]) -> Transition | None:
    frames = min(round(incoming.overlap * rate.numerator / rate.denominator), incoming.frames)
    if incoming.kind not in MIXES or not frames:
        return None
    return Transition(frames, outgoing.take, incoming.kind, incoming.pace or paces.get(incoming.id))
