"""The picture as a virtual camera, which any program for video calls can choose: the extra `camera`, pyvirtualcam.

Takes pictures with their pixels, gives a camera frame after frame at an even rate. Knows no session.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

import numpy as np

from storyanim.errors import InputError
from storyanim.live.relays import AGAIN, Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from numpy.typing import NDArray

    from storyanim.live.pictures import Picture
    from storyanim.types import Size

TRIED = (1280, 720)
"""Pixels of the camera that is opened for a moment, to see whether there can be one."""
ADVICE = "; leave --camera out, or see: https://github.com/letmaik/pyvirtualcam#supported-virtual-cameras"


class Camera(Protocol):
    """A virtual camera of one size and rate, as pyvirtualcam's are."""

    def send(self, frame: NDArray[np.uint8], /) -> None:
        """Show a frame: uint8 (height, width, 3) RGB."""
        ...

    def close(self) -> None:
        """Take the camera off the machine."""
        ...


def open_camera(size: Size, rate: Fraction) -> Camera:
    """This machine's virtual camera.

    Raises:
        InputError: pyvirtualcam is not installed, or the machine has no such device.
    """
    try:
        import pyvirtualcam
    except ImportError:
        raise InputError("--camera: pyvirtualcam is not installed: pip install 'storyanim[camera]'") from None
    width, height = size
    try:
        return pyvirtualcam.Camera(width, height, float(rate), fmt=pyvirtualcam.PixelFormat.RGB)
    except (RuntimeError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"--camera: no virtual camera here ({reason[:200]}){ADVICE}") from error


class CameraFeed(Relay):
    """Shows what it is given through a camera, which `opened` opens."""

    def __init__(self, opened: Callable[[Size, Fraction], Camera], rate: Fraction, again: float = AGAIN) -> None:
        super().__init__("--camera", rate, again)
        self._open = opened

    def _feed(self, size: Size, pictures: Iterator[Picture]) -> None:
        with closing(self._open(size, self._rate)) as camera:
            for picture in pictures:
                camera.send(np.frombuffer(picture.pixels, np.uint8).reshape(size.height, size.width, 3))


def check_camera() -> None:
    """Open a camera for a moment.

    Raises:
        InputError: as `open_camera`.
    """
    from fractions import Fraction

    from storyanim.types import Size

    open_camera(Size(*TRIED), Fraction(24)).close()
