"""Segments -> a film that is drawn again in a last pass: a GIF, a WebP, or a folder of PNG files.

Takes footage (joined segments, as ffmpeg reads them) and how large and fast the loop may be; gives a file, or a
folder, at the path it is told, counted. Made smaller until it fits, where a number of bytes is asked for.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from storyanim.encode.counting import compare, count_frames, webp_milliseconds
from storyanim.encode.ffmpeg import path_argument, run
from storyanim.encode.files import open_part, output_error
from storyanim.encode.palette import (
    gif_arguments,
    kept_every,
    loop_frames,
    loop_size,
    palette_arguments,
    webp_arguments,
)
from storyanim.errors import EncoderError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storyanim.encode.containers import Container
    from storyanim.encode.extras import Loop
    from storyanim.encode.ffmpeg import Ffmpeg
    from storyanim.types import Size, StreamInfo

PICTURE_NAME = "frame-%06d.png"
"""What the files of a folder are called, from 0 on."""

NARROWEST = 64
"""Pixels of width, below which nothing can be recognised."""

ROUNDS = 6
"""How often a loop is drawn to meet a limit of bytes; the third is nearly always small enough."""

WEBP_SECONDS = 0.5
"""Seconds a picture may take: libwebp says nothing until it has the last one. At 480 pixels it takes a twentieth."""

BITEXACT = ("-fflags", "+bitexact", "-flags", "+bitexact")


@dataclass(frozen=True, slots=True)
class Footage:
    """Segments as ffmpeg reads them: `listing` names them, `frames` is how many pictures they hold together."""

    listing: Path
    frames: int
    info: StreamInfo
    ffmpeg: Ffmpeg
    timeout: float

    @property
    def source(self) -> tuple[str, ...]:
        """ffmpeg's words for reading it."""
        return "-f", "concat", "-safe", "0", "-i", path_argument(self.listing)

    def run(self, arguments: Sequence[str], *, silence: float = 0.0) -> None:
        """Have ffmpeg do something with it, in the course of which it may say nothing for `silence` seconds more."""
        run(self.ffmpeg, arguments, timeout=self.timeout + silence)


def redraw(footage: Footage, container: Container, loop: Loop, part: Path) -> Size:
    """Draw the film again into `part`; the size of its pictures. See `join` for what is raised."""
    if container.is_folder:
        _write_pictures(footage, part)
        return footage.info.size
    draw = {"gif": _draw_gif, "webp": _draw_webp}[container.muxer]
    open_part(part)
    for _ in range(ROUNDS):
        draw(footage, loop, part)
        size, length = loop_size(footage.info.size, loop), part.stat().st_size
        if loop.most_bytes is None or length <= loop.most_bytes:
            return size
        loop = _narrower(loop, size.width, length, loop.most_bytes)
    raise _too_large(loop.most_bytes or 0, f"after {ROUNDS} tries")


def _narrower(loop: Loop, width: int, length: int, most: int) -> Loop:
    """The loop to try next, narrower in the measure in which this one is too long."""
    narrower = min(width - 1, int(width * sqrt(most / length) * 0.97))
    if narrower < NARROWEST:
        raise _too_large(most, f"{width} pixels wide it has {length / 1e6:.1f} MB")
    return replace(loop, width=narrower)


def _too_large(most: int, why: str) -> InputError:
    return InputError(f"it cannot be made as small as {most / 1e6:g} MB ({why}): film fewer --shots, or a lower --fps")


def _draw_gif(footage: Footage, loop: Loop, part: Path) -> None:
    """Two passes: a palette made in one pass with the film holds all of its frames in memory."""
    info = footage.info
    size, step = loop_size(info.size, loop), kept_every(info.rate, loop)
    palette = path_argument(footage.listing.with_name("palette.png"))
    footage.run([*palette_arguments(footage.source, size), palette])
    pictures = gif_arguments(footage.source, palette, info, size, step)
    footage.run([*pictures, *BITEXACT, "-f", "gif", path_argument(part)])
    planned = loop_frames(footage.frames, info.rate, loop)
    compare("the film holds", count_frames(part, ffmpeg=footage.ffmpeg, timeout=footage.timeout), planned)


def _draw_webp(footage: Footage, loop: Loop, part: Path) -> None:
    info = footage.info
    size, step = loop_size(info.size, loop), kept_every(info.rate, loop)
    pictures = webp_arguments(footage.source, info, size, step)
    frames = loop_frames(footage.frames, info.rate, loop)
    footage.run([*pictures, *BITEXACT, "-f", "webp", path_argument(part)], silence=frames * WEBP_SECONDS)
    planned = frames * step * 1000 / info.rate
    if abs(webp_milliseconds(part) - planned) > 1000 * step / info.rate:
        raise EncoderError(f"the WebP plays {webp_milliseconds(part)} ms, planned were {round(planned)}; try again")


def _write_pictures(footage: Footage, part: Path) -> None:
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
    except OSError as error:
        raise output_error(error, part) from error
    pattern = f"{path_argument(part).replace('%', '%%')}/{PICTURE_NAME}"
    picture = ["-pix_fmt", "rgb24", "-c:v", "png", "-compression_level", "4", "-start_number", "0", *BITEXACT]
    footage.run([*footage.source, "-fps_mode", "passthrough", *picture, "-f", "image2", pattern])
    compare("the folder holds", sum(1 for _ in part.iterdir()), footage.frames)
