"""What a film is drawn in: chunks, each with the name of the segment it becomes.

Takes a schedule, a renderer's fingerprint and the encoder, gives a `FilmPlan`. Nothing is drawn and nothing is
looked up here: a plan says what must exist, a store says what does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyanim.encode import Chapter
from storyanim.errors import InputError
from storyanim.schedule import recipe_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.production.segments import Studio
    from storyanim.schedule import Chunk, Schedule
    from storyanim.types import Caption

KEY_VERSION = 1
"""To be raised when segments of equal keys would no longer be equal for a reason that is not in the key."""


@dataclass(frozen=True, slots=True)
class PlannedChunk:
    """Frames `first` up to, not including, `end` of the shot `shot`, and their segment's key (64 hex digits)."""

    shot: str
    first: int
    end: int
    key: str

    def __len__(self) -> int:
        return self.end - self.first

    def __str__(self) -> str:
        return f"shot {self.shot}, frames {self.first} to {self.end - 1}"


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """All chunks of a film in order."""

    chunks: tuple[PlannedChunk, ...]

    @property
    def first(self) -> int:
        """The schedule's frame that this film begins with."""
        return self.chunks[0].first

    @property
    def frames(self) -> int:
        """How many frames the film has."""
        return self.chunks[-1].end - self.first

    @property
    def shots(self) -> tuple[str, ...]:
        """The ids of its shots, in order."""
        return tuple(dict.fromkeys(chunk.shot for chunk in self.chunks))

    def chapters(self, starts: Mapping[str, str]) -> tuple[Chapter, ...]:
        """Chapters that begin with these shots (title by shot id); one that began before this film is left out."""
        marks = {chunk.shot: chunk.first - self.first for chunk in reversed(self.chunks) if chunk.shot in starts}
        begun = sorted((first, starts[shot]) for shot, first in marks.items())
        ends = [*(first for first, _ in begun[1:]), self.frames]
        return tuple(Chapter(title, first, end) for (first, title), end in zip(begun, ends, strict=False))

    @property
    def cuts(self) -> tuple[int, ...]:
        """The first frame of each of its shots, counted from the film's own first."""
        firsts = {chunk.shot: chunk.first - self.first for chunk in reversed(self.chunks)}
        return tuple(sorted(firsts.values()))

    @property
    def cover(self) -> int:
        """The frame that stands for the film on a shelf: in the middle of its first shot, which is the title card."""
        return (self.cuts[1] if len(self.cuts) > 1 else self.frames) // 2

    def captions(self, captions: tuple[Caption, ...]) -> tuple[Caption, ...]:
        """The schedule's captions that are spoken in this film, counted from its own first frame."""
        end = self.first + self.frames
        within = (caption for caption in captions if caption.first < end and caption.end > self.first)
        return tuple(
            replace(
                caption,
                first=max(caption.first, self.first) - self.first,
                end=min(caption.end, end) - self.first,
                words=tuple(word - self.first for word in caption.words),
            )
            for caption in within
        )


def plan_film(studio: Studio, shots: tuple[str, str] | None = None) -> FilmPlan:
    """Plan a film of the whole schedule, or of the shots from one id up to and including another.

    Raises:
        InputError: there is no such shot, or the last one comes before the first.
    """
    schedule = studio.schedule
    wanted = frames_of(schedule, shots)
    encoder = [studio.ffmpeg.build, studio.settings.key(), str(schedule.rate)]
    maker = "\n".join([str(KEY_VERSION), studio.fingerprint, *encoder])
    chunks = (chunk for chunk in schedule.chunks() if chunk.first in wanted)
    return FilmPlan(
        tuple(PlannedChunk(chunk.shot, chunk.first, chunk.end, _key(studio, chunk, maker)) for chunk in chunks)
    )


def _key(studio: Studio, chunk: Chunk, maker: str) -> str:
    digest = hashlib.sha256(f"{maker}\n".encode())
    for recipe in studio.schedule.recipes(chunk.first, chunk.end):
        digest.update(f"{recipe_key(recipe)}\n".encode())
    if studio.burning is not None:
        digest.update(studio.burning.key(chunk.first, chunk.end).encode("utf-8", "replace"))
    return digest.hexdigest()


def frames_of(schedule: Schedule, shots: tuple[str, str] | None) -> range:
    """The frames of the shots from one id up to and including another; None: of all.

    Raises:
        InputError: there is no such shot, or the last one comes before the first.
    """
    if shots is None:
        return range(schedule.frames)
    first, last = shots
    places = {shot.label: shot for shot in schedule.shots[:1]} | {shot.id: shot for shot in schedule.shots}
    for wanted in (first, last):
        if wanted not in places:
            known = f"{schedule.shots[0].label} to {schedule.shots[-1].label}"
            raise InputError(f"--shots: there is no shot '{wanted}'; this film has {known}")
    if places[last].first < places[first].first:
        raise InputError(f"--shots: {last} comes before {first}: write {last}..{first}")
    return range(places[first].first, places[last].end)
