"""A film played in a window of the desktop: keys instead of a page.

Takes a session and the pictures it shows, gives commands for the keys that are pressed. Only after `check_display`, and
only in the main thread.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import numpy as np

from storyanim.live.messages import AnyCommand, Next, Pause, Play, Seek, Speed
from storyanim.live.window import LARGEST, QUIET_QT, QUIT_KEYS

if TYPE_CHECKING:
    from storyanim.live.pictures import Picture
    from storyanim.live.session import Session
    from storyanim.types import Size

TITLE = "storyanim live (space: play, pause; arrows: seek; n, b: shots; q: close)"
STEP = 5.0
LEFT = frozenset({ord("h"), 0x51, 65361, 2424832, 63234})
RIGHT = frozenset({ord("l"), 0x53, 65363, 2555904, 63235})
"""What the arrow keys are on Linux, Windows and macOS, and vi's keys for them."""
TICK = 0.008
"""Seconds between two looks at the keyboard."""
OPENING = 250
"""Milliseconds in which the desktop opens the window."""


class DesktopWindow:
    """The window. It is opened with the first picture."""

    def __init__(self) -> None:
        self._newest: tuple[Picture, Size] | None = None
        self._is_open = self._seen = False

    def show(self, picture: Picture, size: Size) -> None:
        """Show this one next."""
        self._newest = picture, size

    async def run(self, session: Session) -> None:
        """Show what comes, and do what keys say, until a person closes the window."""
        import cv2

        session.take(Play(type="play"))
        try:
            while True:
                if self._newest is not None:
                    self._paint(*self._newest)
                    self._newest = None
                if self._is_open and self._is_unwanted(session):
                    return
                await asyncio.sleep(TICK)
        finally:
            if self._is_open:
                cv2.destroyAllWindows()

    def _paint(self, picture: Picture, size: Size) -> None:
        import cv2

        if not self._is_open:
            self._is_open = True
            os.environ.setdefault(*QUIET_QT)
            scale = min(1.0, LARGEST / max(size))
            cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
            cv2.resizeWindow(TITLE, round(size.width * scale), round(size.height * scale))
            cv2.waitKey(OPENING)
        pixels = np.frombuffer(picture.pixels, np.uint8).reshape(size.height, size.width, 3)
        cv2.imshow(TITLE, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))

    def _is_unwanted(self, session: Session) -> bool:
        """Whether a person has closed it; any other key is a command."""
        import cv2

        key = cv2.waitKeyEx(1)
        visible = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1
        gone, self._seen = self._seen and not visible, self._seen or visible
        if gone or key in QUIT_KEYS:
            return True
        if command := command_of(key, session):
            session.take(command)
        return False


def command_of(key: int, session: Session) -> AnyCommand | None:
    """What a key asks for; None for nothing."""
    clock, second = session.clock, session.clock.position(session.time())
    if key in LEFT:
        return Seek(type="seek", second=max(0.0, second - STEP))
    if key in RIGHT:
        return Seek(type="seek", second=second + STEP)
    match chr(key) if 0 < key < 128 else "":
        case " ":
            return Pause(type="pause") if clock.playing else Play(type="play")
        case "n" | "b" as letter:
            return Next(type="next", back=letter == "b")
        case "+" | "-" as sign:
            faster = clock.speed * (1.25 if sign == "+" else 0.8)
            return Speed(type="speed", value=min(4.0, max(0.25, faster)))
        case _:
            return None
