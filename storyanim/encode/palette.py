"""How a GIF is drawn from a film: its frame rate, its size and its 256 colours.

Takes the film's size and rate; gives ffmpeg's arguments for both passes. Runs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from storyanim.types import StreamInfo

GIF_RATE = 15
"""Most frames a second. A GIF counts time in 1/100 s and every frame costs a whole picture's bytes."""


def gif_step(rate: Fraction) -> int:
    """Every how many frames one is kept: a whole number, so that motion stays even (24 -> 12, 25 -> 12.5)."""
    return -(-rate // GIF_RATE)


def gif_frames(frames: int, rate: Fraction) -> int:
    """How many pictures the GIF of a film of `frames` frames has."""
    return -(-frames // gif_step(rate))


def palette_arguments(source: Sequence[str], info: StreamInfo, width: int) -> list[str]:
    """First pass: 256 colours from the key frames, which are enough of each chunk and a fraction of the work."""
    graph = f"[0:v]{_scaled(info, width)},palettegen=stats_mode=full[out]"
    picture = ["-filter_complex", graph, "-map", "[out]", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe"]
    return ["-skip_frame", "nokey", *source, *picture]


def gif_arguments(source: Sequence[str], palette: str, info: StreamInfo, width: int) -> list[str]:
    """Second pass. An ordered dither stays where it is from frame to frame; error diffusion would swim."""
    step = gif_step(info.rate)
    kept = f"select=not(mod(n\\,{step})),setpts=N/({info.rate / step})/TB,{_scaled(info, width)}"
    graph = f"[0:v]{kept}[film];[film][1:v]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle"
    pictures = ["-f", "png_pipe", "-i", palette, "-filter_complex", graph]
    last = str(round(100 * step / info.rate))
    return [*source, *pictures, "-fps_mode", "passthrough", "-loop", "0", "-final_delay", last]


def _scaled(info: StreamInfo, width: int) -> str:
    wide = min(width, info.size.width)
    high = max(1, round(info.size.height * wide / info.size.width))
    return f"scale={wide}:{high}:flags=lanczos+accurate_rnd+bitexact"
