"""The preview window: refused where there is no display, really opened where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.errors import InputError
from storyanim.live import check_display
from tests.stories import KITE

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

HERE = Path(__file__).parents[2]
WIDTH, HEIGHT = 800, 600
TRIES = 6
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can lack a display")


@on_linux
def test_without_a_display_it_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(InputError, match="there is no display here; leave it out"):
        check_display()


@on_linux
def test_a_display_that_is_not_there_is_found_out_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(InputError, match="no window can be opened on this display"):
        check_display()


@contextmanager
def display(folder: Path) -> Generator[str]:
    """A display of its own, whose picture is in a file in `folder`; gives its name."""
    read, write = os.pipe()
    screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-displayfd", str(write)]
    with subprocess.Popen(["Xvfb", *screen], pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def picture(folder: Path) -> NDArray[np.uint8]:
    """What is on the screen, (height, width, 3) RGB: the tail of an X window dump, four bytes a pixel."""
    data = (folder / "Xvfb_screen0").read_bytes()
    pixels = np.frombuffer(data[-WIDTH * HEIGHT * 4 :], np.uint8).reshape(HEIGHT, WIDTH, 4)
    return pixels[..., 2::-1]


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_film_is_shown_while_it_is_drawn(tmp_path: Path) -> None:
    """On a bare X server the Qt inside OpenCV left its window unpainted in 30 of 122 trials, without any of our code
    and however long it was waited for; with a window manager running, in none of 14. So there are several tries.
    """
    assert any(colours_seen(tmp_path / str(number)) > 300 for number in range(TRIES)), "nothing was painted"


def colours_seen(folder: Path) -> int:
    """The most colours that were on the screen at once: a picture has many hundreds, an empty screen one."""
    folder.mkdir()
    (folder / "kite.txt").write_text(KITE, encoding="utf-8")
    words = ("render", "kite.txt", "-o", "film.mp4", "--size", "320x180", "--fps", "6", "--preview")
    colours = 0
    with display(folder) as name:
        environment = {**os.environ, "DISPLAY": name, "PYTHONPATH": str(HERE), "STORYANIM_CACHE": str(folder / "cache")}
        environment.pop("WAYLAND_DISPLAY", None)
        with subprocess.Popen(
            [sys.executable, "-m", "storyanim", *words],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            while process.poll() is None:
                colours = max(colours, len(np.unique(picture(folder)[::4, ::4].reshape(-1, 3), axis=0)))
                time.sleep(0.03)
            out, err = process.communicate()
    assert (process.returncode, out) == (0, "film.mp4\n"), err
    assert "Qt" not in err
    return colours
