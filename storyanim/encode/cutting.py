"""A piece of a finished film: its pictures as one segment, its sound, its captions.

Takes a film of ours and a range of its frames, gives files that `join` takes. Shots begin with key frames, so their
pictures are copied as they are where the piece is of the same kind. Knows nothing of shots or sidecars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode.containers import container_of
from storyanim.encode.ffmpeg import NoTrackError, path_argument, run
from storyanim.encode.matroska import count_blocks
from storyanim.encode.segment import BITEXACT
from storyanim.encode.settings import SegmentSettings
from storyanim.encode.sounds import HERTZ
from storyanim.errors import EncoderError, InputError
from storyanim.types import Caption

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from storyanim.encode.containers import Container
    from storyanim.encode.ffmpeg import Ffmpeg


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `first` up to, not including, `end` of a film of `rate` frames a second; `first` begins a shot."""

    film: Path
    rate: Fraction
    first: int
    end: int

    @property
    def frames(self) -> int:
        """How many there are."""
        return self.end - self.first


def cut_pictures(piece: Piece, container: Container, part: Path, *, ffmpeg: Ffmpeg) -> None:
    """The piece's pictures as a segment, from which a film of that container can be made.

    Raises EncoderError if the film is another than it should be.
    """
    source = container_of(piece.film.suffix).codec
    copied = container.redrawn or container.codec == source
    encoder = ["-c", "copy"] if copied else SegmentSettings(container.codec, piece.rate).arguments()
    # A quarter of a frame late, so that no rounding of times can fall before the key frame that is sought.
    start = float((piece.first + 0.25) / piece.rate) if piece.first else 0.0
    words = ["-noaccurate_seek", "-ss", f"{start:.6f}", "-i", path_argument(piece.film), "-map", "0:v:0", "-an", "-sn"]
    words += ["-copypriorss", "1", "-frames:v", str(piece.frames), "-map_chapters", "-1"]
    run(ffmpeg, [*words, *encoder, *BITEXACT, "-f", "matroska", path_argument(part)])
    found = count_blocks(part)
    if found != piece.frames:
        raise EncoderError(f"{piece.film} holds {found} frames there, its sidecar says {piece.frames}; film it again")


def cut_sound(piece: Piece, part: Path, *, ffmpeg: Ffmpeg) -> Path | None:
    """The piece's sound as a WAV file at `part`, as long as its pictures; None where the film is silent."""
    samples = round(piece.frames / piece.rate * HERTZ)
    begin = round(piece.first / piece.rate * HERTZ)
    shaped = f"aresample={HERTZ}:async=1:first_pts=0,atrim=start_sample={begin}:end_sample={begin + samples}"
    words = ["-i", path_argument(piece.film), "-map", "0:a:0"]
    target = ["-af", f"{shaped},asetpts=N/SR/TB,apad=whole_len={samples}", "-c:a", "pcm_s16le"]
    try:
        run(ffmpeg, [*words, *target, "-fflags", "+bitexact", "-flags", "+bitexact", "-f", "wav", path_argument(part)])
    except NoTrackError:
        return None
    return part


def cut_captions(piece: Piece, part: Path, *, ffmpeg: Ffmpeg) -> tuple[Caption, ...]:
    """The captions of the film's track that are seen in the piece, counted from its first frame."""
    import pysubs2

    try:
        run(ffmpeg, ["-i", path_argument(piece.film), "-map", "0:s:0", "-f", "srt", path_argument(part)])
    except NoTrackError:
        return ()
    found = (
        Caption(event.plaintext, _frame(event.start, piece), _frame(event.end, piece))
        for event in pysubs2.load(str(part), encoding="utf-8", format_="srt")
    )
    return tuple(
        Caption(caption.text, max(0, caption.first), min(caption.end, piece.frames))
        for caption in found
        if caption.first < piece.frames and caption.end > 0
    )


def check_cuttable(film: Path) -> None:
    """Raise InputError for a film that no piece can be cut from."""
    container = container_of(film.suffix)
    if container.redrawn:
        raise InputError(f"{film}: clips are cut from .mp4, .mkv, .webm and .mov; or name the film's storyboard")


def _frame(milliseconds: int, piece: Piece) -> int:
    return round(milliseconds * piece.rate / 1000) - piece.first
