"""How a loop (GIF, WebP) is drawn from a film: its frame rate, its size and a GIF's 256 colours.

Takes the film's size and rate and a `Loop`; gives ffmpeg's arguments. Runs nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from storyanim.encode.extras import DEFAULT_LOOP, Loop
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.types import StreamInfo

FASTEST = Fraction(50)
"""Frames a second: a GIF counts time in 1/100 s, and browsers slow down what has less than 2 of them a frame."""


def kept_every(rate: Fraction, loop: Loop) -> int:
    """Every how many frames one is kept: a whole number, so that motion stays even (24 -> 12, 25 -> 12.5)."""
    return -(-rate // min(loop.rate, FASTEST))


def loop_frames(frames: int, rate: Fraction, loop: Loop = DEFAULT_LOOP) -> int:
    """How many pictures the loop of a film of `frames` frames has."""
    return -(-frames // kept_every(rate, loop))


def loop_size(size: Size, loop: Loop) -> Size:
    """The size of the loop's pictures, of the film's shape and never larger than the film."""
    wide = min(loop.width or size.width, size.width)
    return Size(wide, max(1, round(size.height * wide / size.width)))


def palette_arguments(source: Sequence[str], size: Size) -> list[str]:
    """First pass: 256 colours from the key frames, which are enough of each chunk and a fraction of the work."""
    graph = f"[0:v]{scaled(size)},palettegen=stats_mode=full[out]"
    picture = ["-filter_complex", graph, "-map", "[out]", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe"]
    return ["-skip_frame", "nokey", *source, *picture]


def gif_arguments(source: Sequence[str], palette: str, info: StreamInfo, size: Size, step: int) -> list[str]:
    """Second pass. An ordered dither stays where it is from frame to frame; error diffusion would swim."""
    graph = f"[0:v]{thinned(info, step)},{scaled(size)}[film];"
    graph += "[film][1:v]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle"
    pictures = ["-f", "png_pipe", "-i", palette, "-filter_complex", graph]
    last = str(round(100 * step / info.rate))
    return [*source, *pictures, "-fps_mode", "passthrough", "-loop", "0", "-final_delay", last]


def webp_arguments(source: Sequence[str], info: StreamInfo, size: Size, step: int) -> list[str]:
    """One pass. Quality 75 is the library's own middle; level 4 of 6 is where more time buys hardly any bytes."""
    encoder = ["-c:v", "libwebp_anim", "-quality", "75", "-compression_level", "4", "-threads", "1", "-loop", "0"]
    return [*source, "-vf", f"{thinned(info, step)},{scaled(size)}", "-fps_mode", "passthrough", *encoder]


def thinned(info: StreamInfo, step: int) -> str:
    """Every n-th frame, at even times."""
    return f"select=not(mod(n\\,{step})),setpts=N/({info.rate / step})/TB"


def scaled(size: Size) -> str:
    """Made smaller, the same on every processor."""
    return f"scale={size.width}:{size.height}:flags=lanczos+accurate_rnd+bitexact"
