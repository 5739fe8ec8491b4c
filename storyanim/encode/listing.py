"""The files ffmpeg reads for a join: the list of segments, and the words that go into the film.

Takes segments, chapters and words; writes plain text files into a folder. Whatever stands in a name or a title
stays a name or a title: nothing becomes an option, a key or a line of its own.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from storyanim.encode.ffmpeg import path_argument
from storyanim.encode.files import output_error

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from storyanim.encode.extras import Chapter


@contextlib.contextmanager
def workshop(output_part: Path) -> Generator[Path]:
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


def write_listing(folder: Path, segments: Sequence[Path], lengths: Sequence[int], rate: Fraction) -> Path:
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
    return write_text(folder / "segments.txt", "\n".join(lines) + "\n")


def ffmetadata(words: Mapping[str, str], chapters: Sequence[Chapter], rate: Fraction) -> str:
    """Words by key, and chapters, as ffmpeg's metadata demuxer reads them."""
    lines = [";FFMETADATA1", *(f"{_escaped(key)}={_escaped(value)}" for key, value in sorted(words.items()))]
    for chapter in chapters:
        lines += ["[CHAPTER]", f"TIMEBASE={rate.denominator}/{rate.numerator}"]
        lines += [f"START={chapter.first}", f"END={chapter.end}", f"title={_escaped(chapter.title)}"]
    return "\n".join(lines) + "\n"


def write_text(path: Path, text: str) -> Path:
    """Write one of these files. Raises OutputError."""
    try:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise output_error(error, path) from error
    return path


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


def _escaped(text: str) -> str:
    """For ffmpeg's metadata file: `=`, `;`, `#`, backslash and line breaks get a backslash."""
    one = " ".join(text.replace("\0", "").split())
    return "".join(f"\\{letter}" if letter in "=;#\\" else letter for letter in one)
