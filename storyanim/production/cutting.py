"""A clip of a film that stands, cut from the film itself: nothing is drawn again, whatever became of the cache.

Takes a film with its sidecar and the shots that are wanted, gives a `Film` with its own sidecar and captions.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from storyanim.encode import (
    Chapter,
    Extras,
    Piece,
    check_cuttable,
    check_output,
    commit_together,
    container_of,
    cut_captions,
    cut_pictures,
    cut_sound,
    discard,
    find_ffmpeg,
    join,
    to_subtitles,
    write_text,
)
from storyanim.errors import InputError
from storyanim.interruption import undisturbed
from storyanim.production.film import Film
from storyanim.production.sidecar import captions_path, check_neighbours, is_ours, sidecar_path
from storyanim.schedule import TITLE_SHOT
from storyanim.types import Size, StreamInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.encode import Container
    from storyanim.production.options import FilmOptions
    from storyanim.types import Caption


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What a film's sidecar says of it: its shots and the frame that each begins with, its chapters, and all else as it
    stands.
    """

    path: Path
    rate: Fraction
    size: Size
    frames: int
    shots: tuple[str, ...]
    cuts: tuple[int, ...]
    chapters: tuple[Chapter, ...]
    facts: Mapping[str, object]

    @property
    def transitions(self) -> tuple[int, ...]:
        """How many frames of each shot come out of the one before; of a film that does not say so none."""
        found = self.facts.get("transitions")
        counts = cast("list[object]", found) if isinstance(found, list) else []
        known = tuple(count for count in counts if isinstance(count, int) and count >= 0)
        return known if len(known) == len(self.shots) else (0,) * len(self.shots)

    @property
    def story_shots(self) -> tuple[str, ...]:
        """The shots that people count: all but the title card."""
        return tuple(shot for shot in self.shots if shot != TITLE_SHOT)

    def piece(self, first: str, last: str) -> Piece:
        """The frames from one shot up to and including another."""
        ends = (*self.cuts[1:], self.frames)
        return Piece(self.path, self.rate, self.cuts[self.shots.index(first)], ends[self.shots.index(last)])

    def chapters_of(self, piece: Piece) -> tuple[Chapter, ...]:
        """The chapters of which something is in the piece, counted from its first frame."""
        return tuple(
            Chapter(one.title, max(0, one.first - piece.first), min(piece.frames, one.end - piece.first))
            for one in self.chapters
            if one.first < piece.end and one.end > piece.first
        )


def film_facts(film: Path) -> FilmFacts:
    """Read a film's sidecar.

    Raises:
        InputError: there is none, or none of ours; no clip can be cut from such a film.
    """
    check_cuttable(film)
    beside = sidecar_path(film)
    if not film.is_file():
        raise InputError(f"{film}: cannot be read: there is no such film")
    if not is_ours(beside):
        raise InputError(f"{film}: {beside.name}, which says where its shots begin, is not there; name its storyboard")
    try:
        facts = cast("dict[str, object]", json.loads(beside.read_bytes()))
        width, height = (int(side) for side in str(facts["size"]).split("x"))
        shots, cuts = cast("list[str]", facts["shots"]), cast("list[int]", facts["cuts"])
        frames = int(str(facts["frames"]))
        chapters = _chapters(cast("list[list[object]]", facts.get("chapters", [])), frames)
        rate = Fraction(str(facts["rate"]))
        found = FilmFacts(film, rate, Size(width, height), frames, tuple(shots), tuple(cuts), chapters, facts)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise InputError(f"{beside}: does not say where the film's shots begin; film it again, with --force") from None
    if len(shots) != len(cuts) or list(cuts) != sorted(set(cuts)) or not cuts or not 0 <= cuts[-1] < found.frames:
        raise InputError(f"{beside}: its shots and their frames do not agree; film it again, with --force")
    return found


