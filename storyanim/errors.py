"""Everything storyanim can refuse or fail with.

One class per exit code. A message is one line that says what is wrong, where, and what to do about it;
`faults` carries further lines where a file has several faults.
"""

from __future__ import annotations


class StoryanimError(Exception):
    """The root of every error a person is meant to read."""

    exit_code = 1

    def __init__(self, message: str, *, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class InputError(StoryanimError):
    """A story, a storyboard or an option cannot be used."""

    exit_code = 2


class OutputError(StoryanimError):
    """The film, the cache or the disk cannot be written."""

    exit_code = 3


class EncoderError(StoryanimError):
    """ffmpeg failed, hung, was killed, or wrote something else than it was given."""

    exit_code = 4


class RendererError(StoryanimError):
    """A renderer, its artwork or its weights cannot be used."""

    exit_code = 5


class ResourceError(StoryanimError):
    """The memory, or the GPU's, is not enough for what is wanted."""

    exit_code = 6
