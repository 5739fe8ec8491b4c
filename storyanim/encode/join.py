"""Segments -> a film: joined by a plain copy, with sound, captions, chapters and a cover beside the pictures.

Takes finished segments in order and what goes with them; gives a file at the path it is told, whose bytes repeat
and whose frames have been counted. Kinds of film that are drawn again are made by `redrawing`. Does not name or
place the film.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode.captions import to_srt
from storyanim.encode.containers import container_of
from storyanim.encode.counting import compare, count_frames
from storyanim.encode.extras import NOTHING
from storyanim.encode.ffmpeg import path_argument
from storyanim.encode.files import discarded_on_failure, open_part
from storyanim.encode.listing import ffmetadata, workshop, write_listing, write_text
from storyanim.encode.matroska import count_blocks
from storyanim.encode.redrawing import BITEXACT, Footage, redraw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from storyanim.encode.containers import Container
    from storyanim.encode.extras import Extras
    from storyanim.encode.ffmpeg import Ffmpeg
    from storyanim.types import Size, StreamInfo

JOIN_TIMEOUT = 300.0
"""Seconds: moving the index of a film of many gigabytes to its front on a slow disk shows no progress."""

JPEG_COLOURS = "scale=out_color_matrix=bt601:out_range=pc:flags=bicubic+accurate_rnd+bitexact,format=yuvj420p"

COVER_NAME = "cover.jpg"
"""The name under which Matroska players look for it."""


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The files ffmpeg reads for a join beside the segments; None: there is no such thing in this film."""

    metadata: Path
    captions: Path | None
    sound: Path | None
    cover: Path | None


def join(
    segments: Sequence[Path],
    info: StreamInfo,
    output_part: Path,
    suffix: str,
    *,
    ffmpeg: Ffmpeg,
    extras: Extras = NOTHING,
    timeout: float = JOIN_TIMEOUT,
) -> Size:
    """Join `segments` to a film at `output_part`, with `info`'s title and captions as a soft track, and `extras`.

    A film of a kind that is redrawn holds pictures only, as `extras.loop` says; it may be made of any segments. Gives
    the film's size, which a loop may have smaller than its segments.
    Raises EncoderError where the film's frames are not `info.frames`, or ffmpeg fails; OutputError where it
    cannot be written; InputError where `extras.loop` cannot be kept. All remove `output_part`.
    """
    container = container_of(suffix)
    lengths = [count_blocks(segment) for segment in segments]
    compare("the segments hold", sum(lengths), info.frames)
    with discarded_on_failure(output_part), workshop(output_part) as folder:
        listing = write_listing(folder, segments, lengths, info.rate)
        footage = Footage(listing, sum(lengths), info, ffmpeg, timeout)
        if container.redrawn:
            return redraw(footage, container, extras.loop, output_part)
        _copy(footage, container, extras, output_part)
        return info.size


def _copy(footage: Footage, container: Container, extras: Extras, part: Path) -> None:
    open_part(part)
    inputs = _written(footage, container, extras)
    words = [*_arguments(footage, inputs, container), *BITEXACT, *_muxing(container, footage.info.rate)]
    footage.run([*words, path_argument(part)])
    compare("the film holds", count_frames(part, ffmpeg=footage.ffmpeg, timeout=footage.timeout), footage.frames)


def _arguments(footage: Footage, inputs: _Inputs, container: Container) -> list[str]:
    """ffmpeg's words: pictures are copied; sound is encoded, captions are written in the container's own way."""
    sources = [*footage.source, "-f", "ffmetadata", "-i", path_argument(inputs.metadata)]
    target = ["-map", "0:v:0", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
    target += _exact_times(footage.info.rate)
    number = 2
    if inputs.sound is not None:
        sources += ["-i", path_argument(inputs.sound)]
        target += ["-map", f"{number}:a:0", *container.sound]
        number += 1
    if inputs.captions is not None:
        sources += ["-f", "srt", "-i", path_argument(inputs.captions)]
        target += ["-map", f"{number}:s:0", *_caption_track(container)]
        number += 1
    if inputs.cover is not None and container.cover == "stream":
        sources += ["-i", path_argument(inputs.cover)]
        target += ["-map", f"{number}:v:0", "-disposition:v:1", "attached_pic"]
    elif inputs.cover is not None:
        target += ["-attach", path_argument(inputs.cover), "-metadata:s:t", "mimetype=image/jpeg"]
        target += ["-metadata:s:t", f"filename={COVER_NAME}"]
    return [*sources, *target]


def _caption_track(container: Container) -> list[str]:
    """Players show a track's name from another place in each container."""
    name = "handler_name" if container.track == "mov_text" else "title"
    return ["-c:s", container.track, "-metadata:s:s:0", f"{name}=Captions"]


def _exact_times(rate: Fraction) -> list[str]:
    """Segments have no B-frames, so the n-th packet is the n-th frame; Matroska's own times are whole milliseconds."""
    return ["-bsf:v:0", f"setts=time_base={rate.denominator}/{rate.numerator},setts=ts=N:duration=1"]


def _muxing(container: Container, rate: Fraction) -> list[str]:
    """The index goes first, so that a film plays while it still comes from afar."""
    if container.muxer in ("mp4", "mov"):
        return ["-f", container.muxer, "-movflags", "+faststart", "-video_track_timescale", str(_timescale(rate))]
    return ["-f", container.muxer, "-cues_to_front", "1"]


def _timescale(rate: Fraction) -> int:
    """Ticks a second, so that a frame is a whole number of them; players want a few thousand or more."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale


# --- the files ffmpeg reads --------------------------------------------------------------------------


def _written(footage: Footage, container: Container, extras: Extras) -> _Inputs:
    info, folder = footage.info, footage.listing.parent
    words = {**({"title": info.title} if info.title else {}), **extras.metadata}
    described = write_text(folder / "metadata.txt", ffmetadata(words, extras.chapters, info.rate))
    spoken = to_srt(info.captions, info.rate) if container.track else ""
    captions = write_text(folder / "captions.srt", spoken) if spoken else None
    cover = _cover(footage, extras.cover) if extras.cover is not None and container.cover else None
    return _Inputs(described, captions, extras.sound if container.sound else None, cover)


def _cover(footage: Footage, frame: int) -> Path:
    """One frame of the film as a JPEG, whose colours are full-range and BT.601 by its own standard (JFIF)."""
    path = footage.listing.with_name(COVER_NAME)
    picture = f"select=eq(n\\,{frame}),{JPEG_COLOURS}"
    target = ["-map", "0:v:0", "-vf", picture, "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-threads", "1"]
    footage.run([*footage.source, *target, *BITEXACT, "-f", "image2", "-update", "1", path_argument(path)])
    return path
