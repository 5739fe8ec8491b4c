"""Segments -> a film: joined by a plain copy (MP4, Matroska) or drawn again with a palette (GIF).

Takes finished segments in order and what goes with them (captions, title, chapters); gives a file at the
path it is told, whose bytes repeat and whose frames have been counted. Does not name or place the film.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode.captions import to_srt
from storyanim.encode.ffmpeg import Ffmpeg, path_argument, run
from storyanim.encode.files import discarded_on_failure, open_part, output_error
from storyanim.encode.matroska import count_blocks
from storyanim.encode.palette import gif_arguments, gif_frames, palette_arguments
from storyanim.encode.settings import known_suffix
from storyanim.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from storyanim.types import StreamInfo

JOIN_TIMEOUT = 300.0
"""Seconds: moving the index of a film of many gigabytes to its front on a slow disk shows no progress."""

_BITEXACT = ("-fflags", "+bitexact", "-flags", "+bitexact")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the film with a name, from frame `first` up to, not including, frame `end`."""

    title: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The files ffmpeg reads for a join; None: there are no captions."""

    segments: Path
    metadata: Path
    captions: Path | None


def join(  # noqa: PLR0913 (what a film is made of; all but four by name and most optional)
    segments: Sequence[Path],
    info: StreamInfo,
    output_part: Path,
    suffix: str,
    *,
    ffmpeg: Ffmpeg,
    metadata: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    gif_width: int = 480,
    timeout: float = JOIN_TIMEOUT,
) -> None:
    """Join `segments` to a film at `output_part`, with `info`'s title and captions as a soft track.

    A GIF holds pictures only: every n-th frame, at most `gif_width` wide, looped for ever.
    Raises EncoderError where the film's frames are not `info.frames`, or ffmpeg fails; OutputError where it
    cannot be written. Both remove `output_part`.
    """
    known_suffix(suffix)
    lengths = [count_blocks(segment) for segment in segments]
    _compare("the segments hold", sum(lengths), info.frames)
    open_part(output_part)
    with discarded_on_failure(output_part), _workshop(output_part) as folder:
        listing = _write_listing(folder, segments, lengths, info.rate)
        if suffix == ".gif":
            _make_gif(listing, folder / "palette.png", info, output_part, ffmpeg, gif_width, timeout)
            planned = gif_frames(sum(lengths), info.rate)
        else:
            inputs = _write_inputs(folder, listing, info, metadata or {}, chapters)
            run(ffmpeg, _join_arguments(inputs, info.rate, output_part, suffix), timeout=timeout)
            planned = sum(lengths)
        _compare("the film holds", count_frames(output_part, ffmpeg=ffmpeg, timeout=timeout), planned)


def count_frames(path: Path, *, ffmpeg: Ffmpeg, timeout: float = JOIN_TIMEOUT) -> int:
    """Frames in the first video track of a film, by copying it to nowhere.

    A GIF is decoded, since not each of its packets is a picture; so is a film where ffmpeg (before 8) does not
    count what it copies.
    """
    copied = None if _is_gif(path) else _count(path, "copy", ffmpeg, timeout)
    return copied or _count(path, "rawvideo", ffmpeg, timeout) or 0


def _is_gif(path: Path) -> bool:
    try:
        with path.open("rb") as film:
            return film.read(4) == b"GIF8"
    except OSError as error:
        raise EncoderError(f"cannot read the film {str(path)!r}: {error.strerror}") from error


def _count(path: Path, codec: str, ffmpeg: Ffmpeg, timeout: float) -> int | None:
    arguments = ["-i", path_argument(path), "-map", "0:v:0", "-c:v", codec, "-fps_mode", "passthrough"]
    return run(ffmpeg, [*arguments, "-f", "null", "-"], timeout=timeout).frames


def _compare(what: str, found: int, planned: int | None) -> None:
    if planned is not None and found != planned:
        raise EncoderError(f"{what} {found} frames, planned were {planned}; run the same command again")


def _make_gif(
    listing: Path, palette: Path, info: StreamInfo, part: Path, ffmpeg: Ffmpeg, width: int, timeout: float
) -> None:
    """Two passes: a palette made in one pass with the film holds all of its frames in memory."""
    source = ["-f", "concat", "-safe", "0", "-i", path_argument(listing)]
    run(ffmpeg, [*palette_arguments(source, info, width), path_argument(palette)], timeout=timeout)
    pictures = gif_arguments(source, path_argument(palette), info, width)
    run(ffmpeg, [*pictures, *_BITEXACT, "-f", "gif", path_argument(part)], timeout=timeout)


def _join_arguments(inputs: _Inputs, rate: Fraction, part: Path, suffix: str) -> list[str]:
    sources = ["-f", "concat", "-safe", "0", "-i", path_argument(inputs.segments)]
    sources += ["-f", "ffmetadata", "-i", path_argument(inputs.metadata)]
    target = ["-map", "0:v:0", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", *_exact_times(rate)]
    if inputs.captions is not None:
        sources += ["-f", "srt", "-i", path_argument(inputs.captions)]
        target += ["-map", "2:s:0", *_caption_track(suffix)]
    return [*sources, *target, *_BITEXACT, *_container(suffix, rate), path_argument(part)]


def _caption_track(suffix: str) -> list[str]:
    """Players show a track's name from another place in each container."""
    if suffix == ".mp4":
        return ["-c:s", "mov_text", "-metadata:s:s:0", "handler_name=Captions"]
    return ["-c:s", "srt", "-metadata:s:s:0", "title=Captions"]


