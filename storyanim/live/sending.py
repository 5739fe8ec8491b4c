"""The picture sent to others as it is played: RTMP, SRT or MPEG-TS over UDP, with silence for sound.

Takes pictures with their pixels, feeds the same ffmpeg process that films are made with, at an even rate. Knows no
session.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.encode import Halt, find_ffmpeg
from storyanim.encode.ffmpeg import run
from storyanim.errors import InputError
from storyanim.live.relays import AGAIN, Relay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from storyanim.live.pictures import Picture
    from storyanim.types import Size

FORMATS = {"rtmp": "flv", "rtmps": "flv", "srt": "mpegts", "udp": "mpegts"}
"""What is sent, by the address's first word."""
PATIENCE = 20.0
"""Seconds that a receiver may take to answer."""
KEY_SECONDS = 2
"""A player that comes later sees a whole picture after so long at most."""
_ADDRESS = re.compile(r"([a-z]+)://[^\s\x00-\x1f|]+")


def check_address(address: str) -> str:
    """The address, if it can be sent to.

    Raises:
        InputError: it cannot.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or found[1] not in FORMATS:
        known = ", ".join(f"{name}://" for name in FORMATS)
        raise InputError(f"--out: '{address}' cannot be sent to; write an address that begins with {known}")
    return address


def stream_arguments(address: str, size: Size, rate: Fraction) -> list[str]:
    """What ffmpeg is told: raw RGB pictures from its input, silence beside them, encoded without delay."""
    width, height = size
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}", "-framerate", str(rate)]
    silence = ["-f", "lavfi", "-i", "anullsrc=channel_layout=stereo:sample_rate=48000"]
    even = "pad=ceil(iw/2)*2:ceil(ih/2)*2"
    gop = str(max(1, round(KEY_SECONDS * rate)))
    video = ["-vf", even, "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"]
    video += ["-g", gop, "-b:v", "2500k", "-maxrate", "3000k", "-bufsize", "3000k"]
    sound = ["-c:a", "aac", "-b:a", "96k", "-shortest"]
    container = FORMATS[address.partition(":")[0]]
    return [*source, "-i", "pipe:0", *silence, *video, *sound, "-flush_packets", "1", "-f", container, address]


class Sender(Relay):
    """Sends what it is shown to an address."""

    def __init__(self, address: str, rate: Fraction, again: float = AGAIN) -> None:
        super().__init__(f"--out {address}", rate, again)
        self._address, self._halt = address, Halt()

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._halt.throw()
        self._thread.join(PATIENCE)

    def _feed(self, size: Size, pictures: Iterator[Picture]) -> None:
        arguments = stream_arguments(self._address, size, self._rate)
        feed = (picture.pixels for picture in pictures)
        run(find_ffmpeg(), arguments, feed=feed, timeout=PATIENCE, halt=self._halt)
