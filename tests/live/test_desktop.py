"""The window of the desktop: its keys, and a film really played in one where there is a display."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.live.desktop import LEFT, RIGHT, command_of
from storyanim.live.messages import Next, Pause, Play, Seek, Speed
from tests.live.shows import stage, tale
from tests.live.test_window import HERE, display, picture
from tests.stories import KITE

if TYPE_CHECKING:
    from pathlib import Path


TRIES = 4


def test_keys_are_commands() -> None:
    there = stage(tale())
    session = there.session
    session.take(Seek(type="seek", second=6.0))
    assert command_of(next(iter(LEFT)), session) == Seek(type="seek", second=1.0)
    assert command_of(next(iter(RIGHT)), session) == Seek(type="seek", second=11.0)
    assert command_of(ord(" "), session) == Play(type="play")
    session.take(Play(type="play"))
    assert command_of(ord(" "), session) == Pause(type="pause")
    assert command_of(ord("n"), session) == Next(type="next")
    assert command_of(ord("b"), session) == Next(type="next", back=True)
    assert command_of(ord("+"), session) == Speed(type="speed", value=1.25)
    assert command_of(ord("x"), session) is None
    assert command_of(-1, session) is None


def test_it_never_seeks_before_the_beginning_or_plays_too_fast() -> None:
    session = stage(tale()).session
    assert command_of(ord("h"), session) == Seek(type="seek", second=0.0)
    session.take(Speed(type="speed", value=4.0))
    assert command_of(ord("+"), session) == Speed(type="speed", value=4.0)


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_film_is_played_in_a_window(tmp_path: Path) -> None:
    """As for the preview, a bare X server may leave the window unpainted: there are several tries."""
    assert any(colours_seen(tmp_path / str(number)) > 300 for number in range(TRIES)), "nothing was painted"


def colours_seen(folder: Path) -> int:
    """The most colours that were on the screen at once."""
    folder.mkdir()
    (folder / "kite.txt").write_text(KITE, encoding="utf-8")
    words = ("live", "kite.txt", "--window", "--size", "320x180", "--fps", "12")
    colours = 0
    with display(folder) as name:
        environment = {**os.environ, "DISPLAY": name, "PYTHONPATH": str(HERE), "STORYANIM_CACHE": str(folder / "cache")}
        environment.pop("WAYLAND_DISPLAY", None)
        with subprocess.Popen(
            [sys.executable, "-m", "storyanim", *words],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            until = time.monotonic() + 40
            while process.poll() is None and time.monotonic() < until and colours <= 300:
                colours = max(colours, len(np.unique(picture(folder)[::4, ::4].reshape(-1, 3), axis=0)))
                time.sleep(0.05)
            process.terminate()
            _, err = process.communicate()
    assert "Traceback" not in err
    return colours
