"""Every kind of film that can be made, by the ending of its name: what is in it, and what stands beside it.

One table, read by all who ask "does it have sound, captions, a cover?". Takes a suffix, gives a frozen `Container`.
Runs nothing, and knows nothing of ffmpeg but the names it has for encoders and muxers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storyanim.errors import InputError

Codec = Literal["h264", "vp9", "prores", "lossless"]
"""How segments are encoded: `lossless` keeps every RGB value, for films that are drawn again in a last pass."""

Cover = Literal["", "stream", "attachment"]
"""How a film carries its cover picture: not at all, as a second picture stream, or as an attached file."""


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of film.

    `muxer` is ffmpeg's name for it; `sound` ffmpeg's options for its sound, none where it is silent; `track` the
    encoder of its soft captions, "" where it has none; `subtitles` the ending of the captions beside it.
    """

    suffix: str
    codec: Codec
    muxer: str
    mime: str
    sound: tuple[str, ...] = ()
    track: str = ""
    subtitles: str = ".srt"
    cover: Cover = ""

    @property
    def redrawn(self) -> bool:
        """Whether it is drawn again from its segments, not joined of them: pictures only, smaller, in a loop."""
        return self.muxer in ("gif", "webp", "image2")

    @property
    def is_loop(self) -> bool:
        """Whether it is moving pictures that begin again, with a width and a rate of their own."""
        return self.muxer in ("gif", "webp")

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of pictures."""
        return self.muxer == "image2"


_OPUS = ("-c:a", "libopus", "-b:a", "128k")
_AAC = ("-c:a", "aac", "-b:a", "160k")
_PCM = ("-c:a", "pcm_s16le")
"""What editing programs want: sound that can be cut anywhere."""

CONTAINERS = (
    Container(".mp4", "h264", "mp4", "video/mp4", _AAC, "mov_text", cover="stream"),
    Container(".mkv", "h264", "matroska", "video/x-matroska", _OPUS, "srt", cover="attachment"),
    Container(".webm", "vp9", "webm", "video/webm", _OPUS, "webvtt", subtitles=".vtt"),
    Container(".mov", "prores", "mov", "video/quicktime", _PCM, "mov_text"),
    Container(".gif", "lossless", "gif", "image/gif"),
    Container(".webp", "lossless", "webp", "image/webp"),
    Container(".png", "lossless", "image2", "image/png"),
)
"""Matroska carries Opus because it states the encoder's delay there: sound is in step to the sample."""

SUFFIXES = tuple(container.suffix for container in CONTAINERS)
"""The kinds of film that can be made, by the ending of their name."""

_BY_SUFFIX = {container.suffix: container for container in CONTAINERS}


def container_of(suffix: str) -> Container:
    """The kind of film whose names end in `suffix`. Raises InputError, naming the endings that work, for any other."""
    if suffix not in _BY_SUFFIX:
        shown = repr(suffix) if suffix else "no ending"
        raise InputError(f"cannot make a film with {shown}: the output's name must end in {', '.join(SUFFIXES)}")
    return _BY_SUFFIX[suffix]
