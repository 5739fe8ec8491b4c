"""Reads finished films back, each in its own way, as players would."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storyanim.encode import iter_film, read_picture
from storyanim.encode.ffmpeg import path_argument, run

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.encode import Ffmpeg

HERTZ = 48_000


@dataclass(frozen=True)
class Told:
    """What ffmpeg says of a film: seconds (None: it does not know), streams by kind, chapters' titles."""

    seconds: float | None
    streams: tuple[str, ...]
    chapters: tuple[str, ...]
    words: str


def told(ffmpeg: Ffmpeg, path: Path) -> Told:
    ran = subprocess.run([ffmpeg.path, "-hide_banner", "-i", path], capture_output=True, check=False)
    words = ran.stderr.decode("utf-8", "replace")
    length = re.search(r"Duration: (\d+):(\d\d):(\d\d\.\d+)", words)
    seconds = int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3]) if length else None
    kinds = tuple(re.findall(r"Stream #0:\d+\S*: (Video|Audio|Subtitle|Attachment): ", words))
    chapters = re.findall(r"Chapter #0:\d+: .*\n\s+Metadata:\n\s+title +: (.*)\n", words)
    return Told(seconds, kinds, tuple(chapters), words)


def pictures(path: Path) -> list[np.ndarray]:
    """All pictures, uint8 (height, width, 3)."""
    if path.is_dir():
        return [read_picture(file) for file in sorted(path.iterdir())]
    return list(iter_film(path))


def sound(ffmpeg: Ffmpeg, path: Path, tmp_path: Path) -> np.ndarray:
    """The sound as a player puts it out from the film's first moment on: float64 (samples,), 48 kHz, one channel."""
    raw = tmp_path / "sound.raw"
    mono = ["-map", "0:a:0", "-ac", "1", "-ar", str(HERTZ), "-f", "s16le", path_argument(raw)]
    run(ffmpeg, ["-i", path_argument(path), "-af", "aresample=async=1:first_pts=0", *mono])
    return np.fromfile(raw, np.int16) / 32768


def captions(ffmpeg: Ffmpeg, path: Path, tmp_path: Path) -> str:
    """The soft track as SubRip text."""
    back = tmp_path / "back.srt"
    run(ffmpeg, ["-i", path_argument(path), "-map", "0:s:0", "-f", "srt", path_argument(back)])
    return back.read_text(encoding="utf-8")
