"""The virtual camera: fed at an even rate, refused in one line where it cannot be."""

from __future__ import annotations

import builtins
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.errors import InputError, StoryanimError
from storyanim.live import Keeping, LiveOptions, check_camera, play_live
from storyanim.live.camera import CameraFeed
from storyanim.live.pictures import Picture
from storyanim.types import Size
from tests.live.shows import means, running, tale
from tests.live.test_show import frames, line, say

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

SMALL = Size(4, 2)


@dataclass
class FakeCamera:
    """Keeps what it is shown."""

    seen: list[NDArray[np.uint8]] = field(default_factory=list[Any])
    opened: list[tuple[Size, Fraction]] = field(default_factory=list[tuple[Size, Fraction]])
    closed: bool = False
    breaks: bool = False

    def open(self, size: Size, rate: Fraction) -> FakeCamera:
        self.opened.append((size, rate))
        return self

    def send(self, frame: NDArray[np.uint8], /) -> None:
        if self.breaks:
            raise RuntimeError("the device is gone")
        self.seen.append(frame)

    def close(self) -> None:
        self.closed = True


def picture(shade: int, size: Size = SMALL) -> Picture:
    return Picture(1, 1, 0, 0.0, bytes(16), b"", bytes([shade]) * (size.width * size.height * 3))


def test_it_shows_the_newest_picture_again_and_again() -> None:
    camera = FakeCamera()
    with CameraFeed(camera.open, Fraction(50)) as feed:
        feed.show(picture(7), SMALL)
        time.sleep(0.25)
        feed.show(picture(9), SMALL)
        feed.show(picture(8, Size(2, 2)), Size(2, 2))
        time.sleep(0.15)
    shades = [int(frame[0, 0, 0]) for frame in camera.seen]
    assert camera.opened == [(SMALL, 50)]
    assert camera.seen[0].shape == (2, 4, 3)
    assert shades.count(7) > 3
    assert shades == sorted(shades)
    assert shades[-1] == 9, "one of another size is left out"
    assert camera.closed


def test_a_show_is_seen_through_it(tmp_path: Path) -> None:
    camera = FakeCamera()
    with running(tale(), tmp_path, camera=camera.open) as show, line(show) as socket:
        say(socket, "play")
        frames(socket, 8)
    assert len({frame.tobytes() for frame in camera.seen}) > 3
    assert camera.closed


def test_a_camera_that_breaks_ends_the_show_with_the_reason(tmp_path: Path) -> None:
    camera = FakeCamera(breaks=True)
    options = LiveOptions(Keeping(tmp_path), "watch-" * 5, port=0, camera=camera.open)
    with pytest.raises(StoryanimError, match="--camera: it shows no more: the device is gone"):
        play_live(tale(), means(), options)
    assert camera.closed


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def lacking(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pyvirtualcam":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(InputError, match=r"pip install 'storyanim\[camera\]'"):
        check_camera()


def test_without_a_device_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no\nloopback device")

    library = SimpleNamespace(Camera=refuse, PixelFormat=SimpleNamespace(RGB="rgb"))
    monkeypatch.setitem(sys.modules, "pyvirtualcam", library)
    with pytest.raises(InputError, match=r"--camera: no virtual camera here \(no loopback device\)"):
        check_camera()