def _chapters(listed: list[list[object]], frames: int) -> tuple[Chapter, ...]:
    """The chapters of a sidecar, `[first frame, title]` each, of a film of so many frames."""
    begun = [(int(str(first)), str(title)) for first, title in listed]
    ends = [first for first, _ in begun[1:]] + [frames]
    return tuple(Chapter(title, first, end) for (first, title), end in zip(begun, ends, strict=False) if first < end)


def cut_film(film: FilmFacts, shots: tuple[str, str], output: Path, options: FilmOptions, *, force: bool) -> Film:
    """Make the clip `output` of the shots from one up to and including another.

    Raises:
        InputError: the output exists, cannot be or is the film itself, or captions are to be drawn into pictures that
            are drawn already.
        EncoderError, OutputError: as `join`.
    """
    container = container_of(output.suffix)
    if output.exists() and film.path.samefile(output):
        raise InputError(f"{output} is the film itself: choose another name for the clip")
    if options.captions in ("burn", "karaoke"):
        raise InputError(f"--captions {options.captions}: the film's pictures are drawn already; name its storyboard")
    check_output(output, force=force)
    if not force:
        check_neighbours(output, container.subtitles)
    piece = film.piece(*shots)
    with tempfile.TemporaryDirectory(prefix="storyanim-") as folder, ExitStack() as leftovers:
        cut = _Cut(film, piece, container, Path(folder))
        captions = cut.captions() if options.captions == "soft" else ()
        beside = captions_path(output, container.subtitles) if captions else None
        paths = [path for path in (sidecar_path(output), beside, output) if path]
        parts = {path: path.with_name(f"{path.name}.clip.part") for path in paths}
        for part in parts.values():
            leftovers.callback(discard, part)
        size = cut.make(parts[output], captions, options)
        write_text(parts[paths[0]], _sidecar(film, piece, shots))
        if beside:
            write_text(parts[beside], to_subtitles(captions, film.rate, beside.suffix))
        with undisturbed():
            commit_together(parts, force=force)
    return Film(output, paths[0], beside, piece.frames, float(piece.frames / film.rate), size)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A piece of a film on its way to a container, by way of a folder for unfinished files."""

    film: FilmFacts
    piece: Piece
    container: Container
    folder: Path

    def captions(self) -> tuple[Caption, ...]:
        """The piece's own."""
        return cut_captions(self.piece, self.folder / "captions.srt", ffmpeg=find_ffmpeg())

    def make(self, part: Path, captions: tuple[Caption, ...], options: FilmOptions) -> Size:
        """Write the clip to `part`; the size of its pictures."""
        ffmpeg, segment = find_ffmpeg(), self.folder / "piece.mkv"
        cut_pictures(self.piece, self.container, segment, ffmpeg=ffmpeg)
        sound = cut_sound(self.piece, self.folder / "sound.wav", ffmpeg=ffmpeg) if self.container.sound else None
        title = str(self.film.facts.get("title", ""))
        info = StreamInfo(self.film.size, self.film.rate, self.piece.frames, captions, title)
        comment = {"comment": f"Made with storyanim, cut from {self.film.path.name}"}
        extras = Extras(comment, self.film.chapters_of(self.piece), sound, 0, options.loop)
        return join([segment], info, part, self.container.suffix, ffmpeg=ffmpeg, extras=extras)


def _sidecar(film: FilmFacts, piece: Piece, shots: tuple[str, str]) -> str:
    """The film's facts, with those of the clip in their places."""
    first, last = (film.shots.index(shot) for shot in shots)
    begun = int(str(film.facts.get("first_frame", 0)))
    own: dict[str, object] = {
        "cut_from": film.path.name,
        "frames": piece.frames,
        "first_frame": begun + piece.first,
        "seconds": round(float(piece.frames / film.rate), 3),
        "shots": list(film.shots[first : last + 1]),
        "cuts": [cut - piece.first for cut in film.cuts[first : last + 1]],
        "chapters": [[chapter.first, chapter.title] for chapter in film.chapters_of(piece)],
        "transitions": list(film.transitions[first : last + 1]),
        "segments": [],
    }
    return json.dumps({**film.facts, **own}, ensure_ascii=False, indent=1) + "\n"
