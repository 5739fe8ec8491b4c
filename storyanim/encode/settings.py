"""How segments are encoded for each kind of film.

Takes a codec and a frame rate and gives ffmpeg's encoding arguments; runs nothing. All arguments that
can change a segment's bytes, save the picture size and the frames, are in `SegmentSettings.key()`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode.containers import container_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from storyanim.encode.containers import Codec

GOP = 48
"""Frames between key frames: as long as the longest chunk, so that each segment begins with its only one."""

LOSSLESS_GOP = 12
"""More key frames where the last pass samples colours at them; costs 3 % of space (measured)."""

CRF = 18
"""Where x264's losses stop being visible."""


_TO_YUV = (
    "scale=out_color_matrix=bt709:out_range=tv:flags=bilinear+accurate_rnd+bitexact,format={},"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
"""RGB to limited-range BT.709 YUV. Players take HD video for BT.709 whatever the tags say, and swscale's own
default is BT.601. `bilinear` averages two rows of chroma, which is all that 4:2:0 needs; `bitexact` keeps the
bytes the same from one processor to another."""


@dataclass(frozen=True, slots=True)
class _Encoder:
    """ffmpeg's options for one codec, its pixel format, and of what a picture's width and height must be multiples."""

    options: str
    pixel_format: str
    multiples: tuple[int, int] = (1, 1)


_ENCODERS: Mapping[Codec, _Encoder] = {
    # Without B-frames decoding order is showing order, so segments of any length join with exact time stamps.
    # On storybook frames that takes 10 % more space and 15 % less time (measured). `veryfast` takes a third of
    # `medium`'s time for files that are 3 % larger (1280x720, one core: 20 against 67 ms, 32 against 31 kB a frame).
    "h264": _Encoder(
        f"-c:v libx264 -crf {CRF} -bf 0 -g {GOP} -sc_threshold 0 -flags +cgop -preset veryfast",
        "yuv420p",
        (2, 2),
    ),
    # Realtime means: no look-ahead and no hidden frames, so that a packet is a frame. On storybook at 1280x720 it
    # takes a quarter of `good`'s time for files 15 % larger (21 against 79 ms, 8.3 against 7.3 kB a frame, same PSNR).
    "vp9": _Encoder(
        f"-c:v libvpx-vp9 -crf 30 -b:v 0 -deadline realtime -cpu-used 5 -g {GOP}",
        "yuv420p",
        (2, 2),
    ),
    # The encoder `prores` gives the quality of `prores_ks` in a quarter of its time (19 against 70 ms, measured).
    "prores": _Encoder("-c:v prores -profile:v 2", "yuv422p10le", (2, 1)),
    # Half of FFV1's time and 1.8 times its space (14 against 27 ms, 810 against 455 kB a frame).
    "lossless": _Encoder(f"-c:v libx264rgb -qp 0 -bf 0 -g {LOSSLESS_GOP} -preset ultrafast", "rgb24"),
}


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """How one segment is encoded. `rate` is frames a second."""

    codec: Codec
    rate: Fraction

    def arguments(self) -> list[str]:
        """ffmpeg's output options, without file names. One thread: the bytes depend on their number."""
        encoder = _ENCODERS[self.codec]
        convert = ["-vf", _TO_YUV.format(encoder.pixel_format)] if encoder.pixel_format.startswith("yuv") else []
        return [*convert, *encoder.options.split(), "-threads", "1", "-pix_fmt", encoder.pixel_format]

    def key(self) -> str:
        """Equal keys (with equal frames, size and ffmpeg build) give equal bytes."""
        return hashlib.sha256(" ".join([str(self.rate), *self.arguments()]).encode()).hexdigest()

    @property
    def multiples(self) -> tuple[int, int]:
        """What a picture's width and height must be multiples of: 4:2:0 has one chroma sample for 2 x 2 pixels."""
        return _ENCODERS[self.codec].multiples


def segment_settings(suffix: str, *, rate: Fraction) -> SegmentSettings:
    """The settings for a film whose name ends in `suffix`. Raises InputError for one that cannot be made."""
    return SegmentSettings(container_of(suffix).codec, rate)
