"""A storyboard told aloud: by a voice, or by a recording that a person made.

Takes a storyboard, how it is to be told and the storyboard's own path; gives the storyboard timed to the telling, and
writes what a voice said beside it. The storyboard's file itself is left to whoever asked.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.encode import check_output, commit_together, discard
from storyanim.errors import InputError
from storyanim.production.narration import narrated, read_cues
from storyanim.production.recordings import recording_seconds
from storyanim.production.speaking import cue_file, speak
from storyanim.storyboard import Narration

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.production.voices import Voice
    from storyanim.storyboard import Storyboard

RECORDING, CUES = ".narration.wav", ".narration.srt"
"""What a voice says goes to `story.narration.wav` beside `story.yaml`, and when it says it to `story.narration.srt`."""


def told_by(board: Storyboard, audio: Path, cues: Path | None, path: Path) -> Storyboard:
    """The storyboard of the file `path`, told by a person's recording: its drafted shots are as long as it is.

    Raises:
        InputError: a file cannot be used, or is not beside the storyboard.
    """
    return _with_recording(board, Narration(file=_beside(audio, path), cues=_beside(cues, path)), path.parent)


def told_again(board: Storyboard, narration: Narration, path: Path) -> Storyboard:
    """A new draft, timed to the recording that told the draft before."""
    return _with_recording(board, narration, path.parent) if narration.file else board


def read_aloud(
    board: Storyboard, voice: Voice, path: Path, tell: Callable[[int, int], None] | None = None
) -> Storyboard:
    """The storyboard of the file `path`, told by a voice: what it says is kept beside it.

    `tell` is told how many shots are read, of how many.

    Raises:
        InputError: a file stands where the recording goes, and is not this storyboard's.
        EncoderError, OutputError: the voice does not speak, or what it said cannot be written.
    """
    recording, cues = path.with_name(f"{path.stem}{RECORDING}"), path.with_name(f"{path.stem}{CUES}")
    for file in (recording, cues):
        _check_own(file, board.narration)
    parts = {file: file.with_name(f"{file.name}.part") for file in (cues, recording)}
    try:
        with tempfile.TemporaryDirectory(prefix="storyanim-") as folder:
            spoken = speak(board, voice, parts[recording], Path(folder), tell)
        parts[cues].write_text(cue_file(spoken), encoding="utf-8", newline="\n")
        seconds = recording_seconds(parts[recording])
        told = narrated(board, Narration(file=recording.name, cues=cues.name), seconds, spoken)
        commit_together(parts)
    finally:
        for part in parts.values():
            discard(part)
    return told


def _check_own(file: Path, narration: Narration) -> None:
    """Refuse to replace a file that this storyboard was not told by."""
    if os.path.lexists(file) and file.name not in (narration.file, narration.cues):
        raise InputError(f"{file} exists and is not this storyboard's narration: move it, or throw it away")
    check_output(file, force=True)


def _with_recording(board: Storyboard, narration: Narration, folder: Path) -> Storyboard:
    seconds = recording_seconds(folder / narration.file)
    spoken = read_cues(folder / narration.cues) if narration.cues else []
    if spoken and min(spoken).start >= seconds:
        ends = f"begins at {min(spoken).start:.1f} s, and {narration.file} ends at {seconds:.1f} s"
        raise InputError(f"{narration.cues}: {ends}: name the cues of this recording, in seconds from its beginning")
    return narrated(board, narration, seconds, spoken)


def _beside(file: Path | None, board: Path) -> str:
    """A file's name as the storyboard writes it: from its own folder on."""
    if file is None:
        return ""
    name = Path(os.path.relpath(file.absolute(), board.absolute().parent)).as_posix()
    if name.startswith("../") or Path(name).is_absolute():
        raise InputError(f"{file}: is not where the storyboard is; put it into {board.absolute().parent} or below")
    return name
