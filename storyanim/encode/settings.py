"""How segments are encoded for each kind of film.

Takes the film's suffix and frame rate and gives ffmpeg's encoding arguments; runs nothing. All arguments that
can change a segment's bytes, save the picture size and the frames, are in `SegmentSettings.key()`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from storyanim.errors import InputError

if TYPE_CHECKING:
    from fractions import Fraction

SUFFIXES = (".mp4", ".mkv", ".gif")
"""The kinds of film that can be made, by the ending of their name."""

GOP = 48
"""Frames between key frames: as long as the longest chunk, so that each segment begins with its only one."""

LOSSLESS_GOP = 12
"""More key frames where the last pass samples colours at them; costs 3 % of space (measured)."""

_CONVERT = (
    "scale=out_color_matrix=bt709:out_range=tv:flags=bilinear+accurate_rnd+bitexact,format=yuv420p,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
"""RGB to limited-range BT.709 YUV. Players take HD video for BT.709 whatever the tags say, and swscale's own
default is BT.601. `bilinear` averages two rows of chroma, which is all that 4:2:0 needs; `bitexact` keeps the
bytes the same from one processor to another."""


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """How one segment is encoded. `rate` is frames a second; `crf` x264's quality (0 best, 51 worst).

    `h264` is what films are made of; `lossless` keeps every RGB value, for films made in a last pass.
    """

    codec: Literal["h264", "lossless"]
    rate: Fraction
    crf: int
    preset: str
    pixel_format: str

    def arguments(self) -> list[str]:
        """ffmpeg's output options, without file names."""
        encoder = self._h264() if self.codec == "h264" else self._lossless()
        return [*encoder, "-preset", self.preset, "-threads", "1", "-pix_fmt", self.pixel_format]

    def key(self) -> str:
        """Equal keys (with equal frames, size and ffmpeg build) give equal bytes."""
        return hashlib.sha256(" ".join([str(self.rate), *self.arguments()]).encode()).hexdigest()

    @property
    def even(self) -> bool:
        """Whether the picture's sides must be even: 4:2:0 has one chroma sample for two by two pixels."""
        return self.pixel_format == "yuv420p"

    def _h264(self) -> list[str]:
        # Without B-frames decoding order is showing order, so segments of any length join with exact time stamps.
        # On storybook frames that takes 10 % more space and 15 % less time (measured).
        encoder = ["-vf", _CONVERT, "-c:v", "libx264", "-crf", str(self.crf), "-bf", "0"]
        return [*encoder, "-g", str(GOP), "-sc_threshold", "0", "-flags", "+cgop"]

    def _lossless(self) -> list[str]:
        return ["-c:v", "libx264rgb", "-qp", "0", "-bf", "0", "-g", str(LOSSLESS_GOP)]


def segment_settings(suffix: str, *, rate: Fraction, crf: int = 18, preset: str = "veryfast") -> SegmentSettings:
    """The settings for a film whose name ends in `suffix`. Raises InputError for one that cannot be made.

    crf 18 is where x264's losses stop being visible. `veryfast` takes a third of `medium`'s time for files that
    are 3 % larger (storybook at 1280x720, one core: 20 against 67 ms and 32 against 31 kB a frame). For GIF,
    `libx264rgb -qp 0 -preset ultrafast` takes half of FFV1's time and 1.8 times its space (14 against 27 ms, 810
    against 455 kB a frame).
    """
    known_suffix(suffix)
    if suffix == ".gif":
        return SegmentSettings("lossless", rate, 0, "ultrafast", "rgb24")
    return SegmentSettings("h264", rate, crf, preset, "yuv420p")


def known_suffix(suffix: str) -> None:
    """Raise InputError, naming the suffixes that work, for one that does not."""
    if suffix not in SUFFIXES:
        shown = repr(suffix) if suffix else "no ending"
        raise InputError(f"cannot make a film with {shown}: the output's name must end in {', '.join(SUFFIXES)}")
