"""Counts what a finished film holds, so that none is given out with a frame too few.

Takes a path, gives a number. Reads what was written, not what was meant.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from storyanim.encode.ffmpeg import path_argument, run
from storyanim.errors import EncoderError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from storyanim.encode.ffmpeg import Ffmpeg

COUNT_TIMEOUT = 300.0


def count_frames(path: Path, *, ffmpeg: Ffmpeg, timeout: float = COUNT_TIMEOUT) -> int:
    """Frames in the first video track of a film, by copying it to nowhere.

    A GIF is decoded, since not each of its packets is a picture; so is a film where ffmpeg (before 8) does not
    count what it copies.
    """
    copied = None if _is_gif(path) else _count(path, "copy", ffmpeg, timeout)
    return copied or _count(path, "rawvideo", ffmpeg, timeout) or 0


def compare(what: str, found: int, planned: int | None) -> None:
    """Raise EncoderError if `found` is not what was planned."""
    if planned is not None and found != planned:
        raise EncoderError(f"{what} {found} frames, planned were {planned}; run the same command again")


def webp_milliseconds(path: Path) -> int:
    """How long an animated WebP plays: the sum of its pictures' times.

    Equal pictures that follow each other are one in the file, so it is time that is counted. Reads only chunk
    headers (RFC 9649). Raises EncoderError where the file is cut short or is no animated WebP.
    """
    try:
        with path.open("rb") as file:
            return _milliseconds(file, os.fstat(file.fileno()).st_size)
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path.name} is not a whole animated WebP: {error}") from error


def _milliseconds(file: IO[bytes], end: int) -> int:
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WEBP" or int.from_bytes(head[4:8], "little") + 8 != end:
        raise ValueError("it does not begin like one, or its end is missing")
    total = 0
    while file.tell() < end:
        name, size = file.read(4), int.from_bytes(file.read(4), "little")
        if name == b"ANMF":
            total += int.from_bytes(file.read(16)[12:15], "little")
            size -= 16
        if size < 0 or file.tell() + size > end:
            raise ValueError("it is damaged")
        file.seek(size + size % 2, os.SEEK_CUR)
    return total


def _is_gif(path: Path) -> bool:
    try:
        with path.open("rb") as film:
            return film.read(4) == b"GIF8"
    except OSError as error:
        raise EncoderError(f"cannot read the film {str(path)!r}: {error.strerror}") from error


def _count(path: Path, codec: str, ffmpeg: Ffmpeg, timeout: float) -> int | None:
    arguments = ["-i", path_argument(path), "-map", "0:v:0", "-c:v", codec, "-fps_mode", "passthrough"]
    return run(ffmpeg, [*arguments, "-f", "null", "-"], timeout=timeout).frames
