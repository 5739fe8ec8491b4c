"""The picture as a virtual camera, which any program for video calls can choose: the extra `camera`, pyvirtualcam.

Takes pictures with their pixels, gives a camera frame after frame at an even rate: where no new picture has come, the
last one again. Knows no session.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import numpy as np

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
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


class CameraFeed:
    """Shows what it is given through a camera, until it is ended. Use it in a `with` block.

    The camera has the size of the first picture; one of another size is left out. `trouble` says why it shows no more.
    """

    def __init__(self, opened: Callable[[Size, Fraction], Camera], rate: Fraction) -> None:
        self.trouble = ""
        self._open, self._rate = opened, rate
        self._newest: Picture | None = None
        self._size: Size | None = None
        self._ended, self._first = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def __enter__(self) -> CameraFeed:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._first.set()
        self._thread.join()

    def show(self, picture: Picture, size: Size) -> None:
        """Show this one from now on."""
        if self._size in (None, size):
            self._size, self._newest = size, picture
            self._first.set()

    def _run(self) -> None:
        self._first.wait()
        if self._size is None or self._ended.is_set():
            return
        try:
            camera = self._open(self._size, self._rate)
        except InputError as error:
            self.trouble = str(error)
            return
        try:
            self._feed(camera, self._size)
        except (RuntimeError, OSError) as error:
            self.trouble = f"--camera: it shows no more: {error}"
        finally:
            camera.close()

    def _feed(self, camera: Camera, size: Size) -> None:
        """The newest picture once in every frame's time; after a halt there is no burst."""
        step, due = float(1 / self._rate), monotonic()
        while not self._ended.is_set():
            assert self._newest is not None
            camera.send(np.frombuffer(self._newest.pixels, np.uint8).reshape(size.height, size.width, 3))
            due = max(due + step, monotonic() - step)
            self._ended.wait(due - monotonic())


def check_camera() -> None:
    """Open a camera for a moment.

    Raises:
        InputError: as `open_camera`.
    """
    from fractions import Fraction

    from storyanim.types import Size

    open_camera(Size(*TRIED), Fraction(24)).close()
