"""A storyboard told aloud: by a voice, or by a recording that a person made.

Takes a storyboard, how it is to be told and the storyboard's own path; gives the storyboard timed to the telling, and
writes what a voice said beside it. The storyboard's file itself is left to whoever asked. A `Recording` is read, and
`check_own` asked, before there is a storyboard: what is wrong is better known before a story is read than after.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.encode import check_output, commit_together, discard
from storyanim.errors import InputError
from storyanim.production.narration import narrated, read_cues
from storyanim.production.recordings import recording_seconds
from storyanim.production.speaking import cue_file, speak
from storyanim.production.voices import ENGLISH, ESPEAK
from storyanim.schedule import spoken_texts
from storyanim.storyboard import Narration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storyanim.production.alignment import Spoken
    from storyanim.production.voices import Voice
    from storyanim.storyboard import Storyboard

RECORDING, CUES = ".narration.wav", ".narration.srt"
"""What a voice says goes to `story.narration.wav` beside `story.yaml`, and when it says it to `story.narration.srt`."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A person's recording: its files as the storyboard names them, how long it plays, and, where cues tell, what it
    says when. In seconds.
    """

    narration: Narration
    seconds: float
    spoken: Sequence[Spoken]


def read_recording(audio: Path, cues: Path | None, path: Path) -> Recording:
    """The recording that is to tell the storyboard of the file `path`, which need not be there yet.

    Raises:
        InputError: a file cannot be used, or is not beside the storyboard.
    """
    return _recording(Narration(file=_beside(audio, path), cues=_beside(cues, path)), path.parent)


def told_by(board: Storyboard, recording: Recording) -> Storyboard:
    """The storyboard told by a person's recording: its drafted shots are as long as it is.

    Raises:
        InputError: the cues are of something else.
    """
    return narrated(board, recording.narration, recording.seconds, recording.spoken)


def told_again(board: Storyboard, narration: Narration, path: Path) -> Storyboard:
    """A new draft, timed to the recording that told the draft before."""
    return told_by(board, _recording(narration, path.parent)) if narration.file else board


def read_aloud(
    board: Storyboard,
    voice: Voice,
    path: Path,
    tell: Callable[[int, int], None] | None = None,
    *,
    before: Narration | None = None,
) -> Storyboard:
    """The storyboard of the file `path`, told by a voice: what it says is kept beside it.

    `tell` is told how many shots are read, of how many. `before` is the narration of the storyboard that stands at
    `path`, where `board` is a new draft of it and has none.

    Raises:
        InputError: a file stands where the recording goes, and is not this storyboard's.
        EncoderError, OutputError: the voice does not speak, or what it said cannot be written.
    """
    check_own(path, before or board.narration)
    recording, cues = _spoken_files(path)
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


def check_language(board: Storyboard, voice: str) -> None:
    """Refuse to have a story that is not English read as if it were: nobody would understand it.

    Raises:
        InputError: it is not, and `voice`, as a person wrote it, names no voice of another language.
    """
    from storyanim.text import language_of

    if voice == ESPEAK and language_of(" ".join(spoken_texts(board.scenes))) != "en":
        raise InputError(
            f"--voice {ESPEAK}: it speaks English, and the story is not read as English; name a voice of its language, "
            f"such as {ESPEAK}:de ('{ESPEAK} --voices' lists them), or {ESPEAK}:{ENGLISH}"
        )


def check_own(path: Path, narration: Narration) -> None:
    """Refuse to replace, by what a voice says, files that the storyboard of the file `path` was not told by.

    Raises:
        InputError: there are such files, or none can be written there.
    """
    for file in _spoken_files(path):
        if os.path.lexists(file) and file.name not in (narration.file, narration.cues):
            raise InputError(f"{file} exists and is not this storyboard's narration: move it, or throw it away")
        check_output(file, force=True)


def _spoken_files(path: Path) -> tuple[Path, Path]:
    """Where what a voice says goes, and where when."""
    return path.with_name(f"{path.stem}{RECORDING}"), path.with_name(f"{path.stem}{CUES}")


def _recording(narration: Narration, folder: Path) -> Recording:
    seconds = recording_seconds(folder / narration.file)
    spoken = read_cues(folder / narration.cues) if narration.cues else []
    if spoken and min(spoken).start >= seconds:
        ends = f"begins at {min(spoken).start:.1f} s, and {narration.file} ends at {seconds:.1f} s"
        raise InputError(f"{narration.cues}: {ends}: name the cues of this recording, in seconds from its beginning")
    return Recording(narration, seconds, spoken)


def _beside(file: Path | None, board: Path) -> str:
    """A file's name as the storyboard writes it: from its own folder on."""
    if file is None:
        return ""
    name = Path(os.path.relpath(file.absolute(), board.absolute().parent)).as_posix()
    if name.startswith("../") or Path(name).is_absolute():
        raise InputError(f"{file}: is not where the storyboard is; put it into {board.absolute().parent} or below")
    return name
