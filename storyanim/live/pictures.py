"""A drawn picture on its way to those who watch: JPEG behind a small header that says what it is.

Takes frames, gives bytes; and reads the header back. Knows no viewer and no network.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from storyanim.types import Frame

Kind = Literal[1, 2]
FRAME, SCENE = 1, 2
"""Kinds of picture: a frame of the film, and a small one that stands for a scene."""
QUALITY, SMALL_QUALITY = 88, 80
_HEADER = struct.Struct(">B3xIId16s")
HEADER_BYTES = _HEADER.size
"""36: kind (1), three empty, storyboard version (4), number (4), pts (8, a double), digest (16); big endian."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be shown. `number` is the frame's index, or the scene's number; `pts` in seconds of the film.

    `digest` is `digest_of` its pixels before they became a JPEG. `pixels` (RGB bytes) are kept only where wanted.
    """

    kind: Kind
    version: int
    number: int
    pts: float
    digest: bytes
    jpeg: bytes
    pixels: bytes = b""

    def packed(self) -> bytes:
        """The header and the JPEG."""
        return _HEADER.pack(self.kind, self.version, self.number, self.pts, self.digest) + self.jpeg


def unpacked(data: bytes) -> Picture:
    """The picture in a message.

    Raises:
        ValueError: it is shorter than a header, or of no known kind.
    """
    if len(data) < HEADER_BYTES or data[0] not in (FRAME, SCENE):
        raise ValueError("this is no picture")
    kind, version, number, pts, digest = _HEADER.unpack_from(data)
    return Picture(kind, version, number, pts, digest, data[HEADER_BYTES:])


def digest_of(frame: Frame) -> bytes:
    """16 bytes that name a frame's pixels (BLAKE2b)."""
    return hashlib.blake2b(frame.pixels.data, digest_size=16).digest()


def pictured(frame: Frame, kind: Kind, version: int, number: int, *, raw: bool = False) -> Picture:
    """A frame as a picture to be sent; with its pixels too if `raw`."""
    import cv2

    quality = QUALITY if kind == FRAME else SMALL_QUALITY
    _, data = cv2.imencode(".jpg", cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    pixels = frame.pixels.tobytes() if raw else b""
    return Picture(kind, version, number, float(frame.pts), digest_of(frame), data.tobytes(), pixels)
