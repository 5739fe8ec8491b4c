"""The virtual camera: fed at an even rate, refused in one line where it cannot be."""

from __future__ import annotations

import builtins
import sys
import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.errors import InputError
from storyanim.live import check_camera, relays
from storyanim.live.camera import CameraFeed
from storyanim.live.pictures import Picture
from storyanim.types import Size
from tests.live.shows import running, tale
from tests.live.test_show import frame, frames, line, note, say

if TYPE_CHECKING:
    from collections.abc import Callable
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


def until(told: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 10
    while not told():
        assert time.monotonic() < end
        time.sleep(0.01)


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


def test_a_camera_that_breaks_is_told_and_the_show_goes_on(tmp_path: Path) -> None:
    camera, said = FakeCamera(breaks=True), list[str]()
    with running(tale(), tmp_path, camera=camera.open, say=said.append) as show, line(show) as socket:
        assert "--camera: the device is gone; it is tried again until it works" in note(socket, "feed")
        say(socket, "seek", second=1.0)
        assert frame(socket, 1, 24)
    assert len(said) == 1
    assert camera.closed


def test_a_camera_that_comes_back_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "SOUND", 0.1)
    camera = FakeCamera(breaks=True)
    with CameraFeed(camera.open, Fraction(50), again=0.05) as feed:
        feed.show(picture(7), SMALL)
        until(lambda: feed.trouble)
        camera.breaks = False
        until(lambda: camera.seen)
        until(lambda: not feed.trouble)
    assert len(camera.opened) > 1


def test_pictures_of_another_size_are_left_out_and_that_is_told() -> None:
    camera = FakeCamera()
    with CameraFeed(camera.open, Fraction(50)) as feed:
        feed.show(picture(7), SMALL)
        feed.show(picture(8, Size(2, 2)), Size(2, 2))
        assert feed.trouble.startswith("--camera: pictures of 2x2 are not shown there, only those of 4x2")
        feed.show(picture(7), SMALL)
        assert feed.trouble == ""


def test_a_device_that_hangs_does_not_keep_the_show_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "FAREWELL", 0.2)
    hanging, let_go = threading.Event(), threading.Event()

    @dataclass
    class Hanging(FakeCamera):
        def send(self, frame: NDArray[np.uint8], /) -> None:
            hanging.set()
            let_go.wait(30)

    began = time.monotonic()
    with CameraFeed(Hanging().open, Fraction(50)) as feed:
        feed.show(picture(7), SMALL)
        assert hanging.wait(5)
    assert time.monotonic() - began < 10
    let_go.set()


def test_after_a_stall_there_is_no_burst() -> None:
    moments: list[float] = []

    @dataclass
    class Stalling(FakeCamera):
        def send(self, frame: NDArray[np.uint8], /) -> None:
            moments.append(time.monotonic())
            if len(moments) == 5:
                time.sleep(0.6)

    with CameraFeed(Stalling().open, Fraction(50)) as feed:
        feed.show(picture(7), SMALL)
        until(lambda: len(moments) > 20)
    soon = [moment for moment in moments if 0 <= moment - moments[5] < 0.1]
    assert len(soon) <= 8, "five, two at once, and one for good measure: not the thirty that were missed"


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
