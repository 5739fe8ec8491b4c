"""A storyboard made ready for one film: where its sound lies, and what the sound asks of the pictures.

Takes a storyboard and options, gives the storyboard with its last shot held to the end of the narration and no
larger than a loop needs it, the mix to be heard, and captions at the times of their words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyanim.encode import Mix, container_of, loop_size
from storyanim.errors import InputError
from storyanim.production.narration import captions_heard, heard_words, read_cues
from storyanim.production.order import FilmOrder
from storyanim.production.recordings import recording_seconds
from storyanim.production.sidecar import Origins
from storyanim.storyboard import chapters, facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storyanim.production.options import FilmOptions
    from storyanim.render import RendererSpec
    from storyanim.schedule import Schedule
    from storyanim.storyboard import Shot, Storyboard

SMALLEST_SIDE = 16
"""Pixels; a storyboard is no smaller."""
LONGEST_SHOT = 600.0
"""Seconds; a storyboard's shots are no longer."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A film about to be drawn: its storyboard as it is drawn, its sound, and the seconds of every shot's words."""

    board: Storyboard
    output: Path
    options: FilmOptions
    origins: Origins
    mix: Mix | None = None
    heard: Sequence[Sequence[float]] = ()

    def order(
        self, schedule: Schedule, renderer: RendererSpec, *, shots: tuple[str, str] | None, force: bool
    ) -> FilmOrder:
        """What `make_film` takes. Captions change when the recording says their words, if there is one that tells."""
        if self.heard:
            schedule = replace(schedule, captions=captions_heard(schedule, self.heard))
        return FilmOrder(schedule, renderer, self.output, shots, force, self.origins, self.options, self.mix)


def staged(board: Storyboard, output: Path, options: FilmOptions) -> Stage:
    """Make ready what is filmed to `output`.

    Raises:
        InputError: a sound file or its cues cannot be used, or there is no such kind of film.
    """
    narration = _inside(board.narration.file, options.folder)
    music = options.music or _inside(board.music, options.folder)
    heard = {name: _digest(path) for name, path in (("narration", narration), ("music", music)) if path}
    origins = Origins(board.title, {**facts(board), **heard}, chapters(board))
    container = container_of(output.suffix)
    if container.is_loop:
        board = _no_larger(board, options)
    if music is not None:
        recording_seconds(music)
    if narration is None:
        return Stage(board, output, options, origins, Mix(music=music, loudness=options.loudness) if music else None)
    board = _held(board, board.narration.begins + recording_seconds(narration))
    cues = _inside(board.narration.cues, options.folder)
    words = heard_words(board, read_cues(cues)) if cues else ()
    mix = Mix(narration, board.narration.begins, music, options.loudness)
    return Stage(board, output, options, origins, mix, words)


def staged_live(board: Storyboard, folder: Path) -> Stage:
    """Make ready what is played and becomes no file. `folder` is the storyboard's.

    Raises:
        InputError: a sound file or its cues cannot be used.
    """
    from storyanim.production.options import FilmOptions

    return staged(board, folder / "live.mp4", FilmOptions(folder=folder))


def _no_larger(board: Storyboard, options: FilmOptions) -> Storyboard:
    """Drawn as small as it is shown: a tenth of the work, and the same film."""
    size = loop_size(board.size, options.loop)
    return board.with_settings(size=size) if size != board.size and min(size) >= SMALLEST_SIDE else board


def _held(board: Storyboard, seconds: float) -> Storyboard:
    """The film with its last shot held until second `seconds`, where it would end sooner."""
    *_, (_, last) = board.shots
    frames = sum(max(1, round(shot.seconds * board.rate)) for _, shot in board.shots)
    frames += max(1, round(board.title_seconds * board.rate)) if board.title_seconds else 0
    missing = round(seconds * board.rate) - frames
    if missing <= 0:
        return board
    return _lengthened(board, last, min(LONGEST_SHOT, last.seconds + float(missing / board.rate)))


def _lengthened(board: Storyboard, last: Shot, seconds: float) -> Storyboard:
    scene = board.scenes[-1]
    shots = (*scene.shots[:-1], last.model_copy(update={"seconds": seconds}))
    return board.model_copy(update={"scenes": (*board.scenes[:-1], scene.model_copy(update={"shots": shots}))})


def _inside(name: str, folder: Path) -> Path | None:
    """A file that a storyboard names, which is where the storyboard is and nowhere else."""
    if not name:
        return None
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{name}: leads outside the storyboard's folder; put the file itself beside the storyboard")
    return path


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; correct its name, or leave it out") from None
