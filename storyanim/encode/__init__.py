"""Frames -> bytes: the ffmpeg process, segments, containers, captions, pictures.

Takes frames and the values of `storyanim.types`; gives files that are whole or not there. Does not know what
the frames show, where they come from, or which of them were made before.
"""

from __future__ import annotations

from storyanim.encode.captions import to_srt
from storyanim.encode.ffmpeg import TIMEOUT, Ffmpeg, find_ffmpeg
from storyanim.encode.files import check_output, commit, commit_together, output_error, write_whole
from storyanim.encode.join import Chapter, count_frames, join
from storyanim.encode.palette import gif_frames
from storyanim.encode.pictures import iter_film, png, read_picture, write_picture
from storyanim.encode.process import Halt, started
from storyanim.encode.segment import encode_segment
from storyanim.encode.settings import SUFFIXES, SegmentSettings, segment_settings

__all__ = [
    "SUFFIXES",
    "TIMEOUT",
    "Chapter",
    "Ffmpeg",
    "Halt",
    "SegmentSettings",
    "check_output",
    "commit",
    "commit_together",
    "count_frames",
    "encode_segment",
    "find_ffmpeg",
    "gif_frames",
    "iter_film",
    "join",
    "output_error",
    "png",
    "read_picture",
    "segment_settings",
    "started",
    "to_srt",
    "write_picture",
    "write_whole",
]
