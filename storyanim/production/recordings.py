"""Whether a recording can be heard, and how long it plays.

Takes a sound file, gives seconds. Knows nothing of what is said in it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from storyanim.encode import check_sound, find_ffmpeg, sound_seconds


def recording_seconds(path: Path) -> float:
    """Its length, found out by decoding all of it. Raises InputError for a file in which there is no sound."""
    with tempfile.TemporaryDirectory(prefix="storyanim-") as folder:
        return sound_seconds(path, Path(folder), ffmpeg=find_ffmpeg())


def check_recording(path: Path) -> None:
    """Refuse a file in which there is no sound, by its beginning alone. Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="storyanim-") as folder:
        check_sound(path, Path(folder), ffmpeg=find_ffmpeg())