def _exact_times(rate: Fraction) -> list[str]:
    """Segments have no B-frames, so the n-th packet is the n-th frame; Matroska's own times are whole milliseconds."""
    return ["-bsf:v:0", f"setts=time_base={rate.denominator}/{rate.numerator},setts=ts=N:duration=1"]


def _container(suffix: str, rate: Fraction) -> list[str]:
    if suffix == ".mkv":
        return ["-f", "matroska"]
    return ["-f", "mp4", "-movflags", "+faststart", "-video_track_timescale", str(_timescale(rate))]


def _timescale(rate: Fraction) -> int:
    """Ticks a second, so that a frame is a whole number of them; players want a few thousand or more."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale


# --- the files ffmpeg reads --------------------------------------------------------------------------


@contextlib.contextmanager
def _workshop(output_part: Path) -> Generator[Path]:
    """A folder for them beside the film; its name is fixed, so that what a kill -9 left is cleared here."""
    folder = output_part.with_name(f"{output_part.name.removesuffix('.part')}.join.part")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except OSError as error:
        raise output_error(error, folder) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_listing(folder: Path, segments: Sequence[Path], lengths: Sequence[int], rate: Fraction) -> Path:
    """The list the concat demuxer reads. Durations are differences of exact times, so that nothing adds up.

    All segments are of one kind, so ffmpeg need not study each one's pictures: a small `probesize` makes the join
    four times as fast (measured on 300 segments).
    """
    lines, frames, start = ["ffconcat version 1.0"], 0, 0
    for segment, length in zip(segments, lengths, strict=True):
        frames += length
        end = round(frames * 1_000_000 / rate)
        lines += [f"file {_quoted(_one_line(segment, folder))}", f"duration {end - start}us", "option probesize 2048"]
        start = end
    return _write(folder / "segments.txt", "\n".join(lines) + "\n")


def _one_line(segment: Path, folder: Path) -> str:
    """The list cannot hold a name with a line break: such a segment gets a link with a plain name."""
    name = path_argument(segment)
    if not set(name) & {"\n", "\r"}:
        return name
    link = folder / f"{len(list(folder.iterdir()))}.mkv"
    link.symlink_to(segment.absolute())
    return link.name


def _quoted(name: str) -> str:
    """As av_get_token() reads it: nothing is special inside quotes, and a quote stands outside, escaped."""
    return "'" + name.replace("'", r"'\''") + "'"


def _write_inputs(
    folder: Path,
    listing: Path,
    info: StreamInfo,
    metadata: Mapping[str, str],
    chapters: Sequence[Chapter],
) -> _Inputs:
    words = {**({"title": info.title} if info.title else {}), **metadata}
    described = _write(folder / "metadata.txt", _ffmetadata(words, chapters, info.rate))
    spoken = to_srt(info.captions, info.rate)
    captions = _write(folder / "captions.srt", spoken) if spoken else None
    return _Inputs(listing, described, captions)


def _ffmetadata(words: Mapping[str, str], chapters: Sequence[Chapter], rate: Fraction) -> str:
    lines = [";FFMETADATA1", *(f"{_escaped(key)}={_escaped(value)}" for key, value in sorted(words.items()))]
    for chapter in chapters:
        lines += ["[CHAPTER]", f"TIMEBASE={rate.denominator}/{rate.numerator}"]
        lines += [f"START={chapter.first}", f"END={chapter.end}", f"title={_escaped(chapter.title)}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """For ffmpeg's metadata file: `=`, `;`, `#`, backslash and line breaks get a backslash."""
    one = " ".join(text.replace("\0", "").split())
    return "".join(f"\\{letter}" if letter in "=;#\\" else letter for letter in one)


def _write(path: Path, text: str) -> Path:
    try:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise output_error(error, path) from error
    return path
