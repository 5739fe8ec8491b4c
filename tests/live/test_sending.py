"""What is sent goes on being sent, also where the receiver goes away and comes back."""

from __future__ import annotations

import socket
import subprocess
import time
from fractions import Fraction
from typing import TYPE_CHECKING

from storyanim.encode import find_ffmpeg, iter_film
from storyanim.live.sending import Sender
from storyanim.types import Size
from tests.live.test_camera import picture, until

if TYPE_CHECKING:
    from pathlib import Path

SIZE = Size(64, 36)


def test_a_receiver_that_comes_late_is_sent_to(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, film = f"rtmp://127.0.0.1:{port}/live/show", tmp_path / "received.mkv"
    with Sender(address, Fraction(12), again=0.5) as sender:
        sender.show(picture(200, SIZE), SIZE)
        until(lambda: sender.trouble)
        assert sender.trouble.startswith(f"--out {address}: ")
        assert sender.trouble.endswith("; it is tried again until it works")
        command = [str(find_ffmpeg().path), "-v", "error", "-nostdin", "-listen", "1", "-i", address]
        with subprocess.Popen([*command, "-t", "1", "-c", "copy", "-y", str(film)]) as receiving:
            try:
                assert receiving.wait(40) == 0
            finally:
                receiving.kill()
        began = time.monotonic()
    assert time.monotonic() - began < 15
    assert next(iter(iter_film(film))).shape == (36, 64, 3)
