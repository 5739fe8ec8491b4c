"""A film as it is played: one version of a storyboard, with its frames and its words.

Takes a storyboard and `Means` (what the rooms above lend: drafting, scheduling, making films), gives a `LiveFilm`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from storyanim.live.script import Script, script_of
from storyanim.storyboard import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storyanim.motion import Curves
    from storyanim.production import Stage
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard


@dataclass(frozen=True, slots=True)
class Sound:
    """The recording that tells the story: its file, the film's second at which it begins, when its words are said.

    `last` is how long the last shot must be held for it to be heard to its end, in seconds.
    """

    path: Path
    begins: float
    heard: Sequence[Sequence[float]] = ()
    last: float = 0.0


class Draft(Protocol):
    """How a story is drafted; without a `seed` its text gives one."""

    def __call__(self, text: str, /, *, seed: int | None = None) -> Storyboard:
        """The storyboard of a text. Raises InputError for what is no story."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What is lent to a live film: how a story is drafted, a storyboard scheduled and filmed, and who draws.

    `film` calls what it is given, and ends with what that raises. `curves` is where the paces of its morphs are kept
    (None: they are only eased).
    """

    draft: Draft
    schedule: Callable[[Storyboard], Schedule]
    film: Callable[[Storyboard, Path, Callable[[], None]], object]
    stage: Callable[[Storyboard, Path], Stage]
    renderer: RendererSpec
    curves: Curves | None = None


@dataclass(frozen=True, slots=True)
class LiveFilm:
    """One version of the film; versions are counted from 1."""

    version: int
    board: Storyboard
    schedule: Schedule
    script: Script
    sound: Sound | None = None

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return float(self.schedule.frames / self.schedule.rate)

    def second_of(self, index: int) -> float:
        """When a frame begins."""
        return float(index / self.schedule.rate)


def live_film(board: Storyboard, means: Means, before: LiveFilm | None = None, sound: Sound | None = None) -> LiveFilm:
    """Prepare the version after `before`; its script is kept where no word and no time has changed."""
    schedule = means.schedule(held(board, sound.last if sound else 0.0)).keyed(means.renderer.every)
    version = before.version + 1 if before else 1
    if before and before.sound is sound and _said_alike(before, board, schedule):
        return LiveFilm(version, board, schedule, before.script, sound)
    return LiveFilm(version, board, schedule, script_of(board, schedule, sound.heard if sound else ()), sound)


def _said_alike(before: LiveFilm, board: Storyboard, schedule: Schedule) -> bool:
    """Whether the same words are said at the same times."""
    words = [shot.text for _, shot in board.shots] == [shot.text for _, shot in before.board.shots]
    marks = [(shot.id, shot.first, shot.end) for shot in schedule.shots]
    return words and marks == [(shot.id, shot.first, shot.end) for shot in before.schedule.shots]


def sound_of(board: Storyboard, means: Means, folder: Path) -> Sound | None:
    """What tells the story, if a recording does; its files are in the storyboard's folder.

    Raises:
        InputError: a file cannot be used.
    """
    if not board.narration.file:
        return None
    stage = means.stage(board, folder)
    *_, (_, last) = stage.board.shots
    path = stage.mix.narration if stage.mix else None
    return Sound(path, board.narration.begins, stage.heard, last.seconds) if path else None


def board_key(board: Storyboard) -> str:
    """The hash of a storyboard, 64 hex digits: equal storyboards, equal films."""
    return hashlib.sha256(dump(board).encode()).hexdigest()


def held(board: Storyboard, last: float) -> Storyboard:
    """The storyboard with its last shot standing for `last` seconds at least: until the recording is over."""
    *_, last_scene = board.scenes
    *shots, shot = last_scene.shots
    if shot.seconds >= last:
        return board
    stands = last_scene.model_copy(update={"shots": (*shots, shot.model_copy(update={"seconds": last}))})
    return board.model_copy(update={"scenes": (*board.scenes[:-1], stands)})
