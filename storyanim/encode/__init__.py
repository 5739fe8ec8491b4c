"""Frames -> bytes: the ffmpeg process, segments, containers, captions, pictures.

Takes frames and the values of `storyanim.types`; gives files that are whole or not there. Does not know what
the frames show, where they come from, or which of them were made before.
"""

from __future__ import annotations

from storyanim.encode.burning import Burning, burnable, burnt
from storyanim.encode.captions import to_srt, to_subtitles, to_vtt
from storyanim.encode.containers import CONTAINERS, SUFFIXES, Codec, Container, container_of
from storyanim.encode.counting import count_frames
from storyanim.encode.cutting import Piece, check_cuttable, cut_captions, cut_pictures, cut_sound
from storyanim.encode.excerpts import Excerpt
from storyanim.encode.extras import DEFAULT_LOOP, NOTHING, Chapter, Extras, Loop
from storyanim.encode.ffmpeg import TIMEOUT, Ffmpeg, find_ffmpeg
from storyanim.encode.files import check_output, commit, commit_together, discard, output_error, write_whole
from storyanim.encode.join import join
from storyanim.encode.listing import write_text
from storyanim.encode.palette import loop_frames, loop_size
from storyanim.encode.pictures import iter_film, jpeg, png, read_picture, write_pdf, write_picture
from storyanim.encode.process import Halt, started, tethered
from storyanim.encode.segment import encode_segment
from storyanim.encode.settings import SegmentSettings, segment_settings
from storyanim.encode.sounds import LOUDNESS, Mix, check_sound, mix_sound, read_samples, sound_seconds

__all__ = [
    "CONTAINERS",
    "DEFAULT_LOOP",
    "LOUDNESS",
    "NOTHING",
    "SUFFIXES",
    "TIMEOUT",
    "Burning",
    "Chapter",
    "Codec",
    "Container",
    "Excerpt",
    "Extras",
    "Ffmpeg",
    "Halt",
    "Loop",
    "Mix",
    "Piece",
    "SegmentSettings",
    "burnable",
    "burnt",
    "check_cuttable",
    "check_output",
    "check_sound",
    "commit",
    "commit_together",
    "container_of",
    "count_frames",
    "cut_captions",
    "cut_pictures",
    "cut_sound",
    "discard",
    "encode_segment",
    "find_ffmpeg",
    "iter_film",
    "join",
    "jpeg",
    "loop_frames",
    "loop_size",
    "mix_sound",
    "output_error",
    "png",
    "read_picture",
    "read_samples",
    "segment_settings",
    "sound_seconds",
    "started",
    "tethered",
    "to_srt",
    "to_subtitles",
    "to_vtt",
    "write_pdf",
    "write_picture",
    "write_text",
    "write_whole",
]
