"""Frames -> one segment: a short Matroska file that joins with its neighbours by a plain copy.

Takes frames of one size and rate; gives a file at the path it is told, whose bytes repeat. Does not know what
the film is, nor the name the segment will have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.encode.ffmpeg import TIMEOUT, Ffmpeg, path_argument, run
from storyanim.encode.files import discarded_on_failure, open_part
from storyanim.encode.matroska import count_blocks
from storyanim.errors import EncoderError, RendererError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer

    from storyanim.encode.ffmpeg import Report
    from storyanim.encode.process import Halt
    from storyanim.encode.settings import SegmentSettings
    from storyanim.types import Frame, Size, StreamInfo

BITEXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-metadata:s:v", "encoder=")
"""No date, no random id, no library version: equal inputs give equal bytes."""


def encode_segment(
    frames: Iterable[Frame],
    info: StreamInfo,
    settings: SegmentSettings,
    part: Path,
    *,
    ffmpeg: Ffmpeg,
    timeout: float = TIMEOUT,
    halt: Halt | None = None,
) -> int:
    """Encode `frames` to a Matroska file at `part` and return their number.

    An odd side is made even, where the pixel format asks for it, by repeating the last row or column. The count
    is compared with the plan (`info.frames`), with what ffmpeg says and with what the file holds. Raises
    EncoderError, OutputError, and whatever `frames` raises; `part` is then removed. `halt` kills the encoder.
    """
    if settings.rate != info.rate:
        raise ValueError(f"settings are for {settings.rate} frames/s, the film has {info.rate}")
    width, height = _coded(info.size, settings)
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}"]
    source += ["-framerate", str(info.rate), "-i", "pipe:0"]
    target = [*settings.arguments(), *BITEXACT, "-f", "matroska", path_argument(part)]
    open_part(part)
    with discarded_on_failure(part):
        feed = _buffers(frames, info.size, (width, height))
        report = run(ffmpeg, ["-filter_threads", "1", *source, *target], feed=feed, timeout=timeout, halt=halt)
        _check(part, report, info.frames)
    return report.fed


def _check(part: Path, report: Report, planned: int | None) -> None:
    """That plan, encoder and file agree on how many frames there are, and that there are any."""
    fed, said, held = report.fed, report.frames, count_blocks(part) if report.fed else 0
    if fed == 0:
        raise EncoderError("a segment needs at least one frame")
    if planned is not None and fed != planned:
        raise EncoderError(f"{fed} frames were drawn for a segment of {planned}")
    if said != fed or held != fed:
        raise EncoderError(f"ffmpeg was given {fed} frames, says it wrote {said or 0}, and the file holds {held}")


def _coded(size: Size, settings: SegmentSettings) -> tuple[int, int]:
    """The size with its sides made larger where the pixel format asks for multiples."""
    across, down = settings.multiples
    return size.width + -size.width % across, size.height + -size.height % down


def _buffers(frames: Iterable[Frame], size: Size, coded: tuple[int, int]) -> Iterator[Buffer]:
    right, below = coded[0] - size.width, coded[1] - size.height
    for frame in frames:
        pixels = frame.pixels
        if pixels.shape != (size.height, size.width, 3):
            raise RendererError(f"frame {frame.index} has shape {pixels.shape}, the film is {size.width}x{size.height}")
        if right or below:
            import numpy as np

            pixels = np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
        yield pixels.data
