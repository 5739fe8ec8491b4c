"""The picture sent to others as it is played: RTMP, SRT or MPEG-TS over UDP, with silence for sound.

Takes pictures with their pixels, feeds the same ffmpeg process that films are made with, at an even rate: where no new
picture has come the last one is sent again. Knows no session.
"""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from storyanim.encode import Halt, find_ffmpeg
from storyanim.encode.ffmpeg import run
from storyanim.errors import InputError, StoryanimError

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


class Sender:
    """Sends what it is shown until it is ended. Use it in a `with` block; `trouble` says why it sends no more."""

    def __init__(self, address: str, rate: Fraction) -> None:
        self.trouble = ""
        self._address, self._rate = address, rate
        self._newest: Picture | None = None
        self._size: Size | None = None
        self._first, self._ended, self._halt = threading.Event(), threading.Event(), Halt()
        self._thread = threading.Thread(target=self._send, name="sending", daemon=True)

    def __enter__(self) -> Sender:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._first.set()
        self._thread.join(2.0)
        self._halt.throw()
        self._thread.join(PATIENCE)

    def show(self, picture: Picture, size: Size) -> None:
        """Send this one from now on. A picture of another size than the first is left out."""
        if self._size in (None, size):
            self._size, self._newest = size, picture
            self._first.set()

    def _send(self) -> None:
        self._first.wait()
        if self._size is None or self._ended.is_set():
            return
        arguments = stream_arguments(self._address, self._size, self._rate)
        try:
            run(find_ffmpeg(), arguments, feed=self._pixels(), timeout=PATIENCE, halt=self._halt)
        except StoryanimError as error:
            if not self._ended.is_set():
                self.trouble = f"--out {self._address}: {error}"

    def _pixels(self) -> Iterator[bytes]:
        """The newest picture once in every frame's time; a receiver that lags is not caught up with in a burst."""
        step, due = float(1 / self._rate), time.monotonic()
        while not self._ended.is_set():
            assert self._newest is not None
            yield self._newest.pixels
            due = max(due + step, time.monotonic() - step)
            with suppress(ValueError):
                time.sleep(due - time.monotonic())
